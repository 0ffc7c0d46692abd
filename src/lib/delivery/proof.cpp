#include "delivery/proof.h"

#include <algorithm>

#include "core/index/sound.h"
#include "delivery/decimal.h"
#include "delivery/gates.h"
#include "delivery/rules.h"
#include "delivery/task.h"

namespace tos::delivery {
namespace {

Result<void> check_proof_task(Database& db, const InitiativeRow& initiative, const TaskId& id) {
  const auto task = find_task(db, id);
  if (task && task->initiative == initiative.position) return {};
  return refuse(rules::DLV_022, "{} is no task of '{}' (I{})", id.hex16(), initiative.title, initiative.number);
}

// DLV-020, DLV-023.
Result<void> check_proof_lines(const Proof& proof) {
  for (const auto& line : proof.lines) {
    if (parse_proof_line(line.text)) continue;
    return refuse(rules::DLV_020, "'{}' is no proof line", line.text).hint("TOKEN=VALUE, or TOKEN=VALUE (a note)");
  }
  for (const auto& link : proof.links) {
    if (!is_web_address(link.text)) return refuse(rules::DLV_023, "'{}' is no web address", link.text);
  }
  for (const auto& commit : proof.commits) {
    if (!is_commit_id(commit.text)) return refuse(rules::DLV_023, "'{}' is no commit's id", commit.text);
  }
  return {};
}

// DLV-024.
Result<void> check_measurements(const Proof& proof) {
  const auto& metrics = proof.metrics.items;
  for (auto metric = metrics.begin(); metric != metrics.end(); ++metric) {
    if (!Decimal::parse(metric->after.text) || (metric->before && !Decimal::parse(metric->before->text))) {
      return refuse(rules::DLV_024, "'{}' is measured by something that is no decimal number", metric->name.text);
    }
    const bool is_twice = std::any_of(std::next(metric), metrics.end(),
                                      [&](const Measurement& other) { return other.name.text == metric->name.text; });
    if (is_twice) return refuse(rules::DLV_024, "'{}' is measured twice", metric->name.text);
  }
  return {};
}

ProofParts logged_parts(const Proof& proof) {
  ProofParts parts;
  for (const auto& line : proof.lines) {
    const auto found = parse_proof_line(line.text);
    TOS_SOUND(found.has_value());
    parts.lines.push_back(
        {.token = std::string(found->token), .value = std::string(found->value), .note = std::string(found->note)});
  }
  for (const Measurement& metric : proof.metrics) {
    parts.metrics.push_back({.name = metric.name.text,
                             .unit = metric.unit ? metric.unit->text : "",
                             .before = metric.before ? metric.before->text : "",
                             .after = metric.after.text});
  }
  for (const auto& link : proof.links) {
    parts.references.push_back({.sort = ReferenceSort::link, .text = link.text, .digest = {}});
  }
  for (const auto& commit : proof.commits) {
    parts.references.push_back({.sort = ReferenceSort::commit, .text = commit.text, .digest = {}});
  }
  for (const Artefact& artefact : proof.artefacts) {
    parts.references.push_back(
        {.sort = ReferenceSort::artefact, .text = artefact.name.text, .digest = artefact.sha256.hex()});
  }
  return parts;
}

}  // namespace

bool is_web_address(std::string_view text) {
  for (const std::string_view scheme : {"https://", "http://"}) {
    if (!text.starts_with(scheme) || text.size() == scheme.size()) continue;
    return std::ranges::all_of(text, [](char c) { return c > ' ' && c <= '~' && c != '"' && c != '<' && c != '>'; });
  }
  return false;
}

bool is_commit_id(std::string_view text) {
  return (text.size() == 40 || text.size() == 64) &&
         std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

Result<void> check_proof(const Context& context, const Proof& proof) {
  TOS_TRY(const InitiativeRow initiative, require_initiative(context.db, proof.initiative));
  TOS_CHECK(require_running(initiative));
  if (proof.task) TOS_CHECK(check_proof_task(context.db, initiative, *proof.task));
  if (proof.lines.empty() && proof.links.empty() && proof.commits.empty() && proof.artefacts.empty() &&
      proof.metrics.empty()) {
    return refuse(rules::DLV_021, "the proof shows nothing")
        .hint("tos proof add I{} --line LINT=OK", initiative.number);
  }
  TOS_CHECK(check_proof_lines(proof));
  return check_measurements(proof);
}

void apply_proof(const Context& context, const Proof& proof) {
  const auto initiative = find_initiative(context.db, proof.initiative);
  TOS_SOUND(initiative.has_value());
  const ProofParts parts = logged_parts(proof);
  const charter::DeliveryTerms terms = charter::delivery_terms(charter::current(context.db));
  ProofRow row{.position = context.position,
               .id = context.id,
               .initiative = initiative->position,
               .task = {},
               .at = context.envelope.at,
               .author = context.envelope.author,
               .is_green = !parts.lines.empty() && are_green(gates_in(terms, parts.lines))};
  if (proof.task) row.task = find_task(context.db, *proof.task)->position;
  add_proof(context.db, row, parts);
  begin_work(context.db, initiative->position);
}

std::string folder_of_proof(const Context& context, const Proof& proof) {
  return folder_of(context.db, proof.initiative);
}

}  // namespace tos::delivery
