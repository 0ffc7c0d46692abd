#include <catch2/catch.hpp>

#include "core/base/bytes.h"
#include "core/base/id.h"
#include "core/base/rational.h"
#include "core/base/time.h"

using namespace tos;

TEST_CASE("a time has one spelling") {
  const auto at = Timestamp::parse("2026-11-20T10:00:00.000Z");
  REQUIRE(at);
  CHECK(at->ms == 1'795'168'800'000);
  CHECK(at->to_string() == "2026-11-20T10:00:00.000Z");
  CHECK(at->to_minute() == "2026-11-20 10:00 UTC");
  CHECK(Timestamp::parse("2024-02-29T23:59:59.999Z"));
  for (const char* wrong : {"2026-11-20T10:00:00Z", "2026-02-29T00:00:00.000Z", "2026-13-01T00:00:00.000Z",
                            "2026-11-20T24:00:00.000Z", "2026-11-20T10:00:60.000Z", "2026-11-20 10:00:00.000Z",
                            "1969-12-31T23:59:59.999Z", "2026-11-20T10:00:00.000z", ""}) {
    INFO(wrong);
    CHECK_FALSE(Timestamp::parse(wrong));
  }
}

TEST_CASE("a fraction has one spelling and compares exactly") {
  CHECK(Rational::parse("0.66") == Rational{33, 50});
  CHECK(Rational::parse("2/3") == Rational{2, 3});
  CHECK(Rational::parse("1")->to_string() == "1");
  CHECK(Rational::of(2, 3).to_string() == "2/3");
  CHECK(Rational{33, 50} < Rational{2, 3});
  for (const char* wrong : {"0.660", "00.5", ".5", "5.", "4/6", "1/0", "-0.5", "1e3", "0.0000000001", "2/1", "+1"}) {
    INFO(wrong);
    CHECK_FALSE(Rational::parse(wrong));
  }
}

TEST_CASE("base64 and hex accept their canonical spelling only") {
  CHECK(to_base64("roof") == "cm9vZg==");
  CHECK(from_base64("cm9vZg==") == "roof");
  CHECK_FALSE(from_base64("cm9vZh=="));  // stray trailing bits
  CHECK_FALSE(from_base64("cm9v\nZg=="));
  CHECK_FALSE(from_base64("cm9vZg"));
  CHECK(to_hex(sha256("")) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK_FALSE(RecordId::parse("E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855"));
}
