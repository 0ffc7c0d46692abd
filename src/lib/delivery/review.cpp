#include "delivery/review.h"

#include <algorithm>

#include "charter/parameters.h"
#include "core/index/log_table.h"
#include "core/index/sound.h"
#include "delivery/proof_tables.h"
#include "delivery/rules.h"

namespace tos::delivery {
namespace {

// DLV-034.
Result<void> check_reviewable(const InitiativeRow& initiative, const Review& review) {
  const bool is_delivered = initiative.delivered_at && initiative.state != InitiativeState::planned &&
                            initiative.state != InitiativeState::active;
  if (!is_delivered) {
    return refuse(rules::DLV_034, "initiative '{}' (I{}) is {}", initiative.title, initiative.number,
                  name_of(initiative.state))
        .hint("its owner delivers it: tos initiative deliver I{}", initiative.number);
  }
  if (review.outcome == ReviewOutcome::verified && initiative.state != InitiativeState::delivered) {
    return refuse(rules::DLV_034, "initiative '{}' (I{}) is verified already", initiative.title, initiative.number);
  }
  return {};
}

// Whoever wrote the last delivery; there is one.
Handle delivered_by(Database& db, const InitiativeRow& initiative) {
  TOS_SOUND(initiative.delivery.has_value());
  const auto entry = index::entry_at(db, *initiative.delivery);
  TOS_SOUND(entry.has_value());
  return entry->author;
}

// DLV-036.
Result<void> check_schedule(const Context& context, const InitiativeRow& initiative, std::int64_t scheduled_days) {
  const charter::DeliveryTerms terms = charter::delivery_terms(charter::current(context.db));
  const bool is_one =
      std::ranges::any_of(terms.review_days, [&](const auto& days) { return days.value == scheduled_days; });
  if (!is_one) return refuse(rules::DLV_036, "the charter has no review after {} days", scheduled_days);
  const Timestamp due = *initiative.delivered_at + days(scheduled_days);
  if (context.now >= due) return {};
  return refuse(rules::DLV_036, "the review after {} days is due on {}", scheduled_days, due.to_date())
      .hint("without --scheduled it can be made now");
}

// DLV-037: what lies in the proposal's folder is on the proposal.
Result<void> check_dissent(Database& db, const InitiativeRow& initiative, const Review& review) {
  std::string folder;
  if (initiative.decision) {
    const voting::DecisionRow decision = voting::decision_at(db, *initiative.decision);
    folder = voting::poll_at(db, decision.poll).folder + "/";
  }
  std::vector<RecordId> named;
  for (const RevisitedDissent& one : review.dissent) {
    const auto entry = index::find_entry(db, one.record);
    if (folder.empty() || !entry || !entry->path.starts_with(folder)) {
      return refuse(rules::DLV_037, "{} is no record on what I{} carries out", one.record.hex16(), initiative.number);
    }
    if (std::ranges::find(named, one.record) != named.end()) {
      return refuse(rules::DLV_037, "{} is revisited twice", one.record.hex16());
    }
    named.push_back(one.record);
  }
  return {};
}

}  // namespace

Result<void> check_review(const Context& context, const Review& review) {
  TOS_TRY(const InitiativeRow initiative, require_initiative(context.db, review.initiative));
  TOS_CHECK(check_reviewable(initiative, review));
  if (review.outcome == ReviewOutcome::verified && initiative.owner == context.envelope.author) {
    return refuse(rules::DLV_035, "'{}' (I{}) is your own", initiative.title, initiative.number)
        .hint("somebody else looks at it: tos review add I{}", initiative.number);
  }
  if (review.outcome == ReviewOutcome::verified && delivered_by(context.db, initiative) == context.envelope.author) {
    return refuse(rules::DLV_035, "you have delivered '{}' (I{})", initiative.title, initiative.number)
        .hint("somebody else looks at it: tos review add I{}", initiative.number);
  }
  if (review.scheduled_days) TOS_CHECK(check_schedule(context, initiative, *review.scheduled_days));
  return check_dissent(context.db, initiative, review);
}

void apply_review(const Context& context, const Review& review) {
  const auto initiative = find_initiative(context.db, review.initiative);
  TOS_SOUND(initiative.has_value());
  ReviewRow row{.position = context.position,
                .id = context.id,
                .initiative = initiative->position,
                .outcome = std::string(name_of(review.outcome)),
                .scheduled_days = {},
                .author = context.envelope.author,
                .at = context.envelope.at};
  if (review.scheduled_days) row.scheduled_days = review.scheduled_days->value;
  std::vector<DissentRow> dissent;
  for (const RevisitedDissent& one : review.dissent) {
    dissent.push_back({.record = one.record, .verdict = std::string(name_of(one.verdict))});
  }
  add_review(context.db, row, dissent);
  if (review.outcome == ReviewOutcome::verified) {
    set_state(context.db, initiative->position, InitiativeState::verified);
  } else if (review.outcome == ReviewOutcome::reopened) {
    set_reopened(context.db, initiative->position);
    forget_tokens(context.db, initiative->position);
  }
}

std::string folder_of_review(const Context& context, const Review& review) {
  return folder_of(context.db, review.initiative);
}

}  // namespace tos::delivery
