#include "cli/verdict.h"

#include <nlohmann/json.hpp>

namespace tos::cli {
namespace {

std::string_view colour_name(history::VerdictColour colour) {
  switch (colour) {
    case history::VerdictColour::green:
      return "GREEN";
    case history::VerdictColour::red:
      return "RED";
    case history::VerdictColour::unverified:
      return "UNVERIFIED";
  }
  std::unreachable();
}

}  // namespace

nlohmann::json verdict_json(const history::Verdict& verdict) {
  nlohmann::json problems = nlohmann::json::array();
  for (const Refusal& problem : verdict.problems) {
    problems.push_back({{"rule", problem.rule->id},
                        {"class", history::Verdict::class_of(problem)},
                        {"record", problem.where.record},
                        {"path", problem.where.path},
                        {"line", problem.where.line},
                        {"what", problem.what},
                        {"hint", problem.hint_text}});
  }
  return {{"verdict", colour_name(verdict.colour)},
          {"group", verdict.group},
          {"records", verdict.records},
          {"signatures_checked", verdict.signatures_checked},
          {"root", verdict.root},
          {"commit", verdict.commit},
          {"redacted", verdict.redacted},
          {"problems", std::move(problems)}};
}

void show_verdict(World& world, const history::Verdict& verdict) {
  for (const Refusal& problem : verdict.problems) show_refusal(world, problem);
  world.line(fmt::format("group      {} ({})", verdict.group_handle, verdict.group.substr(0, 16)));
  world.line(fmt::format("records    {}, {} signatures checked", verdict.records, verdict.signatures_checked));
  world.line(fmt::format("root       {}", verdict.root));
  world.line(fmt::format("commit     {}", verdict.commit));
  if (verdict.redacted > 0) world.line(fmt::format("redacted   {} texts", verdict.redacted));
  if (verdict.colour == history::VerdictColour::unverified)
    world.line(fmt::format("unverified from record {}", verdict.records + 1));
  world.note("files outside the record folders are not judged");
}

// The white paper's classes alone; exit codes below 100 are tos's own.
std::string red_value(const std::set<int>& classes) {
  std::string list;
  for (const int one : classes) {
    if (one >= 400) list += fmt::format("{}{}", list.empty() ? "" : ",", one);
  }
  return fmt::format("RED ({})", list);
}

ProofValues proof_values(const history::Verdict& verdict) {
  const auto classes = verdict.classes();
  return {.lint = verdict.lint_ok ? "OK" : "FAILED",
          .smoke = verdict.smoke_ok ? "OK" : "FAILED",
          .validators = verdict.colour == history::VerdictColour::red ? red_value({classes.begin(), classes.end()})
                                                                      : std::string(colour_name(verdict.colour))};
}

void show_proof_lines(World& world, const ProofValues& values) {
  world.line("LINT=" + values.lint);
  world.line("SMOKE=" + values.smoke);
  world.line("VALIDATORS=" + values.validators);
}

void show_proof_lines(World& world, const history::Verdict& verdict) { show_proof_lines(world, proof_values(verdict)); }

int verdict_exit_code(const history::Verdict& verdict) {
  if (verdict.colour == history::VerdictColour::unverified) return 3;
  const auto classes = verdict.classes();
  return classes.empty() ? 0 : exit_code(static_cast<FailureClass>(classes.front()));
}

}  // namespace tos::cli
