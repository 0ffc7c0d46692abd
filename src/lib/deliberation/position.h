#pragma once
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "core/index/kind_entry.h"
#include "deliberation/tables.h"

namespace tos::deliberation {

enum class Stance { support, oppose, abstain, block, withdrawn };

// deliberation.position/v1: where a member stands on a proposal, before and beside any poll. A member has one: the
// greatest (at, id). All are kept.
struct Position {
  ProposalId proposal;
  Stance stance = Stance::support;
  std::optional<Text> reason;
};

inline constexpr auto position_fields =
    fields<Position>(field("proposal", &Position::proposal, "any version of the proposal; the position is on all"),
                     field("stance", &Position::stance, "where the member stands, or that an earlier one is withdrawn"),
                     field("reason", &Position::reason, "why, in 10 to 2000 characters"));
constexpr const auto& fields_of(const Position*) { return position_fields; }

// A member's position as it stands; none for those who withdrew theirs.
struct PositionRow {
  std::int64_t position = 0;  // of its record in the log
  RecordId id;
  std::int64_t member = 0;
  Timestamp at;
  Stance stance = Stance::support;
};
std::vector<PositionRow> positions_of(Database& db, std::int64_t chain);  // by member number; the recused included
std::int64_t count_positions(Database& db, std::int64_t chain, std::int64_t most);  // the recused left out

Result<void> check_position(const Context& context, const Position& position);  // DEL-009, DEL-021, DEL-040 to DEL-042
void apply_position(const Context& context, const Position& position);
std::string folder_of_position(const Context& context, const Position& position);

// DEL-042: whoever is recused from a proposal neither takes a position on it nor objects.
Result<void> check_not_recused(const Context& context, const Subject& subject);

}  // namespace tos::deliberation

template <>
struct tos::NamesOf<tos::deliberation::Stance> {
  using enum tos::deliberation::Stance;
  static constexpr std::array names{tos::Name{support, "support"}, tos::Name{oppose, "oppose"},
                                    tos::Name{abstain, "abstain"}, tos::Name{block, "block"},
                                    tos::Name{withdrawn, "withdrawn"}};
};
