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
inline constexpr Rule DEL_020{
    "DEL-020", FailureClass::missing,
    "a proposal is named by P and its number, the first digits of a version's id, or its title",
    "Short names are for people; records always carry full ids. A prefix that fits two ids names neither. A title may "
    "be cut short where it still fits one proposal only, and 'latest' is the newest in this clone, published or not."};

RuleTable deliberation_rules();

}  // namespace tos::rules
