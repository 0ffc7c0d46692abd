#include "delivery/completion.h"

#include "core/index/sound.h"
#include "delivery/gates.h"
#include "delivery/rules.h"
#include "identity/roll.h"

namespace tos::delivery {
namespace {

// DLV-030.
Result<void> check_leads(const Context& context, const InitiativeRow& initiative) {
  if (initiative.owner == context.envelope.author) return {};
  const auto owner = identity::find_member(context.db, initiative.owner.text());
  TOS_SOUND(owner.has_value());
  if (owner->status != identity::Status::active) return {};
  return refuse(rules::DLV_030, "'{}' (I{}) is {}'s", initiative.title, initiative.number, initiative.owner);
}

// DLV-033.
Result<void> check_answers(Database& db, const InitiativeRow& initiative, const Delivery& delivery) {
  const std::vector<std::string> checks = checks_of(db, initiative.position);
  std::vector<bool> is_answered(checks.size(), false);
  for (const CheckAnswer& answer : delivery.answers) {
    const auto number = static_cast<std::size_t>(answer.check.value);
    if (number > checks.size()) {
      return refuse(rules::DLV_033, "I{} has {} acceptance checks, and {} is answered", initiative.number,
                    checks.size(), number);
    }
    if (is_answered[number - 1]) return refuse(rules::DLV_033, "acceptance check {} is answered twice", number);
    is_answered[number - 1] = true;
  }
  for (std::size_t i = 0; i < checks.size(); ++i) {
    if (is_answered[i]) continue;
    return refuse(rules::DLV_033, "acceptance check {} has no answer: {}", i + 1, checks[i])
        .hint("tos initiative deliver I{} --met {} or --unmet {}", initiative.number, i + 1, i + 1);
  }
  return {};
}

}  // namespace

Result<void> check_delivery(const Context& context, const Delivery& delivery) {
  TOS_TRY(const InitiativeRow initiative, require_initiative(context.db, delivery.initiative));
  TOS_CHECK(check_leads(context, initiative));
  if (initiative.state != InitiativeState::planned && initiative.state != InitiativeState::active) {
    return refuse(rules::DLV_031, "initiative '{}' (I{}) is {}", initiative.title, initiative.number,
                  name_of(initiative.state));
  }
  const charter::DeliveryTerms terms = charter::delivery_terms(charter::current(context.db));
  if (const auto gates = gates_of(context.db, terms, initiative.position); !are_green(gates)) {
    return refuse(rules::DLV_032, "not green: {}", not_green(gates))
        .hint("tos proof add I{} --line TOKEN=VALUE", initiative.number);
  }
  return check_answers(context.db, initiative, delivery);
}

void apply_delivery(const Context& context, const Delivery& delivery) {
  const auto initiative = find_initiative(context.db, delivery.initiative);
  TOS_SOUND(initiative.has_value());
  set_delivered(context.db, initiative->position, context.position, context.now);
  std::vector<AnswerRow> answers;
  for (const CheckAnswer& answer : delivery.answers) {
    answers.push_back({.check = answer.check, .is_met = answer.met, .note = answer.note ? answer.note->text : ""});
  }
  add_answers(context.db, context.position, answers);
}

std::string folder_of_delivery(const Context& context, const Delivery& delivery) {
  return folder_of(context.db, delivery.initiative);
}

Result<void> check_closing(const Context& context, const Closing& closing) {
  TOS_TRY(const InitiativeRow initiative, require_initiative(context.db, closing.initiative));
  TOS_CHECK(check_leads(context, initiative));
  const bool is_undelivered =
      initiative.state == InitiativeState::planned || initiative.state == InitiativeState::active;
  if (closing.outcome == ClosedAs::completed ? initiative.state == InitiativeState::verified : is_undelivered)
    return {};
  return refuse(rules::DLV_038, "initiative '{}' (I{}) is {}, so it is not closed as {}", initiative.title,
                initiative.number, name_of(initiative.state), name_of(closing.outcome))
      .hint("tos review add I{} --outcome verified comes before it", initiative.number);
}

void apply_closing(const Context& context, const Closing& closing) {
  const auto initiative = find_initiative(context.db, closing.initiative);
  TOS_SOUND(initiative.has_value());
  set_closed(context.db, initiative->position, name_of(closing.outcome));
}

std::string folder_of_closing(const Context& context, const Closing& closing) {
  return folder_of(context.db, closing.initiative);
}

}  // namespace tos::delivery
