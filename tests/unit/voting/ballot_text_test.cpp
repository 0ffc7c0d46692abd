#include "voting/polls/ballot_text.h"

#include <rapidcheck.h>

#include <algorithm>
#include <catch2/catch.hpp>

using namespace tos::voting;

TEST_CASE("a ballot's text reads back") {
  CHECK(approvals_text({3, 1}) == "1,3");
  CHECK(approvals_text({}) == "abstain");
  CHECK(ranking_text({{2}, {3, 1}}) == "2>1=3");
  CHECK(ranking_text({}) == "abstain");
  CHECK(rc::check("a ranking", [] {
    Ranking ranking;
    const int ranks = *rc::gen::inRange(0, 5);
    std::int64_t option = 0;
    for (int rank = 0; rank < ranks; ++rank) {
      ranking.emplace_back();
      const int tied = *rc::gen::inRange(1, 4);
      for (int i = 0; i < tied; ++i) ranking.back().push_back(++option);
    }
    std::ranges::reverse(ranking);
    RC_ASSERT(parse_ranking(ranking_text(ranking)) == ranking);
  }));
  CHECK(parse_approvals("1,3,64") == OptionNumbers{1, 3, 64});
  CHECK(parse_approvals("abstain") == OptionNumbers{});
}

TEST_CASE("what is no ballot is nothing") {
  const char* text =
      GENERATE("", "0", "65", "-1", "1>", ">1", "1>>2", "1==2", "=", "1,2", "one", "1 >2", "18446744073709551617");
  CHECK_FALSE(parse_ranking(text).has_value());
  CHECK_FALSE(parse_approvals("1,,2").has_value());
  CHECK_FALSE(parse_approvals("2>1").has_value());
}
