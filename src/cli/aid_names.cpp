#include "cli/aid_names.h"

#include <algorithm>

#include "cli/ledger_names.h"
#include "cli/names.h"
#include "core/index/short_name.h"
#include "economy/amount.h"
#include "economy/board.h"
#include "economy/fund_tables.h"
#include "economy/ledger_rules.h"

namespace tos::cli {
namespace {

using economy::DealRow;
using economy::ListingRow;
using economy::ListingState;

constexpr std::int64_t most_candidates = 1000;

std::vector<ListingRow> listings_titled(Database& db, std::string_view words) {
  const economy::BoardFilter filter{.state = std::nullopt, .text = std::string(words)};
  std::vector<ListingRow> found = economy::search_board(db, filter, most_candidates, 0).listings;
  std::erase_if(found, [&](const ListingRow& listing) { return !title_begins(listing.title, words); });
  return found;
}

// The only one; or the only one that people still have to do with.
template <class Row, class IsCurrent>
std::optional<Row> only_one(const std::vector<Row>& rows, IsCurrent is_current) {
  if (rows.size() == 1) return rows.front();
  if (std::ranges::count_if(rows, is_current) != 1) return std::nullopt;
  return *std::ranges::find_if(rows, is_current);
}

bool is_open(const ListingRow& listing) { return listing.state == ListingState::open; }
bool is_unsettled(const DealRow& deal) { return !economy::is_settled(deal); }

Refusal several_fit(std::string_view what, std::string_view name) {
  return refuse(rules::ECO_070, "several {} fit '{}'", what, name)
      .hint("write more of it, or the first digits of the id: tos aid board");
}
Refusal none_fits(std::string_view what, std::string_view name) {
  return refuse(rules::ECO_070, "there is no {} '{}'", what, name).hint("tos aid board");
}

}  // namespace

Result<ListingRow> find_listing_named(history::Group& group, std::string_view name) {
  Database& db = group.db();
  std::vector<ListingRow> found;
  if (name == "latest") {
    if (const auto newest = db.number("SELECT max(position) FROM aid_listing")) {
      found.push_back(economy::listing_at(db, *newest));
    }
  } else {
    if (const auto range = index::parse_id_prefix(name)) {
      found = economy::listings_between(db, range->first_bytes(), range->last_bytes(), 2);
    }
    if (found.empty()) found = listings_titled(db, name);
  }
  if (found.empty()) return none_fits("offer or request", name);
  if (auto one = only_one(found, is_open)) return *std::move(one);
  return several_fit("offers and requests", name);
}

Result<DealRow> find_deal_named(history::Group& group, std::string_view name) {
  Database& db = group.db();
  std::vector<DealRow> found;
  if (name == "latest") {
    if (const auto newest = economy::newest_deal(db)) found.push_back(*economy::find_deal(db, *newest));
  } else {
    if (const auto range = index::parse_id_prefix(name)) {
      found = economy::deals_between(db, range->first_bytes(), range->last_bytes(), 2);
    }
    if (found.empty()) {
      for (const ListingRow& listing : listings_titled(db, name)) {
        std::ranges::move(economy::deals_on(db, listing.position), std::back_inserter(found));
      }
    }
  }
  if (found.empty()) return none_fits("deal", name);
  if (auto one = only_one(found, is_unsettled)) return *std::move(one);
  return several_fit("deals", name);
}

Result<ListingOrDeal> find_on_boards(history::Group& group, std::string_view name) {
  auto deal = find_deal_named(group, name);
  auto listing = find_listing_named(group, name);
  const bool newer = deal && listing && name == "latest" && listing->position > deal->position;
  if (deal && !newer && (is_unsettled(*deal) || !listing || !is_open(*listing))) return ListingOrDeal(*std::move(deal));
  if (!listing) return std::move(listing).error();
  return ListingOrDeal(*std::move(listing));
}

std::string aid_amount(Database& db, const std::optional<economy::CurrencyCode>& code, std::int64_t amount) {
  if (!code) return "a gift";
  return economy::spelled(db, *code, amount);
}

Result<std::int64_t> amount_or_nothing(Database& db, const economy::CurrencyCode& code, std::string_view typed) {
  TOS_TRY(const economy::CurrencyRow currency, economy::require_currency(db, code));
  const auto amount = economy::parse_amount(typed, currency.scale);
  if (amount && *amount >= 0) return *amount;
  return refuse(rules::ECO_071, "'{}' is no amount of {}", typed, code)
      .hint("a number with at most {} decimals", currency.scale);
}

Result<economy::AmountField> aid_amount_option(Database& db, const economy::CurrencyCode& code,
                                               std::string_view typed) {
  TOS_TRY(const std::int64_t amount, amount_option(db, code, typed));
  return economy::AmountField{amount};
}

std::string listing_title(const ListingRow& listing) {
  return fmt::format("{} '{}'", name_of(listing.side), listing.title);
}

}  // namespace tos::cli
