#include "economy/reports/load_book.h"

#include <catch2/catch.hpp>

#include "economy/reports/circulation.h"
#include "economy/reports/concentration.h"
#include "economy/reports/fund_statement.h"
#include "economy/reports/statement.h"
#include "support/test_ledger.h"

using namespace tos;
using namespace tos::economy;
using namespace tos::test;

namespace {

struct Village : TestLedger {
  Village() : TestLedger({"mara", "noor", "ole"}) {
    REQUIRE(add("HOURS", CurrencyKind::time, credit(10'000)).has_value());
    REQUIRE(add("TOOLS", CurrencyKind::mutual_credit, credit(10'000)).has_value());
    REQUIRE(pay("mara", "mara/HOURS/member", "noor/HOURS/member", 300, hour(1)).has_value());
    REQUIRE(pay("noor", "noor/HOURS/member", "mara/HOURS/member", 100, hour(50)).has_value());
    REQUIRE(pay("noor", "noor/TOOLS/member", "mara/TOOLS/member", 7, hour(51)).has_value());
    REQUIRE(hold("mara", "mara/HOURS/member", "noor/HOURS/member", 40).has_value());
  }
  CurrencyRow currency(std::string_view name) { return *find_currency(db, name); }
  CurrencyBook book(std::string_view name = "HOURS") { return load_book(db, currency(name)); }
  Statement statement_of_mara() {
    const CurrencyBook own = load_account_book(db, currency("HOURS"), account("mara/HOURS/member"));
    return statement_of(own, *own.find(account("mara/HOURS/member")), period());
  }
  Period period() { return period_of({}, {}, hour(1), clock); }
};

}  // namespace

TEST_CASE("a book holds what the ledger has in one currency") {
  Village village;
  const CurrencyBook book = village.book();
  CHECK(book.entries.size() == 2);
  CHECK(book.legs.size() == 4);
  CHECK(book.accounts.size() == 2);
  CHECK(book.members == std::vector<std::string>{"mara", "noor", "ole"});
  CHECK(village.book("TOOLS").entries.size() == 1);
}

TEST_CASE("a statement of an account in the ledger agrees with it") {
  Village village;
  const Statement statement = village.statement_of_mara();
  CHECK(statement.in == 100);
  CHECK(statement.out == 300);
  CHECK(statement.closing == -200);
  CHECK(statement.account.held_out == 40);
  REQUIRE(statement.lines.size() == 2);
  CHECK(statement.lines[0].with == "noor");
  CHECK(statement.reconciliation.agrees());
}

TEST_CASE("an account that nothing was booked on has a statement of nothing") {
  Village village;
  const CurrencyBook own = load_account_book(village.db, village.currency("HOURS"), account("ole/HOURS/member"));
  const Statement statement = statement_of(own, *own.find(account("ole/HOURS/member")), village.period());
  CHECK(statement.closing == 0);
  CHECK(statement.reconciliation.agrees());
}

TEST_CASE("ECO-072: a changed posting, running balance or balance in the read model shows in every report") {
  for (const char* change : {"UPDATE posting SET amount = amount + 1 WHERE account = 1 AND entry = 1",
                             "UPDATE posting SET balance = balance + 1 WHERE account = 1",
                             "UPDATE account SET posted = posted + 1 WHERE number = 1"}) {
    Village village;
    village.db.run(change);
    const CurrencyBook book = village.book();
    std::vector<Reconciliation> all{circulation_of(book, village.period()).reconciliation,
                                    concentration_among_members(book, village.period().to).reconciliation};
    const auto mara = book.find(account("mara/HOURS/member"));
    all.push_back(fund_statement_of(book, *mara, village.period()).reconciliation);
    all.push_back(village.statement_of_mara().reconciliation);
    INFO(change);
    for (const Reconciliation& one : all) {
      const auto result = require_agreement({&one, 1}, 2);
      REQUIRE(!result.has_value());
      CHECK(result.error().rule->id == "ECO-072");
    }
  }
}
