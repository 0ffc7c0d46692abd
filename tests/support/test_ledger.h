#pragma once
#include "economy/book.h"
#include "economy/correction.h"
#include "economy/currency.h"
#include "economy/hold.h"
#include "economy/module.h"
#include "economy/transfer.h"
#include "support/test_group.h"

// A group in memory with a ledger, for the tests of its rules.
namespace tos::test {

inline economy::CurrencyCode code(std::string_view text) { return *economy::CurrencyCode::parse(text); }
inline economy::AccountName account(std::string_view text) { return *economy::AccountName::parse(text); }

class TestLedger : public TestGroup {
 public:
  explicit TestLedger(const std::vector<std::string>& members, const charter::Charter& charter = plain_charter())
      : TestGroup(members, charter) {}

  // A currency whose terms the test says. Its author is the first member: permissions are not asked here.
  Result<RecordId> add(std::string_view name, economy::CurrencyKind kind, economy::CurrencyTerms terms = {},
                       std::int64_t scale = 2) {
    economy::Currency currency{.code = code(name), .name = {"a currency"}, .kind = kind, .scale = {scale}};
    currency.terms = std::move(terms);
    return submit("economy.currency/v1", "mara", clock, std::move(currency));
  }
  static economy::CurrencyTerms credit(std::int64_t limit) {
    economy::CurrencyTerms terms;
    terms.credit.emplace();
    terms.credit->limit = {limit};
    terms.credit->hard = {limit};
    terms.credit->soft = {limit};
    terms.credit->growth_days = {0};
    return terms;
  }

  static economy::Transfer transfer(std::vector<std::pair<std::string, std::int64_t>> legs) {
    economy::Transfer body;
    for (const auto& [name, amount] : legs) body.legs.items.push_back({.account = account(name), .amount = {amount}});
    return body;
  }
  // "mara/HOURS/member" pays "ben/HOURS/member".
  Result<RecordId> pay(std::string_view author, const std::string& from, const std::string& to, std::int64_t amount,
                       std::optional<Timestamp> at = {}) {
    return submit("economy.transfer/v1", author, at.value_or(clock), transfer({{from, -amount}, {to, amount}}));
  }
  Result<RecordId> hold(std::string_view author, const std::string& from, const std::string& to, std::int64_t amount,
                        std::optional<Timestamp> expires_at = {}) {
    return submit("economy.hold/v1", author, clock,
                  economy::Hold{.from = account(from),
                                .to = account(to),
                                .amount = {amount},
                                .expires_at = expires_at,
                                .memo = {},
                                .decision = {}});
  }
  economy::AccountRow row(std::string_view name) { return economy::account_or_new(db, account(name)); }
  std::int64_t balance(std::string_view name) { return row(name).posted; }
  std::int64_t available(std::string_view name) { return row(name).available(); }

  void enter_role(std::string_view member, std::string_view role) {
    db.run(
        "INSERT INTO role_term(assignment, member, role, from_position, starts, ends, ended_by) VALUES(?,?,?,?,?,?,'')",
        RecordId(sha256("role of ", member)), number(member), handle(role), position, hour(0), hour(24 * 365));
  }

  // Lets a decision in force permit an act.
  RecordId decide(std::string_view kind, std::string_view target) {
    const RecordId decision(sha256(fmt::format("{} {} {}", kind, target, ++decided_)));
    charter::add_mandate(db,
                         {.decision = decision,
                          .kind = std::string(kind),
                          .target = std::string(target),
                          .adopted = true,
                          .in_force_at = clock,
                          .used_position = {}},
                         clock);
    return decision;
  }

 private:
  int decided_ = 0;
};

}  // namespace tos::test
