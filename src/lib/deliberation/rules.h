#pragma once
#include "core/base/rule.h"

namespace tos::rules {

inline constexpr Rule DEL_001{
    "DEL-001", FailureClass::malformed, "a proposal's type of decision is one that the charter has",
    "The type says how the group decides: quorum, threshold, time to discuss and to vote. A type that the charter does "
    "not know leaves all of that open."};
inline constexpr Rule DEL_002{"DEL-002", FailureClass::malformed, "a proposal names each cooperation path once",
                              "A path named twice says nothing more and would count twice in every overview."};
inline constexpr Rule DEL_003{"DEL-003", FailureClass::malformed, "a proposal's sunset comes after it is made",
                              "What has ended before it was proposed can be in force at no time."};
inline constexpr Rule DEL_004{
    "DEL-004", FailureClass::malformed, "a proposal asks for an act that can be carried out by decision",
    "A decision permits one act of one kind on one target. Kinds that never ask for a decision would make an empty "
    "promise."};
inline constexpr Rule DEL_005{
    "DEL-005", FailureClass::malformed, "an act on members, roles or charter is decided by the charter's type for it",
    "The charter sets how hard it is to change members, roles and the charter itself. If a proposal could choose a "
    "laxer type for the same act, those safeguards would protect nothing."};
inline constexpr Rule DEL_006{
    "DEL-006", FailureClass::forbidden, "a recall is proposed after a petition for it has gathered its signatures",
    "A recall puts a person before the whole group. The petition shows that enough members want the question asked."};
inline constexpr Rule DEL_007{
    "DEL-007", FailureClass::conflict, "a new version replaces the newest version of an open proposal",
    "Versions form one line, so that everybody knows which wording is under discussion. What was decided or withdrawn "
    "is not reworded afterwards; a new proposal says something new."};
inline constexpr Rule DEL_008{
    "DEL-008", FailureClass::forbidden,
    "a new version is by an author of an earlier one, or by a holder of a role that the charter names for proposals",
    "A proposal's wording is its author's. Others make a proposal of their own, unless the charter gives a role the "
    "task of editing."};
inline constexpr Rule DEL_009{"DEL-009", FailureClass::missing, "a record about a proposal names one of this group",
                              "The proposal has to be in the log before anything can be said about it."};
inline constexpr Rule DEL_010{"DEL-010", FailureClass::forbidden, "a proposal is withdrawn by an author of it",
                              "Taking a question off the table is for who put it there; others can vote it down."};
inline constexpr Rule DEL_011{
    "DEL-011", FailureClass::conflict,
    "only an open proposal is withdrawn, and a member recuses themself only from one",
    "Once a proposal is decided or withdrawn there is nothing to take back and no count to stay out of."};
inline constexpr Rule DEL_012{"DEL-012", FailureClass::conflict, "a withdrawal names the newest version",
                              "Whoever withdraws must have seen what they withdraw."};
inline constexpr Rule DEL_013{
    "DEL-013", FailureClass::conflict, "a proposal is not withdrawn while a poll on it is open",
    "People have begun to vote. Withdrawing then would let an author escape a result that they see coming."};
inline constexpr Rule DEL_014{"DEL-014", FailureClass::conflict, "a member recuses themself from a proposal once",
                              "A recusal holds for every version and every poll until the proposal is decided."};
inline constexpr Rule DEL_015{
    "DEL-015", FailureClass::conflict, "a proposal is not reworded while a poll on it is open",
    "People vote on one wording. A newer one beside it would be shown as the proposal, and what it says would be taken "
    "for what was decided."};
inline constexpr Rule DEL_016{"DEL-016", FailureClass::malformed,
                              "a change of a policy has the new wording, and its repeal says that it is one",
                              "Whoever votes has to see that nothing is left of the policy. A wording that is not "
                              "there could be an oversight, so "
                              "silence repeals nothing."};
inline constexpr Rule DEL_020{
    "DEL-020", FailureClass::missing,
    "a proposal is named by P and its number, the first digits of a version's id, or its title",
    "Short names are for people; records always carry full ids. A prefix that fits two ids names neither. A title may "
    "be cut short where it still fits one proposal only, and 'latest' is the newest in this clone, published or not."};
inline constexpr Rule DEL_021{"DEL-021", FailureClass::conflict,
                              "what is said about a proposal is said while it is open",
                              "Evidence, options, positions and objections are for a question that is still to be "
                              "decided. After a decision, a withdrawal or the archive, a new proposal asks anew."};
inline constexpr Rule DEL_022{
    "DEL-022", FailureClass::missing,
    "evidence, options and objections are named by E, A or O and a number, or by the first digits of an id",
    "Short names are for people; records always carry full ids. 'latest' is the newest in this clone, published or "
    "not."};
inline constexpr Rule DEL_030{"DEL-030", FailureClass::malformed,
                              "evidence names its source: a web address or the digest of a file",
                              "What nobody can look up nobody can confirm or dispute."};
inline constexpr Rule DEL_031{"DEL-031", FailureClass::malformed,
                              "a source on the web is an http or https address without spaces",
                              "Anything else would not lead a reader there, or would run a program on their machine."};
inline constexpr Rule DEL_032{"DEL-032", FailureClass::missing, "a review names evidence of this group",
                              "The evidence has to be in the log before anybody can confirm or dispute it."};
inline constexpr Rule DEL_033{"DEL-033", FailureClass::forbidden,
                              "evidence is confirmed and disputed by others than its author",
                              "A second pair of eyes is the whole use of a review."};
inline constexpr Rule DEL_034{
    "DEL-034", FailureClass::malformed,
    "a dispute says what is wrong with the evidence, a confirmation says nothing of the kind",
    "Inaccurate, outdated, misleading, irrelevant or fabricated: an author can answer each, but not a bare no."};
inline constexpr Rule DEL_036{"DEL-036", FailureClass::missing,
                              "an option is a variant of an option of the same proposal",
                              "Options form a tree; a branch needs a stem."};
inline constexpr Rule DEL_037{
    "DEL-037", FailureClass::malformed, "a trade-off says what speaks for an option or against it, each aspect once",
    "The matrix has one cell for an option and an aspect. An empty one says nothing, a double one says two things."};
inline constexpr Rule DEL_038{"DEL-038", FailureClass::conflict, "an option's label is new in its proposal",
                              "People choose among options by their labels; two of one name cannot be told apart on a "
                              "ballot, nor two that differ "
                              "in blanks, or in small and capital letters."};
inline constexpr Rule DEL_040{
    "DEL-040", FailureClass::malformed, "a position gives its reason",
    "A stance without a reason is a vote, and that is for a poll. Reasons are what deliberation works with."};
inline constexpr Rule DEL_041{"DEL-041", FailureClass::conflict, "only a position that stands is withdrawn",
                              "There is nothing to take back otherwise."};
inline constexpr Rule DEL_042{
    "DEL-042", FailureClass::forbidden,
    "who is recused from a proposal takes no position on it and does not object to it",
    "A member with a conflict of interest has left the decision, and so its preparation by stance and objection too."};
inline constexpr Rule DEL_043{
    "DEL-043", FailureClass::forbidden, "an objection to a version is by somebody else than its author",
    "An author rewords what they find harmful, or withdraws it. Otherwise they could let a round of objections pass on "
    "their own words, and have a majority decide what was to be decided by consent."};
inline constexpr Rule DEL_044{"DEL-044", FailureClass::conflict, "a member has one open objection to a version",
                              "It names all the harm that they see in it. A hundred of one member would bury those of "
                              "others, and whoever changes "
                              "the policy later would have to answer each."};
inline constexpr Rule DEL_045{
    "DEL-045", FailureClass::malformed, "an objection states the harm that the proposal would do",
    "An objection holds up the vote for everybody. It does so for a harm that others can weigh."};
inline constexpr Rule DEL_046{
    "DEL-046", FailureClass::malformed, "an objection argues a consequence; what argues an improvement is a concern",
    "That something could be better is no reason against trying it. A concern is heard and never blocks."};
inline constexpr Rule DEL_047{"DEL-047", FailureClass::conflict,
                              "an objection names the newest version of the proposal",
                              "The newer wording may have met it already."};
inline constexpr Rule DEL_048{"DEL-048", FailureClass::missing, "a resolution names an objection of this group",
                              "The objection has to be in the log before it can be met."};
inline constexpr Rule DEL_049{"DEL-049", FailureClass::conflict, "an objection is met once",
                              "It is settled; whoever sees harm in what was agreed objects anew."};
inline constexpr Rule DEL_050{
    "DEL-050", FailureClass::forbidden,
    "an objection is settled by who raised it, or by a holder of a role that the charter names for resolutions",
    "If others could declare it settled, an objection would hold up nothing. A new version that answers it is the "
    "author's way."};
inline constexpr Rule DEL_051{"DEL-051", FailureClass::malformed,
                              "a deferral has an owner and a date to come, a delegation has an owner",
                              "An objection that nobody takes up, or at no time, is not met but forgotten. By "
                              "amendment it is met with a new version."};
inline constexpr Rule DEL_052{"DEL-052", FailureClass::missing, "the owner of a resolution is an active member",
                              "Somebody has to be there to do it."};
inline constexpr Rule DEL_053{"DEL-053", FailureClass::malformed,
                              "a new version answers open objections to the proposal that it replaces, each once",
                              "An answer settles an objection by name, so that everybody sees what became of it. Who "
                              "is not content objects to the new version."};
inline constexpr Rule DEL_055{
    "DEL-055", FailureClass::conflict, "while a round of objections runs, an open objection holds up the vote",
    "A round begins with the first objection to a version and lasts the charter's objection_window; a version has "
    "one. After it the charter's fallback holds, a vote or the archive: objections are heard, and nobody blocks for "
    "ever."};
inline constexpr Rule DEL_060{
    "DEL-060", FailureClass::malformed,
    "a proposal moves forward by one stage, back to research or to deliberate, or to the archive",
    "Each stage does its own work. Skipping one, or going back to a place that fits no purpose, would hide what was "
    "not done."};
inline constexpr Rule DEL_061{
    "DEL-061", FailureClass::conflict,
    "a proposal stays in a stage for the least time that the charter gives its type of decision",
    "People need time to see what is asked of them."};
inline constexpr Rule DEL_062{"DEL-062", FailureClass::conflict,
                              "a proposal leaves a stage with as much undisputed evidence as the charter asks",
                              "Three confirmations make evidence confirmed, two disputes make it disputed, also where "
                              "it was confirmed. Disputed evidence does not count, and one source counts once."};
inline constexpr Rule DEL_063{"DEL-063", FailureClass::conflict,
                              "a proposal leaves a stage with as many options as the charter asks",
                              "Choosing needs something to choose from."};
inline constexpr Rule DEL_064{"DEL-064", FailureClass::conflict,
                              "a proposal leaves a stage with as many positions as the charter asks",
                              "Those of recused members and withdrawn ones do not count."};
inline constexpr Rule DEL_065{
    "DEL-065", FailureClass::forbidden,
    "a proposal is moved by an author of it, or by a holder of a role that the charter names for moves",
    "The pace of a proposal is its author's business, unless the charter gives a role the task."};
inline constexpr Rule DEL_066{"DEL-066", FailureClass::conflict, "a proposal is not moved while a poll on it is open",
                              "People have begun to vote on it as it stands."};
inline constexpr Rule DEL_067{
    "DEL-067", FailureClass::conflict,
    "a proposal moves on from vote once it is adopted, and back only while it is open",
    "What was not adopted is not acted on, and what is decided is not deliberated again; a new proposal can be."};
inline constexpr Rule DEL_068{"DEL-068", FailureClass::conflict,
                              "where the charter sets stages for a type of decision, a poll opens in stage vote",
                              "Otherwise a poll would jump over every condition that the charter sets. For the same "
                              "reason a proposal whose type changes to one with stages begins with the first."};
inline constexpr Rule DEL_069{"DEL-069", FailureClass::conflict, "a move names the newest version of the proposal",
                              "Whoever moves a proposal on must have seen what they move."};

RuleTable deliberation_rules();

}  // namespace tos::rules
