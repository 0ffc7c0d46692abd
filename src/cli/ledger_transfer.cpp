#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/acting.h"
#include "cli/idempotency.h"
#include "cli/initiative_acts.h"
#include "cli/ledger_acts.h"
#include "cli/ledger_legs.h"
#include "cli/ledger_names.h"
#include "cli/rules.h"
#include "cli/time_option.h"
#include "core/index/log_table.h"
#include "economy/transfer.h"

namespace tos::cli {
namespace {

constexpr std::size_t most_key_bytes = 64;
constexpr std::size_t part_digits = 5;  // ".1000" behind a batch's key

struct TransferOptions {
  LegsOptions legs;
  std::string memo;
  std::string note;
  std::string date;
  std::string decision;
};

// What the command line says, or, of a decision that is carried out, what its proposal's text says.
Result<LegList> legs_of(history::Group& group, const TransferOptions& options, const Handle& author) {
  if (options.decision.empty() || options.legs.has_any()) return read_legs(group, options.legs, author);
  TOS_TRY(LegList legs, decided_legs(group, options.decision));
  if (legs.empty()) return refuse(rules::CLI_006, "the decision is on no legs").hint("--legs FILE");
  return legs;
}

// A date is booked for ever, with a mistake in its year as well, and moves figures of periods that are over.
void warn_of_early_date(World& world, history::Group& group, Timestamp date, Timestamp now, const LegList& legs) {
  constexpr Duration usual = days(366);
  constexpr std::string_view undo = "if that is a mistake: tos undo, as long as it is not published";
  for (const economy::LegField& leg : legs) {
    const auto currency = economy::find_currency(group.db(), leg.account.currency().text());
    const auto added = currency ? index::entry_at(group.db(), currency->position) : std::nullopt;
    if (!added || date.day() >= added->clock.day()) continue;
    return world.warn(fmt::format("{} is before {} was added, on {}; {}", date.to_date(), currency->code,
                                  added->clock.to_date(), undo));
  }
  if (date + usual < now) world.warn(fmt::format("{} is more than a year back; {}", date.to_date(), undo));
}

// All that the record says besides its legs.
Result<Draft> draft_transfer(World& world, history::Group& group, const TransferOptions& options, LegList legs,
                             std::optional<economy::BatchPart> part) {
  const bool is_first = !part || part->part == 1;
  std::optional<Timestamp> date;
  if (!options.date.empty()) {
    TOS_TRY(const Timestamp now, signing_time(world));
    TOS_TRY(date, parse_time_option("date", options.date, now));
    if (is_first) warn_of_early_date(world, group, *date, now, legs);
  }
  economy::Transfer body{.legs = record_legs(std::move(legs)),
                         .date = date,
                         .memo = {},
                         .note = {},
                         .decision = {},
                         .batch = std::move(part)};
  std::vector<Enclosure> enclosures;
  if (!options.memo.empty()) body.memo = {options.memo};
  if (is_first) {
    TOS_TRY(body.note, optional_enclosure(world, options.note, "note", enclosures));
  }
  TOS_TRY(body.decision, decision_option(group, options.decision));
  return draft("economy.transfer/v1", std::move(body), std::move(enclosures));
}

// What became of it: posted, or held because a breaker is open.
std::string transfer_sentence(history::Group& group, const Once& once, const LegList& legs, bool is_dry_run) {
  const std::string moved = movement_text(group, legs);
  if (is_dry_run) return "would move " + moved;
  if (!economy::find_hold(group.db(), once.id)) return "moved " + moved;
  return fmt::format("held {} as {}: the breaker of {} is open", moved, once.id.hex16(),
                     legs.front().account.currency());
}

// What a payer does about a payment that became a hold.
void say_how_to_go_on(World& world, history::Group& group, const Once& once, const LegList& legs) {
  const auto hold = economy::find_hold(group.db(), once.id);
  if (!hold || hold->state != economy::HoldState::open || world.options.json || world.options.dry_run) return;
  world.note(
      fmt::format("next: tos currency propose {} --reset-breaker; once the group has reset it: tos ledger post {}",
                  legs.front().account.currency(), once.id.hex16()));
}

Result<void> transfer_at_once(World& world, history::Group& group, const Identity& identity,
                              const TransferOptions& options, const LegList& legs, const std::string& key) {
  TOS_TRY(Draft record, draft_transfer(world, group, options, legs, {}));
  TOS_TRY(const Once once, publish_once(world, group, std::move(record), identity, key));
  if (!once.is_repeated) warn_of_soft_limits(world, group, legs);
  show_once(world, group, once, transfer_sentence(group, once, legs, world.options.dry_run));
  say_how_to_go_on(world, group, once, legs);
  return {};
}

// A movement that is larger than one record holds, as the records that make it up.
struct Batch {
  std::vector<Draft> parts;
  std::vector<RecordId> there;  // of the parts that the log has already
};

Result<Batch> draft_batch(World& world, history::Group& group, const Identity& identity, const TransferOptions& options,
                          const LegList& legs, const std::string& key) {
  Batch batch;
  const auto of = static_cast<std::int64_t>((legs.size() + economy::max_legs - 1) / economy::max_legs);
  for (std::int64_t part = 1; part <= of; ++part) {
    const std::size_t begin = static_cast<std::size_t>(part - 1) * economy::max_legs;
    const std::size_t end = std::min(begin + economy::max_legs, legs.size());
    LegList some(legs.begin() + static_cast<std::ptrdiff_t>(begin), legs.begin() + static_cast<std::ptrdiff_t>(end));
    TOS_TRY(Draft record, draft_transfer(world, group, options, std::move(some),
                                         economy::BatchPart{.key = {key}, .part = {part}, .of = {of}}));
    record.idempotency_key = part == 1 ? key : fmt::format("{}.{}", key, part);
    TOS_TRY(const auto earlier, find_repeated(group, record, identity.handle));
    if (earlier) {
      batch.there.push_back(*earlier);
    } else {
      batch.parts.push_back(std::move(record));
    }
  }
  return batch;
}

// All parts or none.
Result<std::vector<RecordId>> publish_batch(World& world, history::Group& group, const Identity& identity,
                                            std::vector<Draft> parts) {
  std::vector<history::SignedRecord> records;
  std::vector<RecordId> ids;
  for (Draft& part : parts) {
    TOS_TRY(history::SignedRecord record, sign_record(world, group, std::move(part), identity));
    ids.push_back(record.id);
    if (world.options.dry_run) TOS_CHECK(group.take(record));
    records.push_back(std::move(record));
  }
  if (world.options.dry_run) {
    world.note("dry run: the records pass; nothing was written");
  } else {
    auto appended = append_signed(world, group, std::move(records));
    if (!appended) {
      appended.error().where = {};  // nothing was written that could be looked at
      return std::move(appended).error();
    }
  }
  return ids;
}

void show_batch(World& world, history::Group& group, const std::vector<RecordId>& ids, bool is_repeated,
                const std::string& key, const std::string& sentence) {
  if (world.options.json) {
    nlohmann::json records = nlohmann::json::array();
    for (const RecordId& id : ids) records.push_back(id.hex());
    show_json(world, "tos.ledger.batch/1",
              {{"batch", key},
               {"records", std::move(records)},
               {"repeated", is_repeated},
               {"dry_run", world.options.dry_run}});
  } else {
    world.line(sentence);
  }
  say_unpublished(world, group);
}

Result<void> transfer_in_batch(World& world, history::Group& group, const Identity& identity,
                               const TransferOptions& options, const LegList& legs, const std::string& given_key) {
  const std::string key = idempotency_key_of(given_key);
  if (key.size() > most_key_bytes - part_digits) {
    return refuse(rules::CLI_001, "the key of a batch has at most {} characters", most_key_bytes - part_digits)
        .hint("each of its records adds its number to it");
  }
  TOS_TRY(Batch batch, draft_batch(world, group, identity, options, legs, key));
  if (batch.parts.empty()) {
    show_batch(world, group, batch.there, true, key,
               fmt::format("in the log already: {}", batch.there.front().hex16()));
    return {};
  }
  const std::size_t count = batch.parts.size();
  TOS_TRY(const std::vector<RecordId> ids, publish_batch(world, group, identity, std::move(batch.parts)));
  warn_of_soft_limits(world, group, legs);
  show_batch(world, group, ids, false, key,
             fmt::format("{} {}, as a batch of {} records", world.options.dry_run ? "would move" : "moved",
                         movement_text(group, legs), count));
  if (!world.options.json && !world.options.dry_run)
    world.note(fmt::format("if it was wrong: tos ledger correct {}", ids.back().hex16()));
  return {};
}

Result<void> transfer(World& world, const TransferOptions& options, const std::string& key) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const Identity identity, choose_identity(world, group));
  TOS_TRY(const LegList legs, legs_of(group, options, identity.handle));
  if (legs.size() > economy::max_legs) return transfer_in_batch(world, group, identity, options, legs, key);
  return transfer_at_once(world, group, identity, options, legs, key);
}

}  // namespace

void add_ledger_transfer(CLI::App& ledger, World& world) {
  auto options = std::make_shared<TransferOptions>();
  CLI::App* command = ledger.add_subcommand("transfer", "pay somebody, or move amounts among any number of accounts");
  add_payment_words(*command, options->legs);
  add_legs_option(*command, options->legs);
  command->add_option("--memo", options->memo, "what it is for, in one line that stays public for ever")
      ->type_name("LINE");
  command->add_option("--note", options->note, "what else there is to say; TEXT, @FILE or -")->type_name("TEXT");
  command->add_option("--date", options->date, "when it happened, where that was not now")->type_name("TIME");
  command->add_option("--decision", options->decision, "the decision that permits it; without legs, those it adopted")
      ->type_name("DECISION");
  auto key = add_idempotency_option(*command);
  command->callback([&world, options, key] { finish(world, transfer(world, *options, *key)); });
}

}  // namespace tos::cli
