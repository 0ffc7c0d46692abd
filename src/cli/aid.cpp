#include <CLI/CLI.hpp>

#include "cli/aid_board.h"
#include "cli/aid_deal.h"
#include "cli/aid_names.h"
#include "cli/all_commands.h"
#include "cli/rules.h"
#include "cli/session.h"
#include "cli/statements.h"
#include "cli/time_option.h"
#include "economy/listing.h"

namespace tos::cli {
namespace {

struct ListingOptions {
  std::string title;
  std::string kind;
  std::string category;
  std::string text;
  std::string place;
  std::string currency;
  std::string amount;
  std::string until;
  bool repeat = false;
};

// What offers and requests have in common.
template <class Listing>
Result<void> fill_listing(World& world, Database& db, const ListingOptions& options, Listing& listing,
                          std::vector<Enclosure>& enclosures) {
  TOS_TRY(listing.kind, choice_option<economy::AidKind>("kind of offer or request", options.kind));
  listing.title = {options.title};
  TOS_TRY(listing.category, Handle::parse(options.category));
  TOS_TRY(listing.text, optional_text(world, options.text, "text", enclosures));
  if (!options.place.empty()) listing.place = economy::Place{options.place};
  if (!options.currency.empty()) {
    TOS_TRY(listing.currency, economy::CurrencyCode::parse(options.currency));
  }
  if (!options.amount.empty()) {
    if (!listing.currency) {
      return refuse(rules::CLI_001, "--amount without a currency").hint("--currency HOURS: tos currency list");
    }
    TOS_TRY(listing.amount, aid_amount_option(db, *listing.currency, options.amount));
  }
  if (options.until.empty()) return {};
  TOS_TRY(const Timestamp now, signing_time(world));
  TOS_TRY(listing.until, parse_time_option("until", options.until, now));
  return {};
}

Result<void> put_offer(World& world, const ListingOptions& options) {
  TOS_TRY(history::Group group, open_group(world));
  economy::Offer offer;
  std::vector<Enclosure> enclosures;
  TOS_CHECK(fill_listing(world, group.db(), options, offer, enclosures));
  offer.repeat = options.repeat;
  TOS_TRY(const RecordId id,
          publish_draft(world, group, draft("economy.offer/v1", std::move(offer), std::move(enclosures))));
  show_written(world, group, id, fmt::format("offered '{}': {}", options.title, id.hex16()));
  return {};
}

Result<void> put_request(World& world, const ListingOptions& options) {
  TOS_TRY(history::Group group, open_group(world));
  economy::Request request;
  std::vector<Enclosure> enclosures;
  TOS_CHECK(fill_listing(world, group.db(), options, request, enclosures));
  TOS_TRY(const RecordId id,
          publish_draft(world, group, draft("economy.request/v1", std::move(request), std::move(enclosures))));
  show_written(world, group, id, fmt::format("asked for '{}': {}", options.title, id.hex16()));
  return {};
}

void add_listing_options(CLI::App& command, ListingOptions& options, const char* amount_help) {
  command.add_option("--title", options.title, "what it is, in one line")->required()->type_name("TITLE");
  command.add_option("--kind", options.kind, "material, time, skill or space")->required()->type_name("KIND");
  command.add_option("--category", options.category, "what sort of thing: repair, care, garden")
      ->required()
      ->type_name("CATEGORY");
  command.add_option("--text", options.text, "what else there is to say; TEXT, @FILE or -")->type_name("TEXT");
  command.add_option("--place", options.place, "where, in words that may stay public")->type_name("PLACE");
  command.add_option("--currency", options.currency, "what it is paid in; without one it is a gift")->type_name("CODE");
  command.add_option("--amount", options.amount, amount_help)->type_name("AMOUNT");
  command.add_option("--until", options.until, "when it ends: 2027-02-20, or +14d")->type_name("TIME");
}

}  // namespace

void add_aid(CLI::App& app, World& world) {
  CLI::App* aid = app.add_subcommand("aid", "offer and ask for help, hours and things, and settle what came of it");
  aid->require_subcommand(1);

  auto offered = std::make_shared<ListingOptions>();
  CLI::App* offer = aid->add_subcommand("offer", "say what you give or do");
  add_listing_options(*offer, *offered, "its price; without one, as you agree (hours of time and skill have none)");
  offer->add_flag("--repeat", offered->repeat, "it stays open when somebody has answered");
  offer->callback([&world, offered] { finish(world, put_offer(world, *offered)); });

  auto asked = std::make_shared<ListingOptions>();
  CLI::App* request = aid->add_subcommand("request", "say what you need");
  add_listing_options(*request, *asked, "the most that it may cost");
  request->callback([&world, asked] { finish(world, put_request(world, *asked)); });

  add_aid_deals(*aid, world);
  add_aid_boards(*aid, world);
}

}  // namespace tos::cli
