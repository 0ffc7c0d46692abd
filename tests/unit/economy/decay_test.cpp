#include "economy/decay.h"

#include <catch2/catch.hpp>

#include "core/index/timers.h"
#include "support/test_ledger.h"

using namespace tos;
using namespace tos::test;
using namespace tos::economy;

namespace {

constexpr const char* mara = "mara/LEAF/member";
constexpr const char* ben = "ben/LEAF/member";
constexpr const char* issuance = "group/LEAF/issuance";

// Mara issues leaves; ben's lose a tenth every 30 days from his 90th day without a record.
class LeafGroup : public TestLedger {
 public:
  explicit LeafGroup(DecayTerms decay = {}, std::optional<BreakerTerms> breaker = {}) : TestLedger({"mara", "ben"}) {
    enter_role("mara", "steward");
    REQUIRE(add("LEAF", CurrencyKind::issued, terms_with(std::move(decay), std::move(breaker)), 0).has_value());
  }
  static CurrencyTerms terms_with(std::optional<DecayTerms> decay, std::optional<BreakerTerms> breaker = {}) {
    CurrencyTerms terms;
    terms.decay = std::move(decay);
    terms.breaker = std::move(breaker);
    terms.issuance.emplace();
    terms.issuance->roles.items.push_back(handle("steward"));
    return terms;
  }
  std::string issue(const char* to, std::int64_t amount) { return rule_of(pay("mara", issuance, to, amount)); }
  // What the timers do by then, and who has added a record there.
  void day(std::int64_t number, std::string_view active = {}) {
    const Timestamp at = hour(number * 24);
    fire_timers(at);
    clock = at;
    if (active.empty()) return;
    db.run("UPDATE member SET last_clock = ? WHERE handle = ?", at, active);
    db.bump(Database::Part::roll);
  }
  std::string change(const CurrencyTerms& terms) {
    const RecordId decision = decide("economy.currency-change/v1", currency_change_target(code("LEAF"), terms));
    return rule_of(submit("economy.currency-change/v1", "ben", clock,
                          CurrencyChange{.decision = decision, .code = code("LEAF"), .terms = terms}));
  }
  std::int64_t timers() { return *db.number("SELECT count(*) FROM timer WHERE name = 'economy.decay'"); }
};

}  // namespace

TEST_CASE("only issued currencies decay, and nobody keeps more than all: accepts ECO-003, ECO-004") {
  const auto rule = [](CurrencyKind kind, Rational keep) {
    DecayTerms decay;
    decay.keep = keep;
    return rule_of(check_terms(kind, LeafGroup::terms_with(decay)));
  };
  CHECK(rule(CurrencyKind::issued, {99, 100}) == "");
  CHECK(rule(CurrencyKind::issued, {1, 1}) == "ECO-004");
  CHECK(rule(CurrencyKind::backed, {1, 2}) == "ECO-003");
  CHECK(rule(CurrencyKind::issued, {11, 10}) == "ECO-004");
}

TEST_CASE("what an idle member has goes back to where it was issued from") {
  LeafGroup group;
  REQUIRE(group.issue(ben, 105) == "");
  group.day(89);
  CHECK(group.balance(ben) == 105);
  group.day(90);
  CHECK(group.balance(ben) == 94);  // ⌊105 × 0.9⌋
  CHECK(group.balance(issuance) == -94);
  group.day(180);  // three times more, each from what was left
  CHECK(group.balance(ben) == 67);
  CHECK(group.balance(ben) + group.balance(issuance) == 0);
}

TEST_CASE("a record of theirs starts the count again") {
  LeafGroup group;
  REQUIRE(group.issue(ben, 100) == "");
  group.day(80, "ben");
  group.day(169);
  CHECK(group.balance(ben) == 100);
  group.day(170);
  CHECK(group.balance(ben) == 90);
}

TEST_CASE("without idle days everybody's decays, a period after it came in") {
  LeafGroup group(DecayTerms{.idle_days = {0}, .every_days = {30}, .keep = {1, 2}});
  REQUIRE(group.issue(ben, 100) == "");
  group.day(29, "ben");
  CHECK(group.balance(ben) == 100);
  group.day(30);
  CHECK(group.balance(ben) == 50);
}

TEST_CASE("held amounts stay, and the timer ends with the balance") {
  LeafGroup group(DecayTerms{.idle_days = {1}, .every_days = {1}, .keep = {0, 1}});
  REQUIRE(group.issue(ben, 100) == "");
  REQUIRE(rule_of(group.hold("ben", ben, mara, 40)) == "");
  group.day(5);
  CHECK(group.balance(ben) == 40);
  CHECK(group.available(ben) == 0);
  CHECK(group.timers() == 1);  // what is let go of again decays too
  LeafGroup other(DecayTerms{.idle_days = {1}, .every_days = {1}, .keep = {0, 1}});
  REQUIRE(other.issue(ben, 100) == "");
  other.day(5);
  CHECK(other.balance(ben) == 0);
  CHECK(other.timers() == 0);
  REQUIRE(other.issue(ben, 7) == "");
  CHECK(other.timers() == 1);
}

TEST_CASE("decay begins and ends with the terms") {
  LeafGroup group;
  REQUIRE(group.change(LeafGroup::terms_with({})) == "");
  REQUIRE(group.issue(ben, 100) == "");
  CHECK(group.timers() == 0);
  REQUIRE(group.change(LeafGroup::terms_with(DecayTerms{})) == "");
  CHECK(group.timers() == 1);
  REQUIRE(group.change(LeafGroup::terms_with(DecayTerms{})) == "");
  CHECK(group.timers() == 1);
  REQUIRE(group.change(LeafGroup::terms_with({})) == "");
  group.day(500);
  CHECK(group.balance(ben) == 100);
  CHECK(group.timers() == 0);
}

TEST_CASE("what decays is not spent: neither velocity nor the breaker counts it") {
  LeafGroup group(DecayTerms{.idle_days = {1}, .every_days = {1}, .keep = {1, 2}},
                  BreakerTerms{.window_hours = {48}, .share = {1, 4}});
  CurrencyTerms terms =
      LeafGroup::terms_with(DecayTerms{.idle_days = {1}, .every_days = {1}, .keep = {1, 2}}, BreakerTerms{});
  terms.velocity = VelocityTerms{.window_hours = {48}, .most = {10}};
  REQUIRE(group.change(terms) == "");
  REQUIRE(group.issue(ben, 100) == "");
  group.day(1);
  CHECK(group.balance(ben) == 50);
  CHECK(rule_of(group.pay("ben", ben, mara, 10)) == "");
  CHECK(group.balance(mara) == 10);
  CHECK(rule_of(group.pay("ben", ben, mara, 1)) == "ECO-014");
}

TEST_CASE("what cannot go back to issuance stays") {
  LeafGroup group(DecayTerms{.idle_days = {1}, .every_days = {1}, .keep = {0, 1}});
  REQUIRE(group.issue(ben, 100) == "");
  group.db.run("UPDATE account SET posted = ? WHERE purpose = 'issuance'", greatest_total - 30);
  group.day(1);
  CHECK(group.balance(ben) == 70);
  CHECK(group.balance(issuance) == greatest_total);
  group.day(2);
  CHECK(group.balance(ben) == 70);
}
