#pragma once
#include <optional>

#include "core/index/kind_entry.h"
#include "deliberation/tables.h"

namespace tos::deliberation {

// deliberation.stage-move/v1: a proposal goes on to its next stage, back to research or deliberate, or to the archive.
struct StageMove {
  ProposalId proposal;
  charter::Stage to = charter::Stage::present;
  std::optional<Text> reason;
};

inline constexpr auto stage_move_fields = fields<StageMove>(
    field("proposal", &StageMove::proposal, "the newest version of the proposal"),
    field("to", &StageMove::to, "the stage that it goes to"), field("reason", &StageMove::reason, "why now"));
constexpr const auto& fields_of(const StageMove*) { return stage_move_fields; }

charter::Stage next_stage(charter::Stage stage);  // of iterate and of archived: archived

Result<void> check_stage_move(const Context& context, const StageMove& move);  // DEL-009, DEL-055, DEL-060 to DEL-069
void apply_stage_move(const Context& context, const StageMove& move);
std::string folder_of_stage_move(const Context& context, const StageMove& move);

}  // namespace tos::deliberation
