#include "cli/report_document.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace tos::cli {
namespace {

using delivery::Cell;
using delivery::Fact;
using delivery::Prose;
using delivery::Section;
using delivery::Table;

Fact fact(std::string label, std::string text, std::string link = {}) {
  return {.label = std::move(label), .value = {.text = std::move(text), .link = std::move(link)}};
}

Prose nothing(std::string_view sentence) { return {.text = std::string(sentence)}; }

Section overview(const DeliveryReport& report) {
  const delivery::InitiativeRow& row = report.row;
  Section section{.heading = "", .blocks = {}};
  section.blocks.emplace_back(fact("Group", report.group));
  section.blocks.emplace_back(fact("Initiative", report.name, report.path));
  std::string state(name_of(row.state));
  if (row.closed_as) state += ", " + *row.closed_as;
  section.blocks.emplace_back(fact("State", state));
  section.blocks.emplace_back(fact("Owner", row.owner.text(), report.path));
  section.blocks.emplace_back(report.decision.empty() ? fact("Decision", "none: started as urgent", report.path)
                                                      : fact("Decision", report.decision, report.decision_path));
  section.blocks.emplace_back(fact("Started", row.started_at.to_minute(), report.path));
  if (row.delivered_at) section.blocks.emplace_back(fact("Delivered", row.delivered_at->to_minute()));
  section.blocks.emplace_back(fact("Record as of", report.as_of.to_minute()));
  return section;
}

Section text_section(const DeliveryReport& report, std::string_view field, std::string heading, std::string_view none) {
  Section section{.heading = std::move(heading), .blocks = {}};
  for (const ReportText& text : report.texts) {
    if (text.field != field) continue;
    section.blocks.emplace_back(Prose{.text = text.text.empty() ? "(redacted)" : text.text, .link = text.path});
  }
  if (section.blocks.empty()) section.blocks.emplace_back(nothing(none));
  return section;
}

// A section with one table, or the sentence that says why it is empty.
Section table_section(std::string heading, Table table, std::string_view none) {
  Section section{.heading = std::move(heading), .blocks = {}};
  if (table.rows.empty()) {
    section.blocks.emplace_back(nothing(none));
  } else {
    section.blocks.emplace_back(std::move(table));
  }
  return section;
}

Section checks_section(const DeliveryReport& report) {
  Table table{.header = {"Check", "Answer", "How it can be seen"}, .rows = {}};
  for (const ReportAnswer& one : report.answers) {
    table.rows.push_back({{one.check, report.path}, {one.answer, one.path}, {one.note}});
  }
  Section section = text_section(report, "definition_of_done", "Definition of done", "None.");
  if (!table.rows.empty()) section.blocks.emplace_back(std::move(table));
  return section;
}

Section metrics_section(const DeliveryReport& report) {
  Table table{.header = {"Metric", "Unit", "Before", "After", "Target", "Result"}, .rows = {}};
  for (const ReportMetric& one : report.metrics) {
    table.rows.push_back({{one.name},
                          {one.unit},
                          {one.before, one.path},
                          {one.after, one.path},
                          {one.target, one.plan_path},
                          {one.verdict}});
  }
  return table_section("Metrics", std::move(table), "Nothing was measured.");
}

Section milestones_section(const DeliveryReport& report) {
  Table table{.header = {"Milestone", "Due"}, .rows = {}};
  for (const delivery::Milestone& one : report.milestones) {
    table.rows.push_back({{one.name}, {one.due.to_date(), report.path}});
  }
  return table_section("Milestones", std::move(table), "None were set.");
}

Section tasks_section(const DeliveryReport& report) {
  Table table{.header = {"Task", "Title", "State", "Owner", "Estimate", "After", "Proof"}, .rows = {}};
  for (const ReportTask& one : report.tasks) {
    table.rows.push_back({{one.row.key.text(), one.path},
                          {one.row.title},
                          {std::string(name_of(one.row.state)), one.done_path},
                          {one.row.owner ? one.row.owner->text() : ""},
                          {one.row.estimate_hours ? fmt::format("{} h", *one.row.estimate_hours) : "", one.path},
                          {fmt::format("{}", fmt::join(one.after, ", "))},
                          {one.proof_path.empty() ? "" : "proof", one.proof_path}});
  }
  return table_section("Tasks", std::move(table), "None were named.");
}

Section gates_section(const DeliveryReport& report) {
  Table table{.header = {"Gate", "State", "Latest", "Note"}, .rows = {}};
  for (const ReportGate& one : report.gates) {
    const bool is_pending = one.gate.state == delivery::GateState::pending;
    table.rows.push_back({{one.gate.token + "=" + one.gate.wanted},
                          {std::string(name_of(one.gate.state))},
                          {is_pending ? "" : one.gate.token + "=" + one.gate.value, one.path},
                          {one.gate.note}});
  }
  return table_section("Gates", std::move(table), "The charter requires none.");
}

// Lines, then what else the proof holds, as one text; links get cells of their own in the list below the table.
std::string proof_text(const delivery::ProofParts& parts) {
  std::vector<std::string> words;
  for (const auto& line : parts.lines) {
    words.push_back(line.token + "=" + line.value + (line.note.empty() ? "" : " (" + line.note + ")"));
  }
  for (const auto& metric : parts.metrics) {
    words.push_back(fmt::format("{}: {} to {} {}", metric.name, metric.before.empty() ? "?" : metric.before,
                                metric.after, metric.unit));
  }
  for (const auto& one : parts.references) {
    if (one.sort == delivery::ReferenceSort::commit) words.push_back("commit " + one.text);
    if (one.sort == delivery::ReferenceSort::artefact) {
      words.push_back(fmt::format("file {}, SHA-256 {}", one.text, one.digest));
    }
  }
  return fmt::format("{}", fmt::join(words, "; "));
}

Section proofs_section(const DeliveryReport& report) {
  Section section{.heading = "Proofs", .blocks = {}};
  section.blocks.emplace_back(fact("Proof records", std::to_string(report.counts.proofs), report.path));
  section.blocks.emplace_back(fact("Proof lines", std::to_string(report.counts.lines), report.path));
  section.blocks.emplace_back(
      fact("Records that show every required gate", std::to_string(report.counts.green), report.path));
  Table table{.header = {"Record", "By", "What it shows", "Link"}, .rows = {}};
  for (const ReportProof& proof : report.proofs) {
    const auto is_link = [](const auto& one) { return one.sort == delivery::ReferenceSort::link; };
    std::vector<Cell> row{
        {proof.row.at.to_minute(), proof.path}, {proof.row.author.text()}, {proof_text(proof.parts)}, {}};
    const auto link = std::ranges::find_if(proof.parts.references, is_link);
    if (link != proof.parts.references.end()) row.back() = {link->text, link->text};
    table.rows.push_back(row);
    for (auto more = link; more != proof.parts.references.end(); ++more) {
      if (more != link && is_link(*more)) table.rows.push_back({{}, {}, {}, {more->text, more->text}});
    }
  }
  if (!table.rows.empty()) section.blocks.emplace_back(std::move(table));
  return section;
}

Section dissent_section(const DeliveryReport& report) {
  Table table{.header = {"Who", "What was said", "What became of it", "Review", "Answered by"}, .rows = {}};
  const auto add = [&](const ReportDissent& one, std::string_view reviewer, const std::string& path) {
    table.rows.push_back({{fmt::format("{} ({})", one.author, one.kind), one.path},
                          {one.text.empty() ? "(no words)" : one.text},
                          {one.verdict, path},
                          {std::string(reviewer), path},
                          {one.answer}});
  };
  for (const ReportReview& review : report.reviews) {
    for (const ReportDissent& one : review.dissent) add(one, review.row.author.text(), review.path);
  }
  for (const ReportDissent& one : report.unrevisited) add(one, "", "");
  return table_section("Dissent revisited", std::move(table), "No dissent stands against the decision.");
}

Section reviews_section(const DeliveryReport& report) {
  Section section{.heading = "Reviews", .blocks = {}};
  Table schedule{.header = {"Days after delivery", "Due", "State"}, .rows = {}};
  for (const ScheduledReview& one : report.schedule) {
    const std::string_view state = !one.path.empty() ? "made" : one.is_overdue ? "due" : "to come";
    schedule.rows.push_back(
        {{std::to_string(one.days)}, {one.due.to_date(), report.path}, {std::string(state), one.path}});
  }
  if (!schedule.rows.empty()) section.blocks.emplace_back(std::move(schedule));
  for (const ReportReview& review : report.reviews) {
    std::string what = review.row.outcome;
    if (review.row.scheduled_days) what += fmt::format(", after {} days", *review.row.scheduled_days);
    section.blocks.emplace_back(
        fact(fmt::format("{}, {}", review.row.author, review.row.at.to_date()), what, review.path));
    section.blocks.emplace_back(
        Prose{.text = review.findings.text.empty() ? "(redacted)" : review.findings.text, .link = review.path});
  }
  if (section.blocks.empty()) section.blocks.emplace_back(nothing("None yet."));
  return section;
}

Section reopen_section(const DeliveryReport& report) {
  Section section{.heading = "Open again or not", .blocks = {}};
  for (const ReportReview& review : report.reviews) {
    if (review.row.outcome == "noted") continue;
    section.blocks.emplace_back(fact(review.row.at.to_date(), review.row.outcome, review.path));
  }
  if (section.blocks.empty()) section.blocks.emplace_back(nothing("No review has said yet."));
  return section;
}

nlohmann::json texts_json(const DeliveryReport& report) {
  nlohmann::json texts = nlohmann::json::object();
  for (const ReportText& text : report.texts) {
    texts[text.field] = {{"text", text.text.empty() ? nlohmann::json() : nlohmann::json(text.text)},
                         {"record", text.path}};
  }
  return texts;
}

nlohmann::json proof_json(const ReportProof& proof) {
  nlohmann::json data{
      {"record", proof.path},        {"at", proof.row.at.to_string()},   {"author", proof.row.author.text()},
      {"green", proof.row.is_green}, {"lines", nlohmann::json::array()}, {"references", nlohmann::json::array()}};
  for (const auto& line : proof.parts.lines) {
    data["lines"].push_back({{"token", line.token}, {"value", line.value}, {"note", line.note}});
  }
  for (const auto& one : proof.parts.references) {
    data["references"].push_back({{"sort", name_of(one.sort)}, {"text", one.text}, {"sha256", one.digest}});
  }
  return data;
}

nlohmann::json dissent_json(const ReportDissent& one) {
  return {{"record", one.path},
          {"author", one.author},
          {"text", one.text},
          {"verdict", one.verdict},
          {"answer", one.answer.empty() ? nlohmann::json() : nlohmann::json(one.answer)}};
}

nlohmann::json review_json(const ReportReview& review) {
  nlohmann::json data{
      {"record", review.path},         {"at", review.row.at.to_string()},  {"author", review.row.author.text()},
      {"outcome", review.row.outcome}, {"findings", review.findings.text}, {"dissent", nlohmann::json::array()}};
  if (review.row.scheduled_days) data["scheduled_days"] = *review.row.scheduled_days;
  for (const ReportDissent& one : review.dissent) data["dissent"].push_back(dissent_json(one));
  return data;
}

}  // namespace

delivery::Document report_document(const DeliveryReport& report) {
  return {
      .title = "Delivery report: " + report.row.title,
      .sections = {overview(report), text_section(report, "shipped", "Shipped", "Not delivered yet."),
                   text_section(report, "changed", "Changed", "Nothing was said."),
                   text_section(report, "next", "Next", "Nothing was said."),
                   text_section(report, "learned", "Learned", "Nothing was said."), metrics_section(report),
                   checks_section(report), milestones_section(report), tasks_section(report), gates_section(report),
                   proofs_section(report), dissent_section(report), reviews_section(report), reopen_section(report)}};
}

nlohmann::json report_json(const DeliveryReport& report) {
  nlohmann::json data{{"group", report.group},
                      {"initiative", report.name},
                      {"id", report.row.id.hex()},
                      {"record", report.path},
                      {"title", report.row.title},
                      {"state", name_of(report.row.state)},
                      {"owner", report.row.owner.text()},
                      {"decision", {{"name", report.decision}, {"record", report.decision_path}}},
                      {"started_at", report.row.started_at.to_string()},
                      {"as_of", report.as_of.to_string()},
                      {"texts", texts_json(report)},
                      {"proofs",
                       {{"records", report.counts.proofs},
                        {"lines", report.counts.lines},
                        {"green", report.counts.green},
                        {"list", nlohmann::json::array()}}}};
  data["delivered_at"] =
      report.row.delivered_at ? nlohmann::json(report.row.delivered_at->to_string()) : nlohmann::json();
  for (const char* name :
       {"checks", "metrics", "milestones", "tasks", "gates", "reviews", "dissent_not_revisited", "scheduled_reviews"}) {
    data[name] = nlohmann::json::array();
  }
  for (const ReportAnswer& one : report.answers) {
    data["checks"].push_back({{"check", one.check}, {"answer", one.answer}, {"note", one.note}, {"record", one.path}});
  }
  for (const ReportMetric& one : report.metrics) {
    data["metrics"].push_back({{"name", one.name},
                               {"unit", one.unit},
                               {"before", one.before},
                               {"after", one.after},
                               {"target", one.target},
                               {"result", one.verdict},
                               {"record", one.path}});
  }
  for (const auto& one : report.milestones) {
    data["milestones"].push_back({{"name", one.name}, {"due", one.due.to_string()}});
  }
  for (const ReportTask& one : report.tasks) {
    data["tasks"].push_back({{"key", one.row.key.text()},
                             {"title", one.row.title},
                             {"state", name_of(one.row.state)},
                             {"owner", one.row.owner ? nlohmann::json(one.row.owner->text()) : nlohmann::json()},
                             {"after", one.after},
                             {"record", one.path},
                             {"proof", one.proof_path}});
  }
  for (const ReportGate& one : report.gates) {
    data["gates"].push_back({{"token", one.gate.token},
                             {"wanted", one.gate.wanted},
                             {"state", name_of(one.gate.state)},
                             {"value", one.gate.value},
                             {"note", one.gate.note},
                             {"record", one.path}});
  }
  for (const ReportProof& one : report.proofs) data["proofs"]["list"].push_back(proof_json(one));
  for (const ReportReview& one : report.reviews) data["reviews"].push_back(review_json(one));
  for (const ReportDissent& one : report.unrevisited) data["dissent_not_revisited"].push_back(dissent_json(one));
  for (const ScheduledReview& one : report.schedule) {
    data["scheduled_reviews"].push_back(
        {{"days", one.days}, {"due", one.due.to_string()}, {"overdue", one.is_overdue}, {"record", one.path}});
  }
  return data;
}

}  // namespace tos::cli
