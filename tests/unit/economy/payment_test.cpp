#include <rapidcheck.h>

#include <map>

#include "support/check_few.h"
#include "support/test_vote.h"
#include "unit/economy/fund_group.h"

using namespace tos;
using namespace tos::test;
using namespace tos::economy;

namespace {

constexpr const char* relief = "relief/EUR/fund";

Fund limited() {
  Fund fund = FundGroup::terms("relief");
  fund.per_payment = {300};
  fund.per_month = {500};
  fund.per_person_month = {400};
  return fund;
}

}  // namespace

TEST_CASE("a fund pays what was decided, once another member approves it",
          "[accepts ECO-220, ECO-221, ECO-222, ECO-223, ECO-224, ECO-230, ECO-231, ECO-232, ECO-233, ECO-234]") {
  FundGroup group;
  group.open_with(limited(), 1000);
  const RecordId id = group.written("mara", "relief", "noor/EUR/member", 300);
  CHECK(group.state(id) == PaymentState::waiting);
  CHECK(group.balance(relief) == 1000);
  CHECK(rule_of(group.approve("ole", id)) == "");
  CHECK(group.state(id) == PaymentState::paid);
  CHECK(group.balance(relief) == 700);
  CHECK(group.balance("noor/EUR/member") == 300);
  const PaymentRow row = *find_payment(group.db, id);
  CHECK(row.person() == "noor");
  CHECK(payment_approvers(group.db, row.position) == std::vector{handle("ole")});
  CHECK(paid_in_month(group.db, row.fund, "2026-11") == 300);
  CHECK(paid_in_month(group.db, row.fund, "2026-11", "noor") == 300);
}

TEST_CASE("a fund pays members, other funds, for conversions, and outside", "[accepts ECO-220]") {
  FundGroup group;
  group.open_with(FundGroup::terms("relief"), 1000);
  REQUIRE(group.open(FundGroup::terms("roof")).has_value());
  for (const char* to :
       {"noor/EUR/member", "roof/EUR/fund", "group/EUR/conversion", "bakery/EUR/external", "group/EUR/external"}) {
    INFO(to);
    const RecordId id = group.written("mara", "relief", to, 100);
    const std::int64_t before = group.balance(to);
    CHECK(rule_of(group.approve("ole", id)) == "");
    CHECK(group.balance(to) == before + 100);
  }
  CHECK(group.balance(relief) == 500);
  CHECK(group.total("EUR") == 0);
}

TEST_CASE("several approvals pay with the last of them", "[accepts ECO-234]") {
  FundGroup group;
  Fund fund = FundGroup::terms("relief");
  fund.approvers = {2};
  group.open_with(fund, 1000);
  const RecordId id = group.written("mara", "relief", "bakery/EUR/external", 100);
  CHECK(rule_of(group.approve("ole", id)) == "");
  CHECK(group.state(id) == PaymentState::waiting);
  CHECK(rule_of(group.approve("noor", id)) == "");
  CHECK(group.state(id) == PaymentState::paid);
}

TEST_CASE("a payment is of the fund, and to somebody else") {
  FundGroup group;
  group.open_with(limited(), 1000);
  SECTION("refuses ECO-220: another currency, itself, escrow and issuance") {
    for (const char* to : {"noor/HOURS/member", relief, "group/EUR/escrow", "group/EUR/issuance"}) {
      INFO(to);
      CHECK(rule_of(group.write("mara", group.payment("relief", to, 100))) == "ECO-220");
    }
  }
  SECTION("to somebody who is there") {
    CHECK(rule_of(group.write("mara", group.payment("relief", "nobody/EUR/member", 100))) == "ECO-006");
    CHECK(rule_of(group.write("mara", group.payment("relief", "roof/EUR/fund", 100))) == "ECO-006");
  }
  SECTION("refuses ECO-221: to who writes it, inside or outside") {
    CHECK(rule_of(group.write("noor", group.payment("relief", "noor/EUR/member", 100))) == "ECO-221");
    CHECK(rule_of(group.write("noor", group.payment("relief", "noor/EUR/external", 100))) == "ECO-221");
  }
  SECTION("refuses ECO-222: too much at once") {
    CHECK(rule_of(group.write("mara", group.payment("relief", "noor/EUR/member", 301))) == "ECO-222");
  }
  SECTION("what the fund has not is not paid") {
    group.open_with(FundGroup::terms("roof"), 99);
    CHECK(rule_of(group.write("mara", group.payment("roof", "noor/EUR/member", 100))) == "ECO-013");
  }
  SECTION("only what was decided") {
    Payment body = group.payment("relief", "noor/EUR/member", 100);
    body.amount = {101};
    CHECK(rule_of(group.write("mara", body)) == "CHA-012");
    body.amount = {100};
    body.to = account("ole/EUR/member");
    CHECK(rule_of(group.write("mara", body)) == "CHA-012");
    body.to = account("noor/EUR/member");
    CHECK(rule_of(group.write("mara", body)) == "");
    CHECK(rule_of(group.write("ben", body)) == "CHA-013");
    body.decision = RecordId(sha256("nothing"));
    CHECK(rule_of(group.write("mara", body)) == "CHA-010");
  }
}

TEST_CASE("what a fund never pays need not be voted on") {
  FundGroup group;
  REQUIRE(group.open(limited()).has_value());
  const auto rule_for = [&](const char* to, std::int64_t amount) {
    return rule_of(check_payment_terms(group.db, group.fund("relief"), account(to), amount));
  };
  CHECK(rule_for("noor/EUR/member", 300) == "");  // that the fund has nothing yet may change
  CHECK(rule_for("noor/EUR/member", 301) == "ECO-222");
  CHECK(rule_for("noor/HOURS/member", 1) == "ECO-220");
  CHECK(rule_for("roof/EUR/fund", 1) == "ECO-203");
  Fund monthly = FundGroup::terms("roof");
  monthly.per_month = {200};
  monthly.per_person_month = {100};
  REQUIRE(group.open(monthly).has_value());
  const auto of_roof = [&](const char* to, std::int64_t amount) {
    return rule_of(check_payment_terms(group.db, group.fund("roof"), account(to), amount));
  };
  CHECK(of_roof("noor/EUR/external", 101) == "ECO-224");
  CHECK(of_roof("relief/EUR/fund", 200) == "");
  CHECK(of_roof("relief/EUR/fund", 201) == "ECO-223");
}

TEST_CASE("limits of a month hold when a payment is written", "[refuses ECO-223, ECO-224]") {
  FundGroup group;
  group.open_with(limited(), 2000);
  REQUIRE(group.approve("ole", group.written("mara", "relief", "noor/EUR/member", 300)).has_value());
  CHECK(rule_of(group.write("mara", group.payment("relief", "noor/EUR/member", 101))) == "ECO-224");
  CHECK(rule_of(group.write("mara", group.payment("relief", "noor/EUR/external", 101))) == "ECO-224");
  CHECK(rule_of(group.write("mara", group.payment("relief", "ben/EUR/member", 201))) == "ECO-223");
  CHECK(rule_of(group.write("mara", group.payment("relief", "ben/EUR/member", 200))) == "");
}

TEST_CASE("limits of a month hold when a payment is made, and the next month has its own",
          "[refuses ECO-223, ECO-224][accepts ECO-223, ECO-224]") {
  FundGroup group;
  group.open_with(limited(), 2000);
  const RecordId first = group.written("mara", "relief", "noor/EUR/member", 300);
  const RecordId second = group.written("mara", "relief", "noor/EUR/external", 200);
  const RecordId third = group.written("mara", "relief", "ben/EUR/member", 300);
  CHECK(rule_of(group.approve("ole", first)) == "");
  CHECK(rule_of(group.approve("ole", second)) == "ECO-224");
  CHECK(rule_of(group.approve("ole", third)) == "ECO-223");
  CHECK(group.state(second) == PaymentState::waiting);
  const Timestamp december = *Timestamp::parse("2026-12-01T00:00:00.000Z");
  CHECK(rule_of(group.approve("ole", second, december)) == "");
  CHECK(rule_of(group.approve("ole", third)) == "");
  CHECK(paid_in_month(group.db, group.fund("relief").position, "2026-11") == 300);
  CHECK(paid_in_month(group.db, group.fund("relief").position, "2026-12") == 500);
}

TEST_CASE("what the fund has when a payment is made is what counts") {
  FundGroup group;
  group.open_with(FundGroup::terms("relief"), 100);
  const RecordId first = group.written("mara", "relief", "noor/EUR/member", 100);
  const RecordId second = group.written("mara", "relief", "ben/EUR/member", 1);
  CHECK(rule_of(group.approve("ole", first)) == "");
  CHECK(rule_of(group.approve("ole", second)) == "ECO-013");
  group.give(relief, 1);
  CHECK(rule_of(group.approve("ole", second)) == "");
  CHECK(group.balance(relief) == 0);
}

TEST_CASE("an approval is another member's, once, of what waits") {
  FundGroup group;
  Fund fund = FundGroup::terms("relief");
  fund.approvers = {2};
  group.open_with(fund, 1000);
  const RecordId id = group.written("mara", "relief", "noor/EUR/member", 100);
  SECTION("refuses ECO-230: of nothing") {
    CHECK(rule_of(group.approve("ole", RecordId(sha256("none")))) == "ECO-230");
  }
  SECTION("refuses ECO-231: of what is paid") {
    REQUIRE(group.approve("ole", id).has_value());
    REQUIRE(group.approve("ben", id).has_value());
    CHECK(rule_of(group.approve("ben", id)) == "ECO-231");
  }
  SECTION("refuses ECO-232: by who wrote it") { CHECK(rule_of(group.approve("mara", id)) == "ECO-232"); }
  SECTION("refuses ECO-233: by who gets it") { CHECK(rule_of(group.approve("noor", id)) == "ECO-233"); }
  SECTION("refuses ECO-234: twice") {
    REQUIRE(group.approve("ole", id).has_value());
    CHECK(rule_of(group.approve("ole", id)) == "ECO-234");
  }
}

TEST_CASE("what is not approved in 30 days lapses, and the decision can be carried out again",
          "[accepts ECO-231][refuses ECO-231]") {
  FundGroup group;
  group.open_with(FundGroup::terms("relief"), 1000);
  const Payment body = group.payment("relief", "noor/EUR/member", 100);
  const RecordId first = *group.write("mara", body);
  const Timestamp end = group.clock + days(payment_days);
  CHECK(rule_of(group.write("ben", body, end - minutes(1))) == "CHA-013");
  CHECK(rule_of(group.approve("ole", first, end)) == "ECO-231");
  CHECK(group.state(first) == PaymentState::lapsed);
  const auto second = group.write("ben", body, end);
  REQUIRE(rule_of(second) == "");
  CHECK(rule_of(group.approve("ole", first)) == "ECO-231");
  CHECK(rule_of(group.approve("ole", *second)) == "");
  CHECK(rule_of(group.write("ben", body, end + days(2 * payment_days))) == "CHA-013");
  CHECK(group.balance(relief) == 900);
}

TEST_CASE("an approval in the last moment pays", "[accepts ECO-231]") {
  FundGroup group;
  group.open_with(FundGroup::terms("relief"), 1000);
  const RecordId id = group.written("mara", "relief", "noor/EUR/member", 100);
  const Timestamp end = group.clock + days(payment_days);
  CHECK(rule_of(group.approve("ole", id, Timestamp{end.ms - 1})) == "");
  group.fire_timers(end + days(1));
  CHECK(group.state(id) == PaymentState::paid);
}

TEST_CASE("who proposed a payment does not approve it", "[refuses ECO-232][accepts ECO-232]") {
  charter::Charter charter = plain_charter();
  charter.decision_types.items.push_back(decision_type("budget"));
  TestVote vote({"mara", "noor", "ole", "ben"}, charter);
  Currency currency{.code = code("EUR"), .name = {"Euro"}, .kind = CurrencyKind::backed, .scale = {2}, .terms = {}};
  REQUIRE(vote.submit("economy.currency/v1", "mara", hour(1), currency).has_value());
  REQUIRE(vote.submit("economy.fund/v1", "mara", hour(1), FundGroup::terms("relief")).has_value());
  post_movement(vote.db, vote.position, vote.clock,
                std::vector<Leg>{{.account = account("bank/EUR/external"), .amount = -500},
                                 {.account = account(relief), .amount = 500}},
                Cause::transfer);
  const Payment planned{
      .fund = handle("relief"), .to = account("bakery/EUR/external"), .amount = {500}, .decision = {}};
  const std::string target = payment_target(planned.fund, planned.to, planned.amount);
  vote.proposal = vote.propose(
      hour(1), deliberation::ProposedAct{.kind = {std::string(payment_kind)}, .target = {target}}, "budget", "noor");
  vote.pose_plain();
  vote.cast_all({{"mara", "yes"}, {"noor", "yes"}, {"ole", "yes"}});
  Payment body = planned;
  body.decision = vote.decided().id.as<RecordTag>();
  const auto id = vote.submit(payment_kind, "mara", hour(16), body);
  REQUIRE(rule_of(id) == "");
  const auto approve = [&](std::string_view author) {
    return rule_of(vote.submit("economy.payment-approval/v1", author, hour(16), PaymentApproval{.payment = *id}));
  };
  CHECK(approve("noor") == "ECO-232");
  CHECK(approve("mara") == "ECO-232");
  CHECK(approve("ole") == "");
}

TEST_CASE("a payment's target says all of it, and reads back") {
  const Payment body{.fund = handle("relief"), .to = account("noor/EUR/member"), .amount = {12'000}, .decision = {}};
  const std::string target = payment_target(body.fund, body.to, body.amount);
  CHECK(target == "relief/EUR/12000/noor/member");
  const auto read = read_payment_target(target);
  REQUIRE(read.has_value());
  CHECK(read->to == body.to);
  for (const char* text :
       {"", "relief", "relief/EUR/12000/noor", "relief/EUR/012/noor/member", "relief/EUR/0/noor/member",
        "relief/EUR/-5/noor/member", "relief/EUR/1.5/noor/member", "relief/eur/1/noor/member",
        "relief/EUR/1/noor/purse", "relief/EUR/99999999999999999999/noor/member", "relief/EUR/1/noor/member/",
        "relief/EUR/9007199254740992/noor/member", "/EUR/1/noor/member"}) {
    INFO(text);
    CHECK_FALSE(read_payment_target(text).has_value());
  }
}

namespace {

// What the fund's limits say, counted anew from the entries of the ledger.
struct PaidOut {
  std::map<std::string, std::int64_t> by_month;
  std::map<std::pair<std::string, std::string>, std::int64_t> by_person;
};

PaidOut paid_out(Database& db) {
  PaidOut paid;
  for (Rows rows = db.query("SELECT e.clock, p.amount, a.owner FROM entry e JOIN posting p ON p.entry = e.number JOIN "
                            "account a ON a.number = p.account WHERE e.cause = 'payment' AND p.amount > 0");
       rows.next();) {
    const std::string month = rows.time(0).to_date().substr(0, 7);
    paid.by_month[month] += rows.integer(1);
    paid.by_person[{month, rows.text(2)}] += rows.integer(1);
  }
  return paid;
}

// One step of anybody, sensible or not: what the rules refuse changes nothing.
void random_step(FundGroup& group, std::vector<RecordId>& payments, std::vector<Payment>& written) {
  const auto member = [] { return *rc::gen::element<std::string>("mara", "noor", "ole", "ben"); };
  const Timestamp at = group.clock + hours(*rc::gen::inRange<std::int64_t>(0, 24 * 12));
  switch (*rc::gen::inRange(0, 5)) {
    case 0:
      (void)group.submit("economy.contribution/v1", member(), at,
                         group.contribution("relief", *rc::gen::inRange<std::int64_t>(1, 200)));
      return;
    case 1:
    case 2: {
      const std::string purpose = *rc::gen::element<std::string>("member", "external");
      written.push_back(group.payment("relief", fmt::format("{}/EUR/{}", member(), purpose),
                                      *rc::gen::inRange<std::int64_t>(1, 350)));
      if (const auto id = group.write(member(), written.back(), at)) payments.push_back(*id);
      return;
    }
    case 3:
      if (written.empty()) return;
      if (const auto id = group.write(member(), *rc::gen::elementOf(written), at)) payments.push_back(*id);
      return;
    default:
      if (!payments.empty()) (void)group.approve(member(), *rc::gen::elementOf(payments), at);
  }
}

}  // namespace

TEST_CASE("whatever members do, a fund keeps its limits, pays a decision once, and never goes below zero") {
  CHECK(check_few(20, [] {
    FundGroup group;
    group.open_with(limited(), 1500);
    for (const char* member : {"mara", "noor", "ole", "ben"}) group.give(std::string(member) + "/EUR/member", 300);
    std::vector<RecordId> payments;
    std::vector<Payment> written;
    for (int step = 0; step < 60; ++step) {
      random_step(group, payments, written);
      RC_ASSERT(group.balance(relief) >= 0);
    }
    const PaidOut paid = paid_out(group.db);
    for (const auto& [month, amount] : paid.by_month) RC_ASSERT(amount <= 500);
    for (const auto& [person, amount] : paid.by_person) RC_ASSERT(amount <= 400);
    RC_ASSERT(group.total("EUR") == 0);
    RC_ASSERT(!group.db.exists("SELECT 1 FROM payment WHERE state = 'paid' GROUP BY decision HAVING count(*) > 1"));
    RC_ASSERT(group.db.number("SELECT count(*) FROM entry WHERE cause = 'payment'") ==
              group.db.number("SELECT count(*) FROM payment WHERE state = 'paid'"));
  }));
}
