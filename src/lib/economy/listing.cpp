#include "economy/listing.h"

#include "core/index/sound.h"
#include "core/index/timers.h"
#include "economy/aid_rules.h"
#include "economy/board.h"
#include "economy/ledger_rules.h"

namespace tos::economy {
namespace {

// What offers and requests have in common.
template <class Listing>
Result<void> check_listed(const Context& context, Side side, const Listing& listing) {
  if (listing.until && *listing.until <= context.now) {
    return refuse(rules::ECO_153, "'{}' would end at {}", listing.title.text, listing.until->to_minute())
        .hint("--until +14d, or none");
  }
  if (!listing.currency) {
    if (!listing.amount) return {};
    return refuse(rules::ECO_151, "'{}' names an amount and no currency", listing.title.text)
        .hint("--currency CODE, or no amount for a gift");
  }
  TOS_TRY(const CurrencyRow currency, require_board_currency(context.db, *listing.currency));
  if (side == Side::request) {
    if (listing.amount) return {};
    return refuse(rules::ECO_151, "the request '{}' does not say how much it may cost", listing.title.text)
        .hint("--amount: the most that it may cost");
  }
  if (!listing.amount || !counts_hours(listing.kind, currency.kind)) return {};
  return refuse(rules::ECO_152, "the offer '{}' of {} in {} names a price", listing.title.text, name_of(listing.kind),
                currency.code)
      .hint("leave the amount out: who answers says how many hours");
}

template <class Listing>
void list_on_board(const Context& context, Side side, const Listing& listing, bool repeats) {
  ListingRow row{.position = context.position,
                 .id = context.id,
                 .side = side,
                 .kind = listing.kind,
                 .title = listing.title.text,
                 .category = listing.category,
                 .author = context.envelope.author,
                 .place = listing.place ? listing.place->text : "",
                 .currency = listing.currency,
                 .amount = {},
                 .until = listing.until,
                 .repeats = repeats,
                 .state = ListingState::open,
                 .listed_at = context.now};
  if (listing.amount) row.amount = listing.amount->value;
  add_listing(context.db, row);
  add_words(context.db, row);
  if (!row.until) return;
  index::set_timer(context.db, {.due = *row.until,
                                .position = context.position,
                                .index = 0,
                                .name = "economy.listing-end",
                                .subject = std::string(context.id.bytes())});
}

}  // namespace

bool counts_hours(AidKind kind, CurrencyKind currency) {
  return currency == CurrencyKind::time && (kind == AidKind::time || kind == AidKind::skill);
}

Result<CurrencyRow> require_board_currency(Database& db, const CurrencyCode& code) {
  TOS_TRY(CurrencyRow currency, require_currency(db, code));
  if (currency.kind != CurrencyKind::time && currency.kind != CurrencyKind::mutual_credit) {
    return refuse(rules::ECO_150, "{} is of kind {}", code, name_of(currency.kind))
        .hint("a currency of kind time or mutual-credit, or none for a gift: tos currency list");
  }
  if (!currency.terms.transferable) {
    return refuse(rules::ECO_023, "{} does not go from one member to another", code).hint("tos currency show {}", code);
  }
  return currency;
}

Result<void> check_offer(const Context& context, const Offer& offer) {
  return check_listed(context, Side::offer, offer);
}
void apply_offer(const Context& context, const Offer& offer) {
  list_on_board(context, Side::offer, offer, offer.repeat);
}
std::string folder_of_offer(const Context& context, const Offer&) { return ledger_folder(context); }

Result<void> check_request(const Context& context, const Request& request) {
  return check_listed(context, Side::request, request);
}
void apply_request(const Context& context, const Request& request) {
  list_on_board(context, Side::request, request, false);
}
std::string folder_of_request(const Context& context, const Request&) { return ledger_folder(context); }

void end_listing(Database& db, Timestamp, std::string_view subject) {
  const auto id = RecordId::from_bytes(subject);
  TOS_SOUND(id.has_value());
  const auto listing = find_listing(db, *id);
  TOS_SOUND(listing.has_value());
  if (listing->state == ListingState::open) set_listing_state(db, listing->position, ListingState::expired);
}

void reopen_listing(Database& db, const ListingRow& listing, Timestamp now) {
  if (listing.state != ListingState::matched) return;
  const bool over = listing.until && *listing.until <= now;
  set_listing_state(db, listing.position, over ? ListingState::expired : ListingState::open);
}

}  // namespace tos::economy
