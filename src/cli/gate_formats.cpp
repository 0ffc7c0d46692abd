#include "cli/gate_formats.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/message_text.h"
#include "delivery/markup.h"
#include "delivery/rules.h"

namespace tos::cli {
namespace {

using Json = nlohmann::ordered_json;

// A problem that stands nowhere is shown at the founding record's folder: some readers want a path.
std::string path_of(const Refusal& problem) { return problem.where.path.empty() ? "charter" : problem.where.path; }
int line_of(const Refusal& problem) { return std::max(problem.where.line, 1); }

std::string sentence_of(const Refusal& problem) {
  return problem.hint_text.empty() ? problem.what : problem.what + " (" + problem.hint_text + ")";
}

std::string fingerprint_of(const Refusal& problem) {
  return to_hex(sha256(std::string(problem.rule->id) + "\n" + problem.where.record + "\n" + problem.where.path + "\n" +
                       problem.what));
}

std::string printed_json(const Json& data) { return data.dump(2, ' ', false, Json::error_handler_t::replace) + "\n"; }

// https://docs.github.com/actions: in a message % is escaped, in a property also : and ,
std::string command_text(std::string_view text, bool is_property) {
  std::string out;
  for (const char c : one_line(text)) {
    const bool is_escaped = c == '%' || (is_property && (c == ':' || c == ','));
    out += is_escaped ? fmt::format("%{:02X}", static_cast<unsigned char>(c)) : std::string(1, c);
  }
  return out;
}

Json sarif_rules(const GateAnswer& answer, std::vector<const Rule*>& order) {
  Json rules = Json::array();
  for (const Refusal& problem : answer.problems) {
    if (std::ranges::find(order, problem.rule) != order.end()) continue;
    order.push_back(problem.rule);
    rules.push_back({{"id", problem.rule->id},
                     {"shortDescription", {{"text", problem.rule->title}}},
                     {"fullDescription", {{"text", problem.rule->why}}},
                     {"help", {{"text", fmt::format("tos explain {}", problem.rule->id)}}}});
  }
  return rules;
}

struct TestCase {
  std::string name;
  std::string failure;  // empty: passed
  std::string details;
};

std::vector<TestCase> test_cases(const GateAnswer& answer) {
  std::string details;
  for (const Refusal& problem : answer.verdict.problems) {
    details += fmt::format("{} {}: {}\n", problem.rule->id, problem.where.path, sentence_of(problem));
  }
  const bool is_sound = answer.verdict.problems.empty();
  std::vector<TestCase> cases{
      {"LINT", answer.verdict.lint_ok ? "" : "records are not in form or not at their paths", details},
      {"SMOKE", answer.verdict.smoke_ok ? "" : "the replay does not complete", details},
      {"VALIDATORS", is_sound ? "" : "the history breaks rules", details}};
  for (const delivery::Gate& gate : answer.gates) {
    const std::string shown = gate.state == delivery::GateState::pending ? "pending" : gate.token + "=" + gate.value;
    cases.push_back({fmt::format("gate {}={}", gate.token, gate.wanted),
                     gate.state == delivery::GateState::green ? "" : shown, gate.note});
  }
  for (const Refusal& problem : answer.problems) {
    if (problem.rule == &rules::DLV_050 || problem.rule == &rules::DLV_063)
      cases.push_back({"gate", problem.what, problem.hint_text});
  }
  return cases;
}

}  // namespace

std::string github_commands(const GateAnswer& answer) {
  std::string out;
  for (const Refusal& problem : answer.problems) {
    out += fmt::format("::error file={},line={},title={}::{}\n", command_text(path_of(problem), true), line_of(problem),
                       command_text(problem.rule->id, true), command_text(sentence_of(problem), false));
  }
  return out;
}

std::string sarif_report(const GateAnswer& answer) {
  std::vector<const Rule*> order;
  Json rules = sarif_rules(answer, order);
  Json results = Json::array();
  for (const Refusal& problem : answer.problems) {
    const auto index = std::ranges::find(order, problem.rule) - order.begin();
    results.push_back(
        {{"ruleId", problem.rule->id},
         {"ruleIndex", index},
         {"level", "error"},
         {"message", {{"text", sentence_of(problem)}}},
         {"locations", Json::array({{{"physicalLocation",
                                      {{"artifactLocation", {{"uri", delivery::escape_link(path_of(problem))}}},
                                       {"region", {{"startLine", line_of(problem)}}}}}}})},
         {"partialFingerprints", {{"tosProblem/v1", fingerprint_of(problem)}}}});
  }
  Json run = {{"tool", {{"driver", {{"name", "tos"}, {"rules", std::move(rules)}}}}}, {"results", std::move(results)}};
  return printed_json({{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                       {"version", "2.1.0"},
                       {"runs", Json::array({std::move(run)})}});
}

std::string junit_report(const GateAnswer& answer) {
  const std::vector<TestCase> cases = test_cases(answer);
  const auto failures = std::ranges::count_if(cases, [](const TestCase& one) { return !one.failure.empty(); });
  std::string out = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"
      "  <testsuite name=\"tos gate\" tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"0\" time=\"0\">\n",
      cases.size(), failures);
  for (const TestCase& one : cases) {
    out += fmt::format("    <testcase classname=\"tos.gate\" name=\"{}\" time=\"0\"", delivery::escape_xml(one.name));
    if (one.failure.empty()) {
      out += "/>\n";
      continue;
    }
    out += fmt::format(">\n      <failure message=\"{}\" type=\"tos.gate\">{}</failure>\n    </testcase>\n",
                       delivery::escape_xml(one.failure), delivery::escape_xml(one.details));
  }
  return out + "  </testsuite>\n</testsuites>\n";
}

std::string gitlab_report(const GateAnswer& answer) {
  Json issues = Json::array();
  for (const Refusal& problem : answer.problems) {
    issues.push_back({{"description", sentence_of(problem)},
                      {"check_name", problem.rule->id},
                      {"fingerprint", fingerprint_of(problem)},
                      {"severity", "blocker"},
                      {"location", {{"path", path_of(problem)}, {"lines", {{"begin", line_of(problem)}}}}}});
  }
  return printed_json(issues);
}

}  // namespace tos::cli
