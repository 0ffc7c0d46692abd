#pragma once
#include <optional>

#include "core/index/kind_entry.h"
#include "economy/amount.h"
#include "economy/fund_tables.h"

namespace tos::economy {

inline constexpr std::string_view rate_kind = "economy.rate/v1";

// economy.rate/v1: what one currency is worth in another, from now on.
struct Rate {
  CurrencyCode from;
  CurrencyCode to;
  Rational rate;
  RecordId decision;
};

// economy.conversion/v1: a member changes an amount, through the group's conversion accounts.
struct Conversion {
  RecordId rate;
  AmountField amount;
};

inline constexpr auto rate_fields = fields<Rate>(
    field("from", &Rate::from, "the currency that is given"), field("to", &Rate::to, "the one that is received"),
    field("rate", &Rate::rate, "how many of that one of the other is worth; 0: no conversions any more"),
    field("decision", &Rate::decision, "the decision that adopted it"));
constexpr const auto& fields_of(const Rate*) { return rate_fields; }

inline constexpr auto conversion_fields =
    fields<Conversion>(field("rate", &Conversion::rate, "the record of the rate in force"),
                       field("amount", &Conversion::amount, "what is given, in the smallest unit"));
constexpr const auto& fields_of(const Conversion*) { return conversion_fields; }

// What a proposal for a rate names as its act's target: "HOURS/EUR/12.5".
std::string rate_target(const CurrencyCode& from, const CurrencyCode& to, Rational rate);
// The same, read back; nothing for other forms. `decision` stays empty.
std::optional<Rate> read_rate_target(std::string_view target);

// A rate between whole units as one between smallest units: × 10^(to_scale − from_scale). A rate as records hold it has
// at most 10^18 above its bar and 10^9 below, and so both are at most 10^18 here.
Rational minor_rate(Rational rate, int from_scale, int to_scale);
// What an amount is worth at a rate, rounded down; nothing below one smallest unit or beyond max_amount.
std::optional<std::int64_t> convert_amount(Database& db, const RateRow& rate, std::int64_t amount);

Result<void> check_convertible(Database& db, const CurrencyCode& code);  // ECO-002, ECO-250
Result<void> check_rate(const Context& context, const Rate& rate);       // ECO-002, ECO-250, CHA-010 to CHA-013
void apply_rate(const Context& context, const Rate& rate);
std::string folder_of_rate(const Context& context, const Rate& rate);

Result<void> check_conversion(const Context& context, const Conversion& conversion);  // ECO-252 to ECO-255
void apply_conversion(const Context& context, const Conversion& conversion);
std::string folder_of_conversion(const Context& context, const Conversion& conversion);

}  // namespace tos::economy
