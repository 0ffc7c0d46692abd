#pragma once
#include <catch2/catch.hpp>

#include "economy/contribution.h"
#include "economy/conversion.h"
#include "economy/fund.h"
#include "economy/payment.h"
#include "support/test_ledger.h"

// Four members with euros from outside, a time bank, support points, and a relief fund that pays after one approval.
namespace tos::test {

struct FundGroup : TestLedger {
  FundGroup() : TestLedger({"mara", "noor", "ole", "ben"}) {
    REQUIRE(add("EUR", economy::CurrencyKind::backed).has_value());
    REQUIRE(add("HOURS", economy::CurrencyKind::time, credit(500)).has_value());
    economy::CurrencyTerms points;
    points.transferable = false;
    REQUIRE(add("POINTS", economy::CurrencyKind::points, points, 0).has_value());
  }

  // From outside, whoever may let it in.
  void give(const std::string& to, std::int64_t amount) {
    const economy::AccountName name = account(to);
    economy::post_movement(db, position, clock,
                           std::vector<economy::Leg>{{.account = economy::AccountName::of("bank", name.currency(),
                                                                                          economy::Purpose::external),
                                                      .amount = -amount},
                                                     {.account = name, .amount = amount}},
                           economy::Cause::transfer);
  }

  static economy::Fund terms(std::string_view name, std::string_view currency = "EUR") {
    economy::Fund fund{.handle = handle(name), .name = {"a fund"}, .currency = code(currency)};
    return fund;
  }
  static economy::Fund with_dues(std::string_view name, std::int64_t amount, economy::Every every) {
    economy::Fund fund = terms(name);
    fund.dues = {.amount = {amount}, .every = every};
    return fund;
  }
  Result<RecordId> open(const economy::Fund& fund, std::string_view author = "mara") {
    return submit("economy.fund/v1", author, clock, fund);
  }
  // A fund that has something to pay out.
  void open_with(economy::Fund fund, std::int64_t amount) {
    REQUIRE(open(fund).has_value());
    give(fund.handle.text() + "/" + fund.currency.text() + "/fund", amount);
  }
  economy::FundRow fund(std::string_view name) { return *economy::find_fund(db, name); }

  economy::Contribution contribution(std::string_view to, std::int64_t amount) const {
    return {.fund = handle(to), .amount = {amount}, .period = {}, .memo = {}};
  }
  economy::Contribution dues(std::string_view to, std::int64_t amount, std::string_view period) const {
    economy::Contribution body = contribution(to, amount);
    body.kind = economy::ContributionKind::dues;
    body.period = {std::string(period)};
    return body;
  }
  Result<RecordId> contribute(std::string_view author, const economy::Contribution& body) {
    return submit("economy.contribution/v1", author, clock, body);
  }

  // Under the mandate of a decision in force on exactly this.
  economy::Payment payment(std::string_view from, const std::string& to, std::int64_t amount) {
    economy::Payment body{.fund = handle(from), .to = account(to), .amount = {amount}, .decision = {}};
    const std::string target = economy::payment_target(body.fund, body.to, amount);
    body.decision = RecordId(sha256(target, std::to_string(++decisions_)));
    charter::add_mandate(db,
                         {.decision = body.decision,
                          .kind = std::string(economy::payment_kind),
                          .target = target,
                          .adopted = true,
                          .in_force_at = clock,
                          .used_position = {}},
                         clock);
    return body;
  }
  Result<RecordId> write(std::string_view author, const economy::Payment& body, std::optional<Timestamp> at = {}) {
    return submit(economy::payment_kind, author, at.value_or(clock), body);
  }
  RecordId written(std::string_view author, std::string_view from, const std::string& to, std::int64_t amount) {
    const auto id = write(author, payment(from, to, amount));
    REQUIRE(rule_of(id) == "");
    return *id;
  }
  Result<RecordId> approve(std::string_view author, const RecordId& id, std::optional<Timestamp> at = {}) {
    return submit("economy.payment-approval/v1", author, at.value_or(clock), economy::PaymentApproval{.payment = id});
  }
  economy::PaymentState state(const RecordId& id) { return economy::find_payment(db, id)->state; }

  Result<RecordId> set_rate(std::string_view from, std::string_view to, std::string_view rate) {
    economy::Rate body{.from = code(from), .to = code(to), .rate = *Rational::parse(rate), .decision = {}};
    body.decision = RecordId(sha256(rate, std::to_string(++decisions_)));
    charter::add_mandate(db,
                         {.decision = body.decision,
                          .kind = std::string(economy::rate_kind),
                          .target = economy::rate_target(body.from, body.to, body.rate),
                          .adopted = true,
                          .in_force_at = clock,
                          .used_position = {}},
                         clock);
    return submit(economy::rate_kind, "mara", clock, body);
  }
  Result<RecordId> convert(std::string_view author, const RecordId& rate, std::int64_t amount) {
    return submit("economy.conversion/v1", author, clock, economy::Conversion{.rate = rate, .amount = {amount}});
  }

  // Σ over all accounts of a currency.
  std::int64_t total(std::string_view currency) {
    return db.number("SELECT coalesce(sum(posted), 0) FROM account WHERE currency = ?", currency).value();
  }

 private:
  int decisions_ = 0;
};

}  // namespace tos::test
