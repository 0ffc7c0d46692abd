#pragma once
#include "core/base/rule.h"

namespace tos::rules {

inline constexpr Rule CHA_001{
    "CHA-001", FailureClass::malformed, "the names in a charter are unique",
    "Two roles or two decision types of one name would leave open which of them a record means, and two conditions for "
    "one stage which of them holds."};
inline constexpr Rule CHA_002{
    "CHA-002", FailureClass::malformed, "a charter has the decision types membership, role and charter",
    "A group must always be able to decide about its members, its roles and its charter, or it could lock itself up."};
inline constexpr Rule CHA_003{
    "CHA-003", FailureClass::malformed,
    "a decision type names a method that the ruleset has, and shares between 0 and 1",
    "A share above the whole could never be reached, and nobody could count by a method that does not exist."};
inline constexpr Rule CHA_004{"CHA-004", FailureClass::environment, "a charter's ruleset is one that this tos knows",
                              "A newer ruleset may judge records in ways this program cannot know. It reads the "
                              "earlier state, writes nothing, and says unverified rather than guess."};
inline constexpr Rule CHA_010{"CHA-010", FailureClass::missing, "an act by decision names a decision of this group",
                              "The decision is what permits the act, so it has to be in the log before it."};
inline constexpr Rule CHA_011{"CHA-011", FailureClass::forbidden,
                              "a decision permits an act only if it was adopted and is in force",
                              "Cooling-off, certification and challenge come between a vote and its force. Acting "
                              "earlier would make them empty."};
inline constexpr Rule CHA_012{"CHA-012", FailureClass::forbidden,
                              "a decision permits the act that its proposal named, and no other",
                              "People voted on one act on one target. Nothing else follows from their vote."};
inline constexpr Rule CHA_013{"CHA-013", FailureClass::conflict, "a decision is carried out once",
                              "A decision to do something once is no permission to do it again."};
inline constexpr Rule CHA_020{
    "CHA-020", FailureClass::forbidden, "a charter changes only by a decision on exactly that charter",
    "The proposal names the digest of the new charter, so that what takes force is to the byte what was voted on."};
inline constexpr Rule CHA_030{"CHA-030", FailureClass::malformed,
                              "a required gate is a token and a value that a proof line can show",
                              "A gate that no line can ever match would keep every initiative from being delivered."};
inline constexpr Rule CHA_031{"CHA-031", FailureClass::malformed, "the days on which an initiative is reviewed ascend",
                              "Each scheduled review is named by its day, so no day stands twice."};
inline constexpr Rule CHA_032{
    "CHA-032", FailureClass::malformed, "the roles for urgent initiatives are roles of the charter",
    "A role that nobody can ever hold would promise a way to act in time that does not exist."};

inline constexpr Rule CHA_040{"CHA-040", FailureClass::malformed, "an hour of any category counts from 1 to 3",
                              "Below 1 some hours would be worth less than an hour; far above it, one kind of work "
                              "would buy all others."};
inline constexpr Rule CHA_041{"CHA-041", FailureClass::malformed, "of their support points idle members keep a share",
                              "More than all of them would reward leaving."};

RuleTable charter_rules();

}  // namespace tos::rules
