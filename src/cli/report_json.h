#pragma once
#include <nlohmann/json_fwd.hpp>
#include <optional>

#include "delivery/document.h"
#include "economy/reports/currency_book.h"

namespace tos::cli {

// What all reports on the ledger print in the same way.

nlohmann::json sum_json(economy::Sum sum);  // an integer of the smallest unit; a string beyond 64 bits
// {"numerator": "5", "denominator": "12", "decimal": "0.4167"}; null where there is none.
nlohmann::json fraction_json(const std::optional<economy::Fraction>& fraction, int places);
nlohmann::json period_json(const economy::Period& period);
nlohmann::json reconciliation_json(const economy::Reconciliation& reconciliation);

// "register total: 12.50, and the accounts agree"; or which of the three says what.
delivery::Fact reconciliation_fact(const economy::Reconciliation& reconciliation, int scale);

}  // namespace tos::cli
