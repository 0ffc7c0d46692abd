#pragma once
#include "core/base/rule.h"

namespace tos::rules {

// Founding.
inline constexpr Rule IDN_001{"IDN-001", FailureClass::malformed,
                              "the founding record comes first, once, and names its author among its founders",
                              "A group begins with exactly one record: its id is the group's id. Whoever signs it is "
                              "one of the people it names."};
inline constexpr Rule IDN_002{"IDN-002", FailureClass::malformed, "founders have different handles and different keys",
                              "One person listed twice would count twice towards the founding majority."};
inline constexpr Rule IDN_003{
    "IDN-003", FailureClass::forbidden,
    "until more than half of the named founders have accepted, only acceptances and refusals are valid",
    "Nobody founds a group in the name of people who have not said yes."};
inline constexpr Rule IDN_004{
    "IDN-004", FailureClass::forbidden,
    "only a named founder who has not answered accepts or refuses, with the key that the founding record names",
    "An acceptance speaks for one founder. It is signed with the key the founding record names for them, which shows "
    "that they hold it."};
// Who signs.
inline constexpr Rule IDN_010{
    "IDN-010", FailureClass::forbidden,
    "a record's author is an active member, or a founder or applicant who may sign this kind",
    "Records of people outside the group, of suspended members and of those who left change nothing in it."};
inline constexpr Rule IDN_011{"IDN-011", FailureClass::identity,
                              "a record is signed by a key of its author that is valid at its place in the log",
                              "The key that signed is the evidence for who said it. A key that is not the author's, or "
                              "was revoked before, proves nothing."};
inline constexpr Rule IDN_012{"IDN-012", FailureClass::forbidden, "a kind is authored by whom the charter permits",
                              "The charter says which kinds any member may author and which need a role."};
inline constexpr Rule IDN_013{"IDN-013", FailureClass::forbidden,
                              "a member adds at most the charter's records_per_day in a day of the log's clock",
                              "A quota keeps one person or one stolen key from filling everybody's disks."};
// Joining.
inline constexpr Rule IDN_020{
    "IDN-020", FailureClass::conflict, "a handle is never reused",
    "A handle stands for one person in every record ever signed. Giving it to another would rewrite the past."};
inline constexpr Rule IDN_021{
    "IDN-021", FailureClass::conflict, "a key belongs to one member only",
    "One person votes once. A key enrolled twice, under another name or another spelling, would break that."};
inline constexpr Rule IDN_022{
    "IDN-022", FailureClass::identity, "a new key signs the group, the handle and itself before it is enrolled",
    "Without that proof somebody could enrol another person's public key and take credit for what they sign."};
inline constexpr Rule IDN_023{
    "IDN-023", FailureClass::missing, "an admission names an application that is still open",
    "An application is held for 30 days; after that the handle is free and the applicant applies again."};
inline constexpr Rule IDN_024{"IDN-024", FailureClass::forbidden,
                              "an admission follows the charter: by a steward, by vouching members, or by a decision",
                              "Who joins is the group's to say, in the way its charter lays down."};
// Standing.
inline constexpr Rule IDN_030{"IDN-030", FailureClass::missing, "a record about a member names one of this group",
                              "There is nobody of that name on the roll."};
inline constexpr Rule IDN_031{"IDN-031", FailureClass::conflict, "a change of standing changes it",
                              "Only an active member can be suspended or leave, and only a suspended one reinstated."};
inline constexpr Rule IDN_032{"IDN-032", FailureClass::forbidden,
                              "suspending an elector of an open poll needs a decision",
                              "Otherwise whoever may suspend could remove opponents while a vote is running."};
// Keys.
inline constexpr Rule IDN_040{
    "IDN-040", FailureClass::forbidden,
    "a key revokes itself and younger keys of its member; anything else needs the stewards' threshold",
    "A thief with a stolen key must not be able to throw out the older key that its owner still holds."};
inline constexpr Rule IDN_041{"IDN-041", FailureClass::missing, "a revocation names a valid key of a member",
                              "A key that was never enrolled or is already revoked cannot be revoked."};
inline constexpr Rule IDN_042{
    "IDN-042", FailureClass::malformed,
    "a key is declared compromised from a position in the log before the declaration",
    "The declaration concerns what was already signed: from a position at or after the key's enrolment up to now."};
// Roles.
inline constexpr Rule IDN_050{"IDN-050", FailureClass::missing, "a role is one that the charter has",
                              "Roles and their terms are the charter's. A role it does not name carries no powers."};
inline constexpr Rule IDN_051{"IDN-051", FailureClass::conflict,
                              "a member holds a role once, and takes it up again only after the charter's pause",
                              "Rotation keeps offices from becoming possessions."};
inline constexpr Rule IDN_052{"IDN-052", FailureClass::missing, "a resignation or recall ends a term that runs",
                              "An expired role grants nothing, so there is nothing left to end."};
inline constexpr Rule IDN_053{"IDN-053", FailureClass::conflict,
                              "after a failed recall there is no new petition before the charter's pause is over",
                              "Recall is a safeguard, not a way to wear somebody down."};
inline constexpr Rule IDN_054{"IDN-054", FailureClass::malformed,
                              "a term is no longer than the charter's for that role",
                              "Terms are short so that roles rotate; the charter says how short."};
// Approvals and redaction.
inline constexpr Rule IDN_060{"IDN-060", FailureClass::missing, "an approval names a record that waits for approvals",
                              "What already took effect, expired or never needed approval cannot be approved."};
inline constexpr Rule IDN_061{"IDN-061", FailureClass::conflict, "a person approves once",
                              "Thresholds count persons, not keys and not records."};
inline constexpr Rule IDN_062{"IDN-062", FailureClass::forbidden, "an approval is by somebody whose approval counts",
                              "Where stewards must agree, others' agreement does not stand in for theirs."};
inline constexpr Rule IDN_070{"IDN-070", FailureClass::forbidden, "a text is redacted by its author, or by decision",
                              "Nobody removes another's words without the group's decision."};
inline constexpr Rule IDN_071{"IDN-071", FailureClass::missing, "a redaction names texts of a record in the log",
                              "There is no such text to redact."};
inline constexpr Rule IDN_080{"IDN-080", FailureClass::missing,
                              "a withdrawal of consent names the author's own grant that is still given",
                              "Consent is its giver's to take back, once."};

RuleTable identity_rules();

}  // namespace tos::rules
