#include "economy/books/bank_file.h"

#include <catch2/catch.hpp>

#include "economy/books/open_collective.h"
#include "support/test_ledger.h"

using namespace tos;
using namespace tos::economy;
using namespace tos::economy::books;
using tos::test::code;

namespace {

std::optional<int> scales(const CurrencyCode& currency) {
  if (currency.text() == "EUR" || currency.text() == "USD") return 2;
  if (currency.text() == "HOURS") return 0;
  return std::nullopt;
}

ImportedFile read_bank(std::string_view rules_text, std::string_view file) {
  auto csv_rules = parse_csv_rules(rules_text);
  REQUIRE(csv_rules.has_value());
  auto input = voting::Input::from_memory(file, "bank.csv");
  REQUIRE(input.has_value());
  auto found = read_bank_file(*input, *csv_rules, scales);
  REQUIRE(found.has_value());
  return *std::move(found);
}

std::string bad_rules(const ImportedFile& file) {
  std::string all;
  for (const BadRow& row : file.bad) all += fmt::format("{}:{} ", row.line, row.why.rule->id);
  return all;
}

constexpr std::string_view plain =
    "skip 1\nfields date, description, amount, currency, code\naccount1 coop/%currency/external\n"
    "account2 bank/%currency/external\n";

std::string amount_of(std::string_view text, char mark, int scale = 2) {
  const auto amount = parse_bank_amount(text, mark, code("EUR"), scale);
  return amount ? format_amount(*amount, scale) : std::string(amount.error().rule->id);
}

constexpr std::string_view columns =
    "id,type,kind,TransactionGroup,amount,currency,platformFeeInHostCurrency,hostFeeInHostCurrency,"
    "paymentProcessorFeeInHostCurrency,taxAmount,netAmountInCollectiveCurrency,CollectiveId,FromCollectiveId,"
    "HostCollectiveId,createdAt,deletedAt\n";

ImportedFile read_pairs(const std::string& rows) {
  auto input = voting::Input::from_memory(std::string(columns) + rows, "transactions.csv");
  REQUIRE(input.has_value());
  auto found = read_open_collective(*input, scales);
  REQUIRE(found.has_value());
  return *std::move(found);
}

std::string legs_of(const ImportedTransfer& transfer) {
  std::string all;
  for (const Leg& leg : transfer.legs) all += fmt::format("{} {} ", leg.account, leg.amount);
  return all;
}

}  // namespace

TEST_CASE("accepts ECO-303: amounts as banks write them") {
  CHECK(amount_of("1,234.50", '.') == "1234.50");
  CHECK(amount_of("1.234,50", ',') == "1234.50");
  CHECK(amount_of("1'234.50", '.') == "1234.50");
  CHECK(amount_of("1 234,5", ',') == "1234.50");
  CHECK(amount_of("1\xc2\xa0"
                  "234,5",
                  ',') == "1234.50");
  CHECK(amount_of("-12", '.') == "-12.00");
  CHECK(amount_of("+7.5", '.') == "7.50");
  CHECK(amount_of("(3.00)", '.') == "-3.00");
  CHECK(amount_of("12.50-", '.') == "-12.50");
  CHECK(amount_of("--12.50", '.') == "12.50");
  CHECK(amount_of("€ 12", '.') == "12.00");
  CHECK(amount_of("12.50 EUR", '.') == "12.50");
  CHECK(amount_of("12.500", '.') == "12.50");
  CHECK(amount_of("7", '.', 0) == "7");
}

TEST_CASE("refuses ECO-303: what is no amount, or has too many decimals") {
  for (const char* text : {"",     "-",         "x",    "1.234", "1,23",    "12,34,567", "1.2.3",
                           "1e3",  "12.50 USD", "0x10", "1-2",   ",5",      "1,2345",    "99999999999999999999",
                           "+-5",  "5.",        "€€5",  "5,0,0", "1,2,345", "1,23,",     "1''34",
                           "1,-23"}) {
    CAPTURE(text);
    CHECK(amount_of(text, '.') == "ECO-303");
  }
  CHECK(amount_of("5.0.0", ',') == "ECO-303");
}

TEST_CASE("accepts ECO-302, ECO-305: rows become transfers between two accounts") {
  const ImportedFile file = read_bank(plain,
                                      "Date,What,Amount,Currency,Code\n"
                                      "2026-11-01,\"Rent; \tNovember\",-400.00,EUR,a1\n"
                                      "2026-11-02,Gift,12.50,EUR,a2\n");
  REQUIRE(file.bad.empty());
  REQUIRE(file.transfers.size() == 2);
  CHECK(legs_of(file.transfers[0]) == "coop/EUR/external -40000 bank/EUR/external 40000 ");
  CHECK(file.transfers[0].memo == "Rent; November");
  CHECK(file.transfers[0].date.to_date() == "2026-11-01");
  CHECK(file.transfers[0].line == 2);
  CHECK(legs_of(file.transfers[1]) == "coop/EUR/external 1250 bank/EUR/external -1250 ");
}

TEST_CASE("refuses ECO-302: rows that lack something, by line") {
  const ImportedFile file = read_bank(plain,
                                      "header\n"
                                      "2026-11-01,none,,EUR,\n"
                                      "2026-11-01,no such currency,1,GBP,\n"
                                      "2026-11-01,nothing,0.00,EUR,\n"
                                      "2026-11-01,no account,1,,\n"
                                      "2026-11-01,fits,1,EUR,\n"
                                      "2026-11-31,no day,1,EUR,\n"
                                      "2026-11-01,no amount,x,EUR,\n");
  CHECK(bad_rules(file) == "2:ECO-302 3:ECO-302 4:ECO-302 5:ECO-302 7:ECO-304 8:ECO-303 ");
  CHECK(file.transfers.size() == 1);
  CHECK(file.rows == 7);
  const ImportedFile mixed =
      read_bank("fields date, amount\naccount1 coop/EUR/external\naccount2 coop/HOURS/external\n", "2026-11-01,1\n");
  CHECK(bad_rules(mixed) == "1:ECO-302 ");
}

std::string memo_of_bytes(std::string_view encoding, std::string_view bytes) {
  auto csv_rules = parse_csv_rules(fmt::format("{}\n{}", encoding, plain));
  REQUIRE(csv_rules.has_value());
  auto input = voting::Input::from_memory(fmt::format("header\n2026-11-01,{},1.00,EUR,a\n", bytes), "bank.csv");
  REQUIRE(input.has_value());
  const auto file = read_bank_file(*input, *csv_rules, scales);
  if (!file) return fmt::format("{} in line {}", file.error().rule->id, file.error().where.line);
  REQUIRE(file->transfers.size() == 1);
  return file->transfers[0].memo;
}

TEST_CASE("accepts FMT-011: a bank file in the encoding that its rules state") {
  CHECK(memo_of_bytes("", "M\xc3\xbcller") == "Müller");
  CHECK(memo_of_bytes("encoding utf-8", "M\xc3\xbcller") == "Müller");
  CHECK(memo_of_bytes("encoding ISO-8859-1",
                      "Gr\xfc\xdf"
                      "e") == "Grüße");
  CHECK(memo_of_bytes("encoding iso-8859-1", "M\xfcller") == "Müller");
  CHECK(memo_of_bytes("encoding windows-1252", "M\xfcller \x80 5 \x96 6") == "Müller € 5 – 6");
}

TEST_CASE("refuses FMT-011: letters that would be thrown away") {
  CHECK(memo_of_bytes("", "M\xfcller") == "FMT-011 in line 2");
  CHECK(memo_of_bytes("encoding iso-8859-1", "\x80 5") == "FMT-011 in line 2");  // none of its letters
  CHECK(memo_of_bytes("encoding windows-1252", "\x81") == "FMT-011 in line 2");
  auto other = parse_csv_rules("encoding koi8-r\n");
  REQUIRE(!other.has_value());
  CHECK(std::string_view(other.error().rule->id) == "ECO-301");
  auto input = voting::Input::from_memory(std::string(columns) + "1,DEBIT,\xfc,g\n", "transactions.csv");
  REQUIRE(input.has_value());
  const auto found = read_open_collective(*input, scales);
  REQUIRE(!found.has_value());
  CHECK(std::string_view(found.error().rule->id) == "FMT-011");
}

TEST_CASE("a bank file: the same rows have the same keys in every encoding") {
  const auto key = [](std::string_view encoding, std::string_view bytes) {
    return read_bank(fmt::format("{}\nfields date, description, amount\naccount1 coop/EUR/external\naccount2 "
                                 "bank/EUR/external\n",
                                 encoding),
                     fmt::format("2026-11-01,{},1.00\n", bytes))
        .transfers.at(0)
        .key;
  };
  CHECK(key("encoding iso-8859-1", "M\xfcller") == key("", "M\xc3\xbcller"));
  CHECK(key("", "'=1+1") == key("", "=1+1"));  // as a spreadsheet's quote makes no other row
}

TEST_CASE("refuses ECO-302: a row with fewer columns than the rules name says so") {
  const ImportedFile file = read_bank(plain, "header\n2026-11-01,Gift\n");
  REQUIRE(file.bad.size() == 1);
  CHECK(file.bad[0].why.what.find("name 5 columns, and the row has 2") != std::string::npos);
}

TEST_CASE("refuses ECO-305: a code that stands twice") {
  const ImportedFile file = read_bank(plain, "header\n2026-11-01,one,1,EUR,x\n2026-11-02,two,2,EUR,x\n");
  CHECK(bad_rules(file) == "3:ECO-305 ");
}

TEST_CASE("the same row gives the same key, and a repeated row another one") {
  const std::string one = "header\n2026-11-01,coffee,-2,EUR,\n";
  const ImportedFile first = read_bank(plain, one);
  const ImportedFile second = read_bank(plain, one + "2026-11-01,coffee,-2,EUR,\n");
  REQUIRE(second.transfers.size() == 2);
  CHECK(first.transfers[0].key == second.transfers[0].key);
  CHECK(second.transfers[0].key != second.transfers[1].key);
}

TEST_CASE("incoming and outgoing amounts may stand in columns of their own, the newest row first") {
  const ImportedFile file = read_bank(
      "newest-first\nfields date, amount-in, amount-out\naccount1 coop/EUR/external\naccount2 bank/EUR/external\n",
      "2026-11-02,5,\n2026-11-01,,7\n2026-11-03,1,1\n");
  CHECK(bad_rules(file) == "3:ECO-302 ");
  REQUIRE(file.transfers.size() == 2);
  CHECK(legs_of(file.transfers[0]) == "coop/EUR/external -700 bank/EUR/external 700 ");
  CHECK(legs_of(file.transfers[1]) == "coop/EUR/external 500 bank/EUR/external -500 ");
}

TEST_CASE("accepts ECO-306, ECO-307, ECO-308: a pair becomes a transfer with its fees") {
  const ImportedFile file = read_pairs(
      "1,CREDIT,CONTRIBUTION,g1,1000,USD,-50,-100,-30,,820,7,9,3,2017-01-02 03:04:05.678+00,\n"
      "2,DEBIT,CONTRIBUTION,g1,-820,USD,-50,,-30,,-1000,9,7,3,2017-01-02 03:04:05.678+00,\n");
  CHECK(bad_rules(file).empty());
  REQUIRE(file.transfers.size() == 1);
  CHECK(legs_of(file.transfers[0]) ==
        "c9/USD/external -1000 c7/USD/external 820 platform/USD/external 50 c3/USD/external 100 "
        "processor/USD/external 30 ");
  CHECK(file.transfers[0].date.to_string() == "2017-01-02T03:04:05.678Z");
}

TEST_CASE("fees in another currency are shared in proportion, and unnamed ones are fees") {
  const ImportedFile file = read_pairs(
      "1,CREDIT,X,g1,500,USD,-20,0,-31,,438,7,9,3,2017-01-02 03:04:05+00,\n"
      "2,DEBIT,X,g1,-438,USD,-20,,-31,,-500,9,7,3,2017-01-02 03:04:05+00,\n"
      "3,CREDIT,X,g2,500,USD,,,,,438,7,9,3,2017-01-02 03:04:05+00,\n"
      "4,DEBIT,X,g2,-438,USD,,,,,-500,9,7,3,2017-01-02 03:04:05+00,\n"
      "5,CREDIT,X,g3,500,USD,,-62,,,438,3,9,3,2017-01-02 03:04:05+00,\n"
      "6,DEBIT,X,g3,-438,USD,,,,,-500,9,3,3,2017-01-02 03:04:05+00,\n");
  CHECK(bad_rules(file).empty());
  REQUIRE(file.transfers.size() == 3);
  CHECK(legs_of(file.transfers[0]) ==
        "c9/USD/external -500 c7/USD/external 438 platform/USD/external 24 processor/USD/external 38 ");
  CHECK(legs_of(file.transfers[1]) == "c9/USD/external -500 c7/USD/external 438 fees/USD/external 62 ");
  CHECK(legs_of(file.transfers[2]) == "c9/USD/external -500 c3/USD/external 500 ");
}

TEST_CASE("refuses ECO-307, ECO-308: pairs that are none") {
  const ImportedFile file = read_pairs(
      "1,CREDIT,X,alone,100,USD,,,,,100,7,9,3,2017-01-02 03:04:05+00,\n"
      "2,CREDIT,X,gone,100,USD,,,,,100,7,9,3,2017-01-02 03:04:05+00,2018-01-01\n"
      "3,CREDIT,X,broken,100,USD,,,,,90,7,9,3,2017-01-02 03:04:05+00,\n"
      "4,DEBIT,X,broken,-95,USD,,,,,-100,9,7,3,2017-01-02 03:04:05+00,\n"
      "5,CREDIT,X,parties,100,USD,,,,,100,7,9,3,2017-01-02 03:04:05+00,\n"
      "6,DEBIT,X,parties,-100,USD,,,,,-100,9,8,3,2017-01-02 03:04:05+00,\n"
      "7,CREDIT,X,currency,100,GBP,,,,,100,7,9,3,2017-01-02 03:04:05+00,\n"
      "8,DEBIT,X,currency,-100,GBP,,,,,-100,9,7,3,2017-01-02 03:04:05+00,\n"
      "9,CREDIT,X,day,100,USD,,,,,100,7,9,3,yesterday,\n"
      "10,CREDIT,X,much,99999999999999999,USD,,,,,1,7,9,3,2017-01-02 03:04:05+00,\n"
      "11,CREDIT\n");
  CHECK(file.passed == 1);
  CHECK(file.transfers.empty());
  CHECK(bad_rules(file) == "12:ECO-302 2:ECO-307 4:ECO-308 6:ECO-307 8:ECO-302 10:ECO-304 11:ECO-303 ");
  CHECK(file.bad[2].name == "broken");
}

TEST_CASE("refuses ECO-306: a table without its columns") {
  for (const char* text : {"", "id,type\n1,CREDIT\n"}) {
    auto input = voting::Input::from_memory(text, "t.csv");
    REQUIRE(input.has_value());
    CHECK(read_open_collective(*input, scales).error().rule->id == "ECO-306");
  }
}

TEST_CASE("a memo from a file fits a record") {
  CHECK(memo_from("  a \t b\nc  ") == "a b c");
  CHECK(memo_from("\x1b[31mred\xff") == "[31mred");
  CHECK(codec::count_characters(memo_from(std::string(500, 'x'))) == 200);
  CHECK(codec::count_characters(memo_from("ü " + std::string(500, 'x'))) == 200);
  CHECK(memo_from("\xe2\x80\xae").empty());
}
