#include <CLI/CLI.hpp>

#include "cli/acting.h"
#include "cli/idempotency.h"
#include "cli/ledger_acts.h"
#include "cli/ledger_legs.h"
#include "cli/ledger_names.h"
#include "cli/rules.h"
#include "cli/time_option.h"
#include "economy/fund_tables.h"
#include "economy/hold.h"

namespace tos::cli {
namespace {

struct HoldOptions {
  LegsOptions legs;
  std::string expires;
  std::string memo;
  std::string decision;
};

// What the command line says, or, of a decision that is carried out, what its proposal's text says.
Result<Payment> payment_to_hold(history::Group& group, const HoldOptions& options, const Handle& author) {
  if (options.decision.empty() || options.legs.has_any()) return read_payment(group, options.legs, author);
  TOS_TRY(const LegList legs, decided_legs(group, options.decision));
  if (const auto payment = payment_of(legs)) return *payment;
  return refuse(rules::CLI_006, "the decision is on no payment from one account to another");
}

Result<void> hold_amount(World& world, const HoldOptions& options, const std::string& key) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const Identity identity, choose_identity(world, group));
  TOS_TRY(const Payment payment, payment_to_hold(group, options, identity.handle));
  economy::Hold body{
      .from = payment.from, .to = payment.to, .amount = {payment.amount}, .expires_at = {}, .memo = {}, .decision = {}};
  if (!options.expires.empty()) {
    TOS_TRY(const Timestamp now, signing_time(world));
    TOS_TRY(body.expires_at, parse_time_option("expires", options.expires, now));
  }
  if (!options.memo.empty()) body.memo = {options.memo};
  TOS_TRY(body.decision, decision_option(group, options.decision));
  const std::string what =
      fmt::format("{} of {} for {}", economy::spelled(group.db(), payment.from.currency(), payment.amount),
                  account_text(payment.from), account_text(payment.to));
  const std::string until = body.expires_at ? ", until " + body.expires_at->to_minute() : "";
  TOS_TRY(const Once once, publish_once(world, group, draft("economy.hold/v1", std::move(body)), identity, key));
  if (!once.is_repeated) warn_of_soft_limits(world, group, {{.account = payment.from, .amount = {-payment.amount}}});
  show_once(world, group, once,
            world.options.dry_run ? fmt::format("would hold {}{}", what, until)
                                  : fmt::format("held {} as {}{}", what, once.id.hex16(), until));
  return {};
}

struct HoldEnd {
  std::string hold;
  std::string amount;
  std::string decision;
};

Result<void> post_held(World& world, const HoldEnd& options, const std::string& key) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const Identity identity, choose_identity(world, group));
  TOS_TRY(const economy::HoldRow hold,
          find_hold_named(group, options.hold, options.decision.empty() ? identity.handle.text() : ""));
  economy::Posting body{.hold = hold.id, .amount = {}, .decision = {}};
  std::int64_t paid = hold.amount;
  if (!options.amount.empty()) {
    TOS_TRY(paid, amount_option(group.db(), hold.from.currency(), options.amount));
    body.amount.emplace(paid);
  }
  TOS_TRY(body.decision, decision_option(group, options.decision));
  TOS_TRY(const Once once, publish_once(world, group, draft("economy.post/v1", std::move(body)), identity, key));
  const std::int64_t rest = hold.amount - paid;
  show_once(world, group, once,
            fmt::format("paid {} from {} to {}{}", economy::spelled(group.db(), hold.from.currency(), paid),
                        account_text(hold.from), account_text(hold.to),
                        rest <= 0 ? ""
                                  : fmt::format("; {} available again",
                                                economy::spelled(group.db(), hold.from.currency(), rest))));
  return {};
}

Result<void> void_held(World& world, const HoldEnd& options, const std::string& key) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const Identity identity, choose_identity(world, group));
  TOS_TRY(const economy::HoldRow hold,
          find_hold_named(group, options.hold, "", options.decision.empty() ? identity.handle.text() : ""));
  economy::Voiding body{.hold = hold.id, .decision = {}};
  TOS_TRY(body.decision, decision_option(group, options.decision));
  TOS_TRY(const Once once, publish_once(world, group, draft("economy.void/v1", std::move(body)), identity, key));
  show_once(world, group, once,
            fmt::format("voided: {} of {} available again",
                        economy::spelled(group.db(), hold.from.currency(), hold.amount), account_text(hold.from)));
  return {};
}

CLI::App* add_resolution(CLI::App& ledger, const char* name, const char* help, HoldEnd& options) {
  CLI::App* command = ledger.add_subcommand(name, help);
  command->add_option("hold", options.hold, hold_help)->required()->type_name("HOLD");
  command->add_option("--decision", options.decision, "the decision that permits it, where you alone may not")
      ->type_name("DECISION");
  return command;
}

}  // namespace

void add_ledger_hold(CLI::App& ledger, World& world) {
  auto options = std::make_shared<HoldOptions>();
  CLI::App* hold = ledger.add_subcommand("hold", "set an amount aside for somebody: posted later, or voided");
  add_payment_words(*hold, options->legs);
  hold->add_option("--expires", options->expires, "when it is void by itself: 2027-01-31, or +7d")->type_name("TIME");
  hold->add_option("--memo", options->memo, "what it is for, in one line that stays public for ever")
      ->type_name("LINE");
  hold->add_option("--decision", options->decision, "the decision that permits it, where you alone may not")
      ->type_name("DECISION");
  auto key = add_idempotency_option(*hold);
  hold->callback([&world, options, key] { finish(world, hold_amount(world, *options, *key)); });

  auto posting = std::make_shared<HoldEnd>();
  CLI::App* post =
      add_resolution(ledger, "post", "pay what you held, or less of it: the rest is available again", *posting);
  post->add_option("amount", posting->amount, "how much of it (default all)")->type_name("AMOUNT");
  auto post_key = add_idempotency_option(*post);
  post->callback([&world, posting, post_key] { finish(world, post_held(world, *posting, *post_key)); });

  auto voiding = std::make_shared<HoldEnd>();
  CLI::App* undo = add_resolution(ledger, "void", "give up what was held for you", *voiding);
  auto void_key = add_idempotency_option(*undo);
  undo->callback([&world, voiding, void_key] { finish(world, void_held(world, *voiding, *void_key)); });
}

}  // namespace tos::cli
