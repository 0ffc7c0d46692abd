#include "economy/reports/concentration.h"

#include <rapidcheck.h>

#include <catch2/catch.hpp>
#include <random>

#include "book_maker.h"

using namespace tos;
using namespace tos::economy;
using namespace tos::test;

TEST_CASE("Gini, top shares and effective holders by hand") {
  const Concentration one = concentration_of({0, 1, 2, 3, 4});
  // Σ (2i − 6) xᵢ = −4·0 − 2·1 + 0·2 + 2·3 + 4·4 = 20, over 5 · 10
  CHECK(*one.gini == *Fraction::of(20, 50));
  CHECK(one.top_tenth.members == 1);
  CHECK(*one.top_tenth.share == *Fraction::of(4, 10));
  CHECK(*one.effective_holders == *Fraction::of(100, 30));
  CHECK(one.at_zero == 1);
}

TEST_CASE("all the same is 0, all with one of n is (n − 1) ÷ n") {
  CHECK(*concentration_of({5, 5, 5, 5}).gini == *Fraction::of(0, 1));
  CHECK(*concentration_of({5, 5, 5, 5}).effective_holders == *Fraction::of(4, 1));
  CHECK(*concentration_of({0, 0, 0, 9}).gini == *Fraction::of(3, 4));
  CHECK(*concentration_of({0, 0, 0, 9}).effective_holders == *Fraction::of(1, 1));
  CHECK(*concentration_of({7}).gini == *Fraction::of(0, 1));
}

TEST_CASE("what is below zero counts as zero, and is told") {
  const Concentration one = concentration_of({-30, -20, 0, 50});
  CHECK(one.below_zero == 2);
  CHECK(one.at_zero == 1);
  CHECK(one.owed == 50);
  CHECK(one.total == 50);
  CHECK(*one.gini == *Fraction::of(3, 4));
}

TEST_CASE("where nobody has anything there is no figure") {
  for (const Concentration& one : {concentration_of({}), concentration_of({0, 0}), concentration_of({-1, -1})}) {
    CHECK(!one.gini.has_value());
    CHECK(!one.top_hundredth.share.has_value());
    CHECK(!one.effective_holders.has_value());
  }
}

TEST_CASE("the top 1 % and 10 % are rounded up to whole members") {
  CHECK(concentration_of(std::vector<Sum>(11, 1)).top_tenth.members == 2);
  CHECK(concentration_of(std::vector<Sum>(100, 1)).top_hundredth.members == 1);
  CHECK(concentration_of(std::vector<Sum>(101, 1)).top_hundredth.members == 2);
}

TEST_CASE("the largest balances there can be do not overflow") {
  const std::vector<Sum> balances(1000, Sum{1} << 62);
  CHECK(*concentration_of(balances).effective_holders == *Fraction::of(1000, 1));
}

TEST_CASE("Gini is from 0 to 1, whoever stands where; more for who has most is no less") {
  rc::check([](std::vector<std::int32_t> drawn, unsigned seed) {
    std::vector<Sum> balances(drawn.begin(), drawn.end());
    const Concentration one = concentration_of(balances);
    std::ranges::shuffle(balances, std::mt19937(seed));
    const Concentration other = concentration_of(balances);
    RC_ASSERT(one.gini == other.gini);
    RC_ASSERT(one.effective_holders == other.effective_holders);
    if (!one.gini) return;
    const Fraction whole{.numerator = 1, .denominator = 1};
    RC_ASSERT(*one.gini >= Fraction{} && *one.gini < whole);
    RC_ASSERT(*one.top_hundredth.share <= *one.top_tenth.share && *one.top_tenth.share <= whole);
    RC_ASSERT(*one.effective_holders >= whole);
    *std::ranges::max_element(balances) *= 2;
    RC_ASSERT(*concentration_of(balances).gini >= *one.gini);
  });
}

TEST_CASE("funds and the group's own accounts are left out, members without an account are not") {
  BookMaker maker({"ana", "ben", "cem", "dan"});
  maker.pay(day(1), "bank/external", "roof/fund", 1'000'000);
  maker.pay(day(1), "group/issuance", "group/escrow", 1'000'000);
  maker.pay(day(2), "roof/fund", "ana/member", 300);
  maker.pay(day(2), "roof/fund", "ben/member", 100);
  maker.pay(day(20), "ana/member", "ben/member", 300);
  const MemberConcentration then = concentration_among_members(maker.book, day(10));
  CHECK(then.figures.sorted == std::vector<Sum>{0, 0, 100, 300});
  CHECK(then.reconciliation.agrees());
  CHECK(then.reconciliation.registered == 400);
  const MemberConcentration now = concentration_among_members(maker.book, day(30));
  CHECK(now.figures.sorted == std::vector<Sum>{0, 0, 0, 400});
  CHECK(now.reconciliation.agrees());
}

TEST_CASE("who left counts while something is left of theirs") {
  BookMaker maker({"ana"});
  maker.pay(day(1), "ana/member", "old/member", 10);
  CHECK(concentration_among_members(maker.book, day(9)).figures.sorted == std::vector<Sum>{0, 10});
  maker.pay(day(2), "old/member", "ana/member", 10);
  CHECK(concentration_among_members(maker.book, day(9)).figures.sorted == std::vector<Sum>{0});
}
