#include "cli/report_data.h"

#include <algorithm>

#include "charter/parameters.h"
#include "cli/delivery_names.h"
#include "cli/minority_view.h"
#include "cli/names.h"
#include "core/index/log_table.h"
#include "core/index/sound.h"
#include "delivery/decimal.h"

namespace tos::cli {
namespace {

index::LogEntry entry_of(history::Group& group, std::int64_t position) {
  auto entry = index::entry_at(group.db(), position);
  TOS_SOUND(entry.has_value());
  return *std::move(entry);
}

std::string path_of(history::Group& group, std::int64_t position) { return entry_of(group, position).path; }

// The texts of one record, in the order of its fields; of an absent one its name alone.
Result<void> add_texts(history::Group& group, std::int64_t position, std::vector<ReportText>& texts) {
  const index::LogEntry entry = entry_of(group, position);
  TOS_TRY(const history::SignedRecord record, history::load_record(group, entry.id));
  for (const Enclosure& one : record.enclosures) texts.push_back({one.name, one.text, entry.path});
  for (const std::string& absent : record.absent_texts) texts.push_back({absent, "", entry.path});
  return {};
}

std::vector<ReportAnswer> load_answers(history::Group& group, const DeliveryReport& report) {
  std::vector<ReportAnswer> answers;
  for (const std::string& check : delivery::checks_of(group.db(), report.row.position)) {
    answers.push_back({.check = check, .answer = "not answered yet", .note = "", .path = report.path});
  }
  if (!report.row.delivery) return answers;
  const std::string path = path_of(group, *report.row.delivery);
  for (const delivery::AnswerRow& answer : delivery::answers_of(group.db(), *report.row.delivery)) {
    const auto number = static_cast<std::size_t>(answer.check);
    TOS_SOUND(number >= 1 && number <= answers.size());
    ReportAnswer& shown = answers[number - 1];
    shown.answer = answer.is_met ? "met" : "not met";
    shown.note = answer.note;
    shown.path = path;
  }
  return answers;
}

// A target above what was before is reached from below, one below it from above, and one that was met already by
// staying there. Without a number from before nobody can tell which of them it is.
std::string verdict_of(const ReportMetric& metric) {
  if (metric.target.empty()) return "";
  if (metric.after.empty()) return "not measured";
  if (metric.before.empty()) return "no start to compare with";
  const auto after = delivery::Decimal::parse(metric.after);
  const auto target = delivery::Decimal::parse(metric.target);
  const auto before = delivery::Decimal::parse(metric.before);
  TOS_SOUND(after.has_value() && target.has_value() && before.has_value());
  const bool is_reached = *target < *before   ? *after <= *target
                          : *before < *target ? *after >= *target
                                              : *after == *target;
  return is_reached ? "reached" : "not reached";
}

std::vector<ReportMetric> load_metrics(history::Group& group, const DeliveryReport& report) {
  std::vector<ReportMetric> metrics;
  for (const delivery::MetricTarget& target : delivery::targets_of(group.db(), report.row.position)) {
    metrics.push_back({.name = target.name,
                       .unit = target.unit,
                       .before = "",
                       .after = "",
                       .target = target.target,
                       .verdict = "",
                       .path = "",
                       .plan_path = report.path});
  }
  for (const delivery::MeasuredRow& measured : delivery::measured_in(group.db(), report.row.position)) {
    // A number in another unit is another metric: it says nothing of the target.
    auto place = std::ranges::find_if(metrics, [&](const ReportMetric& metric) {
      return metric.name == measured.metric.name &&
             (measured.metric.unit.empty() || metric.unit.empty() || metric.unit == measured.metric.unit);
    });
    if (place == metrics.end()) {
      metrics.push_back({.name = measured.metric.name});
      place = std::prev(metrics.end());
    }
    if (place->unit.empty()) place->unit = measured.metric.unit;
    if (place->before.empty()) place->before = measured.metric.before;  // where it began
    place->after = measured.metric.after;
    place->path = path_of(group, measured.proof);
  }
  for (ReportMetric& metric : metrics) metric.verdict = verdict_of(metric);
  return metrics;
}

std::vector<ReportTask> load_tasks(history::Group& group, std::int64_t initiative) {
  std::vector<ReportTask> tasks;
  for (delivery::TaskRow& row : delivery::tasks_of(group.db(), initiative)) {
    ReportTask task{.path = path_of(group, row.position)};
    for (const auto& before : delivery::tasks_before(group.db(), row.position)) task.after.push_back(before.key.text());
    if (const auto proof = delivery::first_proof_for(group.db(), row.position))
      task.proof_path = path_of(group, *proof);
    if (row.done_position) task.done_path = path_of(group, *row.done_position);
    task.row = std::move(row);
    tasks.push_back(std::move(task));
  }
  return tasks;
}

Result<ReportDissent> load_dissent(history::Group& group, const delivery::DissentRow& row) {
  TOS_TRY(const history::SignedRecord record, history::load_record(group, row.record));
  const auto entry = index::find_entry(group.db(), row.record);
  TOS_SOUND(entry.has_value());
  ReportDissent dissent{.kind = std::string(module_noun_of(entry->kind)),
                        .author = entry->author.text(),
                        .text = "",
                        .verdict = row.verdict,
                        .answer = "",
                        .path = entry->path};
  for (const Enclosure& one : record.enclosures) dissent.text += one.text;
  return dissent;
}

Result<std::vector<ReportReview>> load_reviews(history::Group& group, std::int64_t initiative) {
  std::vector<ReportReview> reviews;
  for (delivery::ReviewRow& row : delivery::reviews_of(group.db(), initiative)) {
    ReportReview review{.path = path_of(group, row.position)};
    std::vector<ReportText> texts;
    TOS_CHECK(add_texts(group, row.position, texts));
    if (!texts.empty()) review.findings = std::move(texts.front());
    for (const delivery::DissentRow& one : delivery::dissent_in(group.db(), row.position)) {
      TOS_TRY(ReportDissent dissent, load_dissent(group, one));
      review.dissent.push_back(std::move(dissent));
    }
    review.row = std::move(row);
    reviews.push_back(std::move(review));
  }
  return reviews;
}

Result<void> load_minority(history::Group& group, const voting::DecisionRow& decision, DeliveryReport& report) {
  TOS_TRY(const std::vector<DissentView> minority, minority_view(group, decision));
  for (const DissentView& view : minority) {
    const auto entry = index::find_entry(group.db(), view.dissent.id);
    TOS_SOUND(entry.has_value());
    bool is_revisited = false;
    for (ReportReview& review : report.reviews) {
      for (ReportDissent& one : review.dissent) {
        if (one.path != entry->path) continue;
        one.answer = view.answer;
        is_revisited = true;
      }
    }
    if (is_revisited) continue;
    report.unrevisited.push_back({.kind = std::string(module_noun_of(entry->kind)),
                                  .author = view.member,
                                  .text = view.reason,
                                  .verdict = "not revisited yet",
                                  .answer = view.answer,
                                  .path = entry->path});
  }
  return {};
}

std::vector<ScheduledReview> load_schedule(const charter::DeliveryTerms& terms, const DeliveryReport& report) {
  std::vector<ScheduledReview> schedule;
  if (!report.row.delivered_at) return schedule;
  for (const auto& day : terms.review_days) {
    ScheduledReview one{.days = day, .due = *report.row.delivered_at + days(day)};
    for (const ReportReview& review : report.reviews) {
      if (review.row.scheduled_days == day.value) one.path = review.path;
    }
    one.is_overdue = one.path.empty() && report.as_of >= one.due;
    schedule.push_back(std::move(one));
  }
  return schedule;
}

}  // namespace

Result<DeliveryReport> load_report(history::Group& group, delivery::InitiativeRow row) {
  const std::int64_t position = row.position;
  const charter::DeliveryTerms terms = charter::delivery_terms(charter::current(group.db()));
  DeliveryReport report;
  report.group = group.name();
  report.name = initiative_name(group, row);
  report.path = path_of(group, position);
  report.as_of = group.clock();
  report.row = std::move(row);
  if (report.row.decision) {
    const voting::DecisionRow decision = voting::decision_at(group.db(), *report.row.decision);
    report.decision = fmt::format("{} {}", decision_name(group, decision),
                                  title_of(group, voting::poll_at(group.db(), decision.poll)));
    report.decision_path = path_of(group, decision.position);
  }
  TOS_CHECK(add_texts(group, position, report.texts));
  if (report.row.delivery) TOS_CHECK(add_texts(group, *report.row.delivery, report.texts));
  report.answers = load_answers(group, report);
  report.metrics = load_metrics(group, report);
  report.milestones = delivery::milestones_of(group.db(), position);
  report.tasks = load_tasks(group, position);
  for (delivery::Gate& gate : delivery::gates_of(group.db(), terms, position)) {
    const std::string path = gate.proof ? path_of(group, *gate.proof) : "";
    report.gates.push_back({std::move(gate), path});
  }
  report.counts = delivery::count_proofs(group.db(), position);
  for (delivery::ProofRow& proof : delivery::proofs_of(group.db(), position)) {
    delivery::ProofParts parts = delivery::parts_of(group.db(), proof.position);
    const std::string path = path_of(group, proof.position);
    report.proofs.push_back({std::move(proof), std::move(parts), path});
  }
  TOS_TRY(report.reviews, load_reviews(group, position));
  if (report.row.decision) {
    TOS_CHECK(load_minority(group, voting::decision_at(group.db(), *report.row.decision), report));
  }
  report.schedule = load_schedule(terms, report);
  return report;
}

}  // namespace tos::cli
