#pragma once
#include "core/base/rule.h"

namespace tos::rules {

// Initiatives.
inline constexpr Rule DLV_001{"DLV-001", FailureClass::missing, "an initiative names a decision of this group",
                              "What is delivered was decided first. The decision has to be in the log before it."};
inline constexpr Rule DLV_002{
    "DLV-002", FailureClass::conflict, "an initiative starts from a decision that adopted its proposal and is final",
    "Work that begins before a decision has force would make cooling-off and certification empty."};
inline constexpr Rule DLV_003{
    "DLV-003", FailureClass::forbidden,
    "without a decision an initiative is started only by the holder of a role that the charter names as urgent",
    "Some things cannot wait for a vote. Which role may act then is for the charter to say, and for nobody else."};
inline constexpr Rule DLV_004{"DLV-004", FailureClass::missing,
                              "the owner of an initiative or a task is an active member",
                              "An owner answers for the work. Somebody who is not there cannot."};
inline constexpr Rule DLV_005{"DLV-005", FailureClass::malformed,
                              "an initiative names each milestone, acceptance check and metric once",
                              "Answers and proofs refer to them. Two of one name would leave open which is meant."};

// Everything about an initiative.
inline constexpr Rule DLV_010{"DLV-010", FailureClass::missing,
                              "a record about an initiative names an initiative of this group",
                              "The initiative has to be in the log before anybody can work on it."};
inline constexpr Rule DLV_011{"DLV-011", FailureClass::conflict,
                              "tasks and proofs are added to an initiative until it is delivered",
                              "What was delivered and reviewed stays what it was. A review can open it again."};

// Tasks.
inline constexpr Rule DLV_012{"DLV-012", FailureClass::conflict, "a task's key is used once in its initiative",
                              "People name a task by its key, so it must stand for one task."};
inline constexpr Rule DLV_013{
    "DLV-013", FailureClass::missing, "a task comes only after tasks that its initiative has already, each named once",
    "Since a task can wait only for earlier ones, the graph of tasks has no cycles, whoever writes to it."};
inline constexpr Rule DLV_014{"DLV-014", FailureClass::missing, "a step names a task of this group",
                              "The task has to be in the log before anybody can claim it."};
inline constexpr Rule DLV_015{"DLV-015", FailureClass::conflict,
                              "a task is claimed while it is open, and released or done while it is claimed",
                              "One person at a time answers for a task, and a task that is done stays done."};
inline constexpr Rule DLV_016{
    "DLV-016", FailureClass::forbidden,
    "a task is done only by its owner, and released only by its owner or its initiative's",
    "Nobody speaks for somebody else's work. The initiative's owner may free a task that has been left lying."};
inline constexpr Rule DLV_017{"DLV-017", FailureClass::conflict, "a task is done only when a proof shows it",
                              "Done is what others can check. The proof names the task that it closes."};
inline constexpr Rule DLV_018{"DLV-018", FailureClass::conflict,
                              "a task is done only after the tasks that it comes after",
                              "The order was agreed for a reason; a task that could come earlier should not wait."};

// Proofs.
inline constexpr Rule DLV_020{
    "DLV-020", FailureClass::malformed, "a proof line is TOKEN=VALUE and at most a note in parentheses after it",
    "The token is an upper-case word that begins the line, the value has no white space, and nothing else stands on "
    "the line: prose that mentions LINT=OK proves nothing."};
inline constexpr Rule DLV_021{"DLV-021", FailureClass::malformed, "a proof shows something",
                              "At least one line, link, commit, artefact or metric: an empty proof would close a task "
                              "with nothing that others can check."};
inline constexpr Rule DLV_022{"DLV-022", FailureClass::missing, "a proof's task is one of its initiative",
                              "A proof for somebody else's task would close it without showing it."};
inline constexpr Rule DLV_023{
    "DLV-023", FailureClass::malformed, "a link is a web address, and a commit an id of 40 or 64 hex digits",
    "Reports link to them. Other schemes could run programs in a reader's browser, and a branch's name says something "
    "else tomorrow."};
inline constexpr Rule DLV_024{
    "DLV-024", FailureClass::malformed, "a metric is a decimal number, and each is named once in a proof",
    "At most 15 digits before the point and 9 after it, written in one way, so that before, after and target can be "
    "compared exactly."};

// Delivery, review, closing.
inline constexpr Rule DLV_030{
    "DLV-030", FailureClass::forbidden,
    "an initiative is delivered and closed only by its owner, or by any member while its owner is not active",
    "The owner answers for it. Where the owner has left, the group must not be stuck."};
inline constexpr Rule DLV_031{"DLV-031", FailureClass::conflict,
                              "an initiative is delivered while it is planned or active",
                              "A second delivery has nothing to add unless a review has opened it again."};
inline constexpr Rule DLV_032{
    "DLV-032", FailureClass::conflict, "an initiative is delivered only when its required gates are green",
    "The charter says which tokens its proofs must show. The latest value of each counts; one that no proof has shown "
    "is pending. What was shown before a review opened the initiative again does not count: something was wrong with "
    "it."};
inline constexpr Rule DLV_033{"DLV-033", FailureClass::malformed,
                              "a delivery answers every acceptance check once, and no other",
                              "The definition of done was agreed before the work. Each part of it gets an answer, also "
                              "where the answer is no."};
inline constexpr Rule DLV_034{"DLV-034", FailureClass::conflict,
                              "only what was delivered is reviewed, and verified only once",
                              "A review looks at what was handed over; before that there is nothing to look at."};
inline constexpr Rule DLV_035{
    "DLV-035", FailureClass::forbidden,
    "an initiative is verified only by somebody other than its owner and whoever delivered it",
    "Nobody confirms their own work, also not where they handed it over because its owner "
    "has left. A second person has looked at it."};
inline constexpr Rule DLV_036{
    "DLV-036", FailureClass::conflict, "a scheduled review is on one of the charter's days, and not before it",
    "Looking back after a month and after a year shows different things. A review ahead of its day would skip it."};
inline constexpr Rule DLV_037{
    "DLV-037", FailureClass::missing,
    "dissent that is revisited is a record on the proposal that was decided, named once",
    "The minority said what would happen. Its own words are answered, not somebody's summary of them."};
inline constexpr Rule DLV_038{
    "DLV-038", FailureClass::conflict,
    "an initiative is closed as completed only once it is verified, and as abandoned only before it is delivered",
    "What was never checked by a second person is not complete; what was delivered is not abandoned."};

// Names and the gate.
inline constexpr Rule DLV_050{"DLV-050", FailureClass::missing,
                              "an initiative is named by I and its number, the first digits of its id, or its title",
                              "Short names are for people; records always carry full ids. A prefix that fits two ids "
                              "names neither. A title may be cut short where it still fits one initiative only, and "
                              "'latest' is the newest in this clone, published or not."};
inline constexpr Rule DLV_051{"DLV-051", FailureClass::missing,
                              "a task is named by its initiative and its key, as I3/roof, or by the digits of its id",
                              "Short names are for people; records always carry full ids."};
inline constexpr Rule DLV_060{"DLV-060", FailureClass::conflict, "the end of a range continues its start",
                              "The gate judges what is new. Where the end does not stand on the start, history was "
                              "rewritten, and nothing can be said about what is new in it."};
inline constexpr Rule DLV_061{"DLV-061", FailureClass::malformed, "a required gate shows its green value",
                              "The latest proof line of the token says something else. The work behind it is not in "
                              "order, or the proof is of something else."};
inline constexpr Rule DLV_062{"DLV-062", FailureClass::conflict, "a required gate has been shown",
                              "No proof line has its token yet: it is pending, which is not green."};
inline constexpr Rule DLV_063{
    "DLV-063", FailureClass::malformed, "a job's output leaves no required gate in doubt",
    "A code block that nothing closes quotes all that follows, and a line that no record can hold may be the red one. "
    "To pass over either would answer green where the job said red."};

RuleTable delivery_rules();

}  // namespace tos::rules
