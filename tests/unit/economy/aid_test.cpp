#include <catch2/catch.hpp>
#include <fstream>
#include <map>
#include <sstream>

#include "support/test_aid.h"

using namespace tos;
using namespace tos::test;
using namespace tos::economy;

namespace {

// Plays the lines of one scenario of aid.tsv.
class AidScenario {
 public:
  void play(const std::string& line) {
    const std::size_t tab = line.find('\t');
    std::istringstream words(line.substr(0, tab));
    std::string act, name;
    words >> act >> name;
    if (act == "tick") {
      group_.tick(std::stoll(name));
    } else if (act == "state") {
      std::string wanted;
      words >> wanted;
      CHECK(state_of(name) == wanted);
    } else if (act == "balance") {
      check_balance(name, words);
    } else {
      const auto made = submit(act, name, words);
      CHECK((made ? "-" : rule_of(made)) == line.substr(tab + 1));
      if (made && (act == "offer" || act == "request" || act == "match")) ids_[name] = *made;
    }
  }

 private:
  RecordId id_of(const std::string& name) {
    const auto known = ids_.find(name);
    return known == ids_.end() ? RecordId(sha256(name)) : known->second;
  }

  Result<RecordId> submit(const std::string& act, const std::string& name, std::istringstream& words) {
    std::string member, measure;
    std::int64_t amount = 0;
    if (act == "offer" || act == "request") return put_up(act == "offer", words);
    if (act == "match") {
      std::string listing;
      words >> listing >> member >> measure >> amount;
      return group_.match(member, id_of(listing), measure == "hours" ? amount : 0, measure == "amount" ? amount : 0);
    }
    words >> member >> amount;
    if (act == "confirm") return group_.confirm(member, id_of(name), amount);
    if (act == "dispute") return group_.dispute(member, id_of(name));
    if (act == "cancel") return group_.cancel(member, id_of(name));
    REQUIRE(act == "settle");
    return group_.settle(member, id_of(name), amount);
  }

  Result<RecordId> put_up(bool is_offer, std::istringstream& words) {
    std::string member, kind, amount, word;
    Listed listed;
    words >> member >> kind >> listed.category >> listed.currency >> amount;
    listed.kind = value_of<AidKind>(kind).value();
    if (listed.currency == "-") listed.currency.clear();
    if (amount != "-") listed.amount = std::stoll(amount);
    while (words >> word) {
      if (word == "repeat") listed.repeat = true;
      if (word == "until") words >> listed.until_hours;
    }
    return is_offer ? group_.offer(member, listed) : group_.request(member, listed);
  }

  std::string state_of(const std::string& name) {
    if (const auto listing = find_listing(group_.db, id_of(name))) return std::string(name_of(listing->state));
    return std::string(name_of(group_.deal_row(id_of(name)).state));
  }

  void check_balance(const std::string& member, std::istringstream& words) {
    std::string currency;
    std::int64_t posted = 0, out = 0, in = 0;
    words >> currency >> posted >> out >> in;
    REQUIRE(words);
    const AccountRow row = group_.member_account(member, currency);
    CHECK(row.posted == posted);
    CHECK(row.held_out == out);
    CHECK(row.held_in == in);
  }

  TestAid group_;
  std::map<std::string, RecordId> ids_;
};

}  // namespace

TEST_CASE("offers, requests and deals",
          "[accepts ECO-150, ECO-151, ECO-152, ECO-154, ECO-155, ECO-156, ECO-158, ECO-159, ECO-160, ECO-161, ECO-162]"
          "[accepts ECO-163, ECO-164, ECO-165, ECO-166, ECO-167, ECO-168, ECO-169]"
          "[refuses ECO-150, ECO-151, ECO-152, ECO-154, ECO-155, ECO-156, ECO-158, ECO-159, ECO-160, ECO-161, ECO-162]"
          "[refuses ECO-163, ECO-164, ECO-165, ECO-166, ECO-167, ECO-168, ECO-169]") {
  std::ifstream in(TOS_SCENARIOS "/aid.tsv");
  REQUIRE(in.good());
  std::optional<AidScenario> scenario;
  std::string line, title;
  int played = 0;
  while (std::getline(in, line)) {
    if (line.empty() || line.starts_with("#")) continue;
    if (line.starts_with("== ")) {
      title = line.substr(3);
      scenario.emplace();
      continue;
    }
    CAPTURE(title, line);
    REQUIRE(scenario.has_value());
    scenario->play(line);
    ++played;
  }
  CHECK(played > 150);
}

TEST_CASE("an offer ends in the future: accepts ECO-153, refuses ECO-153") {
  TestAid group;
  auto body = group.listing<Offer>({.category = "garden"});
  body.until = group.clock;
  CHECK(rule_of(group.submit("economy.offer/v1", "mara", group.clock, body)) == "ECO-153");
  body.until = group.clock + Duration{1};
  CHECK(rule_of(group.submit("economy.offer/v1", "mara", group.clock, body)) == "");
}

TEST_CASE("a deal is between active members: accepts ECO-157, refuses ECO-157") {
  TestAid group;
  const RecordId dig = *group.offer("mara");
  group.set_status("mara", identity::Status::suspended);
  CHECK(rule_of(group.match("ben", dig, 100)) == "ECO-157");
  group.set_status("mara", identity::Status::active);
  CHECK(rule_of(group.match("ben", dig, 100)) == "");
}

TEST_CASE("a deal's hold is left to the deal: accepts ECO-170, refuses ECO-170") {
  TestAid group;
  const RecordId deal = *group.match("ben", *group.offer("mara"), 100);
  const RecordId decision = group.decide("economy.post/v1", deal.hex());
  const Posting by_ben{.hold = deal, .amount = {}, .decision = {}};
  const Posting decided{.hold = deal, .amount = {}, .decision = decision};
  CHECK(rule_of(group.submit("economy.post/v1", "ben", group.clock, by_ben)) == "ECO-170");
  CHECK(rule_of(group.submit("economy.post/v1", "ben", group.clock, decided)) == "ECO-170");
  CHECK(rule_of(group.submit("economy.void/v1", "mara", group.clock, Voiding{.hold = deal, .decision = {}})) ==
        "ECO-170");
  REQUIRE(group.confirm("ben", deal).has_value());
  CHECK(rule_of(group.confirm("mara", deal)) == "");  // accepts ECO-170
  CHECK(group.balance("ben/HOURS/member") == -100);
}

TEST_CASE("what does not go from member to member is not for the boards: accepts ECO-023, refuses ECO-023") {
  TestAid group;
  CurrencyTerms terms = TestLedger::credit(100);
  terms.transferable = false;
  REQUIRE(group.add("FIXED", CurrencyKind::time, terms).has_value());
  CHECK(rule_of(group.offer("mara", {.currency = "FIXED"})) == "ECO-023");
  CHECK(rule_of(group.offer("mara", {.currency = "HOURS"})) == "");
}

TEST_CASE("a word that was signed earlier and carried later does not take the place of a later one") {
  TestAid group;
  const RecordId deal = *group.match("ben", *group.offer("mara"), 100);
  group.tick(2);
  REQUIRE(group.confirm("ben", deal, 80).has_value());
  REQUIRE(group.confirm("ben", deal, 60, group.clock - hours(1)).has_value());
  REQUIRE(group.confirm("mara", deal, 60).has_value());
  CHECK(group.deal_row(deal).state == DealState::pending);
  REQUIRE(group.confirm("mara", deal, 80).has_value());
  CHECK(group.deal_row(deal).paid == 80);
}

TEST_CASE("an earlier word of the other side that comes late settles nothing where a later one differs") {
  TestAid group;
  const RecordId deal = *group.match("ben", *group.offer("mara"), 100);
  group.tick(2);
  REQUIRE(group.confirm("mara", deal, 60).has_value());
  REQUIRE(group.confirm("ben", deal, 80).has_value());
  REQUIRE(group.confirm("ben", deal, 60, group.clock - hours(1)).has_value());
  CHECK(group.deal_row(deal).state == DealState::pending);
}

TEST_CASE("a deal keeps the rate under which it was agreed") {
  TestAid group;
  const RecordId deal = *group.match("ben", *group.offer("mara", {.category = "nursing"}), 100);
  charter::Charter other = aid_charter();
  other.time_bank->categories.items[0].rate = {3, 1};
  charter::set_current(group.db, group.position, other);
  CHECK(group.deal_row(deal).rate == Rational{3, 2});
  CHECK(group.deal_row(deal).care);
  CHECK(group.deal_row(deal).held == 150);
}

TEST_CASE("hours at a rate that are more than an amount can be: accepts ECO-016, refuses ECO-016") {
  TestAid group;
  CurrencyTerms terms = TestLedger::credit(max_amount);
  REQUIRE(group.add("LONG", CurrencyKind::time, terms).has_value());
  const RecordId roof = *group.offer("mara", {.category = "roofing", .currency = "LONG"});
  CHECK(rule_of(group.match("ben", roof, max_amount)) == "ECO-016");
  CHECK(rule_of(group.match("ben", roof, max_amount / 3)) == "");
}

TEST_CASE("a ruling is what the decision says, once") {
  TestAid group;
  const RecordId deal = *group.match("ben", *group.offer("mara"), 100);
  REQUIRE(group.dispute("ben", deal).has_value());
  const RecordId decision = group.decide("economy.dispute-ruling/v1", dispute_ruling_target(deal, 40));
  const auto ruling = [&](std::int64_t amount) {
    return group.submit("economy.dispute-ruling/v1", "noor", group.clock,
                        DisputeRuling{.decision = decision, .match = deal, .amount = {amount}});
  };
  CHECK(rule_of(ruling(50)) == "CHA-012");
  CHECK(rule_of(ruling(40)) == "");
  CHECK(group.balance("mara/HOURS/member") == 40);
}
