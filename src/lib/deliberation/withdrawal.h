#pragma once
#include "core/index/kind_entry.h"
#include "deliberation/tables.h"

namespace tos::deliberation {

// deliberation.withdrawal/v1: an author takes their proposal back.
struct Withdrawal {
  ProposalId proposal;
  Text reason;
};

inline constexpr auto withdrawal_fields =
    fields<Withdrawal>(field("proposal", &Withdrawal::proposal, "the newest version of the proposal"),
                       field("reason", &Withdrawal::reason, "why it is withdrawn"));
constexpr const auto& fields_of(const Withdrawal*) { return withdrawal_fields; }

Result<void> check_withdrawal(const Context& context, const Withdrawal& withdrawal);  // DEL-009 to DEL-013
void apply_withdrawal(const Context& context, const Withdrawal& withdrawal);
std::string folder_of_withdrawal(const Context& context, const Withdrawal& withdrawal);

}  // namespace tos::deliberation
