#include "cli/fund_pay.h"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "charter/mandate.h"
#include "charter/rules.h"
#include "cli/act_proposal.h"
#include "cli/fund_names.h"
#include "cli/idempotency.h"
#include "cli/rules.h"
#include "cli/statements.h"
#include "cli/time_option.h"
#include "core/index/log_table.h"
#include "economy/contribution.h"
#include "economy/fund_rules.h"
#include "economy/payment.h"
#include "identity/roll.h"

namespace tos::cli {
namespace {

using economy::Contribution;
using economy::ContributionKind;
using economy::FundRow;
using economy::PaymentRow;
using economy::PaymentState;

constexpr std::size_t named_approvers = 5;  // of those who may approve: more are not listed in a hint

template <std::size_t Most>
std::optional<Line<1, Most>> optional_line(const std::string& text) {
  if (text.empty()) return std::nullopt;
  return Line<1, Most>{text};
}

struct ContributeOptions {
  std::string fund;
  std::string amount;
  bool is_dues = false;
  bool is_donation = false;
  std::string period;
  std::string memo;
};

// What of the period's dues is still to be paid, where no amount is typed.
Result<std::int64_t> open_dues(Database& db, const FundRow& fund, const std::string& period, const Handle& member) {
  if (!fund.dues) {
    return refuse(rules::CLI_001, "how much?").hint("tos fund contribute {} AMOUNT", fund.handle);
  }
  const std::int64_t open = fund.dues->amount - economy::dues_paid(db, fund.position, period, member);
  if (open > 0) return open;
  return refuse(rules::CLI_001, "{} has paid all dues of '{}' for {}", member, fund.handle, period)
      .hint("for a later one: --period PERIOD; as a gift: without --dues");
}

Result<Contribution> read_contribution(Database& db, const FundRow& fund, const ContributeOptions& options,
                                       const Handle& author, Timestamp now) {
  Contribution body{.fund = fund.handle, .amount = {}, .period = {}, .memo = optional_line<200>(options.memo)};
  if (options.is_donation) body.kind = ContributionKind::donation;
  const bool is_dues = options.is_dues || !options.period.empty();
  if (is_dues) {
    body.kind = ContributionKind::dues;
    const auto every = fund.dues ? fund.dues->every : economy::Every::month;
    body.period = {options.period.empty() ? economy::period_at(every, now) : options.period};
  }
  if (!options.amount.empty()) {
    TOS_TRY(body.amount.value, amount_option(db, fund.currency, options.amount));
  } else if (is_dues) {
    TOS_TRY(body.amount.value, open_dues(db, fund, body.period->text, author));
  } else {
    return refuse(rules::CLI_001, "how much?").hint("tos fund contribute {} AMOUNT", fund.handle);
  }
  return body;
}

Result<void> contribute_to_fund(World& world, const ContributeOptions& options, const std::string& key) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const Timestamp now, signing_time(world));
  TOS_TRY(const Identity identity, choose_identity(world, group));
  TOS_TRY(const FundRow fund, economy::require_fund(group.db(), options.fund));
  TOS_TRY(Contribution body, read_contribution(group.db(), fund, options, identity.handle, now));
  const std::string amount = economy::spelled(group.db(), fund.currency, body.amount);
  std::string sentence;
  switch (body.kind) {
    case ContributionKind::dues:
      sentence = fmt::format("paid {} to {}, dues for {}", amount, fund.handle, body.period->text);
      break;
    case ContributionKind::donation:
      sentence = fmt::format("donated {} to {}", amount, fund.handle);
      break;
    case ContributionKind::contribution:
      sentence = fmt::format("contributed {} to {}", amount, fund.handle);
      break;
  }
  TOS_TRY(const Once once,
          publish_once(world, group, draft("economy.contribution/v1", std::move(body)), identity, key));
  show_once(world, group, once, sentence);
  return {};
}

struct ProposeOptions {
  std::string fund;
  std::string amount;
  std::string to;
  ActProposal proposal;
};

Result<void> propose_payment(World& world, ProposeOptions options) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const FundRow fund, economy::require_fund(group.db(), options.fund));
  TOS_TRY(const std::int64_t amount, amount_option(group.db(), fund.currency, options.amount));
  TOS_TRY(const economy::AccountName to, payee_option(group.db(), fund, options.to));
  TOS_CHECK(economy::check_payment_terms(group.db(), fund, to, amount));
  options.proposal.kind = economy::payment_kind;
  options.proposal.target = economy::payment_target(fund.handle, to, amount);
  if (options.proposal.title.empty()) {
    options.proposal.title = fmt::format("Pay {} from {} to {}", economy::spelled(group.db(), fund.currency, amount),
                                         fund.handle, payee_name(to));
  }
  const auto account = economy::find_account(group.db(), fund.account());
  const std::int64_t available = account ? account->available() : 0;
  if (available < amount) {
    world.note(fmt::format("{} has {} now, and it must have {} when it is paid", fund.handle,
                           economy::spelled(group.db(), fund.currency, available),
                           economy::spelled(group.db(), fund.currency, amount)));
  }
  return propose_act(world, group, options.proposal, "tos fund pay DECISION");
}

// "noor", "noor or ole", "2 of noor, ole and 4 others".
std::string approvers_text(const std::vector<std::string>& handles, std::int64_t needed) {
  if (handles.empty()) return "nobody";
  const std::size_t shown = std::min(handles.size(), named_approvers);
  std::string names =
      fmt::format("{}", fmt::join(handles.begin(), handles.begin() + static_cast<std::ptrdiff_t>(shown), ", "));
  if (shown < handles.size()) names += fmt::format(" and {} others", handles.size() - shown);
  return handles.size() == 1 ? names : fmt::format("{} of {}", needed, names);
}

void say_next_approvers(World& world, history::Group& group, const PaymentRow& payment) {
  const FundRow fund = economy::fund_at(group.db(), payment.fund);
  const auto given = std::ssize(economy::payment_approvers(group.db(), payment.position));
  const auto handles = possible_approvers(group, payment);
  if (std::ssize(handles) < fund.approvers - given) {
    world.warn(
        fmt::format("{} of {} approvals are missing, and {} can give them: neither who proposed or wrote the "
                    "payment nor who gets it may",
                    fund.approvers - given, fund.approvers, handles.empty() ? "nobody" : "too few members"));
    return;
  }
  world.note(fmt::format("next, {} approves until {}: tos fund approve {}",
                         approvers_text(handles, fund.approvers - given), payment.until.to_date(), payment.id.hex16()));
}

// What is used is told first; the limits and the balance would be asked before.
Result<void> check_not_used(history::Group& group, const DecidedAct& act, const std::string& name) {
  const auto mandate = charter::find_mandate(group.db(), act.decision);
  if (!mandate || !mandate->used_position) return {};
  const PaymentRow payment = economy::payment_at(group.db(), *mandate->used_position);
  const bool is_paid = payment.state == PaymentState::paid;
  return refuse(rules::CHA_013, "{} is used by the payment {}, which {}", name, payment.id.hex16(),
                is_paid ? "is paid" : "waits for approval")
      .hint("tos fund {}", is_paid ? "show " + economy::fund_at(group.db(), payment.fund).handle.text()
                                   : "approve " + payment.id.hex16());
}

// Those who would leave enough others to approve the payment if they wrote it.
std::vector<std::string> possible_writers(history::Group& group, PaymentRow payment, std::int64_t approvers) {
  std::vector<std::string> handles;
  for (const identity::Member& member : identity::all_members(group.db())) {
    if (member.status != identity::Status::active || payment.person() == member.handle.text()) continue;
    payment.author = member.handle;
    if (std::ssize(possible_approvers(group, payment)) >= approvers) handles.push_back(member.handle.text());
  }
  std::ranges::sort(handles);
  return handles;
}

// ECO-232 where too few are left to approve what this member would write: the decision would be bound by it for as
// long as a payment waits.
Result<void> check_approvable(history::Group& group, const FundRow& fund, const economy::Payment& payment,
                              const Handle& author) {
  const PaymentRow row{.position = 0,
                       .id = {},
                       .fund = fund.position,
                       .author = author,
                       .to = payment.to,
                       .amount = payment.amount,
                       .decision = payment.decision,
                       .memo = {},
                       .written_at = {},
                       .until = {}};
  const auto left = std::ssize(possible_approvers(group, row));
  if (left >= fund.approvers || row.person() == author.text()) return {};
  Refusal refusal = left == 0
                        ? refuse(rules::ECO_232, "if '{}' writes the payment, nobody is left to approve it", author)
                        : refuse(rules::ECO_232, "if '{}' writes the payment, only {} of the {} approvals can be given",
                                 author, left, fund.approvers);
  const auto writers = possible_writers(group, row, fund.approvers);
  if (!writers.empty()) return refusal.hint("let {} write it", fmt::join(writers, " or "));
  return refusal.hint("who proposed, writes or gets it does not approve it: the group needs more members first");
}

struct PayOptions {
  std::string decision;
  std::string interest;
  std::string memo;
};

Result<void> write_payment(World& world, const PayOptions& options, const std::string& key) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const Identity identity, choose_identity(world, group));
  TOS_TRY(const DecidedAct act, find_decided_act(group, options.decision, economy::payment_kind, "payment"));
  auto body = economy::read_payment_target(act.target);
  if (!body) {
    return refuse(rules::CLI_001, "what was decided, '{}', is no payment", act.target)
        .hint("tos fund propose spells it: decide again");
  }
  TOS_TRY(const FundRow fund, economy::require_fund(group.db(), body->fund.text()));
  body->decision = act.decision;
  if (key.empty() || !index::find_idempotent(group.db(), identity.handle, key)) {
    TOS_CHECK(check_not_used(group, act, options.decision));
    TOS_CHECK(check_approvable(group, fund, *body, identity.handle));
  }
  body->memo = optional_line<200>(options.memo);
  std::vector<Enclosure> enclosures;
  TOS_TRY(body->interest, optional_text(world, options.interest, "interest", enclosures));
  const std::string title = fmt::format("{} from {} to {}", economy::spelled(group.db(), fund.currency, body->amount),
                                        fund.handle, payee_name(body->to));
  Draft record = draft(std::string(economy::payment_kind), *std::move(body), std::move(enclosures));
  TOS_TRY(const Once once, publish_once(world, group, std::move(record), identity, key));
  const auto row = economy::find_payment(group.db(), once.id);
  show_once(world, group, once,
            fmt::format("{} {}", row ? "wrote the payment of" : "would write the payment of", title));
  if (row && row->state == PaymentState::waiting) say_next_approvers(world, group, *row);
  return {};
}

Result<void> approve_payment(World& world, const std::string& name) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const PaymentRow payment, find_payment_named(group, name));
  Draft record = draft("economy.payment-approval/v1", economy::PaymentApproval{.payment = payment.id});
  record.idempotency_key = idempotency_key_of("");
  TOS_TRY(const RecordId id, publish_draft(world, group, std::move(record)));
  const PaymentRow now = economy::payment_at(group.db(), payment.position);
  const bool is_paid = now.state == PaymentState::paid;
  show_written(world, group, id,
               fmt::format("{} {}{}", world.options.dry_run ? "would approve" : "approved", payment_title(group, now),
                           is_paid ? ": it is paid" : ""));
  if (!is_paid && !world.options.dry_run) say_next_approvers(world, group, now);
  return {};
}

}  // namespace

void add_fund_contribute(CLI::App& fund, World& world) {
  auto options = std::make_shared<ContributeOptions>();
  CLI::App* command = fund.add_subcommand("contribute", "pay into a fund from your own account: a gift, or dues");
  command->add_option("fund", options->fund, fund_help)->required()->type_name("FUND");
  command->add_option("amount", options->amount, "how much; of dues, what is still to be paid if left out")
      ->type_name("AMOUNT");
  CLI::Option* dues = command->add_flag("--dues", options->is_dues, "these are dues");
  command->add_option("--period", options->period, "of dues: 2026-11, 2026-q4 or 2026 (default: the one of today)")
      ->type_name("PERIOD");
  command->add_flag("--donation", options->is_donation, "this is a donation")->excludes(dues);
  command->add_option("--memo", options->memo, "what it is for, in one public line")->type_name("LINE");
  auto key = add_idempotency_option(*command);
  command->callback([&world, options, key] { finish(world, contribute_to_fund(world, *options, *key)); });
}

void add_fund_propose(CLI::App& fund, World& world) {
  auto options = std::make_shared<ProposeOptions>();
  CLI::App* command = fund.add_subcommand("propose", "ask the group to decide on a payment");
  command->add_option("fund", options->fund, fund_help)->required()->type_name("FUND");
  command->add_option("amount", options->amount, "how much")->required()->type_name("AMOUNT");
  command->add_option("to", options->to, "who gets it: a member, NAME/external, FUND/fund or group/conversion")
      ->required()
      ->type_name("TO");
  add_proposal_texts(*command, options->proposal);
  command->callback([&world, options] { finish(world, propose_payment(world, *options)); });
}

void add_fund_pay(CLI::App& fund, World& world) {
  auto options = std::make_shared<PayOptions>();
  CLI::App* command = fund.add_subcommand("pay", "write the payment that a decision permits; others then approve it");
  command->add_option("decision", options->decision, "D7, the beginning of the title, latest, or digits of its id")
      ->required()
      ->type_name("DECISION");
  command
      ->add_option("--interest", options->interest,
                   "what those who propose, write or get it have to do with each other")
      ->type_name("TEXT");
  command->add_option("--memo", options->memo, "what it is for, in one public line")->type_name("LINE");
  auto key = add_idempotency_option(*command);
  command->callback([&world, options, key] { finish(world, write_payment(world, *options, *key)); });
}

void add_fund_approve(CLI::App& fund, World& world) {
  auto name = std::make_shared<std::string>();
  CLI::App* command = fund.add_subcommand("approve", "approve a payment: with the last approval it is paid");
  command->add_option("payment", *name, "its decision (D7), the first digits of its id, or latest")
      ->required()
      ->type_name("PAYMENT");
  command->callback([&world, name] { finish(world, approve_payment(world, *name)); });
}

}  // namespace tos::cli
