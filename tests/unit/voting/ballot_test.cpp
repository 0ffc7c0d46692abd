#include "voting/polls/ballot.h"

#include <catch2/catch.hpp>

#include "support/test_vote.h"

using namespace tos;
using namespace tos::test;
using namespace tos::voting;

namespace {

struct Open : TestVote {
  Open() : TestVote({"mara", "noor", "ole"}) { pose_plain(); }
};

}  // namespace

TEST_CASE("a ballot is stored in its proposal's folder",
          "[accepts VOT-001][accepts VOT-002][accepts VOT-006][accepts VOT-007][accepts VOT-008]") {
  Open vote;
  const auto id = vote.cast("noor", "yes");
  REQUIRE(id);
  CHECK(index::find_entry(vote.db, *id)->path == vote.row().folder + "/ballots/ballot-" + id->hex16() + ".yaml");
  const auto ballots = ballots_of(vote.db, vote.row().position);
  REQUIRE(ballots.size() == 1);
  CHECK(ballots[0].id == *id);
  CHECK(ballots[0].member == vote.number("noor"));
  CHECK(ballots[0].choice == "yes");
  CHECK(ballots[0].at == hour(3));
}

TEST_CASE("a ballot names a poll of the group: refuses VOT-001") {
  Open vote;
  vote.poll = PollId(sha256("nothing"));
  CHECK(rule_of(vote.cast("noor", "yes")) == "VOT-001");
}

TEST_CASE("a ballot says one thing in the poll's way: refuses VOT-002") {
  Open vote;
  Ballot body = vote.ballot("yes");
  SECTION("another word") { body.choice = {"maybe"}; }
  SECTION("nothing") { body.choice = {}; }
  SECTION("approvals instead") {
    body.choice = {};
    body.approves = List<OptionNumber, 0, 64>{};
  }
  SECTION("a choice and approvals") { body.approves = List<OptionNumber, 0, 64>{}; }
  SECTION("a choice and ranks") { body.ranks = List<OptionRank, 0, 64>{}; }
  SECTION("a choice and scores") { body.scores = List<OptionScore, 0, 64>{}; }
  CHECK(rule_of(vote.submit("voting.ballot/v1", "noor", hour(3), body)) == "VOT-002");
}

TEST_CASE("a ballot is signed while its poll is open") {
  Open vote;
  SECTION("refuses VOT-003") { CHECK(rule_of(vote.cast("noor", "yes", Timestamp{hour(2).ms - 1})) == "VOT-003"); }
  SECTION("accepts VOT-003 at the opening moment") { CHECK(rule_of(vote.cast("noor", "yes", hour(2))).empty()); }
  SECTION("accepts VOT-004 at the closing moment") { CHECK(rule_of(vote.cast("noor", "yes", hour(12))).empty()); }
  SECTION("refuses VOT-004") {
    const auto refused = vote.cast("noor", "yes", Timestamp{hour(12).ms + 1});
    CHECK(rule_of(refused) == "VOT-004");
    CHECK(refused.error().what == "poll 'Shared cargo bike' (" + vote.poll.hex16() +
                                      ") was already closed at 2026-11-20 22:00 UTC, before this ballot");
    CHECK(refused.error().hint_text == "tos poll show " + vote.poll.hex16());
  }
}

TEST_CASE("a ballot that was signed in time may arrive a little late") {
  Open vote;
  SECTION("accepts VOT-005") {
    vote.join("pia", hour(14));
    CHECK(rule_of(vote.cast("noor", "yes", hour(12))).empty());
  }
  SECTION("refuses VOT-005") {
    vote.join("pia", Timestamp{hour(14).ms + 1});
    CHECK(rule_of(vote.cast("noor", "yes", hour(12))) == "VOT-005");
  }
}

TEST_CASE("the electorate is fixed where the poll was posed") {
  Open vote;
  SECTION("refuses VOT-006: joined later") {
    vote.join("pia", hour(3));
    CHECK(rule_of(vote.cast("pia", "yes")) == "VOT-006");
  }
  SECTION("refuses VOT-006: suspended when it was posed, reinstated since") {
    TestVote other({"mara", "noor", "ole"});
    other.set_status("noor", identity::Status::suspended);
    other.pose_plain();
    other.set_status("noor", identity::Status::active);
    CHECK(rule_of(other.cast("noor", "yes")) == "VOT-006");
  }
  SECTION("accepts VOT-006: suspended and reinstated while it was open") {
    vote.set_status("noor", identity::Status::suspended);
    vote.set_status("noor", identity::Status::active);
    CHECK(rule_of(vote.cast("noor", "yes")).empty());
  }
  SECTION("refuses VOT-007") {
    REQUIRE(vote.recuse("noor"));
    CHECK(rule_of(vote.cast("noor", "yes")) == "VOT-007");
  }
}

TEST_CASE("a member who slept when the poll was posed does not vote in it: refuses VOT-008") {
  charter::Charter charter = plain_charter();
  charter.dormant_after_days = {1};
  TestVote vote({"mara", "noor", "ole"}, charter);
  vote.proposal = vote.propose(hour(31));
  Poll body = vote.plain_poll();
  body.opens_at = hour(40);
  body.closes_at = hour(60);
  REQUIRE(vote.pose(body, "mara", hour(40)));
  CHECK(rule_of(vote.cast("noor", "yes", hour(41))) == "VOT-008");
  CHECK(rule_of(vote.cast("mara", "yes", hour(41))).empty());
}

TEST_CASE("all of a member's ballots are kept, and the one signed last counts, in whatever order they came") {
  Open vote;
  REQUIRE(vote.cast("noor", "no", hour(6)));
  REQUIRE(vote.cast("noor", "yes", hour(4)));
  REQUIRE(vote.cast("noor", "abstain", hour(5)));
  const auto ballots = ballots_by(vote.db, vote.row().position, vote.number("noor"));
  REQUIRE(ballots.size() == 3);
  CHECK(ballots.back().choice == "no");
  CHECK(voter_count(vote.db, vote.row().position) == 1);
  const Decision decision = vote.counted();
  CHECK(decision.ballots.size.value == 1);
  CHECK(decision.figures.items[3].name.text == "no");
  CHECK(decision.figures.items[3].numerator.value == 1);
}

TEST_CASE("of two ballots signed in one millisecond the greater id counts") {
  Open vote;
  const auto yes = vote.cast("noor", "yes", hour(4));
  const auto no = vote.cast("noor", "no", hour(4));
  REQUIRE((yes && no));
  const auto ballots = ballots_by(vote.db, vote.row().position, vote.number("noor"));
  CHECK(ballots.back().id == std::max(*yes, *no));
}
