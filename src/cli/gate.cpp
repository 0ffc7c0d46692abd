#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>
#include <set>

#include "cli/all_commands.h"
#include "cli/delivery_names.h"
#include "cli/gate_formats.h"
#include "cli/initiative_acts.h"
#include "cli/input_file.h"
#include "cli/rules.h"
#include "cli/session.h"
#include "cli/verdict.h"
#include "core/index/log_table.h"
#include "core/log/history.h"
#include "core/log/run_program.h"
#include "delivery/gates.h"
#include "delivery/proof_line.h"
#include "delivery/rules.h"

namespace tos::cli {
namespace {

constexpr int pending_exit_code = 8;

struct GateOptions {
  std::string initiative;
  std::string range;
  std::string proofs;
  std::string format = "text";
  unsigned threads = 2;
};

Result<log::ObjectId> find_commit(const log::Repository& repository, const std::string& name) {
  TOS_TRY(const log::ProgramOutcome outcome,
          log::run_git({.arguments = {"--git-dir", repository.common_dir().string(), "rev-parse", "--verify", "--quiet",
                                      "--end-of-options", name + "^{commit}"}}));
  const auto id = log::ObjectId::parse(std::string_view(outcome.output).substr(0, outcome.output.find('\n')));
  if (outcome.status != 0 || !id) return refuse(rules::CLI_001, "--range: there is no commit '{}' here", name);
  return *id;
}

struct GateRange {
  std::optional<log::ObjectId> start;
  log::ObjectId end;
};

// "A..B", "..B" or "A..": forges write zeros for a branch that is new.
Result<GateRange> read_range(const log::Repository& repository, const std::string& text) {
  const std::size_t dots = text.find("..");
  if (dots == std::string::npos || text.find("...") != std::string::npos) {
    return refuse(rules::CLI_001, "--range '{}' is not A..B", text);
  }
  const std::string first = text.substr(0, dots);
  const std::string last = text.substr(dots + 2);
  GateRange range;
  if (first.find_first_not_of('0') != std::string::npos) {
    TOS_TRY(range.start, find_commit(repository, first));
  }
  TOS_TRY(range.end, find_commit(repository, last.empty() ? "HEAD" : last));
  return range;
}

// How many records the range adds; DLV-060 where its end does not stand on its start.
Result<std::int64_t> count_new(const log::Repository& repository, const GateRange& range) {
  TOS_TRY(log::ObjectReader reader, log::ObjectReader::open(repository));
  TOS_TRY(const log::History history, log::read_history(reader, range.end));
  std::int64_t count = 0;
  for (std::size_t i = history.commit_count(); i-- > 0;) {
    if (range.start && history.commit(i).id == *range.start) return count;
    count += static_cast<std::int64_t>(history.commit(i).records.size());
  }
  if (!range.start) return count;
  return refuse(rules::DLV_060, "{} does not stand on {}", range.end.short_hex(), range.start->short_hex())
      .hint("fetch the whole history, or look who rewrote it: tos verify");
}

std::vector<delivery::LoggedLine> lines_of(const std::string& text) {
  std::vector<delivery::LoggedLine> lines;
  for (const std::string_view line : delivery::find_proof_lines(text).lines) {
    const auto found = delivery::parse_proof_line(line);
    lines.push_back({std::string(found->token), std::string(found->value), std::string(found->note)});
  }
  return lines;
}

std::string path_at(Database& db, std::int64_t position) {
  const auto entry = index::entry_at(db, position);
  return entry ? entry->path : "";
}

void add_gate_problems(Database& db, GateAnswer& answer) {
  for (const delivery::Gate& gate : answer.gates) {
    if (gate.state == delivery::GateState::green) continue;
    Refusal problem = gate.state == delivery::GateState::pending
                          ? refuse(rules::DLV_062, "no proof has shown {}={} yet", gate.token, gate.wanted)
                          : refuse(rules::DLV_061, "{} is {}{}, not {}", gate.token, gate.value,
                                   gate.note.empty() ? "" : " (" + gate.note + ")", gate.wanted);
    problem.where.path = gate.proof ? path_at(db, *gate.proof) : answer.place;
    if (!answer.initiative.empty())
      problem.hint("tos proof add {} --line {}={}", answer.initiative, gate.token, gate.wanted);
    answer.problems.push_back(std::move(problem));
  }
}

// The gates of the initiative that was asked about, with the lines from outside on top.
void judge_gates(Database& db, const GateOptions& options, const std::vector<delivery::LoggedLine>& lines,
                 GateAnswer& answer) {
  const charter::DeliveryTerms terms = charter::delivery_terms(charter::current(db));
  if (!options.initiative.empty()) {
    const auto initiative = find_initiative_titled(db, options.initiative);
    if (!initiative) {
      answer.problems.push_back(initiative.error());
      return;
    }
    answer.initiative = fmt::format("I{}", initiative->number);
    answer.title = initiative->title;
    answer.place = path_at(db, initiative->position);
    answer.gates = delivery::gates_of(db, terms, initiative->position);
    delivery::overlay(answer.gates, lines);
  } else if (!options.proofs.empty()) {
    answer.gates = delivery::gates_in(terms, lines);
  }
  add_gate_problems(db, answer);
}

Result<GateAnswer> judge(World& world, const log::Repository& repository, const GateOptions& options) {
  std::vector<delivery::LoggedLine> lines;
  if (!options.proofs.empty()) {
    TOS_TRY(const std::string text, read_input(options.proofs));
    lines = lines_of(text);
  }
  GateAnswer answer;
  std::optional<log::ObjectId> head;
  if (!options.range.empty()) {
    TOS_TRY(const GateRange range, read_range(repository, options.range));
    TOS_TRY(answer.new_records, count_new(repository, range));
    head = range.end;
  }
  TOS_TRY(answer.verdict,
          history::verify(repository, {.reader_clock = world.now(),
                                       .threads = options.threads,
                                       .head = head,
                                       .progress = {},
                                       .inspect = [&](Database& db) { judge_gates(db, options, lines, answer); }}));
  answer.problems.insert(answer.problems.begin(), answer.verdict.problems.begin(), answer.verdict.problems.end());
  return answer;
}

// The lowest class decides; a pending gate is no failure yet, and 8 says so where there is none.
int gate_exit_code(const GateAnswer& answer) {
  if (answer.verdict.colour == history::VerdictColour::unverified) return 3;
  std::set<int> classes;
  bool is_pending = false;
  for (const Refusal& problem : answer.verdict.problems) classes.insert(history::Verdict::class_of(problem));
  for (const Refusal& problem : answer.problems) {
    if (problem.rule == &rules::DLV_050) classes.insert(static_cast<int>(problem.rule->failure_class));
  }
  for (const delivery::Gate& gate : answer.gates) {
    is_pending |= gate.state == delivery::GateState::pending;
    if (gate.state == delivery::GateState::red) classes.insert(delivery::class_in_note(gate.note).value_or(422));
  }
  if (!classes.empty()) return exit_code(static_cast<FailureClass>(*classes.begin()));
  return is_pending ? pending_exit_code : 0;
}

void show_gate_text(World& world, const GateAnswer& answer) {
  for (const Refusal& problem : answer.problems) show_refusal(world, problem);
  world.line(fmt::format("group      {} ({})", answer.verdict.group_handle, answer.verdict.group.substr(0, 16)));
  world.line(fmt::format("records    {}{}", answer.verdict.records,
                         answer.new_records ? fmt::format(", {} of them new", *answer.new_records) : ""));
  if (!answer.initiative.empty()) world.line(fmt::format("initiative {} '{}'", answer.initiative, answer.title));
  for (const delivery::Gate& gate : answer.gates) {
    const bool is_pending = gate.state == delivery::GateState::pending;
    world.line(fmt::format("gate       {}{}: {}", gate.token, is_pending ? "" : "=" + gate.value, name_of(gate.state)));
  }
}

nlohmann::json gate_json(const GateAnswer& answer) {
  nlohmann::json data = verdict_json(answer.verdict);
  data["new_records"] = answer.new_records ? nlohmann::json(*answer.new_records) : nlohmann::json();
  data["initiative"] = answer.initiative.empty() ? nlohmann::json() : nlohmann::json(answer.initiative);
  data["gates"] = nlohmann::json::array();
  for (const delivery::Gate& gate : answer.gates) {
    data["gates"].push_back({{"token", gate.token},
                             {"wanted", gate.wanted},
                             {"state", name_of(gate.state)},
                             {"value", gate.value},
                             {"note", gate.note}});
  }
  return data;
}

Result<int> run_gate(World& world, const GateOptions& options) {
  TOS_TRY(const log::Repository repository, open_repository(world));
  TOS_TRY(const GateAnswer answer, judge(world, repository, options));
  if (world.options.json) {
    show_json(world, "tos.gate/1", gate_json(answer));
  } else if (options.format == "sarif") {
    world.out(sarif_report(answer));
  } else if (options.format == "junit") {
    world.out(junit_report(answer));
  } else if (options.format == "gitlab") {
    world.out(gitlab_report(answer));
  } else {
    if (options.format == "github") world.out(github_commands(answer));
    show_gate_text(world, answer);
    show_proof_lines(world, answer.verdict);
  }
  return gate_exit_code(answer);
}

}  // namespace

void add_gate(CLI::App& app, World& world) {
  auto options = std::make_shared<GateOptions>();
  CLI::App* command = app.add_subcommand("gate", "one honest answer for a pipeline: green, or why not");
  command
      ->add_option("initiative", options->initiative, "also judge what this initiative must show: I3, its title, an id")
      ->type_name("INITIATIVE");
  command->add_option("--range", options->range, "judge the history up to B, which must continue A")->type_name("A..B");
  command
      ->add_option("--proofs", options->proofs, "proof lines that count as the latest: a job's output, or - for stdin")
      ->type_name("FILE");
  command->add_option("--format", options->format, "how to answer (default text)")
      ->type_name("FORMAT")
      ->check(CLI::IsMember({"text", "github", "sarif", "junit", "gitlab"}));
  command->add_option("--threads", options->threads, "threads that read and check signatures")
      ->type_name("N")
      ->check(CLI::Range(1U, 64U));
  command->callback([&world, options] { finish(world, run_gate(world, *options)); });
}

}  // namespace tos::cli
