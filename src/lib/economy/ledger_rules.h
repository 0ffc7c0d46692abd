#pragma once
#include "core/base/rule.h"

namespace tos::rules {

// Currencies.
inline constexpr Rule ECO_001{"ECO-001", FailureClass::conflict, "a currency's code is given once",
                              "Balances name it for ever. A second currency of that code would change what they mean."};
inline constexpr Rule ECO_002{"ECO-002", FailureClass::missing, "a record about amounts names a currency of this group",
                              "The currency has to be in the log before anybody can have some of it."};
inline constexpr Rule ECO_003{
    "ECO-003", FailureClass::malformed, "a currency's terms fit its kind",
    "Credit is for hours and mutual credit, where what one owes another has. Backed and issued amounts are let in by "
    "somebody. Support points are the charter's: they have no terms of their own."};
inline constexpr Rule ECO_004{
    "ECO-004", FailureClass::malformed, "a currency's limits fit each other, and its shares leave something to do",
    "A soft limit beyond the hard one would never warn, a breaker's share above the whole would never be met, and what "
    "decays must become less."};
inline constexpr Rule ECO_005{"ECO-005", FailureClass::conflict, "a group has one currency of support points",
                              "Two of them would give each member twice the say over the agenda."};

// Movements.
inline constexpr Rule ECO_006{
    "ECO-006", FailureClass::missing, "an account is a member's, a fund's, the group's, or outside",
    "An amount that nobody owns is lost. The owner has to be in the log before the account can be used."};
inline constexpr Rule ECO_010{"ECO-010", FailureClass::malformed,
                              "each leg moves something, and an account stands once in a movement",
                              "An empty leg says nothing, and a movement from an account to itself does nothing."};
inline constexpr Rule ECO_011{"ECO-011", FailureClass::malformed, "the legs of each currency add up to nothing",
                              "Double entry: what one account gets others give. A movement creates nothing."};
inline constexpr Rule ECO_012{
    "ECO-012", FailureClass::conflict, "a member's balance stays within the currency's limits, held amounts included",
    "Nobody spends what others were promised, goes deeper below zero than the group agreed, or hoards beyond it."};
inline constexpr Rule ECO_013{"ECO-013", FailureClass::conflict,
                              "a fund, escrow or conversion account never goes below zero, held amounts included",
                              "The group's own accounts pay out of what they have."};
inline constexpr Rule ECO_014{
    "ECO-014", FailureClass::conflict, "an account spends no more within the currency's window than its velocity limit",
    "A stolen key, or a mistake in a script, costs a bounded amount before somebody sees it."};
inline constexpr Rule ECO_015{
    "ECO-015", FailureClass::conflict, "while a currency's breaker is open, payments are held and nothing held is paid",
    "So much has gone out so fast that people should look first. A decision resets the breaker."};
inline constexpr Rule ECO_016{"ECO-016", FailureClass::malformed,
                              "no balance and no sum of holds leaves the range of ±2^62",
                              "Sums are exact. What does not fit is refused rather than wrapped around."};

// Who may take.
inline constexpr Rule ECO_020{"ECO-020", FailureClass::forbidden, "only its owner takes from a member's account",
                              "Not even a steward spends for somebody else. A decision of the group may."};
inline constexpr Rule ECO_021{
    "ECO-021", FailureClass::forbidden,
    "funds, escrow and conversion accounts pay only as their own kinds of record say",
    "A payment from a fund names its decision, points come back from an idea, a conversion names its rate."};
inline constexpr Rule ECO_022{"ECO-022", FailureClass::forbidden,
                              "amounts come from issuance and from outside only by the currency's issuance rule",
                              "Who may let amounts in, and how many a month, is what keeps them worth something."};
inline constexpr Rule ECO_023{"ECO-023", FailureClass::forbidden,
                              "what is not transferable does not go from one member to another",
                              "Support points are given to ideas and returned. Nobody can buy them."};

// Holds.
inline constexpr Rule ECO_030{"ECO-030", FailureClass::malformed,
                              "a hold is between two accounts of one currency, and ends in the future",
                              "A hold that has expired when it is made, or that leads nowhere, holds nothing."};
inline constexpr Rule ECO_031{"ECO-031", FailureClass::missing, "posting and voiding name a hold of this group",
                              "The hold has to be in the log before it can be resolved."};
inline constexpr Rule ECO_032{"ECO-032", FailureClass::conflict, "a hold is resolved once",
                              "It is posted, voided or expires. What was held is paid at most once."};
inline constexpr Rule ECO_034{"ECO-034", FailureClass::malformed, "no more is posted than was held",
                              "The hold is what the payer agreed to. The rest is available again."};
inline constexpr Rule ECO_035{
    "ECO-035", FailureClass::forbidden, "who pays posts a hold, and who would be paid voids it",
    "Each gives up only what is theirs. A decision may do either, and an expired hold is void by itself."};

// Transfers.
inline constexpr Rule ECO_040{
    "ECO-040", FailureClass::conflict,
    "the parts of a batch come from one author, agree in their number, and come once each",
    "A batch takes effect whole or not at all. Parts that contradict each other can never be whole."};
inline constexpr Rule ECO_041{"ECO-041", FailureClass::conflict, "a batch's key is used once by its author",
                              "A batch that took effect, or ran out of time, is not begun again under the same name."};
inline constexpr Rule ECO_042{"ECO-042", FailureClass::malformed, "a part of a batch is not more than the batch has",
                              "The parts are counted from 1 to their number."};
inline constexpr Rule ECO_043{"ECO-043", FailureClass::malformed,
                              "a movement is not dated after the record that makes it",
                              "Books say what happened. What will happen is a hold, or a later record."};
inline constexpr Rule ECO_044{"ECO-044", FailureClass::malformed, "a part of a batch names no decision of its own",
                              "A decision permits one movement with all its legs. A movement so large that it needs a "
                              "batch is split into several decisions."};

// Corrections.
inline constexpr Rule ECO_050{"ECO-050", FailureClass::missing,
                              "a correction names a transfer or a correction of this group",
                              "Holds are voided, deals disputed, payments answered for: each has its own way back."};
inline constexpr Rule ECO_051{"ECO-051", FailureClass::conflict, "a movement is corrected once",
                              "A second correction corrects the first, so that the books have one thread to follow."};
inline constexpr Rule ECO_052{"ECO-052", FailureClass::malformed, "a correction changes something",
                              "Legs that are those of the movement that it corrects leave everything as it was."};

// Resetting a breaker.
inline constexpr Rule ECO_060{"ECO-060", FailureClass::conflict, "a breaker is reset while it is open",
                              "A closed breaker stands in nobody's way."};

// Names that people type.
inline constexpr Rule ECO_070{"ECO-070", FailureClass::missing,
                              "a name of something in the ledger fits exactly one thing",
                              "A hold, a transfer or a deal is named by the first digits of its record's id."};
inline constexpr Rule ECO_071{
    "ECO-071", FailureClass::malformed, "an amount has no more decimals than its currency",
    "12.50 of a currency with two decimals is 1250 of its smallest unit. Nothing is rounded."};
inline constexpr Rule ECO_072{"ECO-072", FailureClass::malformed, "a report agrees with the register",
                              "Every report names the register's total that it must come to. One that does not is a "
                              "fault in this program or in its read model, and no basis for a decision."};

RuleTable ledger_rules();

}  // namespace tos::rules
