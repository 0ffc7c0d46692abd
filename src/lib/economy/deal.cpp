#include "economy/deal.h"

#include <tuple>

#include "charter/parameters.h"
#include "core/index/sound.h"
#include "core/index/timers.h"
#include "economy/aid_rules.h"
#include "economy/ledger_rules.h"
#include "economy/listing.h"
#include "identity/roll.h"

namespace tos::economy {
namespace {

// ECO-155 to ECO-157.
Result<void> check_answerer(const Context& context, const ListingRow& listing) {
  if (listing.state != ListingState::open) {
    return refuse(rules::ECO_155, "the {} '{}' is {}", name_of(listing.side), listing.title, name_of(listing.state))
        .hint("tos aid board");
  }
  if (listing.author == context.envelope.author) {
    return refuse(rules::ECO_156, "the {} '{}' is your own", name_of(listing.side), listing.title);
  }
  const auto member = identity::find_member(context.db, listing.author.text());
  TOS_SOUND(member.has_value());
  if (member->status == identity::Status::active) return {};
  return refuse(rules::ECO_157, "'{}' is not an active member", listing.author);
}

Refusal wrong_measure(const ListingRow& listing, std::string_view wanted) {
  return refuse(rules::ECO_158, "the {} '{}' is answered {}", name_of(listing.side), listing.title, wanted);
}

// ECO-158, ECO-159: what is held, in the currency's smallest unit.
Result<std::int64_t> cost_of(const ListingRow& listing, const CurrencyRow& currency, Rational rate,
                             const Match& match) {
  const bool has_price = listing.side == Side::offer && listing.amount;
  if (has_price) {
    if (match.hours || match.amount) return wrong_measure(listing, "at its price, without hours or an amount");
    return *listing.amount;
  }
  std::int64_t cost = 0;
  if (counts_hours(listing.kind, currency.kind)) {
    if (!match.hours || match.amount) return wrong_measure(listing, "with a number of hours").hint("--hours 1.5");
    TOS_TRY(cost, credits_of(match.hours->value, rate));
  } else {
    if (!match.amount || match.hours) return wrong_measure(listing, "with an amount").hint("--amount 12");
    cost = match.amount->value;
  }
  if (listing.amount && cost > *listing.amount) {
    return refuse(rules::ECO_159, "it would cost {} {}, and the request says at most {}",
                  format_amount(cost, currency.scale), currency.code, format_amount(*listing.amount, currency.scale));
  }
  return cost;
}

// The deal that this match makes.
Result<DealRow> agree(const Context& context, const Match& match) {
  TOS_TRY(const ListingRow listing, require_listing(context.db, match.listing));
  TOS_CHECK(check_answerer(context, listing));
  const bool is_offer = listing.side == Side::offer;
  const auto rate = charter::category_rate(charter::current(context.db), listing.category);
  DealRow deal{.position = context.position,
               .id = context.id,
               .listing = listing.position,
               .giver = is_offer ? listing.author : context.envelope.author,
               .receiver = is_offer ? context.envelope.author : listing.author,
               .currency = listing.currency,
               .hours = {},
               .rate = {1, 1},
               .care = rate.care,
               .held = 0,
               .state = DealState::pending,
               .disputed_position = {},
               .matched_at = context.now,
               .ends_at = context.now + days(deal_days),
               .paid = 0,
               .settled_at = {}};
  if (!listing.currency) {
    if (match.hours || match.amount) return wrong_measure(listing, "without hours or an amount: it is a gift");
    return deal;
  }
  TOS_TRY(const CurrencyRow currency, require_board_currency(context.db, *listing.currency));
  TOS_TRY(deal.held, cost_of(listing, currency, rate.rate, match));
  if (match.hours) {
    deal.hours = match.hours->value;
    deal.rate = rate.rate;
  }
  return deal;
}

ConfirmationRow row_of(const Context& context, const DealRow& deal, const Confirmation& confirmation) {
  return {.amount = confirmation.amount ? confirmation.amount->value : deal.held,
          .at = context.envelope.at,
          .id = context.id};
}

// Later means signed later: whatever was carried first.
bool is_later(const ConfirmationRow& one, const ConfirmationRow& other) {
  return std::tie(one.at, one.id) > std::tie(other.at, other.id);
}

// What both say now, where this side says `mine` and both say the same.
std::optional<std::int64_t> agreed_amount(Database& db, const DealRow& deal, Party party, const ConfirmationRow& mine) {
  const auto before = find_confirmation(db, deal.position, party);
  if (before && is_later(*before, mine)) return std::nullopt;
  const auto other = find_confirmation(db, deal.position, party == Party::giver ? Party::receiver : Party::giver);
  if (!other || other->amount != mine.amount) return std::nullopt;
  return mine.amount;
}

}  // namespace

Result<std::int64_t> credits_of(std::int64_t hours, Rational rate) {
  const auto credits = scaled_down(hours, rate);
  if (credits) return *credits;
  return refuse(rules::ECO_016, "so many hours at a rate of {} are more than an amount can be", rate.to_string());
}

Result<DealRow> require_unsettled(Database& db, const RecordId& id) {
  TOS_TRY(DealRow deal, require_deal(db, id));
  if (!is_settled(deal)) return deal;
  return refuse(rules::ECO_162, "the deal on '{}' is {}", listing_at(db, deal.listing).title, name_of(deal.state))
      .hint("tos aid show {}", id.hex16());
}

Result<Party> require_party(const DealRow& deal, const Handle& member) {
  if (const auto party = party_of(deal, member)) return *party;
  return refuse(rules::ECO_161, "the deal is between '{}' and '{}'", deal.giver, deal.receiver);
}

Result<void> check_paying(const Context& context, const DealRow& deal, std::int64_t amount) {
  if (amount > deal.held) {
    const auto currency = deal.currency ? find_currency(context.db, deal.currency->text()) : std::nullopt;
    const int scale = currency ? currency->scale : 0;
    return refuse(rules::ECO_034, "{} is held for the deal, not {}", format_amount(deal.held, scale),
                  format_amount(amount, scale));
  }
  if (amount == 0) return {};
  const auto hold = find_hold(context.db, deal.id);
  TOS_SOUND(hold.has_value());
  const Leg legs[] = {{.account = hold->from, .amount = -amount}, {.account = hold->to, .amount = amount}};
  return check_movement(context, legs, &*hold);
}

void complete_deal(const Context& context, DealRow deal, std::int64_t amount) {
  if (deal.currency) {
    const auto hold = find_hold(context.db, deal.id);
    TOS_SOUND(hold.has_value() && amount > 0);
    post_hold(context, *hold, amount);
  }
  deal.state = DealState::completed;
  deal.paid = amount;
  deal.settled_at = context.now;
  set_deal(context.db, deal);
  if (listing_at(context.db, deal.listing).state == ListingState::matched) {
    set_listing_state(context.db, deal.listing, ListingState::completed);
  }
}

void end_deal(Database& db, DealRow deal, DealState state, Timestamp now) {
  if (deal.currency) {
    const auto hold = find_hold(db, deal.id);
    TOS_SOUND(hold.has_value());
    release_hold(db, *hold, state == DealState::expired ? HoldState::expired : HoldState::voided);
  }
  deal.state = state;
  deal.settled_at = now;
  set_deal(db, deal);
  reopen_listing(db, listing_at(db, deal.listing), now);
}

Result<void> check_match(const Context& context, const Match& match) {
  TOS_TRY(const DealRow deal, agree(context, match));
  if (!deal.currency) return {};
  return check_new_hold(context, hold_of_deal(deal));
}

void apply_match(const Context& context, const Match& match) {
  const auto deal = agree(context, match);
  TOS_SOUND(deal.has_value());
  add_deal(context.db, *deal);
  if (deal->currency) {
    HoldRow hold = hold_of_deal(*deal);
    hold.memo = listing_at(context.db, deal->listing).title;
    open_hold(context, hold);
  }
  if (!listing_at(context.db, deal->listing).repeats) {
    set_listing_state(context.db, deal->listing, ListingState::matched);
  }
  index::set_timer(context.db, {.due = deal->ends_at,
                                .position = context.position,
                                .index = 0,
                                .name = "economy.deal-end",
                                .subject = std::string(context.id.bytes())});
}

std::string folder_of_match(const Context& context, const Match&) { return ledger_folder(context); }

Result<void> check_confirmation(const Context& context, const Confirmation& confirmation) {
  TOS_TRY(const DealRow deal, require_unsettled(context.db, confirmation.match));
  TOS_TRY(const Party party, require_party(deal, context.envelope.author));
  if (!deal.currency && confirmation.amount) {
    return refuse(rules::ECO_163, "the deal on '{}' is a gift", listing_at(context.db, deal.listing).title)
        .hint("leave the amount out");
  }
  const ConfirmationRow mine = row_of(context, deal, confirmation);
  const auto agreed = agreed_amount(context.db, deal, party, mine);
  if (agreed || mine.amount > deal.held) return check_paying(context, deal, mine.amount);
  return {};
}

void apply_confirmation(const Context& context, const Confirmation& confirmation) {
  const auto deal = find_deal(context.db, confirmation.match);
  TOS_SOUND(deal.has_value());
  const auto party = party_of(*deal, context.envelope.author);
  TOS_SOUND(party.has_value());
  const ConfirmationRow mine = row_of(context, *deal, confirmation);
  const auto agreed = agreed_amount(context.db, *deal, *party, mine);
  const auto before = find_confirmation(context.db, deal->position, *party);
  if (!before || is_later(mine, *before)) set_confirmation(context.db, deal->position, *party, mine);
  if (agreed) complete_deal(context, *deal, *agreed);
}

std::string folder_of_confirmation(const Context& context, const Confirmation&) { return ledger_folder(context); }

void expire_deal(Database& db, Timestamp due, std::string_view subject) {
  const auto id = RecordId::from_bytes(subject);
  TOS_SOUND(id.has_value());
  const auto deal = find_deal(db, *id);
  TOS_SOUND(deal.has_value());
  if (deal->state != DealState::pending || find_confirmation(db, deal->position, Party::giver)) return;
  end_deal(db, *deal, DealState::expired, due);
}

}  // namespace tos::economy
