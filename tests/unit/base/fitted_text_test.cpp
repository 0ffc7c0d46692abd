#include "core/base/fitted_text.h"

#include <catch2/catch.hpp>

using namespace tos;

TEST_CASE("text is cut at its end and names in the middle", "[fitted_text]") {
  CHECK(cut_at_end("painted the shed", 16) == "painted the shed");
  CHECK(cut_at_end("painted the shed", 9) == "painted …");
  CHECK(cut_at_end("Müller", 3) == "Mü…");
  CHECK(cut_at_end("ab", 0).empty());
  CHECK(cut_in_middle("the-long-named-bakery/EUR/external", 15) == "the-lon…xternal");
  CHECK(cut_in_middle("the-long-named-bakery/EUR/external", 14) == "the-lon…ternal");
  CHECK(cut_in_middle("abc", 1) == "…");
  CHECK(cut_in_middle("ÄÖÜäöü", 5) == "ÄÖ…öü");
  CHECK(fitted("one two three", 8) == "one two…");
  CHECK(fitted("one-two-three", 8) == "one-…ree");
}

TEST_CASE("the widest column gives first, and figures never", "[fitted_text]") {
  using Widths = std::vector<std::size_t>;
  CHECK(fitted_widths({10, 20}, {false, false}, 40) == Widths{10, 20});
  // 10 + 40 + 12 + 12 + 60 and eight spaces between them are 142
  CHECK(fitted_widths({10, 40, 12, 12, 60}, {false, false, true, true, false}, 80) == Widths{10, 19, 12, 12, 19});
  CHECK(fitted_widths({10, 18, 12, 12, 60}, {false, false, true, true, false}, 80) == Widths{10, 18, 12, 12, 20});
  // figures keep their width, whatever else there is, and 16 columns are kept until nothing else can give
  CHECK(fitted_widths({40, 30}, {true, false}, 52) == Widths{40, 10});
  CHECK(fitted_widths({40, 16}, {true, false}, 52) == Widths{40, 16});
  CHECK(fitted_widths({40, 30}, {true, false}, 20) == Widths{40, 8});
  CHECK(fitted_widths({}, {}, 20).empty());
}
