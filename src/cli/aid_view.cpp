#include "cli/aid_view.h"

#include <nlohmann/json.hpp>

#include "charter/parameters.h"
#include "cli/aid_names.h"
#include "core/index/sound.h"
#include "economy/listing.h"

namespace tos::cli {
namespace {

using economy::DealRow;
using economy::ListingRow;
using economy::Party;

nlohmann::json time_or_null(const std::optional<Timestamp>& at) {
  return at ? nlohmann::json(at->to_string()) : nlohmann::json();
}
nlohmann::json number_or_null(const std::optional<std::int64_t>& number) {
  return number ? nlohmann::json(*number) : nlohmann::json();
}
nlohmann::json code_or_null(const std::optional<economy::CurrencyCode>& code) {
  return code ? nlohmann::json(code->text()) : nlohmann::json();
}

economy::CurrencyRow currency_named(Database& db, const economy::CurrencyCode& code) {
  auto currency = economy::find_currency(db, code.text());
  TOS_SOUND(currency.has_value());
  return *std::move(currency);
}
nlohmann::json scale_or_null(Database& db, const std::optional<economy::CurrencyCode>& code) {
  return code ? nlohmann::json(currency_named(db, *code).scale) : nlohmann::json();
}

nlohmann::json confirmation_json(Database& db, const DealRow& deal, Party party) {
  const auto said = economy::find_confirmation(db, deal.position, party);
  if (!said) return {};
  return {{"amount", said->amount}, {"at", said->at.to_string()}, {"id", said->id.hex()}};
}

}  // namespace

std::string price_text(Database& db, const ListingRow& listing) {
  if (!listing.currency) return "a gift";
  const bool by_hour = economy::counts_hours(listing.kind, currency_named(db, *listing.currency).kind);
  std::string text =
      by_hour ? fmt::format("{} by the hour", *listing.currency) : fmt::format("{} as you agree", *listing.currency);
  if (by_hour) {
    const auto rate = charter::category_rate(charter::current(db), listing.category).rate;
    if (rate != Rational{1, 1}) text += fmt::format(", at {}", rate.to_string());
  }
  if (!listing.amount) return text;
  const std::string amount = aid_amount(db, listing.currency, *listing.amount);
  if (listing.side == economy::Side::offer) return amount;
  return fmt::format("at most {}", amount);
}

nlohmann::json listing_json(Database& db, const ListingRow& listing) {
  return {{"id", listing.id.hex()},
          {"side", name_of(listing.side)},
          {"kind", name_of(listing.kind)},
          {"title", listing.title},
          {"category", listing.category.text()},
          {"author", listing.author.text()},
          {"place", listing.place.empty() ? nlohmann::json() : nlohmann::json(listing.place)},
          {"currency", code_or_null(listing.currency)},
          {"scale", scale_or_null(db, listing.currency)},
          {"amount", number_or_null(listing.amount)},
          {"until", time_or_null(listing.until)},
          {"repeat", listing.repeats},
          {"state", name_of(listing.state)},
          {"listed_at", listing.listed_at.to_string()}};
}

nlohmann::json deal_json(Database& db, const DealRow& deal) {
  const ListingRow listing = economy::listing_at(db, deal.listing);
  return {{"id", deal.id.hex()},
          {"listing", listing.id.hex()},
          {"title", listing.title},
          {"giver", deal.giver.text()},
          {"receiver", deal.receiver.text()},
          {"currency", code_or_null(deal.currency)},
          {"scale", scale_or_null(db, deal.currency)},
          {"hours", number_or_null(deal.hours)},
          {"rate", deal.rate.to_string()},
          {"care", deal.care},
          {"held", deal.held},
          {"paid", deal.paid},
          {"state", name_of(deal.state)},
          {"giver_confirmed", confirmation_json(db, deal, Party::giver)},
          {"receiver_confirmed", confirmation_json(db, deal, Party::receiver)},
          {"matched_at", deal.matched_at.to_string()},
          {"ends_at", deal.ends_at.to_string()},
          {"settled_at", time_or_null(deal.settled_at)}};
}

std::string said_text(Database& db, const DealRow& deal, Party party) {
  const auto said = economy::find_confirmation(db, deal.position, party);
  if (!said) return "has not confirmed";
  if (!deal.currency) return "has confirmed";
  return "has confirmed " + aid_amount(db, deal.currency, said->amount);
}

}  // namespace tos::cli
