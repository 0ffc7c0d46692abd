#pragma once
#include <rapidcheck.h>

#include <algorithm>
#include <numeric>
#include <string>
#include <vector>

#include "voting/methods/count.h"

namespace tos::voting::testing {

struct RawBallot {
  std::int64_t weight;
  std::vector<RankMark> marks;
};

struct RawProfile {
  int candidates;
  std::vector<RawBallot> ballots;
};

inline Profile built(const RawProfile& raw) {
  Profile profile;
  for (int c = 0; c < raw.candidates; ++c) profile.candidates.push_back({std::string(1, static_cast<char>('A' + c))});
  RankedBallots ballots;
  for (const RawBallot& ballot : raw.ballots) RC_ASSERT(ballots.add(ballot.marks, ballot.weight).has_value());
  profile.ballots = std::move(ballots);
  return profile;
}

// Rankings of some of up to `most_candidates` candidates; with `messy` also equal ranks, blanks and repetitions.
inline rc::Gen<RawProfile> random_raw(int most_candidates, int most_ballots, bool messy) {
  return rc::gen::exec([=] {
    RawProfile raw{*rc::gen::inRange(1, most_candidates + 1), {}};
    const int count = *rc::gen::inRange(0, most_ballots + 1);
    for (int b = 0; b < count; ++b) {
      std::vector<std::uint16_t> order(static_cast<std::size_t>(raw.candidates));
      std::iota(order.begin(), order.end(), std::uint16_t{0});
      for (std::size_t i = order.size(); i > 1; --i)
        std::swap(order[i - 1], order[*rc::gen::inRange<std::size_t>(0, i)]);
      order.resize(*rc::gen::inRange<std::size_t>(0, order.size() + 1));
      RawBallot ballot{*rc::gen::inRange<std::int64_t>(1, 6), {}};
      for (const std::uint16_t c : order) {
        const int kind = messy ? *rc::gen::inRange(0, 8) : 7;
        if (kind == 0) ballot.marks.push_back(RankMark::skipped());
        if (kind == 1) ballot.marks.push_back(RankMark::candidate(c));
        ballot.marks.push_back(kind == 2 && !ballot.marks.empty() && ballot.marks.back().is_candidate()
                                   ? RankMark::equal(c)
                                   : RankMark::candidate(c));
      }
      raw.ballots.push_back(std::move(ballot));
    }
    return raw;
  });
}

inline rc::Gen<Profile> random_ranked(int most_candidates, int most_ballots, bool messy) {
  return rc::gen::map(random_raw(most_candidates, most_ballots, messy), built);
}

}  // namespace tos::voting::testing
