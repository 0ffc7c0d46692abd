#pragma once
#include <nlohmann/json_fwd.hpp>

#include "cli/world.h"
#include "history/verify.h"

namespace tos::cli {

// The `data` of tos verify --json.
nlohmann::json verdict_json(const history::Verdict& verdict);
void show_verdict(World& world, const history::Verdict& verdict);
// LINT, SMOKE and VALIDATORS, each alone on a line of stdout.
void show_proof_lines(World& world, const history::Verdict& verdict);
// 0 when green; else that of the lowest-numbered class; 3 when unverified.
int verdict_exit_code(const history::Verdict& verdict);

}  // namespace tos::cli
