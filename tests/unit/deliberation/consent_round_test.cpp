#include "talk.h"

using namespace tos;
using namespace tos::test;
using namespace tos::deliberation;

namespace {

charter::Charter consenting_charter(charter::ObjectionFallback fallback) {
  charter::Charter charter = plain_charter();
  charter.decision_types.items.front().method = {"consent"};
  charter.objection_window_hours = {24};
  charter.objection_fallback = fallback;
  return charter;
}

// One of five objects in the poll on mara's proposal, which is decided at hour 15.
struct Refused : Talk {
  explicit Refused(charter::ObjectionFallback fallback = charter::ObjectionFallback::vote,
                   std::string_view last = "objection")
      : Talk(consenting_charter(fallback)) {
    pose_plain();
    cast_all({{"mara", "consent"}, {"noor", "consent"}, {"ole", "stand-aside"}, {"siv", std::string(last)}});
    outcome = decided().outcome;
  }
  std::string pose_again(Timestamp at) {
    const auto poll = voting::default_poll(db, proposal, at, 5);
    return poll ? rule_of(pose(*poll, "mara", at)) : rule_of(poll);
  }
  voting::DecisionOutcome outcome = {};
};

}  // namespace

TEST_CASE("what somebody objected to in a poll by consent waits for other words") {
  Refused talk;
  CHECK(talk.outcome == voting::DecisionOutcome::rejected);
  CHECK(talk.now_at().state == ChainState::open);
  CHECK(blocked_until(talk.db, talk.chain(), talk.clock) == hour(15 + 24));
  SECTION("refuses DEL-055: the same words, before the round is over") {
    CHECK(talk.pose_again(hour(16)) == "DEL-055");
    CHECK(talk.pose_again(hour(38)) == "DEL-055");
  }
  SECTION("accepts DEL-015, accepts DEL-055: other words, by consent again") {
    REQUIRE(talk.amend({}, hour(16)));
    CHECK_FALSE(is_contested(talk.db, talk.chain()));
    REQUIRE(talk.pose_again(hour(17)).empty());
    CHECK(talk.row().method == voting::PollMethod::consent);
    for (const char* member : {"mara", "noor", "siv"}) REQUIRE(talk.cast(member, "consent", hour(18)));
    CHECK(talk.decided(hour(32)).outcome == voting::DecisionOutcome::adopted);
    CHECK(talk.now_at().state == ChainState::decided);
    CHECK(talk.now_at().adopted);
  }
  SECTION("accepts DEL-055: the same words by majority, when the round is over") {
    REQUIRE(talk.pose_again(hour(39)).empty());
    CHECK(talk.row().method == voting::PollMethod::majority);
    REQUIRE(talk.cast("mara", "yes", hour(40)));
    REQUIRE(talk.cast("noor", "yes", hour(40)));
    REQUIRE(talk.cast("siv", "no", hour(40)));
    CHECK(talk.decided(hour(60)).outcome == voting::DecisionOutcome::adopted);
    CHECK(talk.now_at().state == ChainState::decided);
  }
}

TEST_CASE("where the charter archives, refused words are archived when the round is over") {
  Refused talk(charter::ObjectionFallback::archive);
  SECTION("unless they are changed") {
    REQUIRE(talk.amend({}, hour(16)));
    talk.fire_timers(hour(100));
    CHECK(talk.now_at().state == ChainState::open);
  }
  SECTION("unchanged") {
    talk.fire_timers(hour(38));
    CHECK(talk.now_at().state == ChainState::open);
    talk.fire_timers(hour(39));
    CHECK(talk.now_at().state == ChainState::archived);
  }
}

TEST_CASE("a consent that fails without an objection is decided") {
  Refused talk(charter::ObjectionFallback::vote, "stand-aside");
  CHECK(talk.outcome == voting::DecisionOutcome::adopted);
  CHECK(talk.now_at().state == ChainState::decided);
  Talk silent(consenting_charter(charter::ObjectionFallback::vote));
  silent.pose_plain();
  for (const char* member : {"mara", "noor", "ole"}) REQUIRE(silent.cast(member, "stand-aside"));
  CHECK(silent.decided().outcome == voting::DecisionOutcome::rejected);
  CHECK(silent.now_at().state == ChainState::decided);
}

TEST_CASE("an author who objects alone leaves all as it was: accepts VOT-025") {
  Talk talk(consenting_charter(charter::ObjectionFallback::vote));
  talk.pose_plain();
  talk.cast_all({{"mara", "objection"}, {"noor", "consent"}, {"ole", "consent"}});
  CHECK(talk.decided().outcome == voting::DecisionOutcome::rejected);
  CHECK(talk.now_at().state == ChainState::open);
  CHECK_FALSE(is_contested(talk.db, talk.chain()));
  CHECK_FALSE(find_round(talk.db, talk.chain()).has_value());
  REQUIRE(rule_of(talk.pose(*voting::default_poll(talk.db, talk.proposal, hour(300), 5), "mara", hour(300))).empty());
  CHECK(talk.row().method == voting::PollMethod::consent);
}
