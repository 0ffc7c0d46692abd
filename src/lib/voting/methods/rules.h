#pragma once
#include "core/base/rule.h"

namespace tos::voting {

inline constexpr Rule TAL_001{
    "TAL-001", FailureClass::malformed, "all ballots together weigh at most 2^63 - 1",
    "Counts are 64-bit integers and are never rounded. A profile whose ballots add up to more cannot be counted "
    "exactly, so it is refused instead of being counted wrongly."};
inline constexpr Rule TAL_002{
    "TAL-002", FailureClass::malformed, "a group of ballots weighs at least one",
    "A line of a ballot file says how many voters cast the same ballot. Zero or a negative number of voters is a "
    "damaged file: leaving the line out silently could change who wins."};
inline constexpr Rule TAL_003{
    "TAL-003", FailureClass::malformed, "a contest has at most 32,000 candidates",
    "Ballots are kept in sixteen bits a mark so that a million ballots fit in memory. No election comes near the "
    "limit; a file that states more candidates is damaged or made to exhaust memory."};
inline constexpr Rule TAL_004{
    "TAL-004", FailureClass::malformed, "a ballot has at most 65,535 marks",
    "A ballot that lists more preferences than any contest could have is damaged. It is refused before it takes "
    "memory from the rest of the count."};
inline constexpr Rule TAL_005{
    "TAL-005", FailureClass::malformed, "a mark names a candidate of the contest",
    "A preference for somebody who does not stand cannot be counted, and dropping it silently would move the voter's "
    "later preferences up."};
inline constexpr Rule TAL_006{
    "TAL-006", FailureClass::malformed, "a method counts the kind of ballots that it is made for",
    "Rankings can be read as first choices, but approvals cannot be read as rankings. The method says which kinds of "
    "ballot it takes; anything else would be a guess about what voters meant."};
inline constexpr Rule TAL_007{
    "TAL-007", FailureClass::malformed, "a method's parameters are in their stated range",
    "Every parameter of a method is explicit and has a range in which the rule is defined: at least one seat, a "
    "threshold between 0 and 1, a number of digits that the arithmetic holds exactly."};
inline constexpr Rule TAL_008{
    "TAL-008", FailureClass::malformed, "a pairwise count has at most 1,000 candidates",
    "Condorcet methods take time with the cube of the number of candidates and memory with its square. Beyond the "
    "limit a count would take minutes or exhaust the machine, so it is refused at once."};
inline constexpr Rule TAL_009{
    "TAL-009", FailureClass::malformed, "a fixed-point count stays within 128 bits",
    "Votes are multiplied by a power of ten to carry the digits that a rule names. Too many votes with too many "
    "digits would overflow; the count is refused instead of losing digits silently."};
inline constexpr Rule TAL_010{
    "TAL-010", FailureClass::malformed, "an amount of money is a whole number of its smallest unit, zero or more",
    "Budgets and project costs are integers in the smallest unit of the currency. A negative or fractional amount "
    "cannot be added up exactly."};
inline constexpr Rule TAL_011{
    "TAL-011", FailureClass::malformed, "a budget method needs a budget and a cost for every project",
    "Which projects are funded depends on what they cost and what there is to spend. A missing cost is not zero."};
inline constexpr Rule TAL_012{
    "TAL-012", FailureClass::malformed, "a listed tie order names every candidate once",
    "Where ties are broken by a list, the list must decide every possible tie. A candidate who is missing or listed "
    "twice would leave a tie to chance."};
inline constexpr Rule TAL_013{
    "TAL-013", FailureClass::malformed, "a count stays within its bound on work",
    "Each method has a stated bound: a count by rounds has at most 2,000 candidates, and methods that look at every "
    "pair or at every raised budget have a limit on their steps. An input beyond it is refused at once, so that no "
    "file can keep a counter busy for ever."};
inline constexpr Rule TAL_014{
    "TAL-014", FailureClass::malformed, "a score is within the range that the poll states",
    "A score above the maximum would weigh more than one person's vote. It is refused, not cut down, because a "
    "counter must not change what a voter wrote."};

RuleTable methods_rules();

}  // namespace tos::voting
