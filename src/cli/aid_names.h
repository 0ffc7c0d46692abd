#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "economy/aid_tables.h"
#include "history/group.h"

namespace tos::cli {

inline constexpr const char* listing_help = "the beginning of its title, latest, or the first digits of its id";
inline constexpr const char* deal_help =
    "the beginning of the title that was answered, latest, or the first digits of its id";

// An offer or request: `latest`, the first digits of an id, or the beginning of a title, where open ones go before
// others. ECO-070.
Result<economy::ListingRow> find_listing_named(history::Group& group, std::string_view name);
// A deal: the same by the title that it answers, where unsettled ones go before others.
Result<economy::DealRow> find_deal_named(history::Group& group, std::string_view name);
// Either: a deal that is not settled goes before the listing of the same title.
using ListingOrDeal = std::variant<economy::ListingRow, economy::DealRow>;
Result<ListingOrDeal> find_on_boards(history::Group& group, std::string_view name);

// "1.50 HOURS"; "a gift" without a currency.
std::string aid_amount(Database& db, const std::optional<economy::CurrencyCode>& code, std::int64_t amount);
// What was typed, as the smallest unit of the currency (ECO-002, ECO-071).
Result<std::int64_t> amount_or_nothing(Database& db, const economy::CurrencyCode& code, std::string_view typed);
Result<economy::AmountField> aid_amount_option(Database& db, const economy::CurrencyCode& code, std::string_view typed);
// "offer 'Bike repair'".
std::string listing_title(const economy::ListingRow& listing);

}  // namespace tos::cli
