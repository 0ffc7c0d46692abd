#include "small_profile.h"
#include "voting/methods/quorum.h"
#include "voting/methods/report/sentences.h"

using namespace tos;
using namespace tos::voting;
using namespace tos::voting::testing;

TEST_CASE("a threshold is a share of a named denominator") {
  struct Row {
    Tally tally;
    Threshold threshold;
    bool passes;
  };
  const Rational half{1, 2};
  const Rational third{2, 3};
  for (const Row& row : {
           Row{{5, 4, 10, 100}, {half, Reach::more_than, Denominator::non_abstaining}, true},
           Row{{5, 5, 0, 10}, {half, Reach::more_than, Denominator::non_abstaining}, false},
           Row{{5, 5, 0, 10}, {half, Reach::at_least, Denominator::non_abstaining}, true},
           Row{{5, 4, 10, 100}, {half, Reach::more_than, Denominator::cast}, false},
           Row{{10, 4, 5, 100}, {half, Reach::more_than, Denominator::cast}, true},
           Row{{50, 0, 0, 100}, {half, Reach::more_than, Denominator::eligible}, false},
           Row{{51, 0, 0, 100}, {half, Reach::more_than, Denominator::eligible}, true},
           Row{{2, 1, 0, 3}, {third, Reach::at_least, Denominator::non_abstaining}, true},
           Row{{66, 34, 0, 100}, {third, Reach::at_least, Denominator::non_abstaining}, false},
           Row{{66, 34, 0, 100}, {{33, 50}, Reach::at_least, Denominator::non_abstaining}, true},
           Row{{0, 0, 5, 5}, {half, Reach::at_least, Denominator::non_abstaining}, false},
           Row{{0, 0, 0, 0}, {{0, 1}, Reach::at_least, Denominator::cast}, false},
       }) {
    INFO(row.tally.yes << " " << row.tally.no << " " << row.tally.abstain);
    CHECK(passes(row.tally, row.threshold) == row.passes);
  }
}

TEST_CASE("thresholds near 2^63 are compared without overflow") {
  const std::int64_t huge = 4'611'686'018'427'387'904;  // 2^62
  CHECK(passes({huge, huge - 1, 0, 0}, {}));
  CHECK_FALSE(passes({huge - 1, huge - 1, 0, 0}, {}));
}

TEST_CASE("a quorum counts members who take part, not votes") {
  CHECK(quorum_reached({.eligible = 10, .participants = 5}, {1, 2}));
  CHECK_FALSE(quorum_reached({.eligible = 11, .participants = 5}, {1, 2}));
  CHECK_FALSE(quorum_reached({.eligible = 0, .participants = 0}, {1, 2}));
  CHECK(quorum_reached({.eligible = 0, .participants = 0}, {0, 1}));
  CHECK(quorum_count(10, {1, 3}) == 4);
  CHECK(quorum_count(9, {1, 3}) == 3);
}

TEST_CASE("majority of choices, first choices and approvals") {
  Profile choice;
  choice.ballots = ChoiceBallots{3, 2, 4};
  CHECK(counted(choice, MajorityRules{}).verdict == Verdict::decided);
  CHECK(counted(choice, SupermajorityRules{}).verdict == Verdict::rejected);
  MajorityRules of_members{.threshold = {{1, 2}, Reach::more_than, Denominator::eligible}, .eligible = 9};
  CHECK(counted(choice, of_members).verdict == Verdict::rejected);
  of_members.eligible = 8;  // fewer than voted
  CHECK(refused(choice, of_members) == "TAL-007");

  const Profile city = tennessee();
  CHECK(counted(city, MajorityRules{}).verdict == Verdict::rejected);  // 42 of 100
  const Profile most = ranked("AB", {{3, "A>B"}, {2, "B"}, {1, ""}});
  CHECK(elected(most, counted(most, MajorityRules{})) == "A");  // 3 of 5 valid ballots
  const Profile approved = approval("AB", {{3, "AB"}, {2, "B"}});
  CHECK(elected(approved, counted(approved, MajorityRules{})) == "B");
  CHECK(refused(points<ScoreBallots>("A", {{1, "A1"}}), MajorityRules{}) == "TAL-006");
}

TEST_CASE("the consent family blocks on objections and never on concerns") {
  const auto verdict = [](ConsentBallots ballots, const MethodRules& rules) {
    Profile profile;
    profile.ballots = ballots;
    return counted(profile, rules).verdict == Verdict::decided;
  };
  CHECK(verdict({3, 5, 2, 0}, ConsentRules{}));
  CHECK_FALSE(verdict({30, 0, 0, 1}, ConsentRules{}));
  CHECK_FALSE(verdict({0, 0, 5, 0}, ConsentRules{}));  // nobody consents
  CHECK(verdict({3, 0, 2, 0}, ConsensusRules{}));
  CHECK_FALSE(verdict({3, 0, 2, 0}, ConsensusRules{.stand_aside_blocks = true}));
  CHECK(verdict({5, 0, 0, 1}, ConsensusMinusRules{.k = 1}));
  CHECK_FALSE(verdict({5, 0, 0, 2}, ConsensusMinusRules{.k = 1}));
  CHECK_FALSE(verdict({1, 0, 0, 1}, ConsensusMinusRules{.k = 1}));  // one against one is no consensus
  CHECK(verdict({7, 0, 0, 0}, SociocraticRules{.eligible = 10, .quorum = {7, 10}}));
  CHECK_FALSE(verdict({6, 0, 0, 0}, SociocraticRules{.eligible = 10, .quorum = {7, 10}}));
  CHECK_FALSE(verdict({9, 0, 0, 1}, SociocraticRules{}));
  Profile profile;
  profile.ballots = ConsentBallots{};
  CHECK(refused(profile, ConsensusMinusRules{.k = -1}) == "TAL-007");
  CHECK(refused(profile, IrvRules{}) == "TAL-006");
}

TEST_CASE("a consent vote says how many said what, and why it fails") {
  const auto vote = [](std::int64_t consent, std::int64_t aside, std::int64_t objections) {
    ConsentBallots ballots;
    ballots.consent = consent;
    ballots.stand_aside = aside;
    ballots.objection = objections;
    return Profile{.ballots = ballots};
  };
  CHECK(counted(vote(3, 1, 0), ConsentRules{}).verdict == Verdict::decided);
  const Outcome silent = counted(vote(0, 3, 0), ConsentRules{});
  CHECK(silent.verdict == Verdict::rejected);
  CHECK(sentence(vote(0, 3, 0), silent.trace.steps.at(0)) ==
        "Ballots by what they say: 0 consent, 0 consent with a concern, 3 stand aside, 0 object.");
  CHECK(sentence(vote(0, 3, 0), silent.trace.steps.at(2)) ==
        "0 of 3 ballots consent: that is not enough, more than 0 needed.");
  const Outcome even = counted(vote(1, 0, 1), ConsensusMinusRules{.k = 1});
  CHECK(even.verdict == Verdict::rejected);
  CHECK(std::get<ThresholdStep>(even.trace.steps.at(1)).met);
  CHECK_FALSE(std::get<ThresholdStep>(even.trace.steps.at(2)).met);
  CHECK(sentence(vote(1, 0, 1), even.trace.steps.at(1)) ==
        "1 objection, and up to 1 is let pass: nothing stands in the way.");
  const Outcome aside = counted(vote(3, 1, 0), ConsensusRules{.stand_aside_blocks = true});
  CHECK(sentence(vote(3, 1, 0), aside.trace.steps.at(1)) == "1 objecting or standing aside: that blocks it.");
  CHECK(refused(vote(7, 0, 0), SociocraticRules{.quorum = {7, 10}}) == "TAL-007");
  CHECK(refused(vote(3, 0, 0), SociocraticRules{.eligible = 1, .quorum = {1, 1}}) == "TAL-007");
}
