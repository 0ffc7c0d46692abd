#include "cli/aid_board.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/aid_names.h"
#include "cli/aid_view.h"
#include "cli/identity_choice.h"
#include "cli/rules.h"
#include "cli/session.h"
#include "cli/statements.h"
#include "economy/board.h"

namespace tos::cli {
namespace {

using economy::DealRow;
using economy::DealState;
using economy::ListingRow;
using economy::Party;

struct BoardOptions {
  std::vector<std::string> words;
  std::string side;
  std::string kind;
  std::string category;
  std::string place;
  std::string currency;
  std::string state = "open";
  bool mine = false;
  std::int64_t limit = 20;
  std::int64_t page = 1;
};

// Closed choices that may be left out.
template <class E>
Result<std::optional<E>> filter_choice(std::string_view what, const std::string& given) {
  if (given.empty()) return std::optional<E>();
  TOS_TRY(const E choice, choice_option<E>(what, given));
  return std::optional(choice);
}

Result<economy::BoardFilter> read_filter(const BoardOptions& options, const std::string& me) {
  economy::BoardFilter filter;
  TOS_TRY(filter.side, filter_choice<economy::Side>("side of the boards", options.side));
  TOS_TRY(filter.kind, filter_choice<economy::AidKind>("kind of offer or request", options.kind));
  filter.state = std::nullopt;
  if (options.state != "all") {
    TOS_TRY(filter.state, filter_choice<economy::ListingState>("state of an offer or request", options.state));
  }
  filter.category = options.category;
  filter.author = me;
  filter.currency = options.currency;
  filter.place = options.place;
  for (const std::string& word : options.words) filter.text += word + " ";
  return filter;
}

// What this member, one of the two, is to do about a deal, in a few words.
std::string next_step(Database& db, const DealRow& deal, const std::string& me) {
  const Party party = deal.giver.text() == me ? Party::giver : Party::receiver;
  if (!economy::find_confirmation(db, deal.position, party)) return "confirm";
  return "wait";
}

std::vector<std::vector<std::string>> deal_rows(Database& db, const std::vector<DealRow>& deals,
                                                const std::string& me) {
  std::vector<std::vector<std::string>> rows;
  for (const DealRow& deal : deals) {
    rows.push_back({deal.id.hex16(), std::string(name_of(deal.state)), deal.giver.text(), deal.receiver.text(),
                    aid_amount(db, deal.currency, economy::is_settled(deal) ? deal.paid : deal.held),
                    me.empty() ? "" : next_step(db, deal, me), economy::listing_at(db, deal.listing).title});
    if (me.empty()) rows.back().erase(rows.back().begin() + 5);
  }
  return rows;
}

// `deals`: whether some are shown below.
void print_board(World& world, Database& db, const BoardOptions& options, const economy::BoardPage& page, bool deals) {
  std::vector<std::vector<std::string>> rows;
  for (const ListingRow& listing : page.listings) {
    std::vector<std::string> row{listing.id.hex16(),    std::string(name_of(listing.side)),
                                 listing.author.text(), listing.category.text(),
                                 listing.title,         price_text(db, listing)};
    if (options.state != "open") row.insert(row.begin() + 1, std::string(name_of(listing.state)));
    rows.push_back(std::move(row));
  }
  std::vector<std::string> header{"NAME", "SIDE", "WHO", "CATEGORY", "TITLE", "FOR"};
  if (options.state != "open") header.insert(header.begin() + 1, "STATE");
  world.out(table(header, rows, world.columns()));
  const std::int64_t first = (options.page - 1) * options.limit + 1;
  const std::int64_t shown = std::ssize(page.listings);
  if (page.total == 0 && deals) {
    world.note("nothing of yours on the boards");
  } else if (page.total == 0) {
    world.note("nothing on the boards fits; put something up: tos aid offer, tos aid request");
  } else if (shown < page.total) {
    world.note(shown == 0 ? fmt::format("page {} is empty; {} fit", options.page, page.total)
                          : fmt::format("{} to {} of {}: --page {}", first, first + shown - 1, page.total,
                                        first + shown - 1 < page.total ? options.page + 1 : 1));
  }
}

Result<void> show_board(World& world, const BoardOptions& options) {
  TOS_TRY(history::Group group, open_group(world));
  std::string me;
  if (options.mine) {
    TOS_TRY(const Identity identity, choose_identity(world, group));
    me = identity.handle.text();
  }
  TOS_TRY(const economy::BoardFilter filter, read_filter(options, me));
  Database& db = group.db();
  const auto page = economy::search_board(db, filter, options.limit, (options.page - 1) * options.limit);
  const auto deals = me.empty() ? std::vector<DealRow>() : economy::unsettled_deals_of(db, me);
  if (world.options.json) {
    nlohmann::json data{
        {"total", page.total}, {"page", options.page}, {"limit", options.limit}, {"listings", nlohmann::json::array()}};
    for (const ListingRow& listing : page.listings) data["listings"].push_back(listing_json(db, listing));
    if (options.mine) {
      data["deals"] = nlohmann::json::array();
      for (const DealRow& deal : deals) data["deals"].push_back(deal_json(db, deal));
    }
    show_json(world, "tos.aid.board/1", std::move(data));
    return {};
  }
  print_board(world, db, options, page, !deals.empty());
  if (!deals.empty()) {
    world.out("\n" + table({"DEAL", "STATE", "GIVER", "RECEIVER", "HELD", "NEXT", "TITLE"}, deal_rows(db, deals, me),
                           world.columns()));
  }
  return {};
}

void print_texts(World& world, const history::SignedRecord& record) {
  for (const Enclosure& enclosure : record.enclosures) {
    world.out(fmt::format("\n{}:\n{}", enclosure.name, enclosure.text));
  }
  for (const std::string& absent : record.absent_texts) world.line(fmt::format("\n{}: (redacted)", absent));
}

Result<void> show_listing(World& world, history::Group& group, const ListingRow& listing) {
  Database& db = group.db();
  TOS_TRY(const history::SignedRecord record, history::load_record(group, listing.id));
  const auto deals = economy::deals_on(db, listing.position);
  if (world.options.json) {
    nlohmann::json data = listing_json(db, listing);
    data["texts"] = nlohmann::json::object();
    for (const Enclosure& enclosure : record.enclosures) data["texts"][enclosure.name] = enclosure.text;
    data["redacted_texts"] = record.absent_texts;
    data["deals"] = nlohmann::json::array();
    for (const DealRow& deal : deals) data["deals"].push_back(deal_json(db, deal));
    show_json(world, "tos.aid.listing/1", std::move(data));
    return {};
  }
  world.line(fmt::format("{} {}", listing.id.hex16(), listing.title));
  world.line(fmt::format("{:<10} {}, {}, by {} since {}", name_of(listing.side), name_of(listing.kind),
                         listing.category, listing.author, listing.listed_at.to_minute()));
  world.line(fmt::format("state      {}{}", name_of(listing.state), listing.repeats ? ", repeats" : ""));
  world.line(fmt::format("for        {}", price_text(db, listing)));
  if (!listing.place.empty()) world.line(fmt::format("place      {}", listing.place));
  if (listing.until) world.line(fmt::format("until      {}", listing.until->to_minute()));
  print_texts(world, record);
  if (!deals.empty()) {
    world.out("\n" + table({"DEAL", "STATE", "GIVER", "RECEIVER", "AMOUNT", "TITLE"}, deal_rows(db, deals, ""),
                           world.columns()));
  }
  return {};
}

std::string held_text(Database& db, const DealRow& deal) {
  if (!deal.currency) return "a gift";
  const std::string text = aid_amount(db, deal.currency, deal.held);
  if (!deal.hours || deal.rate == Rational{1, 1}) return text;
  return fmt::format("{}: an hour counts {}", text, deal.rate.to_string());
}

// The record of the newest dispute of a deal, which says why.
std::optional<RecordId> dispute_record(Database& db, const DealRow& deal) {
  if (!deal.disputed_position) return std::nullopt;
  return index::entry_at(db, *deal.disputed_position)->id;
}

Result<void> show_deal(World& world, history::Group& group, const DealRow& deal) {
  Database& db = group.db();
  if (world.options.json) {
    show_json(world, "tos.aid.deal/1", deal_json(db, deal));
    return {};
  }
  const ListingRow listing = economy::listing_at(db, deal.listing);
  world.line(fmt::format("{} deal on the {}", deal.id.hex16(), listing_title(listing)));
  const bool runs = deal.state == DealState::pending && !economy::find_confirmation(db, deal.position, Party::giver);
  world.line(fmt::format("state      {}{}", name_of(deal.state),
                         runs ? fmt::format(", runs out {}", deal.ends_at.to_minute()) : ""));
  world.line(fmt::format("giver      {}, {}", deal.giver, said_text(db, deal, Party::giver)));
  world.line(fmt::format("receiver   {}, {}", deal.receiver, said_text(db, deal, Party::receiver)));
  world.line(fmt::format("{}{}", deal.settled_at ? "was held   " : "held       ", held_text(db, deal)));
  if (deal.state == DealState::completed && deal.currency) {
    world.line(fmt::format("paid       {}", aid_amount(db, deal.currency, deal.paid)));
  }
  if (deal.settled_at) world.line(fmt::format("settled    {}", deal.settled_at->to_minute()));
  if (const auto dispute = dispute_record(db, deal)) {
    TOS_TRY(const history::SignedRecord record, history::load_record(group, *dispute));
    world.line(fmt::format("disputed   by {}", record.envelope.author));
    print_texts(world, record);
  }
  return {};
}

Result<void> show_on_boards(World& world, const std::string& name) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const ListingOrDeal found, find_on_boards(group, name));
  if (const auto* listing = std::get_if<ListingRow>(&found)) return show_listing(world, group, *listing);
  return show_deal(world, group, std::get<DealRow>(found));
}

}  // namespace

void add_aid_boards(CLI::App& aid, World& world) {
  auto options = std::make_shared<BoardOptions>();
  CLI::App* board = aid.add_subcommand("board", "what is offered and asked for, newest first");
  board->add_option("words", options->words, "words of title, category, place or member, or how they begin")
      ->type_name("WORD");
  board->add_option("--side", options->side, "offer or request")->type_name("SIDE");
  board->add_option("--kind", options->kind, "material, time, skill or space")->type_name("KIND");
  board->add_option("--category", options->category, "of this category")->type_name("CATEGORY");
  board->add_option("--place", options->place, "words of the place, or how they begin")->type_name("WORDS");
  board->add_option("--currency", options->currency, "paid in this currency")->type_name("CODE");
  board->add_option("--state", options->state, "open (default), matched, completed, cancelled, expired, or all")
      ->type_name("STATE");
  board->add_flag("--mine", options->mine, "only your own, and your deals that are not settled");
  board->add_option("--limit", options->limit, "how many a page (default 20)")
      ->type_name("N")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1000}));
  board->add_option("--page", options->page, "which page (default 1)")
      ->type_name("N")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1'000'000}));
  board->callback([&world, options] { finish(world, show_board(world, *options)); });

  auto name = std::make_shared<std::string>();
  CLI::App* show = aid.add_subcommand("show", "one offer, request or deal");
  show->add_option("name", *name, "a title's beginning, latest, or the first digits of an id")
      ->required()
      ->type_name("NAME");
  show->callback([&world, name] { finish(world, show_on_boards(world, *name)); });

  add_aid_fair(aid, world);
}

}  // namespace tos::cli
