// Laws of the ledger, over random acts of members who try everything.
#include <rapidcheck.h>

#include <catch2/catch.hpp>
#include <map>

#include "support/test_ledger.h"

using namespace tos;
using namespace tos::test;
using namespace tos::economy;

namespace {

constexpr std::int64_t hard_limit = 100;
const std::vector<std::string> members{"mara", "ben", "noor"};

std::string own(const std::string& member) { return member + "/HOURS/member"; }

struct Books {
  TestLedger ledger{members};
  std::vector<RecordId> holds;
  std::vector<RecordId> transfers;
  std::map<RecordId, int> resolved;
  int taken = 0;

  Books() {
    CurrencyTerms terms = TestLedger::credit(hard_limit);
    terms.credit->growth_days = {10};
    if (!ledger.add("HOURS", CurrencyKind::time, terms)) std::abort();
  }
};

void act(Books& books) {
  TestLedger& ledger = books.ledger;
  const std::string author = *rc::gen::elementOf(members);
  const std::string from = *rc::gen::elementOf(members);
  const std::string to = *rc::gen::elementOf(members);
  const std::int64_t amount = *rc::gen::inRange<std::int64_t>(1, 80);
  const Timestamp at = ledger.clock + hours(*rc::gen::inRange(0, 30));
  switch (*rc::gen::inRange(0, 5)) {
    case 0:
      if (auto made = ledger.pay(author, own(from), own(to), amount, at)) books.transfers.push_back(*made);
      return;
    case 1:
      if (auto made = ledger.hold(author, own(from), own(to), amount, at + hours(20))) books.holds.push_back(*made);
      return;
    case 2:
    case 3: {
      if (books.holds.empty()) return;
      const RecordId hold = *rc::gen::elementOf(books.holds);
      const bool posts = *rc::gen::inRange(0, 2) == 0;
      const auto done = posts ? ledger.submit("economy.post/v1", author, at,
                                              Posting{.hold = hold, .amount = AmountField{amount}, .decision = {}})
                              : ledger.submit("economy.void/v1", author, at, Voiding{.hold = hold, .decision = {}});
      if (done) ++books.resolved[hold];
      return;
    }
    default: {
      if (books.transfers.empty()) return;
      Correction body{
          .corrects = *rc::gen::elementOf(books.transfers), .legs = {}, .reason = {"wrong"}, .decision = {}};
      if (auto made = ledger.submit("economy.correction/v1", author, at, body)) books.transfers.push_back(*made);
    }
  }
}

void check_books(Books& books) {
  std::int64_t sum = 0, out = 0, in = 0;
  std::map<std::string, std::int64_t> held_out, held_in;
  for (const HoldRow& hold : open_holds(books.ledger.db)) {
    held_out[hold.from.text()] += hold.amount;
    held_in[hold.to.text()] += hold.amount;
  }
  for (const AccountRow& account : all_accounts(books.ledger.db)) {
    sum += account.posted;
    out += account.held_out;
    in += account.held_in;
    RC_ASSERT(account.available() >= -hard_limit);
    RC_ASSERT(account.held_out == held_out[account.name.text()]);
    RC_ASSERT(account.held_in == held_in[account.name.text()]);
    RC_ASSERT(books.ledger.db.number("SELECT sum(amount) FROM posting WHERE account = ?", account.number).value_or(0) ==
              account.posted);
  }
  RC_ASSERT(sum == 0);
  RC_ASSERT(out == in);
  for (const auto& [hold, times] : books.resolved) RC_ASSERT(times == 1);
}

}  // namespace

TEST_CASE("whatever members try, the books hold") {
  rc::check("sums are zero, limits hold, a hold resolves at most once", [] {
    Books books;
    const int count = *rc::gen::inRange(1, 60);
    for (int i = 0; i < count; ++i) act(books);
    check_books(books);
  });
}
