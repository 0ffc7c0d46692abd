#pragma once
#include <optional>

#include "core/index/kind_entry.h"
#include "deliberation/tables.h"

namespace tos::deliberation {

// deliberation.recusal/v1: a member with a conflict of interest leaves the electorate of a proposal, in the count and
// in what it is a share of.
struct Recusal {
  ProposalId proposal;
  std::optional<Text> reason;
};

inline constexpr auto recusal_fields =
    fields<Recusal>(field("proposal", &Recusal::proposal, "any version of the proposal; the recusal holds for all"),
                    field("reason", &Recusal::reason, "the interest, in the member's words"));
constexpr const auto& fields_of(const Recusal*) { return recusal_fields; }

Result<void> check_recusal(const Context& context, const Recusal& recusal);  // DEL-009, DEL-011, DEL-014
void apply_recusal(const Context& context, const Recusal& recusal);
std::string folder_of_recusal(const Context& context, const Recusal& recusal);
std::optional<Authority> authority_of_recusal(const Context& context, const Recusal& recusal);

}  // namespace tos::deliberation
