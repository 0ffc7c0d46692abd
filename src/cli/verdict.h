#pragma once
#include <nlohmann/json_fwd.hpp>
#include <set>

#include "cli/world.h"
#include "history/verify.h"

namespace tos::cli {

// The `data` of tos verify --json.
nlohmann::json verdict_json(const history::Verdict& verdict);
void show_verdict(World& world, const history::Verdict& verdict);
// LINT, SMOKE and VALIDATORS, each alone on a line of stdout.
void show_proof_lines(World& world, const history::Verdict& verdict);
struct ProofValues {
  std::string lint;
  std::string smoke;
  std::string validators;
};
ProofValues proof_values(const history::Verdict& verdict);
std::string red_value(const std::set<int>& classes);  // "RED (401,422)"
void show_proof_lines(World& world, const ProofValues& values);
// 0 when green; else that of the lowest-numbered class; 3 when unverified.
int verdict_exit_code(const history::Verdict& verdict);

}  // namespace tos::cli
