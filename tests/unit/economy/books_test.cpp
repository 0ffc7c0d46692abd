#include <catch2/catch.hpp>
#include <limits>
#include <nlohmann/json.hpp>

#include "economy/books/audit.h"
#include "economy/books/balances.h"
#include "economy/books/journal.h"
#include "economy/books/register.h"
#include "economy/books/valueflows.h"
#include "support/test_ledger.h"

using namespace tos;
using namespace tos::economy;
using namespace tos::economy::books;
using tos::test::account;
using tos::test::code;

namespace {

Timestamp day_of(std::string_view text) { return *Timestamp::parse(std::string(text) + "T12:00:00.000Z"); }

// Mara pays ben, from outside comes something, and ben holds something for the roof.
struct SmallBooks {
  Chart chart;
  std::vector<BookEntry> entries;
  std::vector<BookHold> holds;

  SmallBooks() {
    std::vector<CurrencyRow> currencies(2);
    currencies[0] = {.position = 2, .code = code("EUR"), .name = "Euro", .kind = CurrencyKind::backed, .scale = 2};
    currencies[1] = {.position = 3, .code = code("H2"), .name = "Hours", .kind = CurrencyKind::time, .scale = 0};
    currencies[1].terms.credit.emplace();
    currencies[1].terms.credit->hard = {5};
    std::vector<AccountRow> accounts;
    for (const char* name :
         {"ben/EUR/member", "bank/EUR/external", "ben/H2/member", "mara-lee/H2/member", "roof/EUR/fund"})
      accounts.push_back({.number = static_cast<std::int64_t>(accounts.size()) + 1, .name = account(name)});
    chart = make_chart(std::move(currencies), std::move(accounts));
    add("2026-01-31", "gift", {{"bank/EUR/external", -1250}, {"ben/EUR/member", 1250}});
    add("2026-04-01", "bread", {{"mara-lee/H2/member", -3}, {"ben/H2/member", 3}});
    add("2026-02-01", "late", {{"mara-lee/H2/member", -1}, {"ben/H2/member", 1}});
    holds.push_back({.record = RecordId(sha256("hold")),
                     .from = place("ben/EUR/member"),
                     .to = place("roof/EUR/fund"),
                     .amount = 250,
                     .made_at = day_of("2026-04-02"),
                     .expires_at = day_of("2026-05-02"),
                     .memo = "roof"});
    row("ben/EUR/member").held_out = 250;
    row("roof/EUR/fund").held_in = 250;
  }

  std::size_t place(std::string_view name) const {
    const auto found = std::ranges::find(chart.accounts, account(name), &AccountRow::name);
    REQUIRE(found != chart.accounts.end());
    return static_cast<std::size_t>(found - chart.accounts.begin());
  }
  AccountRow& row(std::string_view name) { return chart.accounts[place(name)]; }

  void add(std::string_view day, std::string memo, const std::vector<std::pair<std::string, std::int64_t>>& legs) {
    BookEntry entry{.number = static_cast<std::int64_t>(entries.size()) + 1,
                    .record = RecordId(sha256(memo)),
                    .cause = Cause::transfer,
                    .clock = day_of("2026-04-01"),
                    .date = day_of(day),
                    .memo = std::move(memo)};
    for (const auto& [name, amount] : legs) {
      row(name).posted += amount;
      entry.postings.push_back({.account = place(name), .amount = amount, .balance = row(name).posted});
    }
    entries.push_back(std::move(entry));
  }

  EntrySource source() const {
    return [this, at = std::size_t{0}](BookEntry& entry) mutable {
      if (at == entries.size()) return false;
      entry = entries[at++];
      return true;
    };
  }
  std::vector<std::int64_t> posted() const {
    std::vector<std::int64_t> all;
    for (const AccountRow& one : chart.accounts) all.push_back(one.posted);
    return all;
  }
  std::vector<bool> all() const { return std::vector<bool>(chart.accounts.size(), true); }

  std::string journal(JournalFormat format, bool pending = false) const {
    std::string text;
    write_journal(chart, source(), holds,
                  {.format = format,
                   .title = "The \"Garden\"; all of it",
                   .dates = DateSpan{day_of("2026-01-31"), day_of("2026-04-02")},
                   .holds_as_pending = pending},
                  [&](std::string_view piece) { text += piece; });
    return text;
  }
  std::string written_register(TableFormat format, std::optional<Timestamp> begin = {}) const {
    std::string text;
    write_register(chart, source(), {.accounts = all(), .begin = begin, .end = {}}, format, {},
                   [&](std::string_view piece) { text += piece; });
    return text;
  }
  std::vector<std::string> findings() const { return audit_ledger(chart, source(), holds).findings; }
};

}  // namespace

TEST_CASE("a pattern fits whole parts of an account's name, or all of it with wildcards") {
  const auto fit = [](std::string pattern, std::string_view name) {
    return fits({.patterns = {std::move(pattern)}, .currency = {}}, account(name));
  };
  CHECK(fit("mara", "mara/EUR/member"));
  CHECK_FALSE(fit("mara", "tamara/EUR/member"));
  CHECK_FALSE(fit("mara", "mara-lee/EUR/member"));
  CHECK(fit("mara/EUR", "mara/EUR/member"));
  CHECK(fit("member", "mara/EUR/member"));
  CHECK(fit("*/EUR/*", "mara/EUR/member"));
  CHECK(fit("m*a/EUR/m?mber", "mara/EUR/member"));
  CHECK_FALSE(fit("*/EUR", "mara/EUR/member"));
  CHECK_FALSE(fit("", "mara/EUR/member"));
  CHECK_FALSE(fit("************x", "mara/EUR/member"));
  CHECK_FALSE(fits({.patterns = {}, .currency = code("USD")}, account("mara/EUR/member")));
}

TEST_CASE("balances at a date go by the books' dates, not by when they were written down") {
  const SmallBooks books;
  const auto before_march = balances_before(books.chart, books.source(), day_of("2026-03-01"));
  CHECK(before_march[books.place("ben/H2/member")] == 1);
  CHECK(before_march[books.place("ben/EUR/member")] == 1250);
  CHECK(balances_before(books.chart, books.source(), day_of("2027-01-01")) == books.posted());
}

TEST_CASE("balances by period end where the account ended") {
  const SmallBooks books;
  const auto lines = balances_by_period(books.chart, books.source(), PeriodLength::quarter, {});
  REQUIRE(lines.size() == 6);
  CHECK(lines.front().period == "2026-Q1");
  CHECK(lines.back().period == "2026-Q2");
  std::int64_t ben = 0;
  for (const PeriodLine& line : lines)
    if (line.account == books.place("ben/H2/member")) ben = line.balance;
  CHECK(ben == 4);
  CHECK(period_of(day_of("2026-12-31"), PeriodLength::month) == "2026-12");
  CHECK(period_of(day_of("2026-12-31"), PeriodLength::quarter) == "2026-Q4");
  CHECK(period_of(day_of("2026-12-31"), PeriodLength::year) == "2026");
}

TEST_CASE("the tree's nodes have what is below them, each currency for itself") {
  const SmallBooks books;
  std::string text;
  for (const TreeLine& line : balance_tree(books.chart, books.posted(), books.all()))
    text += fmt::format("{} {} {}\n", line.path, format_total(line.balance, line.scale), line.currency);
  CHECK(text ==
        "assets 12.50 EUR\nassets 0 H2\nassets:funds 0.00 EUR\nassets:funds:roof 0.00 EUR\nassets:members 12.50 EUR\n"
        "assets:members 0 H2\nassets:members:ben 12.50 EUR\nassets:members:ben 4 H2\nassets:members:mara-lee -4 H2\n"
        "equity -12.50 EUR\nequity:external -12.50 EUR\nequity:external:bank -12.50 EUR\n");
}

TEST_CASE("totals are exact beyond 64 bits") {
  CHECK(format_total(0, 0) == "0");
  CHECK(format_total(0, 2) == "0.00");
  CHECK(format_total(-5, 2) == "-0.05");
  CHECK(format_total(Int128{greatest_total} * 1000, 2) == "46116860184273879040.00");
}

TEST_CASE("journals: names are one to one") {
  CHECK(journal_account(JournalFormat::hledger, account("mara-lee/EUR/member")) == "assets:members:mara-lee");
  CHECK(journal_account(JournalFormat::beancount, account("mara-lee/EUR/member")) == "Assets:Members:Mara-lee");
  CHECK(journal_account(JournalFormat::beancount, account("c28/EUR/external")) == "Equity:External:C28");
  CHECK(journal_account(JournalFormat::ledger, account("group/EUR/issuance")) == "equity:issuance");
  CHECK(journal_commodity(JournalFormat::ledger, code("EUR")) == "EUR");
  CHECK(journal_commodity(JournalFormat::hledger, code("H2")) == "\"H2\"");
  CHECK(journal_commodity(JournalFormat::beancount, code("H2")) == "H2");
  CHECK(journal_commodity(JournalFormat::beancount, code("TRUE")) == "TRUE.C");  // bare, these three are values there
  CHECK(journal_commodity(JournalFormat::beancount, code("FALSE")) == "FALSE.C");
  CHECK(journal_commodity(JournalFormat::beancount, code("NULL")) == "NULL.C");
  CHECK(journal_commodity(JournalFormat::beancount, code("TRUER")) == "TRUER");
  CHECK(journal_commodity(JournalFormat::hledger, code("TRUE")) == "TRUE");
}

TEST_CASE("journals: a memo stays a memo") {
  CHECK(journal_description("a  b\t;c | d\nassets:x  5") == "a b ,c / d assets:x 5");
  CHECK(journal_description("a\xe2\x80\xa8"
                            "b\xc2\xa0\xc2\xa0;") == "a b ,");
  CHECK(beancount_string("say \"hi\" \\ \n 2026-01-01 open") == "\"say \\\"hi\\\" \\\\   2026-01-01 open\"");
}

TEST_CASE("journals as they are written") {
  const SmallBooks books;
  const std::string hledger = books.journal(JournalFormat::hledger);
  CHECK(
      hledger.starts_with("; The \"Garden\", all of it\ndecimal-mark .\n\ncommodity 0.00 EUR\ncommodity 0. \"H2\"\n"));
  CHECK(hledger.find("    assets:members:mara-lee  -3 \"H2\"\n") != std::string::npos);
  CHECK(hledger.find("; held since 2026-04-02 (") != std::string::npos);
  CHECK(hledger.find("\n2026-04-02 ! (") == std::string::npos);
  CHECK(books.journal(JournalFormat::ledger, true).find("\n2026-04-02 ! (") != std::string::npos);
  const std::string beancount = books.journal(JournalFormat::beancount);
  CHECK(beancount.find("2026-01-31 open Assets:Members:Mara-lee\n") != std::string::npos);
  CHECK(beancount.find("2026-04-03 balance Assets:Members:Ben  12.50 EUR\n") != std::string::npos);
  CHECK(beancount.find("custom \"tos-hold\" Assets:Members:Ben Assets:Funds:Roof 2.50 EUR \"roof\"\n") !=
        std::string::npos);
}

TEST_CASE("the register keeps the ledger's order and each account's balance") {
  const SmallBooks books;
  const auto lines = nlohmann::json::parse("[" + books.written_register(TableFormat::json) + "]");
  REQUIRE(lines.size() == 6);
  CHECK(lines[5]["account"] == "ben/H2/member");
  CHECK(lines[5]["balance"] == "4");
  CHECK(lines[5]["date"] == "2026-02-01");
  CHECK(nlohmann::json::parse("[" + books.written_register(TableFormat::json, day_of("2026-03-01")) + "]").size() == 2);
  CHECK(books.written_register(TableFormat::csv).starts_with("entry,date,recorded,cause,record,account,"));
  CHECK(books.written_register(TableFormat::text).find("2026-02-01  ben/H2/member") != std::string::npos);
}

TEST_CASE("Valueflows: the events add up to the resources") {
  const SmallBooks books;
  std::string text;
  write_valueflows(books.chart, books.source(), books.holds, {.group_id = "ab", .title = "Garden"},
                   [&](std::string_view piece) { text += piece; });
  const auto document = nlohmann::json::parse(text);
  int commitments = 0;
  for (const auto& node : document["@graph"]) commitments += node["@type"] == "vf:Commitment";
  CHECK(commitments == 1);
}

TEST_CASE("Valueflows: legs become movements from one to one") {
  const SmallBooks books;
  const std::size_t ben = books.place("ben/EUR/member"), bank = books.place("bank/EUR/external"),
                    roof = books.place("roof/EUR/fund");
  const auto flows = flows_of(books.chart, std::vector<BookPosting>{{.account = ben, .amount = -5},
                                                                    {.account = bank, .amount = -4},
                                                                    {.account = roof, .amount = 9}});
  REQUIRE(flows.size() == 2);
  CHECK(flows[0].from == ben);
  CHECK(flows[0].amount == 5);
  CHECK(flows[1].from == bank);
  CHECK(flows[1].to == roof);
  CHECK(flows[1].amount == 4);
}

TEST_CASE("accepts ECO-320: a ledger that agrees with itself") {
  const SmallBooks books;
  CHECK(books.findings() == std::vector<std::string>{});
}

TEST_CASE("refuses ECO-320: sums, balances, holds and limits that do not agree") {
  SmallBooks balance;
  balance.row("ben/H2/member").posted += 1;
  CHECK(balance.findings().size() == 2);  // the account, and the currency's sum
  SmallBooks held;
  held.row("ben/EUR/member").held_out = 0;
  CHECK(held.findings().size() == 1);
  SmallBooks legs;
  legs.entries[1].postings[0].amount = -2;
  CHECK_FALSE(legs.findings().empty());
  SmallBooks limit;
  limit.chart.currencies[1].terms.credit->hard = {3};
  CHECK(limit.findings().size() == 1);
  limit.chart.currencies[1].terms_since = Timestamp{std::numeric_limits<std::int64_t>::max()};
  CHECK(audit_ledger(limit.chart, limit.source(), limit.holds).findings.empty());
  CHECK(audit_ledger(limit.chart, limit.source(), limit.holds).remarks.size() == 1);
}

TEST_CASE("what is read from the log's tables is what was moved") {
  test::TestLedger ledger({"mara", "ben"});
  REQUIRE(ledger.add("HOURS", CurrencyKind::time, test::TestLedger::credit(1000)).has_value());
  REQUIRE(ledger.pay("mara", "mara/HOURS/member", "ben/HOURS/member", 250).has_value());
  REQUIRE(ledger.hold("ben", "ben/HOURS/member", "mara/HOURS/member", 50).has_value());
  const Chart chart = load_chart(ledger.db);
  REQUIRE(chart.accounts.size() == 2);
  const EntrySource next = read_entries(ledger.db, chart);
  BookEntry entry;
  REQUIRE(next(entry));
  CHECK(entry.postings.size() == 2);
  CHECK_FALSE(next(entry));
  const auto holds = read_open_holds(ledger.db, chart);
  REQUIRE(holds.size() == 1);
  CHECK(holds[0].amount == 50);
  CHECK(audit_ledger(chart, read_entries(ledger.db, chart), holds).findings == std::vector<std::string>{});
  CHECK(date_span(ledger.db).has_value());
}

TEST_CASE("a register of some accounts is the same whether their entries are looked up or all are read") {
  test::TestLedger ledger({"mara", "ben", "noor"});
  REQUIRE(ledger.add("HOURS", CurrencyKind::time, test::TestLedger::credit(1000)).has_value());
  for (int amount = 1; amount <= 15; ++amount) {
    const std::string payee = amount == 4 || amount == 11 ? "noor" : "ben";
    REQUIRE(ledger.pay("mara", "mara/HOURS/member", payee + "/HOURS/member", amount).has_value());
  }
  const Chart chart = load_chart(ledger.db);
  REQUIRE(chart.accounts.size() == 3);
  for (unsigned chosen = 0; chosen < 8; ++chosen) {
    CAPTURE(chosen);
    const RegisterFilter filter{
        .accounts = {(chosen & 1U) != 0, (chosen & 2U) != 0, (chosen & 4U) != 0}, .begin = {}, .end = {}};
    std::string all, some;
    write_register(chart, read_entries(ledger.db, chart), filter, TableFormat::csv, {},
                   [&](std::string_view text) { all += text; });
    write_register(chart, read_entries_of(ledger.db, chart, filter.accounts), filter, TableFormat::csv, {},
                   [&](std::string_view text) { some += text; });
    CHECK(some == all);
  }
}
