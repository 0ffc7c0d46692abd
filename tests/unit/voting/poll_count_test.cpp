#include "voting/polls/poll_count.h"

#include <catch2/catch.hpp>

#include "support/test_vote.h"
#include "voting/methods/report/report.h"

using namespace tos;
using namespace tos::test;
using namespace tos::voting;

namespace {

charter::Charter counted_by(const char* method, Rational threshold = {1, 2}) {
  charter::Charter charter = plain_charter();
  charter.decision_types.items[0].method = {method};
  charter.decision_types.items[0].threshold = threshold;
  charter.tie = charter::TieRule::again;
  return charter;
}

const std::vector<std::string> electors{"mara", "noor", "ole", "pia", "quin", "rosa", "sam", "tea", "uma"};

// A poll among three options, or without any.
struct Choosing : TestVote {
  explicit Choosing(const charter::Charter& charter, std::size_t members = 5)
      : TestVote({electors.begin(), electors.begin() + static_cast<std::ptrdiff_t>(members)}, charter) {
    Poll body = plain_poll();
    if (charter.decision_types.items[0].method.text != "consent") body.options.items = {{"red"}, {"green"}, {"blue"}};
    REQUIRE(rule_of(pose(body)).empty());
  }
  Result<RecordId> put(std::size_t member, Ballot body) {
    body.poll = poll;
    return submit("voting.ballot/v1", electors[member], hour(3), std::move(body));
  }
  // Everybody in turn, each as ballot_text.h says.
  void rank_all(const std::vector<std::vector<OptionRank>>& ballots) {
    for (std::size_t i = 0; i < ballots.size(); ++i) REQUIRE(rule_of(put(i, ranks(ballots[i]))).empty());
  }
  void approve_all(const std::vector<std::vector<OptionNumber>>& ballots) {
    for (std::size_t i = 0; i < ballots.size(); ++i) REQUIRE(rule_of(put(i, approves(ballots[i]))).empty());
  }
  void say_all(const std::vector<const char*>& words) {
    for (std::size_t i = 0; i < words.size(); ++i) REQUIRE(rule_of(cast(electors[i], words[i])).empty());
  }
  static Ballot ranks(std::vector<OptionRank> items) {
    Ballot body;
    body.ranks.emplace().items = std::move(items);
    return body;
  }
  static Ballot approves(std::vector<OptionNumber> items) {
    Ballot body;
    body.approves.emplace().items = std::move(items);
    return body;
  }
  std::string text_of_ballot(std::size_t member) {
    return ballots_by(db, row().position, number(electors[member])).back().choice;
  }
};

std::string shown(const Decision& decision) {
  std::string text(name_of(decision.outcome));
  for (const OptionNumber& winner : decision.winners) text += fmt::format(" {}", winner.value);
  text += ";";
  for (const Figure& one : decision.figures) {
    if (one.name.text == "quorum" || one.name.text == "threshold" || one.name.text == "turnout") continue;
    text += fmt::format(" {} {}/{}", one.name.text, one.numerator.value, one.denominator.value);
  }
  text += ";";
  if (decision.votes) {
    for (const Count& votes : *decision.votes) text += fmt::format(" {}", votes.value);
  }
  return text;
}

}  // namespace

TEST_CASE("approval: the option that most approve of, if enough do") {
  Choosing vote(counted_by("approval"));
  SECTION("more than half of those who approve of something") {
    vote.approve_all({{{1}, {2}}, {{2}}, {{3}, {2}}, {}});
    CHECK(shown(vote.counted()) == "adopted 2; approvals 3/3 abstain 1/4; 1 3 1");
    CHECK(vote.counted().rule->text == "tos.approval/1");
    CHECK(vote.text_of_ballot(2) == "2,3");
    CHECK(vote.text_of_ballot(3) == "abstain");
    CHECK(vote.decided().winner == 2);
  }
  SECTION("at least the threshold is enough") {
    vote.approve_all({{{1}}, {{1}}, {{2}}, {{3}}});
    CHECK(shown(vote.counted()) == "adopted 1; approvals 2/4 abstain 0/4; 2 1 1");
  }
  SECTION("too few") {
    vote.approve_all({{{1}}, {{1}}, {{2}}, {{3}}, {{2}, {3}}});
    CHECK(shown(vote.counted()) == "rejected; approvals 2/5 abstain 0/5; 2 2 2");
  }
  SECTION("a tie is voted on again") {
    vote.approve_all({{{1}, {2}}, {{1}, {2}}, {{3}}});
    CHECK(shown(vote.counted()) == "tied; approvals 2/3 abstain 0/3; 2 2 1");
  }
  SECTION("nobody approves of anything") {
    vote.approve_all({{}, {}, {}});
    CHECK(shown(vote.counted()) == "rejected; approvals 0/0 abstain 3/3; 0 0 0");
  }
  SECTION("no quorum, no winner") {
    vote.approve_all({{{1}}, {{1}}});
    CHECK(shown(vote.counted()) == "no-quorum; approvals 2/2 abstain 0/2; 2 0 0");
    CHECK(explain(recount_poll(vote.db, vote.row()).profile, recount_poll(vote.db, vote.row()).count)[1] ==
          "2 of 5 members took part: that is not enough, at least 0.5 of them needed.");
  }
}

TEST_CASE("schulze: ranks and scores are the same order") {
  Choosing vote(counted_by("schulze"));
  Ballot scores;
  SECTION("enormous and negative numbers") {
    scores.scores.emplace().items = {{.option = {1}, .score = {-max_plain_integer}},
                                     {.option = {2}, .score = {max_plain_integer}},
                                     {.option = {3}, .score = {-1}}};
    REQUIRE(vote.put(0, scores));
    CHECK(vote.text_of_ballot(0) == "2>3>1");
  }
  SECTION("equal numbers, and an option without one") {
    scores.scores.emplace().items = {{.option = {3}, .score = {0}}, {.option = {1}, .score = {0}}};
    REQUIRE(vote.put(0, scores));
    CHECK(vote.text_of_ballot(0) == "1=3");
  }
  SECTION("gaps between ranks say nothing") {
    REQUIRE(vote.put(0, Choosing::ranks({{.option = {3}, .rank = {64}}, {.option = {1}, .rank = {7}}})));
    CHECK(vote.text_of_ballot(0) == "1>3");
  }
}

TEST_CASE("schulze elects by the strongest chains of comparisons") {
  Choosing vote(counted_by("schulze"), 9);
  const auto order = [](int a, int b, int c) {
    return std::vector<OptionRank>{
        {.option = {a}, .rank = {1}}, {.option = {b}, .rank = {2}}, {.option = {c}, .rank = {3}}};
  };
  SECTION("a circle: its weakest defeat, of red by blue, gives way") {
    vote.rank_all({order(1, 2, 3), order(1, 2, 3), order(1, 2, 3), order(1, 2, 3), order(2, 3, 1), order(2, 3, 1),
                   order(2, 3, 1), order(3, 1, 2), order(3, 1, 2)});
    CHECK(shown(vote.counted()) == "adopted 1; abstain 0/9; 0 6 4 3 0 7 5 2 0");
    CHECK(vote.counted().rule->text == "tos.schulze/1");
  }
  SECTION("an option left out is below those ranked") {
    vote.rank_all({{{.option = {3}, .rank = {1}}}, {{.option = {3}, .rank = {5}}}, {}, {}, {}});
    CHECK(shown(vote.counted()) == "adopted 3; abstain 3/5; 0 0 0 0 0 0 2 2 0");
  }
  SECTION("equal ranks") {
    vote.rank_all({{{.option = {1}, .rank = {1}}, {.option = {2}, .rank = {1}}}, {}, {}, {}, {}});
    CHECK(shown(vote.counted()) == "tied; abstain 4/5; 0 0 1 0 0 1 0 0 0");
  }
  SECTION("nobody ranks anything") {
    vote.rank_all({{}, {}, {}, {}, {}});
    CHECK(shown(vote.counted()) == "rejected; abstain 5/5; 0 0 0 0 0 0 0 0 0");
  }
}

TEST_CASE("consent: an objection blocks, a concern does not") {
  Choosing vote(counted_by("consent"), 4);
  SECTION("adopted") {
    vote.say_all({"consent", "concern", "stand-aside"});
    CHECK(shown(vote.counted()) == "adopted; consent 1/3 concern 1/3 stand-aside 1/3 objection 0/3;");
    CHECK(vote.counted().rule->text == "tos.consent/1");
  }
  SECTION("blocked") {
    vote.say_all({"consent", "consent", "consent", "objection"});
    CHECK(shown(vote.counted()) == "rejected; consent 3/4 concern 0/4 stand-aside 0/4 objection 1/4;");
  }
  SECTION("who objected is recused: out of the count") {
    vote.say_all({"consent", "consent", "consent", "objection"});
    REQUIRE(vote.recuse("pia"));
    CHECK(shown(vote.counted()) == "adopted; consent 3/3 concern 0/3 stand-aside 0/3 objection 0/3;");
  }
  SECTION("nobody takes a stand") {
    vote.say_all({"stand-aside", "stand-aside"});
    CHECK(vote.counted().outcome == DecisionOutcome::rejected);
  }
}

TEST_CASE("a recusal changes who wins among options") {
  Choosing vote(counted_by("approval", {0, 1}));
  vote.approve_all({{{1}}, {{1}}, {{2}}, {{2}}, {{1}}});
  CHECK(shown(vote.counted()) == "adopted 1; approvals 3/5 abstain 0/5; 3 2 0");
  REQUIRE(vote.recuse("mara"));
  REQUIRE(vote.recuse("noor"));
  CHECK(shown(vote.counted()) == "adopted 2; approvals 2/3 abstain 0/3; 1 2 0");
}

TEST_CASE("a ballot says what its method counts: refuses VOT-002") {
  const auto* const method = GENERATE("approval", "schulze", "consent");
  Choosing vote(counted_by(method));
  const std::string_view name = method;
  Ballot body;
  SECTION("nothing") {}
  SECTION("yes") { body.choice = {"yes"}; }
  SECTION("two ways") {
    body.approves.emplace();
    body.ranks.emplace();
  }
  SECTION("ranks and scores") {
    body.scores.emplace();
    body.ranks.emplace();
  }
  SECTION("another method's way") {
    if (name == "approval") body.ranks.emplace();
    if (name == "schulze") body.approves.emplace();
    if (name == "consent") body.scores.emplace();
  }
  CHECK(rule_of(vote.put(0, body)) == "VOT-002");
}

TEST_CASE("a ballot names options of its poll once") {
  SECTION("refuses VOT-009") {
    Choosing vote(counted_by("approval"));
    CHECK(rule_of(vote.put(0, Choosing::approves({{4}}))) == "VOT-009");
    CHECK(rule_of(vote.put(0, Choosing::approves({{3}, {1}, {3}}))) == "VOT-009");
  }
  SECTION("refuses VOT-009: in an order") {
    Choosing vote(counted_by("schulze"));
    CHECK(rule_of(vote.put(0, Choosing::ranks({{.option = {4}, .rank = {1}}}))) == "VOT-009");
    Ballot scores;
    scores.scores.emplace().items = {{.option = {1}, .score = {5}}, {.option = {1}, .score = {6}}};
    CHECK(rule_of(vote.put(0, scores)) == "VOT-009");
  }
  SECTION("accepts VOT-009") {
    Choosing vote(counted_by("approval"));
    CHECK(rule_of(vote.put(0, Choosing::approves({{3}, {1}, {2}}))).empty());
  }
}

TEST_CASE("a table of votes or a rule that differs is refused: refuses VOT-043") {
  Choosing vote(counted_by("schulze"));
  vote.rank_all({{{.option = {3}, .rank = {1}}}, {{.option = {3}, .rank = {5}}}, {}, {}, {}});
  Decision decision = vote.counted();
  SECTION("rule") { decision.rule->text = "tos.schulze/2"; }
  SECTION("no rule") { decision.rule = {}; }
  SECTION("votes") { decision.votes->items[1].value += 1; }
  SECTION("no votes") { decision.votes = {}; }
  CHECK(rule_of(vote.decide(decision)) == "VOT-043");
}

TEST_CASE("a decided poll is counted as it stood before its decision") {
  TestVote vote({"mara", "noor", "ole"}, counted_by("majority"));
  vote.pose_plain();
  vote.cast_all({{"mara", "yes"}, {"noor", "no"}});
  CHECK(vote.decided().outcome == DecisionOutcome::tied);  // the proposal is still open
  REQUIRE(vote.recuse("noor", hour(16)));
  const PollCount counted = recount_poll(vote.db, vote.row());
  CHECK(counted.outcome == DecisionOutcome::tied);
  CHECK(explain(counted.profile, counted.count).back() == "The proposal does not pass.");
}
