#include <catch2/catch.hpp>

#include "support/test_aid.h"

using namespace tos;
using namespace tos::test;
using namespace tos::economy;

TEST_CASE("bands of the fair-exchange index") {
  struct Case {
    std::int64_t given, received;
    const char* index;  // "": none
    Band band;
  };
  const Case cases[] = {{0, 0, "1", Band::good},
                        {100, 0, "", Band::excellent},
                        {0, 100, "0", Band::critical},
                        {200, 100, "2", Band::excellent},
                        {199, 100, "1.99", Band::good},
                        {100, 100, "1", Band::good},
                        {99, 100, "0.99", Band::balanced},
                        {75, 100, "0.75", Band::balanced},
                        {74, 100, "0.74", Band::warning},
                        {50, 100, "0.5", Band::warning},
                        {49, 100, "0.49", Band::critical},
                        {1, 3, "1/3", Band::critical},
                        {greatest_total, 1, "4611686018427387904", Band::excellent},
                        {1, greatest_total, "1/4611686018427387904", Band::critical}};
  for (const Case& one : cases) {
    CAPTURE(one.given, one.received);
    const FairExchange fair = fair_exchange({.given = one.given, .received = one.received});
    CHECK((fair.index ? fair.index->to_string() : "") == one.index);
    CHECK(fair.band == one.band);
  }
}

TEST_CASE("what counts for the fair-exchange index: completed deals of half a year, without care received") {
  TestAid group;
  const auto done = [&](const char* giver, const char* receiver, const char* category, std::int64_t count) {
    const RecordId deal = *group.match(receiver, *group.offer(giver, {.category = category}), count);
    REQUIRE(group.confirm(giver, deal).has_value());
    REQUIRE(group.confirm(receiver, deal).has_value());
  };
  done("mara", "ben", "garden", 100);
  done("ben", "mara", "garden", 60);
  done("ben", "mara", "nursing", 40);
  REQUIRE(group.match("ben", *group.offer("mara"), 30).has_value());  // pending: does not count yet
  const auto exchange = [&](const char* member) { return exchange_of(group.db, code("HOURS"), member, group.clock); };
  CHECK(exchange("mara").given == 100);
  CHECK(exchange("mara").received == 60);
  CHECK(exchange("mara").care_received == 60);  // 40 at one and a half
  CHECK(exchange("ben").given == 120);          // who cares has given
  CHECK(exchange("ben").received == 100);
  CHECK(exchange_of(group.db, code("CREDIT"), "mara", group.clock).given == 0);

  group.tick(183 * 24 - 1);
  done("mara", "ben", "garden", 7);
  CHECK(exchange("mara").given == 107);
  group.tick(1);
  CHECK(exchange("mara").given == 7);
}
