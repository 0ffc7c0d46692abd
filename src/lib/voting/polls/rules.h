#pragma once
#include "core/base/rule.h"

namespace tos::rules {

// Ballots.
inline constexpr Rule VOT_001{"VOT-001", FailureClass::missing, "a ballot names a poll of this group",
                              "The poll has to be in the log before anybody can vote in it."};
inline constexpr Rule VOT_002{
    "VOT-002", FailureClass::malformed, "a ballot says what its poll's method counts, in that one way and no other",
    "A ballot with a choice and a ranking could be read in two ways. Each method counts one way of saying it; anything "
    "else would be a guess about what the voter meant."};
inline constexpr Rule VOT_003{"VOT-003", FailureClass::forbidden, "a ballot is signed when its poll has opened",
                              "Before the poll opens its question may still be discussed; a ballot signed then would "
                              "answer before the discussion is over."};
inline constexpr Rule VOT_004{"VOT-004", FailureClass::forbidden, "a ballot is cast before its poll closes",
                              "A ballot counts by the time at which it says it was signed. One that is dated after "
                              "closing is late whoever carries it."};
inline constexpr Rule VOT_005{
    "VOT-005", FailureClass::forbidden, "a ballot reaches the log before the poll's time for late ballots is over",
    "A ballot signed in time may be carried a little later, for people who were offline. After that the counted set is "
    "fixed, so that no result changes once it can be written."};
inline constexpr Rule VOT_006{
    "VOT-006", FailureClass::forbidden, "a ballot is by a member who was active when the poll was posed",
    "The electorate is fixed at the poll's place in the log. Otherwise members could be admitted to win a vote that is "
    "already running."};
inline constexpr Rule VOT_007{
    "VOT-007", FailureClass::forbidden, "a member who recused themself from a proposal does not vote on it",
    "A conflict of interest takes a member out of the count and out of what it is a share of."};
inline constexpr Rule VOT_008{
    "VOT-008", FailureClass::forbidden, "a member who was dormant when the poll was posed does not vote in it",
    "Members without a record for the charter's dormant_after are left out of electorates, so that a quorum can be "
    "reached. Their next record brings them back for later polls."};
inline constexpr Rule VOT_009{
    "VOT-009", FailureClass::malformed, "a ballot names options of its poll, each at most once",
    "An option that is not there cannot win, and one that is named twice could be meant either way."};

// Polls.
inline constexpr Rule VOT_020{
    "VOT-020", FailureClass::conflict, "a poll is on the newest version of an open proposal",
    "Members vote on one wording. An older one was replaced for a reason; what is decided or withdrawn is not asked "
    "again."};
inline constexpr Rule VOT_021{"VOT-021", FailureClass::conflict, "a proposal has at most one open poll",
                              "Two votes on one question at one time could end in two answers."};
inline constexpr Rule VOT_022{
    "VOT-022", FailureClass::malformed, "a poll's method is one that the ruleset counts in polls",
    "Ruleset 1 decides polls by majority, supermajority, approval, schulze and consent. Nobody "
    "could verify a result by a method that other programs do not have."};
inline constexpr Rule VOT_023{
    "VOT-023", FailureClass::malformed,
    "a poll by approval or schulze lists two or more different options, any other none",
    "One question has fixed answers; a list beside them would mean something else to every reader. Where members "
    "choose among options, one alone is no choice, and two of the same name cannot be told apart, nor two that differ "
    "in "
    "blanks, or in small and capital letters."};
inline constexpr Rule VOT_024{"VOT-024", FailureClass::malformed, "a poll's quorum and threshold are between 0 and 1",
                              "They are shares of a whole. More than the whole can never be reached."};
inline constexpr Rule VOT_025{
    "VOT-025", FailureClass::forbidden,
    "a poll is at least as strict as the charter's type of decision: method, quorum, threshold, denominator, "
    "certifiers",
    "The charter protects the minority. Whoever opens a poll may ask for more agreement than it does, never for less. "
    "Majority and supermajority differ in how much agreement they ask for; of other methods, none is stricter than "
    "another, so that the type's own holds."};
inline constexpr Rule VOT_026{
    "VOT-026", FailureClass::forbidden, "a poll opens after the charter's time for discussion",
    "The time counts from the log's clock at the version that is voted on, so that nobody can rewrite a proposal and "
    "have it voted on before others have read it."};
inline constexpr Rule VOT_027{"VOT-027", FailureClass::forbidden,
                              "a poll is open for at least the charter's time to vote",
                              "Everybody needs a fair chance to hear of a vote and to take part."};
inline constexpr Rule VOT_028{"VOT-028", FailureClass::malformed,
                              "a poll opens no earlier than it was signed, closes later, within a year",
                              "A poll that opened before it existed could be filled with ballots before anybody knew "
                              "of it. One that never closes "
                              "decides nothing."};
inline constexpr Rule VOT_029{
    "VOT-029", FailureClass::conflict, "a poll reaches the log while half the charter's time to vote is still left",
    "A record may be carried some time after it was signed. A poll that arrived when it is all but over would give "
    "nobody but its author a chance to vote."};
inline constexpr Rule VOT_030{"VOT-030", FailureClass::forbidden,
                              "a poll waits for late ballots at least as long as the charter says",
                              "Members who are often offline rely on that time."};
inline constexpr Rule VOT_031{"VOT-031", FailureClass::malformed,
                              "a poll is sharded if and only if it has more than 1,000 electors",
                              "Large votes keep their ballots in folders by the first digits of their ids, small ones "
                              "flat and readable. The rule "
                              "makes every path follow from the log."};
inline constexpr Rule VOT_032{
    "VOT-032", FailureClass::forbidden, "only an author of a proposal asks for more agreement than the charter does",
    "A stricter poll is harder to win. If any member could open one, opponents would end a proposal by asking for a "
    "quorum that nobody reaches."};
inline constexpr Rule VOT_033{
    "VOT-033", FailureClass::malformed, "a proposal that asks for an act is not put to a choice among options",
    "Its adoption permits one act on one target. A poll that another option can win would permit the act by deciding "
    "for something else."};

inline constexpr Rule VOT_034{
    "VOT-034", FailureClass::forbidden,
    "only an author of a proposal has its poll open more than a day later than it could, or take much longer than "
    "usual",
    "While a poll waits or runs, the proposal is neither reworded nor withdrawn nor voted on otherwise. Anybody else "
    "could hold it up for two years."};
inline constexpr Rule VOT_035{
    "VOT-035", FailureClass::forbidden, "only an author of a proposal chooses among its options what is voted on",
    "A poll takes its options from the proposal. Somebody else could leave out the one that would have won, or put in "
    "what nobody has talked about."};

// Decisions.
inline constexpr Rule VOT_040{"VOT-040", FailureClass::missing, "a decision names a poll of this group",
                              "There has to be a poll before there can be a result."};
inline constexpr Rule VOT_041{"VOT-041", FailureClass::conflict, "a poll has one decision",
                              "The result follows from the log, so a second record of it has nothing to add."};
inline constexpr Rule VOT_042{
    "VOT-042", FailureClass::conflict, "a decision is signed after the poll's time for late ballots is over",
    "Only then is the set of ballots complete. Anybody may write the decision as soon as it is."};
inline constexpr Rule VOT_043{
    "VOT-043", FailureClass::malformed, "a decision recounts to itself",
    "Outcome, figures, electorate and ballots follow from the log before it. A certificate that says anything else is "
    "wrong, whoever signed it."};

// Policies.
inline constexpr Rule VOT_060{"VOT-060", FailureClass::missing, "a change of a policy names a decision of this group",
                              "What is changed has to have been decided here."};
inline constexpr Rule VOT_061{
    "VOT-061", FailureClass::conflict, "what is changed is a policy whose wording nothing has superseded",
    "A policy is a decision in force that adopted a wording. One that permitted an act is over when the act is done. "
    "Where a wording was amended, the amendment is the policy, so that two changes never start from the same one."};
inline constexpr Rule VOT_062{
    "VOT-062", FailureClass::forbidden, "a policy is changed by a decision of its own type",
    "Otherwise what was adopted with a large majority and a long discussion could be undone by a type that asks for "
    "neither."};
inline constexpr Rule VOT_063{
    "VOT-063", FailureClass::malformed,
    "a change of a policy answers each blocking entry of its minority report, and no entry twice",
    "Those who were outvoted are owed an answer when the question comes back: each objection by its id, and how the "
    "change meets it."};

// Names.
inline constexpr Rule VOT_050{"VOT-050", FailureClass::missing,
                              "a poll is named by V and its number, the first digits of its id, or its title",
                              "Short names are for people; records always carry full ids. A prefix that fits two ids "
                              "names neither. A title may be cut short where it still fits one proposal only, and "
                              "'latest' is the newest in this clone, published or not."};
inline constexpr Rule VOT_051{"VOT-051", FailureClass::missing,
                              "a decision is named by D and its number, the first digits of its id, or its title",
                              "Short names are for people; records always carry full ids. A prefix that fits two ids "
                              "names neither. A title may be cut short where it still fits one proposal only, and "
                              "'latest' is the newest in this clone, published or not."};

RuleTable voting_rules();

}  // namespace tos::rules
