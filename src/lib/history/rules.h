#pragma once
#include "core/base/rule.h"

namespace tos::rules {

inline constexpr Rule LOG_101{"LOG-101", FailureClass::malformed, "a record belongs to this group",
                              "A record signed for one group says nothing in another. Without this a signature could "
                              "be replayed wherever it suits."};
inline constexpr Rule LOG_102{"LOG-102", FailureClass::conflict, "a record saw a prefix of this very log",
                              "`seen` binds a record to the history its author had. Where the log at that size has "
                              "another root, somebody has split or rewritten it."};
inline constexpr Rule LOG_103{
    "LOG-103", FailureClass::forbidden, "a record is no older than the charter's offline grace",
    "Members may work offline for a while, but nobody may slip a record into a past that others have long built on."};
inline constexpr Rule LOG_104{"LOG-104", FailureClass::conflict, "a record from the future is not yet part of the log",
                              "A date ahead of the reader's clock by over five minutes would drag the log's clock with "
                              "it. The record waits until its time has come."};
inline constexpr Rule LOG_105{"LOG-105", FailureClass::conflict,
                              "a record stands in the log once, under a name of its own",
                              "Logging a record twice would count it twice. Two records whose ids begin with the same "
                              "16 digits would share a file."};
inline constexpr Rule LOG_106{
    "LOG-106", FailureClass::conflict, "an author uses an idempotency key once",
    "The key says: this is the same act as before. A second record with it would be the act done twice."};
inline constexpr Rule LOG_107{"LOG-107", FailureClass::malformed, "a record stands at the path that its contents give",
                              "The place of a record follows from its bytes and from the records that it names, so "
                              "that every clone has the same tree."};
inline constexpr Rule LOG_108{
    "LOG-108", FailureClass::malformed, "every record but the founding one names its group and what it saw",
    "Only the first record has no group before it and no log that its author could have seen."};
inline constexpr Rule LOG_109{
    "LOG-109", FailureClass::malformed, "every record that a commit lists is in the tree",
    "The commits say what the log contains. A record that is missing from the tree was removed or never added."};
inline constexpr Rule LOG_110{
    "LOG-110", FailureClass::malformed, "the homes hold the log's records and nothing else",
    "A file that looks like a record but is in no commit's list was never checked by anybody."};
inline constexpr Rule LOG_111{
    "LOG-111", FailureClass::malformed, "a record's date is not before the log it saw",
    "Nobody can have seen a log before it was written. Five minutes are allowed for clocks that differ."};
inline constexpr Rule LOG_112{"LOG-112", FailureClass::environment, "the ruleset is one that this tos knows",
                              "A newer ruleset may judge in ways this program cannot know. It reads what came before, "
                              "writes nothing, and says unverified."};
inline constexpr Rule LOG_113{"LOG-113", FailureClass::conflict, "a remote continues this clone's log",
                              "A clone never goes back. Where the remote's log at this clone's size has another root, "
                              "one of the two was rewritten, and a person has to look."};
inline constexpr Rule LOG_114{"LOG-114", FailureClass::malformed, "the commits' lists and the records' files agree",
                              "The file found for a listed id holds another record: its bytes do not hash to the id."};
inline constexpr Rule LOG_115{"LOG-115", FailureClass::missing, "a name stands for one record of this log",
                              "Short names, handles and ids that begin alike are looked up in the log. What is not "
                              "there, or could be several, is not guessed."};

RuleTable history_rules();

}  // namespace tos::rules
