// Support points through the whole replay: real records, timers, and what follows from records of other kinds.
#include "economy/points.h"

#include <catch2/catch.hpp>
#include <map>

#include "deliberation/proposal.h"
#include "deliberation/stage_move.h"
#include "deliberation/withdrawal.h"
#include "economy/tables.h"
#include "economy/transfer.h"
#include "support/check_few.h"
#include "support/group_fixture.h"
#include "voting/polls/ballot.h"
#include "voting/polls/decision.h"
#include "voting/polls/poll.h"

using namespace tos;
using namespace tos::test;

namespace {

charter::Charter points_charter() {
  charter::Charter charter = small_charter();
  charter.cooling_off_hours = {0};
  charter.late_ballots_hours = {0};
  charter::DecisionType routine;
  routine.name = handle_of("routine");
  routine.method = {"majority"};
  routine.vote_hours = {1};
  charter.decision_types.items.push_back(std::move(routine));
  charter.support_points.emplace();
  charter.support_points->earn.items = {
      {.kind = {"identity.consent-grant/v1"}, .points = {3}, .records_per_month = {2}}};
  return charter;
}

const economy::CurrencyCode points_code = *economy::CurrencyCode::parse("POINTS");

economy::Currency points_body() {
  economy::Currency body;
  body.code = points_code;
  body.name = {"Support points"};
  body.kind = economy::CurrencyKind::points;
  body.scale = {0};
  body.terms.transferable = false;
  return body;
}

struct PointsGarden : Garden {
  explicit PointsGarden(const charter::Charter& charter = points_charter(), bool has_points = true) : Garden(charter) {
    if (has_points) REQUIRE(refused_by(add_points()) == "");
  }

  Result<RecordId> add_points() { return submit("economy.currency/v1", "mara", points_body()); }
  ProposalId propose(std::string_view title = "Shared cargo bike", std::string_view author = "mara") {
    deliberation::Proposal body;
    body.title = {std::string(title)};
    body.decision_type = handle_of("routine");
    body.paths.items = {deliberation::Path::social_economy};
    const auto id = submit("deliberation.proposal/v1", author, body);
    REQUIRE(refused_by(id) == "");
    return id->as<ProposalTag>();
  }
  std::string give(std::string_view member, const ProposalId& idea, std::int64_t points) {
    return refused_by(
        submit("economy.allocation/v1", member, economy::Allocation{.proposal = idea, .points = {points}}));
  }
  std::string take_back(std::string_view member, const ProposalId& idea) {
    return refused_by(submit("economy.allocation-return/v1", member, economy::AllocationReturn{.proposal = idea}));
  }
  std::string withdraw(const ProposalId& idea, std::string_view author = "mara") {
    return refused_by(
        submit("deliberation.withdrawal/v1", author, deliberation::Withdrawal{.proposal = idea, .reason = {}}));
  }
  std::string archive(const ProposalId& idea, std::string_view author = "mara") {
    return refused_by(submit("deliberation.stage-move/v1", author,
                             deliberation::StageMove{.proposal = idea, .to = charter::Stage::archived, .reason = {}}));
  }
  // Everybody votes on it, and the decision is written down.
  void decide(const ProposalId& idea, std::string_view choice) {
    voting::Poll poll = *voting::default_poll(db(), idea, clock + minutes(1), identity::active_count(db()));
    const auto opened = submit("voting.poll/v1", "mara", poll);
    REQUIRE(refused_by(opened) == "");
    for (const char* name : {"mara", "ole", "noor"}) {
      voting::Ballot ballot{.poll = opened->as<PollTag>()};
      ballot.choice = {std::string(choice)};
      REQUIRE(refused_by(submit("voting.ballot/v1", name, ballot)) == "");
    }
    wait(hours(2));
    const voting::Decision decision = voting::build_decision(db(), *voting::find_poll(db(), opened->as<PollTag>()));
    REQUIRE(refused_by(submit("voting.decision/v1", "mara", decision)) == "");
  }

  std::int64_t balance(std::string_view owner, economy::Purpose purpose) {
    const auto account = economy::find_account(db(), economy::AccountName::of(owner, points_code, purpose));
    return account ? account->posted : 0;
  }
  std::int64_t available(std::string_view name) { return balance(name, economy::Purpose::member); }
  std::int64_t bound() { return balance("group", economy::Purpose::escrow); }
  std::int64_t given(std::string_view name) { return economy::points_balance(db(), *member(name))->given; }
  economy::Support support(const ProposalId& idea) {
    return economy::support_of(db(), deliberation::find_version(db(), idea)->chain);
  }
  std::int64_t sum_of_accounts() { return *db().number("SELECT sum(posted) FROM account"); }
};

// By the identity of what they are about: 2 members and 12 points are {2, 12}.
std::pair<std::int64_t, std::int64_t> pair_of(const economy::Support& support) {
  return {support.members, support.points};
}

}  // namespace

TEST_CASE("members get support points on joining, and those who are members when the group begins: accepts ECO-100") {
  PointsGarden garden(points_charter(), false);
  CHECK(garden.available("mara") == 0);
  REQUIRE(refused_by(garden.add_points()) == "");
  CHECK(garden.available("mara") == 100);
  CHECK(garden.available("noor") == 100);
  const auto application = garden.apply("lia");
  CHECK(garden.available("lia") == 0);
  REQUIRE(refused_by(garden.admit(*application, "mara")) == "");
  CHECK(garden.available("lia") == 100);
  CHECK(garden.balance("group", economy::Purpose::issuance) == -400);
  CHECK(garden.sum_of_accounts() == 0);
}

TEST_CASE("without a currency of points nobody gives any: refuses ECO-100") {
  PointsGarden garden(points_charter(), false);
  const ProposalId idea = garden.propose();
  CHECK(garden.give("ole", idea, 5) == "ECO-100");
  CHECK(refused_by(economy::agenda(garden.db())) == "ECO-100");
}

TEST_CASE("points that are given are bound to the idea: accepts ECO-101, ECO-102 and ECO-103") {
  PointsGarden garden;
  const ProposalId idea = garden.propose();
  CHECK(garden.give("ole", idea, 10) == "");
  CHECK(garden.available("ole") == 90);
  CHECK(garden.bound() == 10);
  CHECK(pair_of(garden.support(idea)) == std::pair<std::int64_t, std::int64_t>{1, 10});
  CHECK(garden.take_back("ole", idea) == "");
  CHECK(garden.available("ole") == 100);
  CHECK(garden.bound() == 0);
  CHECK(garden.give("ole", idea, 4) == "");
  CHECK(garden.give("noor", idea, 8) == "");
  CHECK(pair_of(garden.support(idea)) == std::pair<std::int64_t, std::int64_t>{2, 12});
}

TEST_CASE("an idea gets no more of a member than the charter says: refuses ECO-101") {
  PointsGarden garden;
  CHECK(garden.give("ole", garden.propose(), 11) == "ECO-101");
}

TEST_CASE("a second allocation to an idea is refused, also to another version of it: refuses ECO-102") {
  PointsGarden garden;
  const ProposalId idea = garden.propose();
  REQUIRE(garden.give("ole", idea, 3) == "");
  CHECK(garden.give("ole", idea, 3) == "ECO-102");
  deliberation::Proposal body;
  body.title = {"Two cargo bikes"};
  body.decision_type = handle_of("routine");
  body.paths.items = {deliberation::Path::social_economy};
  body.replaces = idea;
  const auto second = garden.submit("deliberation.proposal/v1", "mara", body);
  REQUIRE(refused_by(second) == "");
  CHECK(garden.give("ole", second->as<ProposalTag>(), 3) == "ECO-102");
  CHECK(garden.take_back("ole", second->as<ProposalTag>()) == "");
}

TEST_CASE("what was not given, or has returned, is not taken back: refuses ECO-103") {
  PointsGarden garden;
  const ProposalId idea = garden.propose();
  CHECK(garden.take_back("ole", idea) == "ECO-103");
  REQUIRE(garden.give("ole", idea, 3) == "");
  CHECK(garden.take_back("noor", idea) == "ECO-103");
  REQUIRE(garden.take_back("ole", idea) == "");
  CHECK(garden.take_back("ole", idea) == "ECO-103");
}

TEST_CASE("nobody pays, or gives back, points by a transfer: refuses ECO-023") {
  PointsGarden garden;
  const auto pay = [&](std::string_view to, economy::Purpose purpose) {
    economy::Transfer body;
    body.legs.items = {
        {.account = economy::AccountName::of("ole", points_code, economy::Purpose::member), .amount = {-5}},
        {.account = economy::AccountName::of(to, points_code, purpose), .amount = {5}}};
    return refused_by(garden.submit("economy.transfer/v1", "ole", body));
  };
  CHECK(pay("noor", economy::Purpose::member) == "ECO-023");
  CHECK(pay("group", economy::Purpose::escrow) == "ECO-023");
  CHECK(pay("group", economy::Purpose::issuance) == "ECO-023");
}

TEST_CASE("nobody gives more than they have") {
  PointsGarden garden;
  for (int i = 0; i < 10; ++i) REQUIRE(garden.give("ole", garden.propose("Idea " + std::to_string(i)), 10) == "");
  CHECK(garden.available("ole") == 0);
  CHECK(garden.give("ole", garden.propose("One more"), 1) == "ECO-012");
}

TEST_CASE("points return when their idea closes, however that happens") {
  PointsGarden garden;
  const ProposalId withdrawn = garden.propose("Withdrawn");
  const ProposalId archived = garden.propose("Archived");
  const ProposalId rejected = garden.propose("Rejected");
  const ProposalId open = garden.propose("Open");
  for (const ProposalId& idea : {withdrawn, archived, rejected, open}) {
    REQUIRE(garden.give("ole", idea, 5) == "");
    REQUIRE(garden.give("noor", idea, 2) == "");
  }
  CHECK(garden.bound() == 28);
  CHECK(garden.withdraw(withdrawn) == "");
  CHECK(garden.bound() == 21);
  CHECK(garden.archive(archived) == "");
  CHECK(garden.bound() == 14);
  garden.decide(rejected, "no");
  CHECK(garden.bound() == 7);
  CHECK(garden.available("ole") == 95);
  CHECK(garden.available("noor") == 98);
  CHECK(garden.give("ole", withdrawn, 1) == "DEL-021");
  CHECK(garden.take_back("ole", withdrawn) == "ECO-103");
  CHECK(garden.take_back("ole", open) == "");
}

TEST_CASE("who leaves has their points back, and keeps what is of no use any more") {
  PointsGarden garden;
  const ProposalId idea = garden.propose();
  REQUIRE(garden.give("ole", idea, 5) == "");
  REQUIRE(garden.give("noor", idea, 5) == "");
  REQUIRE(refused_by(garden.leave("ole")) == "");
  CHECK(garden.available("ole") == 100);
  CHECK(pair_of(garden.support(idea)) == std::pair<std::int64_t, std::int64_t>{1, 5});
  garden.wait(days(200));
  REQUIRE(refused_by(garden.consent("noor")) == "");
  CHECK(garden.available("ole") == 100);
}

TEST_CASE("a suspended member's support stands, and they get no second welcome") {
  PointsGarden garden;
  const ProposalId idea = garden.propose();
  REQUIRE(garden.give("ole", idea, 5) == "");
  REQUIRE(refused_by(garden.suspend("ole", "mara")) == "");
  CHECK(pair_of(garden.support(idea)) == std::pair<std::int64_t, std::int64_t>{1, 5});
  REQUIRE(refused_by(garden.reinstate("ole", "mara")) == "");
  CHECK(garden.available("ole") == 95);
}

TEST_CASE("taking part earns what the charter says, so often in a month of the log's clock") {
  PointsGarden garden;
  garden.next_at(*Timestamp::parse("2026-11-30T23:00:00.000Z"));
  for (int i = 0; i < 4; ++i) REQUIRE(refused_by(garden.consent("ole")) == "");
  CHECK(garden.available("ole") == 106);
  garden.next_at(*Timestamp::parse("2026-12-01T00:00:00.000Z"));
  REQUIRE(refused_by(garden.consent("ole")) == "");
  CHECK(garden.available("ole") == 109);
  CHECK(garden.available("noor") == 100);
}

TEST_CASE("an idle member's ceiling shrinks, what is bound to ideas stays there") {
  PointsGarden garden;
  const Timestamp begun = garden.clock;
  const ProposalId idea = garden.propose();
  const ProposalId other = garden.propose("Another");
  REQUIRE(garden.give("ole", idea, 10) == "");
  REQUIRE(garden.give("ole", other, 10) == "");
  const Timestamp last = garden.clock;
  garden.next_at(begun + days(90));  // the timer is due, and looks at what ole did since
  REQUIRE(garden.propose("Third") != idea);
  CHECK(garden.available("ole") == 80);
  garden.next_at(last + days(90) - minutes(1));
  REQUIRE(garden.propose("Fourth") != idea);
  CHECK(garden.available("ole") == 80);
  garden.next_at(last + days(90));
  REQUIRE(garden.propose("Fifth") != idea);
  CHECK(garden.available("ole") == 70);  // 100 × 0.9, of which 20 are given
  garden.next_at(last + days(120));
  REQUIRE(garden.propose("Sixth") != idea);
  CHECK(garden.available("ole") == 61);
  CHECK(garden.available("mara") == 100);
  CHECK(garden.given("ole") == 20);
  CHECK(garden.bound() == 20);
  CHECK(garden.sum_of_accounts() == 0);
  // Back again: nothing shrinks for another 90 days.
  REQUIRE(garden.take_back("ole", other) == "");
  garden.wait(days(89));
  REQUIRE(garden.propose("Seventh") != idea);
  CHECK(garden.available("ole") == 71);
}

TEST_CASE("points of the idle shrink to nothing, and the timer ends with them") {
  charter::Charter charter = points_charter();
  charter.support_points->on_joining = {2};
  charter.support_points->keep = {1, 10};
  PointsGarden garden(charter);
  garden.wait(days(100));
  REQUIRE(garden.propose() != ProposalId());
  CHECK(garden.available("ole") == 0);
  const auto idle_timers = [&] {
    return *garden.db().number("SELECT count(*) FROM timer WHERE name = 'economy.points-idle' AND subject = ?",
                               Blob{"ole"});
  };
  CHECK(idle_timers() == 0);
  REQUIRE(refused_by(garden.consent("ole")) == "");
  CHECK(garden.available("ole") == 3);
  CHECK(idle_timers() == 1);
}

TEST_CASE("the agenda is ranked by members, then by points, then by age") {
  const auto row = [](std::int64_t number, std::int64_t members, std::int64_t points) {
    return economy::AgendaRow{.chain = number, .number = number, .support = {.members = members, .points = points}};
  };
  std::vector<std::int64_t> order;
  for (const economy::AgendaRow& idea :
       economy::ranked({row(1, 0, 0), row(2, 1, 10), row(3, 2, 2), row(4, 2, 7), row(5, 2, 7), row(6, 0, 0)})) {
    order.push_back(idea.number);
  }
  CHECK(order == std::vector<std::int64_t>{4, 5, 3, 2, 1, 6});
}

TEST_CASE("the agenda has the open proposals only") {
  PointsGarden garden;
  const ProposalId first = garden.propose("First");
  garden.propose("Second");
  const ProposalId third = garden.propose("Third");
  REQUIRE(garden.give("ole", third, 1) == "");
  REQUIRE(garden.withdraw(first) == "");
  const auto ideas = economy::agenda(garden.db());
  REQUIRE(ideas.has_value());
  REQUIRE(ideas->size() == 2);
  CHECK(ideas->front().number == 3);
  CHECK(ideas->back().number == 2);
}

// What three members give to three ideas, take back and lose, against a model of it.
TEST_CASE("no history creates or loses points, or gives an idea more of a member than it may") {
  CHECK(check_few(15, [] {
    charter::Charter charter = points_charter();
    charter.support_points->on_joining = {12};
    charter.support_points->per_idea = {7};
    charter.support_points->earn.items.clear();
    PointsGarden garden(charter);
    const std::vector<std::string> names{"mara", "ole", "noor"};
    std::vector<ProposalId> ideas;
    for (int i = 0; i < 3; ++i) ideas.push_back(garden.propose("Idea " + std::to_string(i)));
    std::map<std::string, std::int64_t> have;
    for (const std::string& name : names) have[name] = 12;
    std::map<std::pair<std::string, std::size_t>, std::int64_t> gifts;
    std::vector<bool> open(3, true);

    const auto steps = *rc::gen::container<std::vector<std::tuple<int, int, int, int>>>(
        20, rc::gen::tuple(rc::gen::inRange(0, 12), rc::gen::inRange(0, 3), rc::gen::inRange(0, 3),
                           rc::gen::inRange(1, 10)));
    for (const auto& [act, who, which, points] : steps) {
      const std::string& name = names[static_cast<std::size_t>(who)];
      const auto idea = static_cast<std::size_t>(which);
      const auto gift = gifts.find({name, idea});
      if (act < 7) {
        const std::string expected = !open[idea]           ? "DEL-021"
                                     : points > 7          ? "ECO-101"
                                     : gift != gifts.end() ? "ECO-102"
                                     : points > have[name] ? "ECO-012"
                                                           : "";
        RC_ASSERT(garden.give(name, ideas[idea], points) == expected);
        if (expected.empty()) {
          have[name] -= points;
          gifts[{name, idea}] = points;
        }
      } else if (act < 11) {
        RC_ASSERT(garden.take_back(name, ideas[idea]) == (gift == gifts.end() ? "ECO-103" : ""));
        if (gift != gifts.end()) {
          have[name] += gift->second;
          gifts.erase(gift);
        }
      } else if (open[idea]) {
        RC_ASSERT(garden.withdraw(ideas[idea]) == "");
        open[idea] = false;
        for (const std::string& giver : names) {
          if (const auto bound = gifts.find({giver, idea}); bound != gifts.end()) {
            have[giver] += bound->second;
            gifts.erase(bound);
          }
        }
      }
      std::int64_t bound = 0;
      for (const auto& [key, given] : gifts) bound += given;
      RC_ASSERT(garden.bound() == bound);
      RC_ASSERT(garden.sum_of_accounts() == 0);
      for (const std::string& one : names) RC_ASSERT(garden.available(one) == have[one]);
    }
  }));
}
