#include "economy/amount.h"

#include <rapidcheck.h>

#include <catch2/catch.hpp>
#include <numeric>

#include "economy/account.h"

using namespace tos;
using namespace tos::economy;

TEST_CASE("amounts are typed and shown with their currency's decimals: accepts ECO-071") {
  CHECK(parse_amount("12.50", 2) == 1250);
  CHECK(parse_amount("12.5", 2) == 1250);
  CHECK(parse_amount("-0.05", 2) == -5);
  CHECK(parse_amount("7", 0) == 7);
  CHECK(parse_amount("9007199254740991", 0) == max_amount);
  for (const char* text : {"", "-", "1e3", "+1", "1,5", ".5", "5.", "1.2.3", "1.234", "0x1", " 1", "1 ", "९",
                           "9007199254740992", "90071992547409.920", "99999999999999999999999999"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_amount(text, 2).has_value());
  }
  CHECK(format_amount(1250, 2) == "12.50");
  CHECK(format_amount(-5, 2) == "-0.05");
  CHECK(format_amount(7, 0) == "7");
  CHECK(format_amount(INT64_MIN, 9) == "-9223372036.854775808");
}

TEST_CASE("what is shown is what was typed") {
  rc::check("parse(format(x)) = x", [] {
    const auto minor = *rc::gen::inRange<std::int64_t>(-max_amount, max_amount + 1);
    const int scale = *rc::gen::inRange(0, max_scale + 1);
    RC_ASSERT(parse_amount(format_amount(minor, scale), scale) == minor);
  });
}

TEST_CASE("a split adds up, and nobody is a unit away from their share") {
  CHECK(split_amount(15, std::vector<std::int64_t>{80, 8, 12}) == std::vector<std::int64_t>{12, 1, 2});
  CHECK(split_amount(9500, std::vector<std::int64_t>{1, 1, 1}, 2) == std::vector<std::int64_t>{3167, 3166, 3167});
  CHECK(split_amount(-100, std::vector<std::int64_t>{1, 1, 1}) == std::vector<std::int64_t>{-33, -33, -34});
  CHECK_FALSE(split_amount(5, {}).has_value());
  CHECK_FALSE(split_amount(5, std::vector<std::int64_t>{0, 0}).has_value());
  CHECK_FALSE(split_amount(5, std::vector<std::int64_t>{3, -1}).has_value());
  rc::check("Σ shares = amount, each within one unit", [] {
    const auto amount = *rc::gen::inRange<std::int64_t>(-max_amount, max_amount + 1);
    const auto weights =
        *rc::gen::suchThat(rc::gen::container<std::vector<std::int64_t>>(rc::gen::inRange<std::int64_t>(0, max_amount)),
                           [](const auto& all) { return std::accumulate(all.begin(), all.end(), Int128{0}) > 0; });
    const auto offset = *rc::gen::inRange<std::size_t>(0, 20);
    const auto shares = split_amount(amount, weights, offset);
    RC_ASSERT(shares.has_value());
    RC_ASSERT(std::accumulate(shares->begin(), shares->end(), Int128{0}) == amount);
    const Int128 total = std::accumulate(weights.begin(), weights.end(), Int128{0});
    for (std::size_t i = 0; i < weights.size(); ++i) {
      const Int128 exact = Int128{amount} * weights[i];
      const Int128 share = Int128{(*shares)[i]} * total;
      RC_ASSERT(share - exact < total);
      RC_ASSERT(exact - share < total);
    }
  });
}

TEST_CASE("accounts have one spelling") {
  for (const char* text : {"mara/HOURS/member", "roof-fund/EUR/fund", "group/POINTS/escrow", "group/EUR/external",
                           "bank/EUR/external", "group/A1/issuance", "group/EUR/conversion"}) {
    CAPTURE(text);
    const auto account = AccountName::parse(text);
    REQUIRE(account.has_value());
    CHECK(account->text() == text);
  }
  for (const char* text : {"", "mara", "mara/HOURS", "mara/HOURS/", "mara/hours/member", "mara/HOURS/wallet",
                           "Mara/HOURS/member", "group/HOURS/member", "mara/HOURS/issuance", "mara/H/member",
                           "mara/1H/member", "mara/HOURS/member/x", "mara/HOURSHOURSHOURS/member", "//"}) {
    CAPTURE(text);
    CHECK_FALSE(AccountName::parse(text).has_value());
  }
}
