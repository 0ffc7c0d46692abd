#pragma once
#include <optional>

#include "economy/aid_tables.h"
#include "economy/currency.h"

namespace tos::economy {

using Place = Line<2, 100>;

// economy.offer/v1: what a member gives or does, for hours, for credit, or for nothing.
struct Offer {
  AidKind kind = AidKind::skill;
  Title title;
  Handle category;
  std::optional<Text> text;
  std::optional<Place> place;
  std::optional<CurrencyCode> currency;
  std::optional<AmountField> amount;
  std::optional<Timestamp> until;
  bool repeat = false;
};

// economy.request/v1: what a member needs.
struct Request {
  AidKind kind = AidKind::skill;
  Title title;
  Handle category;
  std::optional<Text> text;
  std::optional<Place> place;
  std::optional<CurrencyCode> currency;
  std::optional<AmountField> amount;
  std::optional<Timestamp> until;
};

inline constexpr auto offer_fields = fields<Offer>(
    field("kind", &Offer::kind, "what it is: a thing, time, a skill, or a room or place"),
    field("title", &Offer::title, "what is offered, in one line"),
    field("category", &Offer::category, "what sort of thing it is; the charter may say what its hours count"),
    field("text", &Offer::text, "what else there is to say"),
    field("place", &Offer::place, "where, in public words: a street or a quarter rather than a door"),
    field("currency", &Offer::currency, "in what it is paid, of kind time or mutual-credit; absent: it is a gift"),
    field("amount", &Offer::amount, "its price, in the smallest unit; absent: as the two agree"),
    field("until", &Offer::until, "when the offer ends"),
    field("repeat", &Offer::repeat, "whether it stays open when somebody has answered"));
constexpr const auto& fields_of(const Offer*) { return offer_fields; }

inline constexpr auto request_fields = fields<Request>(
    field("kind", &Request::kind, "what it is: a thing, time, a skill, or a room or place"),
    field("title", &Request::title, "what is needed, in one line"),
    field("category", &Request::category, "what sort of thing it is; the charter may say what its hours count"),
    field("text", &Request::text, "what else there is to say"),
    field("place", &Request::place, "where, in public words: a street or a quarter rather than a door"),
    field("currency", &Request::currency, "in what it is paid, of kind time or mutual-credit; absent: it is a gift"),
    field("amount", &Request::amount, "the most that it may cost, in the smallest unit"),
    field("until", &Request::until, "until when it is needed"));
constexpr const auto& fields_of(const Request*) { return request_fields; }

Result<void> check_offer(const Context& context, const Offer& offer);  // ECO-002, ECO-023, ECO-150 to ECO-153
void apply_offer(const Context& context, const Offer& offer);
std::string folder_of_offer(const Context& context, const Offer& offer);

Result<void> check_request(const Context& context, const Request& request);  // the same
void apply_request(const Context& context, const Request& request);
std::string folder_of_request(const Context& context, const Request& request);

// Hours count by the charter's rate for time and skill in a currency of time; all else has a price or an amount.
bool counts_hours(AidKind kind, CurrencyKind currency);
// ECO-002; ECO-150 of kind time or mutual-credit; ECO-023 transferable between members.
Result<CurrencyRow> require_board_currency(Database& db, const CurrencyCode& code);

// Timer "economy.listing-end": an offer or request that is still open has expired.
void end_listing(Database& db, Timestamp due, std::string_view subject);
// After a deal on it was cancelled or ran out: open again, unless its own time is over.
void reopen_listing(Database& db, const ListingRow& listing, Timestamp now);

}  // namespace tos::economy
