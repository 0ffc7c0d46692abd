#include "cli/report_json.h"

#include <limits>
#include <nlohmann/json.hpp>

namespace tos::cli {

nlohmann::json sum_json(economy::Sum sum) {
  using Limits = std::numeric_limits<std::int64_t>;
  if (sum < Limits::min() || sum > Limits::max()) return economy::format_sum(sum, 0);
  return static_cast<std::int64_t>(sum);
}

nlohmann::json fraction_json(const std::optional<economy::Fraction>& fraction, int places) {
  if (!fraction) return nullptr;
  return {{"numerator", fraction->numerator.str()},
          {"denominator", fraction->denominator.str()},
          {"decimal", economy::to_decimal(*fraction, places)}};
}

nlohmann::json period_json(const economy::Period& period) {
  return {{"from", period.from.to_string()}, {"to", period.to.to_string()}};
}

nlohmann::json reconciliation_json(const economy::Reconciliation& reconciliation) {
  return {{"of", reconciliation.what},
          {"report", sum_json(reconciliation.reported)},
          {"register", sum_json(reconciliation.registered)},
          {"accounts", sum_json(reconciliation.kept)},
          {"agrees", reconciliation.agrees()}};
}

delivery::Fact reconciliation_fact(const economy::Reconciliation& reconciliation, int scale) {
  std::string text = economy::format_sum(reconciliation.registered, scale);
  if (reconciliation.agrees()) {
    text += fmt::format(" for {}, as reported", reconciliation.what);
  } else {
    text += fmt::format(" for {}; NOT as reported ({}), accounts {}", reconciliation.what,
                        economy::format_sum(reconciliation.reported, scale),
                        economy::format_sum(reconciliation.kept, scale));
  }
  return {.label = "Register total", .value = {.text = std::move(text)}, .is_amount = true};
}

}  // namespace tos::cli
