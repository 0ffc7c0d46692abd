#include "economy/deal_end.h"

#include "charter/mandate.h"
#include "core/index/sound.h"
#include "economy/aid_rules.h"
#include "economy/currency.h"

namespace tos::economy {
namespace {

Result<void> check_cancelled_listing(const Handle& author, const ListingRow& listing) {
  if (listing.author != author) {
    return refuse(rules::ECO_166, "the {} '{}' is '{}'s", name_of(listing.side), listing.title, listing.author);
  }
  if (listing.state == ListingState::open) return {};
  return refuse(rules::ECO_167, "the {} '{}' is {}", name_of(listing.side), listing.title, name_of(listing.state))
      .hint("tos aid show {}", listing.id.hex16());
}

Result<void> check_cancelled_deal(Database& db, const Handle& author, const DealRow& deal) {
  TOS_CHECK(require_unsettled(db, deal.id));
  if (deal.giver == author) return {};
  if (deal.receiver != author) {
    return refuse(rules::ECO_168, "the deal is between '{}' and '{}'", deal.giver, deal.receiver);
  }
  if (deal.state == DealState::disputed) {
    return refuse(rules::ECO_168, "the deal is disputed: '{}' can cancel it, or the group can rule on it", deal.giver);
  }
  for (const Party party : {Party::giver, Party::receiver}) {
    if (!find_confirmation(db, deal.position, party)) continue;
    return refuse(rules::ECO_168, "the {} has confirmed already", name_of(party))
        .hint("tos aid dispute {} --reason TEXT", deal.id.hex16());
  }
  return {};
}

}  // namespace

std::string dispute_ruling_target(const RecordId& match, std::int64_t amount) {
  return fmt::format("{}/{}", match.hex(), amount);
}

Result<void> check_dispute(const Context& context, const Dispute& dispute) {
  TOS_TRY(const DealRow deal, require_unsettled(context.db, dispute.match));
  TOS_CHECK(require_party(deal, context.envelope.author));
  if (deal.state != DealState::disputed) return {};
  return refuse(rules::ECO_164, "the deal is disputed already").hint("tos aid show {}", deal.id.hex16());
}

void apply_dispute(const Context& context, const Dispute& dispute) {
  auto deal = find_deal(context.db, dispute.match);
  TOS_SOUND(deal.has_value());
  deal->state = DealState::disputed;
  deal->disputed_position = context.position;
  set_deal(context.db, *deal);
}

std::string folder_of_dispute(const Context& context, const Dispute&) { return ledger_folder(context); }

Result<void> check_cancellation(const Context& context, const Cancellation& cancellation) {
  const Handle& author = context.envelope.author;
  if (const auto listing = find_listing(context.db, cancellation.of)) return check_cancelled_listing(author, *listing);
  if (const auto deal = find_deal(context.db, cancellation.of)) {
    return check_cancelled_deal(context.db, author, *deal);
  }
  return refuse(rules::ECO_165, "there is no offer, request or deal {} here", cancellation.of.hex16())
      .hint("tos aid board --mine");
}

void apply_cancellation(const Context& context, const Cancellation& cancellation) {
  if (const auto listing = find_listing(context.db, cancellation.of)) {
    set_listing_state(context.db, listing->position, ListingState::cancelled);
    return;
  }
  auto deal = find_deal(context.db, cancellation.of);
  TOS_SOUND(deal.has_value());
  end_deal(context.db, *std::move(deal), DealState::cancelled, context.now);
}

std::string folder_of_cancellation(const Context& context, const Cancellation&) { return ledger_folder(context); }

Result<void> check_dispute_ruling(const Context& context, const DisputeRuling& ruling) {
  TOS_TRY(const DealRow deal, require_unsettled(context.db, ruling.match));
  if (deal.state != DealState::disputed) {
    return refuse(rules::ECO_169, "neither '{}' nor '{}' disputes the deal", deal.giver, deal.receiver)
        .hint("tos aid show {}", deal.id.hex16());
  }
  TOS_CHECK(check_paying(context, deal, ruling.amount));
  return charter::check_mandate(context, ruling.decision, dispute_ruling_target(ruling.match, ruling.amount));
}

void apply_dispute_ruling(const Context& context, const DisputeRuling& ruling) {
  auto deal = find_deal(context.db, ruling.match);
  TOS_SOUND(deal.has_value());
  charter::use_mandate(context, ruling.decision);
  if (ruling.amount > 0) {
    complete_deal(context, *std::move(deal), ruling.amount);
  } else {
    end_deal(context.db, *std::move(deal), DealState::cancelled, context.now);
  }
}

std::string folder_of_dispute_ruling(const Context& context, const DisputeRuling&) { return ledger_folder(context); }

}  // namespace tos::economy
