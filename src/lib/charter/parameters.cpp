#include "charter/parameters.h"

#include <algorithm>

#include "charter/rules.h"
#include "charter/ruleset.h"
#include "core/index/remembered.h"
#include "core/index/sound.h"

namespace tos::charter {

const char* const charter_schema = R"sql(
CREATE TABLE charter(position INTEGER PRIMARY KEY, form TEXT NOT NULL);
)sql";

Duration objection_window(const Charter& charter) {
  return hours(charter.objection_window_hours ? charter.objection_window_hours->value : default_objection_window_hours);
}
ObjectionFallback objection_fallback(const Charter& charter) {
  return charter.objection_fallback.value_or(ObjectionFallback::vote);
}

const RoleTerms* find_role(const Charter& charter, std::string_view name) {
  const auto place =
      std::ranges::find_if(charter.roles.items, [&](const RoleTerms& role) { return role.name.text() == name; });
  return place == charter.roles.items.end() ? nullptr : &*place;
}

const DecisionType* find_decision_type(const Charter& charter, std::string_view name) {
  const auto place = std::ranges::find_if(charter.decision_types.items,
                                          [&](const DecisionType& type) { return type.name.text() == name; });
  return place == charter.decision_types.items.end() ? nullptr : &*place;
}

std::vector<std::string> who_may(const Charter& charter, std::string_view kind, std::string_view otherwise) {
  std::vector<std::string> who;
  for (const Permission& permission : charter.permissions) {
    if (permission.kind.text != kind) continue;
    for (const auto& one : permission.who) who.push_back(one.text);
    return who;
  }
  while (!otherwise.empty()) {
    const std::size_t comma = otherwise.find(',');
    who.emplace_back(otherwise.substr(0, comma));
    otherwise = comma == std::string_view::npos ? std::string_view{} : otherwise.substr(comma + 1);
  }
  return who;
}

namespace {

template <class Items, class NameOf>
Result<void> check_unique(const Items& items, std::string_view what, NameOf name) {
  std::vector<std::string_view> names;
  for (const auto& item : items) names.push_back(name(item));
  std::ranges::sort(names);
  if (const auto twice = std::ranges::adjacent_find(names); twice != names.end()) {
    return refuse(rules::CHA_001, "the {} '{}' stands twice in the charter", what, *twice);
  }
  return {};
}

Result<void> check_decision_type(const DecisionType& type) {
  if (!is_method(type.method.text)) {
    return refuse(rules::CHA_003, "decision type '{}' is counted by '{}', which ruleset 1 does not have", type.name,
                  type.method.text);
  }
  if (type.quorum > Rational{1, 1} || type.threshold > Rational{1, 1}) {
    return refuse(rules::CHA_003, "decision type '{}' asks for a share above 1", type.name);
  }
  if (type.stages) {
    return check_unique(*type.stages, "stage", [](const StageTerms& terms) { return name_of(terms.stage); });
  }
  return {};
}

bool is_token(std::string_view text) {
  const auto is_upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  return !text.empty() && is_upper(text.front()) &&
         std::ranges::all_of(text, [&](char c) { return is_upper(c) || (c >= '0' && c <= '9') || c == '_'; });
}

Result<void> check_delivery(const Charter& charter) {
  const DeliveryTerms terms = delivery_terms(charter);
  TOS_CHECK(check_unique(terms.required_gates, "gate",
                         [](const RequiredGate& gate) -> std::string_view { return gate.token.text; }));
  for (const RequiredGate& gate : terms.required_gates) {
    const bool is_word = std::ranges::all_of(gate.value.text, [](char c) { return c >= '!' && c <= '~'; });
    if (!is_token(gate.token.text) || !is_word) {
      return refuse(rules::CHA_030, "no proof line can show '{}={}'", gate.token.text, gate.value.text);
    }
  }
  const auto& review_days = terms.review_days.items;
  if (std::ranges::adjacent_find(review_days, std::ranges::greater_equal{}, &Whole<1, 3650>::value) !=
      review_days.end()) {
    return refuse(rules::CHA_031, "the days of review do not ascend");
  }
  for (const Handle& role : terms.urgent_roles) {
    if (find_role(charter, role.text()) == nullptr) {
      return refuse(rules::CHA_032, "the charter has no role '{}'", role);
    }
  }
  return {};
}

Result<void> check_support_points(const Charter& charter) {
  if (!charter.support_points) return {};
  const SupportPointTerms& terms = *charter.support_points;
  TOS_CHECK(check_unique(terms.earn, "kind that earns points",
                         [](const EarnRule& rule) -> std::string_view { return rule.kind.text; }));
  if (terms.keep > Rational{1, 1}) return refuse(rules::CHA_041, "idle members keep {}", terms.keep.to_string());
  return {};
}

Result<void> check_time_bank(const Charter& charter) {
  if (!charter.time_bank) return {};
  TOS_CHECK(check_unique(charter.time_bank->categories, "category",
                         [](const CategoryRate& rate) -> std::string_view { return rate.category.text(); }));
  for (const CategoryRate& rate : charter.time_bank->categories) {
    if (rate.rate < Rational{1, 1} || rate.rate > Rational{3, 1}) {
      return refuse(rules::CHA_040, "an hour of '{}' counts {}", rate.category, rate.rate.to_string());
    }
  }
  return {};
}

}  // namespace

DeliveryTerms delivery_terms(const Charter& charter) {
  if (charter.delivery) return *charter.delivery;
  DeliveryTerms terms;
  terms.required_gates.items = {{{"LINT"}, {"OK"}}, {{"SMOKE"}, {"OK"}}, {{"VALIDATORS"}, {"GREEN"}}};
  terms.review_days.items = {{30}, {90}, {180}, {365}};
  return terms;
}

SupportPointTerms support_point_terms(const Charter& charter) {
  return charter.support_points.value_or(SupportPointTerms{});
}

CategoryRate category_rate(const Charter& charter, const Handle& category) {
  if (charter.time_bank) {
    const auto& known = charter.time_bank->categories.items;
    const auto found = std::ranges::find(known, category, &CategoryRate::category);
    if (found != known.end()) return *found;
  }
  return {.category = category};
}

Result<void> check_charter(const Charter& charter) {
  if (charter.rules > newest_ruleset)
    return refuse(rules::CHA_004, "ruleset {} is newer than this tos", charter.rules.value).hint("install a newer tos");
  TOS_CHECK(
      check_unique(charter.roles, "role", [](const RoleTerms& role) -> std::string_view { return role.name.text(); }));
  TOS_CHECK(check_unique(charter.decision_types, "decision type",
                         [](const DecisionType& type) -> std::string_view { return type.name.text(); }));
  TOS_CHECK(check_unique(charter.permissions, "permission",
                         [](const Permission& permission) -> std::string_view { return permission.kind.text; }));
  for (const char* needed : {"membership", "role", "charter"}) {
    if (find_decision_type(charter, needed) == nullptr)
      return refuse(rules::CHA_002, "the charter has no decision type '{}'", needed);
  }
  for (const DecisionType& type : charter.decision_types) TOS_CHECK(check_decision_type(type));
  if (charter.recall_petition.share > Rational{1, 1})
    return refuse(rules::CHA_003, "a recall petition asks for a share above 1");
  TOS_CHECK(check_delivery(charter));
  TOS_CHECK(check_support_points(charter));
  return check_time_bank(charter);
}

std::string print_charter(const Charter& charter) {
  FormPrinter printer;
  Codec<Charter>::print_entries(printer, charter);
  return printer.take();
}

Digest charter_digest(const Charter& charter) { return sha256(print_charter(charter)); }

const Charter& current(Database& db) {
  static thread_local Remembered<std::optional<Charter>> remembered;
  std::optional<Charter>& known = remembered.of(db, Database::Part::charter);
  if (known) return *known;
  const auto text = db.text("SELECT form FROM charter ORDER BY position DESC LIMIT 1");
  TOS_SOUND(text.has_value());  // nothing but the founding record is checked before there is a charter
  const auto form = parse_form(*text);
  TOS_SOUND(form.has_value());  // set_current printed it
  auto charter = decode<Charter>(form->root());
  TOS_SOUND(charter.has_value());
  known = *std::move(charter);
  return *known;
}

void set_current(Database& db, std::int64_t position, const Charter& charter) {
  db.bump(Database::Part::charter);
  db.run("INSERT INTO charter(position, form) VALUES(?,?)", position, print_charter(charter));
}

}  // namespace tos::charter
