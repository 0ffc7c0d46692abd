#include "cli/aid_deal.h"

#include <CLI/CLI.hpp>

#include "cli/acting.h"
#include "cli/aid_names.h"
#include "cli/rules.h"
#include "cli/session.h"
#include "cli/statements.h"
#include "economy/deal_end.h"

namespace tos::cli {
namespace {

using economy::DealRow;
using economy::DealState;
using economy::ListingRow;

struct DealOptions {
  std::string name;
  std::string hours;
  std::string amount;
  std::string reason;
  std::string decision;
};

// Where people owe more than the currency's soft limit, somebody should say so.
void warn_of_soft_limit(World& world, Database& db, const DealRow& deal) {
  if (!deal.currency) return;
  const auto currency = economy::find_currency(db, deal.currency->text());
  if (!currency || !currency->terms.credit) return;
  const auto account = economy::find_account(
      db, economy::AccountName::of(deal.receiver.text(), *deal.currency, economy::Purpose::member));
  if (!account || account->available() >= -currency->terms.credit->soft.value) return;
  world.warn(fmt::format("'{}' is at {} now, beyond the soft limit of {}", deal.receiver,
                         aid_amount(db, deal.currency, account->available()),
                         aid_amount(db, deal.currency, currency->terms.credit->soft.value)));
}

std::string match_sentence(Database& db, const RecordId& id, const ListingRow& listing) {
  const auto deal = economy::find_deal(db, id);
  if (!deal) return fmt::format("would answer the {}", listing_title(listing));  // a dry run
  if (!deal->currency) {
    return fmt::format("'{}' gives to '{}', as the {} says: {}", deal->giver, deal->receiver, listing_title(listing),
                       id.hex16());
  }
  return fmt::format("{} of {} are held for {} and the {}: {}", aid_amount(db, deal->currency, deal->held),
                     deal->receiver, deal->giver, listing_title(listing), id.hex16());
}

Result<void> answer_listing(World& world, const DealOptions& options) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const ListingRow listing, find_listing_named(group, options.name));
  economy::Match match{.listing = listing.id, .hours = {}, .amount = {}};
  if ((!options.hours.empty() || !options.amount.empty()) && !listing.currency) {
    return refuse(rules::CLI_001, "the {} is a gift", listing_title(listing)).hint("leave hours and amount out");
  }
  if (!options.hours.empty()) {
    TOS_TRY(match.hours, aid_amount_option(group.db(), *listing.currency, options.hours));
  }
  if (!options.amount.empty()) {
    TOS_TRY(match.amount, aid_amount_option(group.db(), *listing.currency, options.amount));
  }
  TOS_TRY(const RecordId id, publish_draft(world, group, draft("economy.match/v1", std::move(match))));
  if (const auto deal = economy::find_deal(group.db(), id)) warn_of_soft_limit(world, group.db(), *deal);
  show_written(world, group, id, match_sentence(group.db(), id, listing));
  return {};
}

// The amount that --hours or --amount says; nothing for neither.
Result<std::optional<economy::AmountField>> confirmed_amount(Database& db, const DealRow& deal,
                                                             const DealOptions& options) {
  std::optional<economy::AmountField> amount;
  if (options.hours.empty() && options.amount.empty()) return amount;
  if (!deal.currency) return refuse(rules::CLI_001, "the deal is a gift").hint("leave hours and amount out");
  if (options.hours.empty()) {
    TOS_TRY(amount, aid_amount_option(db, *deal.currency, options.amount));
    return amount;
  }
  if (!deal.hours) return refuse(rules::CLI_001, "the deal is not counted in hours").hint("--amount AMOUNT");
  TOS_TRY(const economy::AmountField hours, aid_amount_option(db, *deal.currency, options.hours));
  TOS_TRY(const std::int64_t credits, economy::credits_of(hours.value, deal.rate));
  amount = economy::AmountField{credits};
  return amount;
}

std::string confirmation_sentence(Database& db, const DealRow& before, const Handle& author) {
  const std::string title = economy::listing_at(db, before.listing).title;
  const DealRow deal = *economy::find_deal(db, before.id);
  if (deal.state == DealState::completed) {
    if (!deal.currency) return fmt::format("'{}' is done: both say so", title);
    return fmt::format("'{}' is done: {} went from '{}' to '{}'", title, aid_amount(db, deal.currency, deal.paid),
                       deal.receiver, deal.giver);
  }
  const auto mine = economy::party_of(deal, author);
  if (!mine || !economy::find_confirmation(db, deal.position, *mine)) return fmt::format("would confirm '{}'", title);
  const bool is_giver = *mine == economy::Party::giver;
  const Handle& other = is_giver ? deal.receiver : deal.giver;
  const auto theirs =
      economy::find_confirmation(db, deal.position, is_giver ? economy::Party::receiver : economy::Party::giver);
  if (!theirs) return fmt::format("confirmed '{}': it waits for '{}'", title, other);
  return fmt::format("confirmed '{}', but '{}' says {}: nothing is paid yet", title, other,
                     aid_amount(db, deal.currency, theirs->amount));
}

Result<void> confirm_deal(World& world, const DealOptions& options) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const Identity identity, choose_identity(world, group));
  TOS_TRY(const DealRow deal, find_deal_named(group, options.name));
  economy::Confirmation confirmation{.match = deal.id, .amount = {}};
  TOS_TRY(confirmation.amount, confirmed_amount(group.db(), deal, options));
  TOS_TRY(const RecordId id,
          publish_draft(world, group, draft("economy.confirmation/v1", std::move(confirmation)), identity));
  show_written(world, group, id, confirmation_sentence(group.db(), deal, identity.handle));
  return {};
}

Result<void> dispute_deal(World& world, const DealOptions& options) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const DealRow deal, find_deal_named(group, options.name));
  std::vector<Enclosure> enclosures;
  economy::Dispute dispute{.match = deal.id, .reason = {}};
  TOS_TRY(dispute.reason,
          required_text(world, options.reason, "reason", "What is wrong: 10 to 2000 characters.", enclosures));
  TOS_TRY(const RecordId id,
          publish_draft(world, group, draft("economy.dispute/v1", std::move(dispute), std::move(enclosures))));
  const std::string held = deal.currency ? aid_amount(group.db(), deal.currency, deal.held) + " stay held" : "it waits";
  show_written(world, group, id,
               fmt::format("disputed '{}': {} until both confirm, '{}' cancels, or the group decides",
                           economy::listing_at(group.db(), deal.listing).title, held, deal.giver));
  return {};
}

std::string cancellation_sentence(Database& db, const ListingOrDeal& cancelled) {
  if (const auto* listing = std::get_if<ListingRow>(&cancelled)) {
    return fmt::format("cancelled the {}", listing_title(*listing));
  }
  const DealRow& deal = std::get<DealRow>(cancelled);
  const std::string title = economy::listing_at(db, deal.listing).title;
  if (!deal.currency) return fmt::format("cancelled the deal on '{}'", title);
  return fmt::format("cancelled the deal on '{}': {} are free again", title, aid_amount(db, deal.currency, deal.held));
}

Result<void> cancel_aid(World& world, const DealOptions& options) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const ListingOrDeal cancelled, find_on_boards(group, options.name));
  const RecordId of = std::visit([](const auto& row) { return row.id; }, cancelled);
  TOS_TRY(const RecordId id,
          publish_draft(world, group, draft("economy.cancellation/v1", economy::Cancellation{.of = of})));
  show_written(world, group, id, cancellation_sentence(group.db(), cancelled));
  return {};
}

Result<std::int64_t> ruled_amount(Database& db, const DealRow& deal, const std::string& typed) {
  if (deal.currency) return amount_or_nothing(db, *deal.currency, typed);
  if (typed == "0") return 0;
  return refuse(rules::CLI_001, "the deal is a gift").hint("--amount 0 cancels it");
}

}  // namespace

// "Bike repair=1.50" as a proposal for a ruling writes it.
Result<std::string> ruling_target_option(history::Group& group, const std::string& typed) {
  const std::size_t equals = typed.rfind('=');
  if (equals == std::string::npos) return typed;
  TOS_TRY(const DealRow deal, find_deal_named(group, typed.substr(0, equals)));
  TOS_TRY(const std::int64_t amount, ruled_amount(group.db(), deal, typed.substr(equals + 1)));
  return economy::dispute_ruling_target(deal.id, amount);
}

namespace {

Result<void> settle_deal(World& world, const DealOptions& options) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const DealRow deal, find_deal_named(group, options.name));
  TOS_TRY(const RecordId decision, required_decision(group, options.decision));
  economy::DisputeRuling ruling{.decision = decision, .match = deal.id, .amount = {}};
  TOS_TRY(ruling.amount.value, ruled_amount(group.db(), deal, options.amount));
  const std::int64_t paid = ruling.amount.value;
  TOS_TRY(const RecordId id, publish_draft(world, group, draft("economy.dispute-ruling/v1", std::move(ruling))));
  const std::string title = economy::listing_at(group.db(), deal.listing).title;
  show_written(world, group, id,
               paid == 0 ? fmt::format("settled '{}': cancelled", title)
                         : fmt::format("settled '{}': {} paid to '{}'", title,
                                       aid_amount(group.db(), deal.currency, paid), deal.giver));
  return {};
}

CLI::App* add_deal_command(CLI::App& aid, const char* verb, const char* help, const char* what, const char* name_help,
                           const std::shared_ptr<DealOptions>& options) {
  CLI::App* command = aid.add_subcommand(verb, help);
  command->add_option(what, options->name, name_help)->required()->type_name("NAME");
  return command;
}

}  // namespace

void add_aid_deals(CLI::App& aid, World& world) {
  auto answered = std::make_shared<DealOptions>();
  CLI::App* match = add_deal_command(aid, "match", "answer an offer or a request", "listing", listing_help, answered);
  match->add_option("--hours", answered->hours, "how many hours, of time or skill")->type_name("HOURS");
  match->add_option("--amount", answered->amount, "how much, of anything else without a price")->type_name("AMOUNT");
  match->callback([&world, answered] { finish(world, answer_listing(world, *answered)); });

  auto confirmed = std::make_shared<DealOptions>();
  CLI::App* confirm = add_deal_command(aid, "confirm", "say that a deal is done: it is paid when both have said so",
                                       "deal", deal_help, confirmed);
  confirm->add_option("--hours", confirmed->hours, "how many hours it took, where it was less")->type_name("HOURS");
  confirm->add_option("--amount", confirmed->amount, "what is to be paid, where it is less")->type_name("AMOUNT");
  confirm->callback([&world, confirmed] { finish(world, confirm_deal(world, *confirmed)); });

  auto disputed = std::make_shared<DealOptions>();
  CLI::App* dispute =
      add_deal_command(aid, "dispute", "say that you do not agree about a deal", "deal", deal_help, disputed);
  dispute->add_option("--reason", disputed->reason, "what is wrong; TEXT, @FILE or - (else your editor opens)")
      ->type_name("TEXT");
  dispute->callback([&world, disputed] { finish(world, dispute_deal(world, *disputed)); });

  auto cancelled = std::make_shared<DealOptions>();
  CLI::App* cancel = add_deal_command(aid, "cancel", "take back an offer, a request or a deal", "name",
                                      "a title's beginning, latest, or the first digits of an id", cancelled);
  cancel->callback([&world, cancelled] { finish(world, cancel_aid(world, *cancelled)); });

  auto settled = std::make_shared<DealOptions>();
  CLI::App* settle =
      add_deal_command(aid, "settle", "carry out a decision about a disputed deal", "deal", deal_help, settled);
  settle->add_option("--decision", settled->decision, "the decision that says so: D7")
      ->required()
      ->type_name("DECISION");
  settle->add_option("--amount", settled->amount, "what is paid of what is held; 0: nothing")
      ->required()
      ->type_name("AMOUNT");
  settle->callback([&world, settled] { finish(world, settle_deal(world, *settled)); });
}

}  // namespace tos::cli
