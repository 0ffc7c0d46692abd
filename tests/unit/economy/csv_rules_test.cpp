#include "economy/books/csv_rules.h"

#include <catch2/catch.hpp>

using namespace tos;
using namespace tos::economy::books;

namespace {

std::string rule_of(std::string_view text) {
  const auto parsed = parse_csv_rules(text);
  return parsed ? "" : fmt::format("{}:{}", parsed.error().rule->id, parsed.error().where.line);
}

bool finds(std::string_view pattern, std::string_view text) {
  const auto parsed = Pattern::parse(pattern);
  REQUIRE(parsed.has_value());
  return parsed->matches(text);
}

}  // namespace

TEST_CASE("patterns match anywhere, in letters of either case") {
  CHECK(finds("rent", "Monthly RENT, May"));
  CHECK_FALSE(finds("^rent", "Monthly RENT, May"));
  CHECK(finds("may$", "Monthly RENT, May"));
  CHECK(finds("a|b", "xbx"));
  CHECK(finds("^(ab|c)*d$", "ababcd"));
  CHECK_FALSE(finds("^(ab|c)*d$", "abacd"));
  CHECK(finds("^x{2,3}$", "xxx"));
  CHECK_FALSE(finds("^x{2,3}$", "xxxx"));
  CHECK(finds("^x{2,}$", "xxxxx"));
  CHECK(finds("[0-9]+\\.[0-9]{2}", "EUR 12.50"));
  CHECK(finds("[^a-z ]", "abc d9"));
  CHECK_FALSE(finds("[^a-z ]", "abc D"));
  CHECK(finds("\\bfee\\b", "a fee."));
  CHECK_FALSE(finds("\\bfee\\b", "coffee"));
  CHECK(finds("\\d\\s\\w", "5 a"));
  CHECK(finds("m.ller", "Müller"));
  CHECK(finds("[äöü]", "für"));
  CHECK(finds("(a|b|c|)d", "d"));
  CHECK(finds("a||b", "x"));
  CHECK(finds("[]x]", "]"));
  CHECK(finds("[a\\]]", "]"));
}

TEST_CASE("refuses ECO-301: patterns that are not whole") {
  for (const char* text : {"", "(", ")", "a)", "[a", "*a", "a**", "a{3,1}", "a{999}", "a{", "\\", "\\q", "[z-a]",
                           "[[:alpha:]]", "((((a{255}){255}){255}){255})"}) {
    CAPTURE(text);
    CHECK(Pattern::parse(text).error().rule->id == "ECO-301");
  }
  CHECK(Pattern::parse(std::string(100, '(') + "a" + std::string(100, ')')).error().rule->id == "ECO-301");
}

TEST_CASE("a pattern's time is bounded by its text, whatever it says") {
  // Backtracking would take longer than the universe has.
  CHECK_FALSE(finds("^(a|a)*(a|a)*(a|a)*b$", std::string(20'000, 'a')));
  CHECK_FALSE(finds("(x+x+)+y", std::string(20'000, 'x')));
}

TEST_CASE("accepts ECO-300, ECO-301: a rules file") {
  const auto parsed = parse_csv_rules(
      "# our bank\n"
      "skip 1\n"
      "separator ;\n"
      "date-format %d.%m.%Y\n"
      "decimal-mark ,\n"
      "newest-first\n"
      "fields date, , payee, purpose, amount, balance\n"
      "description %payee: %purpose\n"
      "account1 coop/EUR/external\n"
      "\n"
      "if dues\n"
      "membership fee\n"
      "& %payee ^mara\n"
      "  account2 mara/EUR/member\n"
      "\n"
      "if %amount ^0,00$\n"
      "  skip\n");
  REQUIRE(parsed.has_value());
  CHECK(parsed->skip == 1);
  CHECK(parsed->separator == ';');
  CHECK(parsed->decimal_mark == ',');
  CHECK(parsed->newest_first);
  const auto values = parsed->evaluate({"01.02.2026", "x", "Mara", "membership fee", "5,00", "7,00"});
  CHECK(values.at(RowField::date) == "01.02.2026");
  CHECK(values.at(RowField::description) == "Mara: membership fee");
  CHECK(values.at(RowField::account2) == "mara/EUR/member");
  CHECK(values.at(RowField::amount) == "5,00");
  CHECK_FALSE(values.contains(RowField::skip));
  CHECK(parsed->evaluate({"01.02.2026", "x", "Ben", "DUES"}).contains(RowField::account2));
  CHECK_FALSE(parsed->evaluate({"01.02.2026", "x", "Ben", "membership fee"}).contains(RowField::account2));
  CHECK(parsed->evaluate({"", "", "", "", "0,00"}).contains(RowField::skip));
}

TEST_CASE("refuses ECO-300: directives that are not understood, by line") {
  CHECK(rule_of("skip 1\ninclude other.rules\n") == "ECO-300:2");
  CHECK(rule_of("account3 bank/EUR/external\n") == "ECO-300:1");
  CHECK(rule_of("if|%1|account2\n") == "ECO-300:1");
  CHECK(rule_of("\n\nif x\n  comment hello\n") == "ECO-300:4");
  CHECK(rule_of("timezone UTC") == "ECO-300:1");
}

TEST_CASE("refuses ECO-301: lines that are not whole, by line") {
  CHECK(rule_of("skip many\n") == "ECO-301:1");
  CHECK(rule_of("\nseparator long\n") == "ECO-301:2");
  CHECK(rule_of("decimal-mark x\n") == "ECO-301:1");
  CHECK(rule_of("date-format %Q\n") == "ECO-301:1");
  CHECK(rule_of("fields a, b\nfields c\n") == "ECO-301:2");
  CHECK(rule_of("fields a, a\n") == "ECO-301:1");
  CHECK(rule_of("description %nobody\n") == "ECO-301:1");
  CHECK(rule_of("description %0\n") == "ECO-301:1");
  CHECK(rule_of("  account2 bank/EUR/external\n") == "ECO-301:1");
  CHECK(rule_of("if x\n\naccount1 a/EUR/external\n") == "ECO-301:1");
  CHECK(rule_of("if\n") == "ECO-301:1");
  CHECK(rule_of("if\n& x\n  skip\n") == "ECO-301:2");
  CHECK(rule_of("if (x\n  skip\n") == "ECO-301:1");
}

TEST_CASE("accepts ECO-304: dates as their format says") {
  CHECK(parse_date("2026-11-20", "%Y-%m-%d")->to_string() == "2026-11-20T00:00:00.000Z");
  CHECK(parse_date("3.4.2026", "%-d.%-m.%Y")->to_date() == "2026-04-03");
  CHECK(parse_date("20 Nov 2026", "%d %b %Y")->to_date() == "2026-11-20");
  CHECK(parse_date(" 3/4/2026 17:05:09", "%e/%-m/%Y %H:%M:%S")->to_string() == "2026-04-03T17:05:09.000Z");
}

TEST_CASE("refuses ECO-304: days that are none") {
  for (const char* text :
       {"", "2026-02-30", "2026-13-01", "26-01-01", "2026-01-01x", "2026-1-1", "x2026-01-01", "१२३४-०१-०१"}) {
    CAPTURE(text);
    CHECK(parse_date(text, "%Y-%m-%d").error().rule->id == "ECO-304");
  }
}
