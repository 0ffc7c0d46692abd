#include "economy/payment.h"

#include <algorithm>
#include <charconv>

#include "charter/mandate.h"
#include "core/index/sound.h"
#include "core/index/timers.h"
#include "economy/book.h"
#include "economy/currency.h"
#include "economy/fund_rules.h"
#include "voting/polls/tables.h"

namespace tos::economy {
namespace {

std::vector<Leg> payment_legs(const FundRow& fund, const AccountName& to, std::int64_t amount) {
  return {{.account = fund.account(), .amount = -amount}, {.account = to, .amount = amount}};
}

index::Timer lapse_timer(const PaymentRow& payment) {
  return {.due = payment.until,
          .position = payment.position,
          .index = 0,
          .name = std::string(payment_end_timer),
          .subject = std::string(payment.id.bytes())};
}

// ECO-220.
Result<void> check_payee(const FundRow& fund, const AccountName& to) {
  if (to.currency() != fund.currency) {
    return refuse(rules::ECO_220, "the fund '{}' holds {}, and {} does not", fund.handle, fund.currency, to);
  }
  if (to == fund.account()) return refuse(rules::ECO_220, "the fund '{}' would pay itself", fund.handle);
  switch (to.purpose()) {
    case Purpose::member:
    case Purpose::fund:
    case Purpose::conversion:
    case Purpose::external:
      return {};
    case Purpose::escrow:
    case Purpose::issuance:
      return refuse(rules::ECO_220, "a fund pays nothing into {}", to);
  }
  std::unreachable();
}

// ECO-223, ECO-224: what was paid this month, and this.
Result<void> check_month(const Context& context, const FundRow& fund, const PaymentRow& payment) {
  const std::string month = month_folder(context.now);
  const auto amount = [&](std::int64_t units) { return spelled(context.db, fund.currency, units); };
  if (fund.per_month) {
    const std::int64_t paid = paid_in_month(context.db, fund.position, month);
    if (payment.amount > *fund.per_month - paid) {
      return refuse(rules::ECO_223, "the fund '{}' pays at most {} a month, and in {} it has paid {}", fund.handle,
                    amount(*fund.per_month), month, amount(paid))
          .hint("it can pay in a later month: tos fund show {}", fund.handle);
    }
  }
  if (fund.per_person_month && !payment.person().empty()) {
    const std::int64_t paid = paid_in_month(context.db, fund.position, month, payment.person());
    if (payment.amount > *fund.per_person_month - paid) {
      return refuse(rules::ECO_224, "the fund '{}' pays at most {} a month to one person, and in {} it has paid {} {}",
                    fund.handle, amount(*fund.per_person_month), month, payment.person(), amount(paid))
          .hint("it can pay in a later month: tos fund show {}", fund.handle);
    }
  }
  return {};
}

PaymentRow payment_row(const Context& context, const FundRow& fund, const Payment& payment) {
  PaymentRow row{.position = context.position,
                 .id = context.id,
                 .fund = fund.position,
                 .author = context.envelope.author,
                 .to = payment.to,
                 .amount = payment.amount,
                 .decision = payment.decision,
                 .memo = {},
                 .state = PaymentState::waiting,
                 .written_at = context.now,
                 .until = context.now + days(payment_days)};
  if (payment.memo) row.memo = payment.memo->text;
  return row;
}

// Whether one more approval pays it.
bool is_last_approval(Database& db, const FundRow& fund, const PaymentRow& payment) {
  return std::ssize(payment_approvers(db, payment.position)) + 1 >= fund.approvers;
}

// Everything that may be otherwise when the payment is made than when it was written.
Result<void> check_payable(const Context& context, const FundRow& fund, const PaymentRow& payment) {
  TOS_CHECK(check_month(context, fund, payment));
  return check_movement(context, payment_legs(fund, payment.to, payment.amount));
}

// Of some version of what was decided.
bool is_proposer(Database& db, const RecordId& decision, const Handle& member) {
  const auto row = voting::find_decision(db, decision.as<DecisionTag>());
  return row && deliberation::is_author(db, voting::poll_at(db, row->poll).chain, member);
}

}  // namespace

std::string payment_target(const Handle& fund, const AccountName& to, std::int64_t amount) {
  return fmt::format("{}/{}/{}/{}/{}", fund, to.currency(), amount, to.owner(), name_of(to.purpose()));
}

std::optional<Payment> read_payment_target(std::string_view target) {
  std::vector<std::string_view> parts;
  for (std::size_t from = 0; from <= target.size();) {
    const std::size_t slash = std::min(target.find('/', from), target.size());
    parts.push_back(target.substr(from, slash - from));
    from = slash + 1;
  }
  if (parts.size() != 5) return std::nullopt;
  auto fund = Handle::parse(parts[0]);
  auto to = AccountName::parse(fmt::format("{}/{}/{}", parts[3], parts[1], parts[4]));
  std::int64_t amount = 0;
  const char* end = parts[2].data() + parts[2].size();
  const auto [rest, error] = std::from_chars(parts[2].data(), end, amount);
  if (!fund || !to || error != std::errc() || rest != end || amount < 1 || amount > max_amount) return std::nullopt;
  Payment payment{.fund = *std::move(fund), .to = *std::move(to), .amount = {amount}, .decision = {}};
  if (payment_target(payment.fund, payment.to, payment.amount) != target) return std::nullopt;
  return payment;
}

Result<void> check_payment_terms(Database& db, const FundRow& fund, const AccountName& to, std::int64_t amount) {
  TOS_CHECK(check_payee(fund, to));
  if (to.purpose() == Purpose::fund) TOS_CHECK(require_fund(db, to.owner()));
  const auto refused = [&](const Rule& rule, std::string_view when, std::int64_t most) {
    return refuse(rule, "the fund '{}' pays at most {} {}", fund.handle, spelled(db, fund.currency, most), when)
        .hint("ask for less, more than once if need be: tos fund show {}", fund.handle);
  };
  if (fund.per_payment && amount > *fund.per_payment) return refused(rules::ECO_222, "at once", *fund.per_payment);
  if (fund.per_month && amount > *fund.per_month) return refused(rules::ECO_223, "a month", *fund.per_month);
  const bool is_to_person = to.purpose() == Purpose::member || to.purpose() == Purpose::external;
  if (is_to_person && fund.per_person_month && amount > *fund.per_person_month)
    return refused(rules::ECO_224, "a month to one person", *fund.per_person_month);
  return {};
}

Result<void> check_payment(const Context& context, const Payment& payment) {
  TOS_TRY(const FundRow fund, require_fund(context.db, payment.fund.text()));
  TOS_CHECK(check_payee(fund, payment.to));
  const PaymentRow row = payment_row(context, fund, payment);
  if (row.person() == row.author.text()) {
    return refuse(rules::ECO_221, "'{}' would be paid by this", row.author)
        .hint("another member writes it: tos fund pay DECISION");
  }
  if (fund.per_payment && row.amount > *fund.per_payment) {
    return refuse(rules::ECO_222, "the fund '{}' pays at most {} at once", fund.handle,
                  spelled(context.db, fund.currency, *fund.per_payment))
        .hint("tos fund show {}", fund.handle);
  }
  TOS_CHECK(check_payable(context, fund, row));
  return charter::check_mandate(context, payment.decision, payment_target(payment.fund, payment.to, payment.amount));
}

void apply_payment(const Context& context, const Payment& payment) {
  const auto fund = find_fund(context.db, payment.fund.text());
  TOS_SOUND(fund.has_value());
  charter::use_mandate(context, payment.decision);
  const PaymentRow row = payment_row(context, *fund, payment);
  add_payment(context.db, row);
  index::set_timer(context.db, lapse_timer(row));
}

std::string folder_of_payment(const Context& context, const Payment&) { return ledger_folder(context); }

Result<void> check_approver(Database& db, const PaymentRow& payment, const Handle& member) {
  if (payment.author == member) {
    return refuse(rules::ECO_232, "'{}' wrote the payment", member)
        .hint("tos fund show {}", fund_at(db, payment.fund).handle);
  }
  if (is_proposer(db, payment.decision, member)) {
    return refuse(rules::ECO_232, "'{}' proposed the payment", member)
        .hint("tos fund show {}", fund_at(db, payment.fund).handle);
  }
  if (payment.person() == member.text()) {
    return refuse(rules::ECO_233, "'{}' would be paid by this", member)
        .hint("tos fund show {}", fund_at(db, payment.fund).handle);
  }
  if (const auto all = payment_approvers(db, payment.position); std::ranges::find(all, member) != all.end()) {
    return refuse(rules::ECO_234, "'{}' has approved the payment already", member);
  }
  return {};
}

Result<void> check_payment_approval(const Context& context, const PaymentApproval& approval) {
  const auto payment = find_payment(context.db, approval.payment);
  if (!payment) {
    return refuse(rules::ECO_230, "there is no payment {} here", approval.payment.hex16()).hint("tos fund list");
  }
  if (payment->state != PaymentState::waiting) {
    return refuse(rules::ECO_231, "the payment {} {}", payment->id.hex16(),
                  payment->state == PaymentState::paid ? "is paid" : "was not approved in time")
        .hint("tos fund show {}", fund_at(context.db, payment->fund).handle);
  }
  TOS_CHECK(check_approver(context.db, *payment, context.envelope.author));
  const FundRow fund = fund_at(context.db, payment->fund);
  if (!is_last_approval(context.db, fund, *payment)) return {};
  return check_payable(context, fund, *payment);
}

void apply_payment_approval(const Context& context, const PaymentApproval& approval) {
  const auto payment = find_payment(context.db, approval.payment);
  TOS_SOUND(payment.has_value());
  const FundRow fund = fund_at(context.db, payment->fund);
  const bool pays = is_last_approval(context.db, fund, *payment);
  add_payment_approval(context.db, payment->position, context.position, context.envelope.author);
  if (!pays) return;
  apply_movement(context, payment_legs(fund, payment->to, payment->amount), Cause::payment, {}, payment->memo);
  set_paid(context.db, *payment, context.now);
  index::remove_timer(context.db, lapse_timer(*payment));
}

std::string folder_of_payment_approval(const Context& context, const PaymentApproval&) {
  return ledger_folder(context);
}

void lapse_payment(Database& db, Timestamp, std::string_view subject) {
  const auto id = RecordId::from_bytes(subject);
  TOS_SOUND(id.has_value());
  const auto payment = find_payment(db, *id);
  TOS_SOUND(payment.has_value() && payment->state == PaymentState::waiting);
  set_lapsed(db, payment->position);
  charter::release_mandate(db, payment->decision);
}

}  // namespace tos::economy
