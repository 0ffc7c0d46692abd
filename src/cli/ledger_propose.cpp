#include <CLI/CLI.hpp>

#include "cli/act_proposal.h"
#include "cli/ledger_acts.h"
#include "cli/ledger_correct.h"
#include "cli/ledger_names.h"
#include "cli/rules.h"
#include "economy/fund_tables.h"
#include "economy/hold.h"
#include "economy/ledger_rules.h"

namespace tos::cli {
namespace {

struct MovementProposal {
  LegsOptions legs;
  bool is_hold = false;
  std::string post;
  std::string undo;
  std::string correct;
  ActProposal proposal;
};

// What the group is asked to permit, and how it is worded where nobody words it otherwise.
struct AskedAct {
  std::string kind;
  std::string target;
  std::string title;
  std::string then;  // the command that carries it out
  std::string wording = {};
};

Result<AskedAct> ask_to_post(history::Group& group, const std::string& name) {
  TOS_TRY(const economy::HoldRow hold, find_hold_named(group, name));
  return AskedAct{.kind = "economy.post/v1",
                  .target = hold.id.hex(),
                  .title = fmt::format("Pay {} that {} holds for {}",
                                       economy::spelled(group.db(), hold.from.currency(), hold.amount),
                                       account_text(hold.from), account_text(hold.to)),
                  .then = fmt::format("tos ledger post {} --decision DECISION", hold.id.hex16())};
}

Result<AskedAct> ask_to_void(history::Group& group, const std::string& name) {
  TOS_TRY(const economy::HoldRow hold, find_hold_named(group, name));
  return AskedAct{.kind = "economy.void/v1",
                  .target = hold.id.hex(),
                  .title = fmt::format("Give back {} that {} holds for {}",
                                       economy::spelled(group.db(), hold.from.currency(), hold.amount),
                                       account_text(hold.from), account_text(hold.to)),
                  .then = fmt::format("tos ledger void {} --decision DECISION", hold.id.hex16())};
}

Result<AskedAct> ask_for_correction(history::Group& group, const MovementProposal& options) {
  if (!options.legs.to.empty() || !options.legs.from.empty())
    return refuse(rules::CLI_001, "what a movement should have been is said with --legs, or is nothing at all");
  TOS_TRY(const index::LogEntry wrong, find_movement_named(group, options.correct));
  TOS_TRY(const LegList legs, right_legs(group, wrong, "", options.legs.file));
  TOS_TRY(const economy::Correction correction, draft_correction(wrong, legs, ""));
  return AskedAct{.kind = "economy.correction/v1",
                  .target = economy::correction_target(correction),
                  .title = legs.empty() ? fmt::format("Take back {}", wrong.id.hex16())
                                        : fmt::format("Correct {}: {}", wrong.id.hex16(), movement_text(group, legs)),
                  .then = fmt::format("tos ledger correct {} --reason LINE --decision DECISION", wrong.id.hex16()),
                  .wording = legs_table(group, legs)};
}

Result<AskedAct> ask_for_hold(World& world, history::Group& group, const LegsOptions& options) {
  TOS_TRY(const Identity identity, choose_identity(world, group));
  TOS_TRY(const LegList legs, read_legs(group, options, identity.handle));
  const auto payment = payment_of(legs);
  if (!payment) return refuse(rules::CLI_001, "a hold is from one account to another of the same currency");
  const economy::Hold hold{.from = payment->from,
                           .to = payment->to,
                           .amount = {payment->amount},
                           .expires_at = {},
                           .memo = {},
                           .decision = {}};
  return AskedAct{.kind = "economy.hold/v1",
                  .target = economy::hold_target(hold),
                  .title = "Hold " + movement_text(group, legs),
                  .then = "tos ledger hold --decision DECISION",
                  .wording = legs_table(group, legs)};
}

Result<AskedAct> ask_for_transfer(World& world, history::Group& group, const LegsOptions& options) {
  TOS_TRY(const Identity identity, choose_identity(world, group));
  TOS_TRY(const LegList legs, read_legs(group, options, identity.handle));
  if (legs.size() > economy::max_legs) {
    return refuse(rules::ECO_044, "a decision permits one record of at most {} legs, and here are {}",
                  economy::max_legs, legs.size())
        .hint("propose it in several parts");
  }
  return AskedAct{.kind = "economy.transfer/v1",
                  .target = economy::transfer_target(record_legs(legs)),
                  .title = "Move " + movement_text(group, legs),
                  .then = "tos ledger transfer --decision DECISION",
                  .wording = legs_table(group, legs)};
}

Result<AskedAct> read_asked(World& world, history::Group& group, const MovementProposal& options) {
  const int acts = static_cast<int>(options.is_hold) + static_cast<int>(!options.post.empty()) +
                   static_cast<int>(!options.undo.empty()) + static_cast<int>(!options.correct.empty());
  const bool is_on_hold = !options.post.empty() || !options.undo.empty();
  if (acts > 1 || (is_on_hold && options.legs.has_any()))
    return refuse(rules::CLI_001, "a proposal asks for one act").hint("make a proposal of its own for each");
  if (!options.post.empty()) return ask_to_post(group, options.post);
  if (!options.undo.empty()) return ask_to_void(group, options.undo);
  if (!options.correct.empty()) return ask_for_correction(group, options);
  return options.is_hold ? ask_for_hold(world, group, options.legs) : ask_for_transfer(world, group, options.legs);
}

Result<void> propose_movement(World& world, MovementProposal options) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(AskedAct asked, read_asked(world, group, options));
  ActProposal& proposal = options.proposal;
  proposal.kind = std::move(asked.kind);
  proposal.target = std::move(asked.target);
  if (proposal.title.empty()) proposal.title = std::move(asked.title);
  if (proposal.text.empty()) proposal.text = std::move(asked.wording);
  return propose_act(world, group, proposal, asked.then);
}

}  // namespace

void add_ledger_propose(CLI::App& ledger, World& world) {
  auto options = std::make_shared<MovementProposal>();
  CLI::App* command = ledger.add_subcommand("propose", "ask the group for a movement that nobody may make alone");
  add_payment_words(*command, options->legs);
  add_legs_option(*command, options->legs);
  command->add_flag("--hold", options->is_hold, "asks to hold it instead of paying it");
  command->add_option("--post", options->post, "asks instead to pay this hold")->type_name("HOLD");
  command->add_option("--void", options->undo, "asks instead to give this hold up")->type_name("HOLD");
  command->add_option("--correct", options->correct, "asks instead to put this transfer right, to --legs or to nothing")
      ->type_name("TRANSFER");
  add_proposal_texts(*command, options->proposal);
  command->callback([&world, options] { finish(world, propose_movement(world, *options)); });
}

}  // namespace tos::cli
