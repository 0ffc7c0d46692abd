#include "cli/ledger_correct.h"

#include <CLI/CLI.hpp>

#include "cli/acting.h"
#include "cli/batch_parts.h"
#include "cli/idempotency.h"
#include "cli/input_file.h"
#include "cli/ledger_acts.h"
#include "cli/ledger_names.h"
#include "cli/rules.h"
#include "economy/ledger_rules.h"

namespace tos::cli {
namespace {

struct CorrectOptions {
  std::string movement;
  std::string reason;
  std::string amount;
  std::string file;
  std::string decision;
};

// What the books say of it now: the legs of a transfer, or those that a correction put in their place.
Result<LegList> legs_in_force(history::Group& group, const index::LogEntry& entry) {
  TOS_TRY(const history::SignedRecord record, history::load_record(group, entry.id));
  if (entry.kind == "economy.transfer/v1")
    return static_cast<const BodyOf<economy::Transfer>&>(*record.body).value.legs.items;
  return static_cast<const BodyOf<economy::Correction>&>(*record.body).value.legs.items;
}

// The same two accounts, and another amount.
Result<LegList> with_amount(history::Group& group, LegList legs, const std::string& typed) {
  if (legs.size() != 2) {
    return refuse(rules::CLI_001, "--amount is for a payment from one account to another; this moves {} legs",
                  legs.size())
        .hint("--legs FILE says what they should have been");
  }
  TOS_TRY(const std::int64_t amount, amount_option(group.db(), legs.front().account.currency(), typed));
  for (economy::LegField& leg : legs) leg.amount.value = leg.amount < 0 ? -amount : amount;
  return legs;
}

// What the command line says, or, of a decision that is carried out, what its proposal's text says.
Result<LegList> legs_to_put(history::Group& group, const index::LogEntry& wrong, const CorrectOptions& options) {
  if (options.decision.empty() || !options.amount.empty() || !options.file.empty())
    return right_legs(group, wrong, options.amount, options.file);
  return decided_legs(group, options.decision);
}

// Of a correction that is taken back people might think that what it corrected holds again.
std::string taken_back_text(const index::LogEntry& wrong) {
  const bool is_transfer = wrong.kind == "economy.transfer/v1";
  return fmt::format("took back {}{}: nothing is paid now", wrong.id.hex16(),
                     is_transfer ? "" : ", a correction, with the transfer that it corrected");
}

// What nobody else has seen yet needs no correction, and nobody's consent.
Refusal hint_at_undo_of(history::Group& group, const index::LogEntry& wrong, const Handle& author, Refusal refusal) {
  const std::vector<RecordId> unpublished = group.unpublished();
  const bool is_own_newest = wrong.author == author && wrong.position == group.size() && !unpublished.empty() &&
                             unpublished.back() == wrong.id;
  if (refusal.rule != &rules::ECO_020 || !is_own_newest) return refusal;
  return refusal.hint("it is not published yet: tos undo takes it back");
}

Result<void> correct(World& world, const CorrectOptions& options, const std::string& key) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const Identity identity, choose_identity(world, group));
  TOS_TRY(const index::LogEntry wrong,
          find_movement_named(group, options.movement, options.decision.empty() ? identity.handle.text() : ""));
  TOS_CHECK(check_made_movement(group, wrong));
  TOS_TRY(const LegList legs, legs_to_put(group, wrong, options));
  TOS_TRY(economy::Correction body, draft_correction(wrong, legs, options.reason));
  TOS_TRY(body.decision, decision_option(group, options.decision));
  auto published = publish_once(world, group, draft("economy.correction/v1", std::move(body)), identity, key);
  if (!published) return hint_at_undo_of(group, wrong, identity.handle, std::move(published).error());
  const Once once = *published;
  if (!once.is_repeated) warn_of_soft_limits(world, group, legs);
  show_once(world, group, once,
            legs.empty() ? taken_back_text(wrong)
                         : fmt::format("corrected {}: {}", wrong.id.hex16(), movement_text(group, legs)));
  return {};
}

}  // namespace

Result<LegList> right_legs(history::Group& group, const index::LogEntry& wrong, const std::string& amount,
                           const std::string& file) {
  if (!file.empty()) {
    if (!amount.empty()) return refuse(rules::CLI_001, "--amount and --legs cannot stand together");
    TOS_TRY(const std::string csv, read_input(file));
    return parse_legs(group, csv, file, "");
  }
  if (amount.empty()) return LegList{};
  TOS_TRY(LegList legs, legs_in_force(group, wrong));
  return with_amount(group, std::move(legs), amount);
}

void add_right_legs_options(CLI::App& command, std::string& amount, std::string& file) {
  command.add_option("--amount", amount, "what should have been paid (default: nothing at all)")->type_name("AMOUNT");
  command.add_option("--legs", file, "what the legs should have been: accounts and amounts as CSV, or - for stdin")
      ->type_name("FILE.csv");
}

Result<economy::Correction> draft_correction(const index::LogEntry& wrong, const LegList& legs,
                                             const std::string& reason) {
  if (legs.size() > economy::max_legs)
    return refuse(rules::CLI_001, "a correction has at most {} legs, and here are {}", economy::max_legs, legs.size());
  economy::Correction body{.corrects = wrong.id, .legs = {}, .reason = {reason}, .decision = {}};
  body.legs.items = legs;
  return body;
}

void add_ledger_correct(CLI::App& ledger, World& world) {
  auto options = std::make_shared<CorrectOptions>();
  CLI::App* command =
      ledger.add_subcommand("correct", "reverse a transfer that was wrong, and put the right one in its place");
  command->add_option("transfer", options->movement, "the first digits of its record's id, or latest")
      ->required()
      ->type_name("TRANSFER");
  command->add_option("--reason", options->reason, "what was wrong, in one line that stays public for ever")
      ->required()
      ->type_name("LINE");
  add_right_legs_options(*command, options->amount, options->file);
  command->add_option("--decision", options->decision, "the decision that permits it, where you alone may not")
      ->type_name("DECISION");
  auto key = add_idempotency_option(*command);
  command->callback([&world, options, key] { finish(world, correct(world, *options, *key)); });
}

}  // namespace tos::cli
