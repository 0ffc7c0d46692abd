#include "economy/hold.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <map>
#include <sstream>

#include "support/test_ledger.h"

using namespace tos;
using namespace tos::test;
using namespace tos::economy;

namespace {

std::string own(const std::string& member) { return member + "/HOURS/member"; }

// Plays the lines of one scenario.
class Stage {
 public:
  Stage() : ledger_({"mara", "ben", "noor"}) {
    REQUIRE(ledger_.add("HOURS", CurrencyKind::time, TestLedger::credit(1000)).has_value());
  }

  void play(const std::string& line) {
    const std::size_t tab = line.find('\t');
    std::istringstream words(line.substr(0, tab));
    std::string act;
    words >> act;
    if (act == "by") {
      words >> author_;
    } else if (act == "tick") {
      std::int64_t count = 0;
      words >> count;
      ledger_.clock = ledger_.clock + hours(count);
      ledger_.fire_timers(ledger_.clock);
    } else if (act == "balance") {
      check_balance(words);
    } else {
      const std::string rule = rule_of(submit(act, words));
      CHECK((rule.empty() ? "-" : rule) == line.substr(tab + 1));
    }
  }

 private:
  Result<RecordId> submit(const std::string& act, std::istringstream& words) {
    std::string name, from, to;
    std::int64_t amount = 0;
    if (act == "pay") {
      words >> from >> to >> amount;
      return ledger_.pay(author_, own(from), own(to), amount);
    }
    words >> name;
    if (act == "hold") {
      std::int64_t length = 0;
      words >> from >> to >> amount;
      const bool ends = static_cast<bool>(words >> length);
      auto made = ledger_.hold(author_, own(from), own(to), amount,
                               ends ? std::optional(ledger_.clock + hours(length)) : std::nullopt);
      if (made) holds_[name] = *made;
      return made;
    }
    if (act == "void")
      return ledger_.submit("economy.void/v1", author_, ledger_.clock, Voiding{.hold = holds_[name], .decision = {}});
    REQUIRE(act == "post");
    Posting body{.hold = holds_[name], .amount = {}, .decision = {}};
    if (words >> amount) body.amount = AmountField{amount};
    return ledger_.submit("economy.post/v1", author_, ledger_.clock, body);
  }

  void check_balance(std::istringstream& words) {
    std::string member;
    std::int64_t posted = 0, out = 0, in = 0, available = 0;
    words >> member >> posted >> out >> in >> available;
    REQUIRE(words);
    const AccountRow row = ledger_.row(own(member));
    CHECK(row.posted == posted);
    CHECK(row.held_out == out);
    CHECK(row.held_in == in);
    CHECK(row.available() == available);
  }

  TestLedger ledger_;
  std::string author_ = "mara";
  std::map<std::string, RecordId> holds_;
};

}  // namespace

TEST_CASE(
    "holds in two phases",
    "[accepts ECO-030, ECO-031, ECO-032, ECO-034, ECO-035][refuses ECO-030, ECO-031, ECO-032, ECO-034, ECO-035]") {
  std::ifstream in(TOS_SCENARIOS "/two_phase.tsv");
  REQUIRE(in.good());
  std::optional<Stage> stage;
  std::string line, title;
  int played = 0;
  while (std::getline(in, line)) {
    if (line.empty() || line.starts_with("#")) continue;
    if (line.starts_with("== ")) {
      title = line.substr(3);
      stage.emplace();
      continue;
    }
    CAPTURE(title, line);
    REQUIRE(stage.has_value());
    stage->play(line);
    ++played;
  }
  CHECK(played > 50);
}

TEST_CASE("a hold that has run out when it is made holds nothing: refuses ECO-030") {
  TestLedger ledger({"mara", "ben"});
  REQUIRE(ledger.add("HOURS", CurrencyKind::time, TestLedger::credit(10)).has_value());
  CHECK(rule_of(ledger.hold("mara", own("mara"), own("ben"), 5, hour(0))) == "ECO-030");
  CHECK(rule_of(ledger.hold("mara", own("mara"), own("ben"), 5, hour(1))) == "");
}

TEST_CASE("a decision posts and voids what others hold") {
  TestLedger ledger({"mara", "ben"});
  REQUIRE(ledger.add("HOURS", CurrencyKind::time, TestLedger::credit(10)).has_value());
  const RecordId held = *ledger.hold("mara", own("mara"), own("ben"), 5);
  const RecordId decision = ledger.decide("economy.post/v1", held.hex());
  CHECK(rule_of(ledger.submit("economy.post/v1", "ben", hour(1),
                              Posting{.hold = held, .amount = AmountField{3}, .decision = decision})) == "");
  CHECK(ledger.balance(own("ben")) == 3);
  CHECK(ledger.available(own("mara")) == -3);
}
