#include "voting/polls/poll.h"

#include <catch2/catch.hpp>

#include "deliberation/option.h"
#include "deliberation/withdrawal.h"
#include "identity/open_polls.h"
#include "support/test_vote.h"
#include "voting/polls/rules.h"

using namespace tos;
using namespace tos::test;
using namespace tos::voting;

namespace {

const std::vector<std::string> members{"mara", "noor", "ole"};

std::vector<std::string> many_members(int count) {
  std::vector<std::string> names{"mara"};
  for (int i = 1; i < count; ++i) names.push_back(fmt::format("member{}", i));
  return names;
}

}  // namespace

TEST_CASE("a poll copies what its count depends on",
          "[accepts VOT-020][accepts VOT-021][accepts VOT-022][accepts VOT-023][accepts VOT-024][accepts VOT-025]"
          "[accepts VOT-026][accepts VOT-027][accepts VOT-028][accepts VOT-029][accepts VOT-030][accepts VOT-031]") {
  TestVote vote(members);
  const Poll body = vote.plain_poll();
  REQUIRE(rule_of(vote.pose(body, "noor")).empty());
  const PollRow poll = vote.row();
  CHECK(poll.number == 1);
  CHECK(poll.opens_at == hour(2));
  CHECK(poll.closes_at == hour(12));
  CHECK(poll.last_arrival == hour(14));
  CHECK(poll.quorum == Rational{1, 2});
  CHECK(poll.electorate == 3);
  CHECK(poll.dormant == 0);
  CHECK(poll.folder == deliberation::folder_of_chain(vote.db, vote.proposal));
  CHECK(identity::any_open_for(vote.db, vote.number("ole")));
  CHECK(undecided_polls(vote.db).size() == 1);
  CHECK(due_polls(vote.db, hour(14)).empty());
  CHECK(due_polls(vote.db, Timestamp{hour(14).ms + 1}).size() == 1);
}

TEST_CASE("a poll is on the newest version of an open proposal that has no other poll") {
  TestVote vote(members);
  const Poll body = vote.plain_poll();
  SECTION("refuses VOT-020: replaced") {
    deliberation::Proposal newer;
    newer.title = {"Two bikes"};
    newer.decision_type = handle("routine");
    newer.paths.items = {deliberation::Path::common_planet};
    newer.replaces = vote.proposal;
    REQUIRE(vote.submit("deliberation.proposal/v1", "mara", hour(1), newer));
    CHECK(rule_of(vote.pose(body)) == "VOT-020");
  }
  SECTION("refuses VOT-020: withdrawn") {
    REQUIRE(vote.submit("deliberation.withdrawal/v1", "mara", hour(1),
                        deliberation::Withdrawal{.proposal = vote.proposal, .reason = {}}));
    CHECK(rule_of(vote.pose(body)) == "VOT-020");
  }
  SECTION("refuses VOT-021") {
    REQUIRE(vote.pose(body));
    CHECK(rule_of(vote.pose(body, "noor")) == "VOT-021");
  }
  SECTION("refuses DEL-009") {
    Poll other = body;
    other.proposal = ProposalId(sha256("nothing"));
    CHECK(rule_of(vote.pose(other)) == "DEL-009");
  }
  SECTION("a poll that is open keeps its proposal from being withdrawn") {
    REQUIRE(vote.pose(body));
    CHECK(rule_of(vote.submit("deliberation.withdrawal/v1", "mara", hour(3),
                              deliberation::Withdrawal{.proposal = vote.proposal, .reason = {}})) == "DEL-013");
  }
}

TEST_CASE("a poll says how it is counted in a way that everybody counts") {
  TestVote vote(members);
  Poll body = vote.plain_poll();
  SECTION("refuses VOT-022") {
    body.method = {"coin"};
    CHECK(rule_of(vote.pose(body)) == "VOT-022");
  }
  SECTION("refuses VOT-022: a method of counting that polls do not have yet") {
    body.method = {"star"};
    CHECK(rule_of(vote.pose(body)) == "VOT-022");
  }
  SECTION("refuses VOT-023") {
    body.options.items = {{"this"}, {"that"}};
    CHECK(rule_of(vote.pose(body)) == "VOT-023");
  }
  SECTION("refuses VOT-024") {
    body.quorum = Rational{3, 2};
    CHECK(rule_of(vote.pose(body)) == "VOT-024");
  }
  SECTION("accepts VOT-024") {
    body.quorum = Rational{1, 1};
    body.threshold = Rational{1, 1};
    CHECK(rule_of(vote.pose(body)).empty());
  }
}

TEST_CASE("a poll is never laxer than the charter: refuses VOT-025") {
  charter::Charter charter = plain_charter();
  charter.certifiers = {1};
  charter.decision_types.items[0].threshold = {3, 5};
  charter.decision_types.items[0].denominator = charter::Denominator::cast;
  TestVote vote(members, charter);
  Poll body = vote.plain_poll();
  SECTION("quorum") { body.quorum = {49, 100}; }
  SECTION("threshold") { body.threshold = {1, 2}; }
  SECTION("at least the threshold instead of more than it") { body.method = {"supermajority"}; }
  SECTION("denominator") { body.denominator = charter::Denominator::non_abstaining; }
  SECTION("certifiers") { body.certifiers = {0}; }
  CHECK(rule_of(vote.pose(body)) == "VOT-025");
}

TEST_CASE("a method that chooses among options has some to choose from") {
  charter::Charter charter = plain_charter();
  charter.decision_types.items[0].method = {GENERATE("approval", "schulze")};
  TestVote vote(members, charter);
  Poll body = vote.plain_poll();
  SECTION("accepts VOT-023") {
    body.options.items = {{"this"}, {"that"}};
    REQUIRE(rule_of(vote.pose(body)).empty());
    CHECK(options_of(vote.db, vote.row().position) == std::vector<std::string>{"this", "that"});
  }
  SECTION("refuses VOT-023: none") { CHECK(rule_of(vote.pose(body)) == "VOT-023"); }
  SECTION("refuses VOT-023: one") {
    body.options.items = {{"this"}};
    CHECK(rule_of(vote.pose(body)) == "VOT-023");
  }
  SECTION("refuses VOT-023: one twice") {
    body.options.items = {{"this"}, {"that"}, {"this"}};
    CHECK(rule_of(vote.pose(body)) == "VOT-023");
  }
}

TEST_CASE("none of the other methods is stricter than a type's own: refuses VOT-025") {
  charter::Charter charter = plain_charter();
  const auto of_type = GENERATE("majority", "consent", "approval");
  charter.decision_types.items[0].method = {of_type};
  TestVote vote(members, charter);
  Poll body = vote.plain_poll();
  body.method = {GENERATE("schulze", "consent", "approval")};
  if (body.method.text == of_type) body.method = {"supermajority"};
  if (body.method.text == "schulze" || body.method.text == "approval") body.options.items = {{"this"}, {"that"}};
  CHECK(rule_of(vote.pose(body)) == "VOT-025");
}

TEST_CASE("what permits an act is one question") {
  charter::Charter charter = plain_charter();
  const auto method = GENERATE("schulze", "consent");
  charter.decision_types.items[1].method = {method};
  TestVote vote(members, charter);
  vote.proposal = vote.propose(
      hour(1), deliberation::ProposedAct{.kind = {"identity.suspension/v1"}, .target = {"ole"}}, "membership");
  Poll body = vote.plain_poll();
  if (body.method.text == "schulze") {
    INFO("refuses VOT-033");
    body.options.items = {{"suspend"}, {"leave it"}};
    CHECK(rule_of(vote.pose(body)) == "VOT-033");
  } else {
    INFO("accepts VOT-033");
    CHECK(rule_of(vote.pose(body)).empty());
  }
}

TEST_CASE("a type counted by a method that polls do not have cannot be polled by another: refuses VOT-025") {
  charter::Charter charter = plain_charter();
  charter.decision_types.items[0].method = {"consensus"};
  TestVote vote(members, charter);
  Poll body = vote.plain_poll();
  body.method = {"majority"};
  CHECK(rule_of(vote.pose(body)) == "VOT-025");
}

TEST_CASE("an author may ask for more, others may not") {
  TestVote vote(members);
  Poll body = vote.plain_poll();
  SECTION("quorum") { body.quorum = {2, 3}; }
  SECTION("threshold, at least instead of more than") {
    body.method = {"supermajority"};
    body.threshold = {2, 3};
  }
  SECTION("denominator") { body.denominator = charter::Denominator::eligible; }
  SECTION("certifiers") { body.certifiers = {2}; }
  INFO("refuses VOT-032");
  CHECK(rule_of(vote.pose(body, "noor")) == "VOT-032");
  INFO("accepts VOT-032");
  CHECK(rule_of(vote.pose(body, "mara")).empty());
}

TEST_CASE("a poll leaves time to discuss, to vote and to hear of it") {
  TestVote vote(members);
  Poll body = vote.plain_poll();
  SECTION("refuses VOT-026") {
    body.opens_at = Timestamp{hour(2).ms - 1};
    CHECK(rule_of(vote.pose(body, "mara", hour(1))) == "VOT-026");
  }
  SECTION("refuses VOT-026: the log's clock counts, not the date on the proposal") {
    vote.join("pia", hour(5));
    vote.proposal = vote.propose(hour(1));  // arrives at hour 5
    body.proposal = vote.proposal;
    body.closes_at = hour(20);
    CHECK(rule_of(vote.pose(body)) == "VOT-026");
  }
  SECTION("refuses VOT-027") {
    body.closes_at = Timestamp{hour(12).ms - 1};
    CHECK(rule_of(vote.pose(body)) == "VOT-027");
  }
  SECTION("refuses VOT-028: opens before it is signed") {
    CHECK(rule_of(vote.pose(body, "mara", Timestamp{hour(2).ms + 1})) == "VOT-028");
  }
  SECTION("refuses VOT-028: closes before it opens") {
    body.closes_at = body.opens_at;
    CHECK(rule_of(vote.pose(body)) == "VOT-028");
  }
  SECTION("refuses VOT-028: far ahead, or for ever") {
    body.closes_at = body.opens_at + days(365) + minutes(1);
    CHECK(rule_of(vote.pose(body)) == "VOT-028");
    body.opens_at = hour(2) + days(365) + minutes(1);
    body.closes_at = body.opens_at + days(1);
    CHECK(rule_of(vote.pose(body)) == "VOT-028");
  }
  SECTION("accepts VOT-029: half the time to vote is left") {
    vote.join("pia", hour(7));
    CHECK(rule_of(vote.pose(body)).empty());
  }
  SECTION("refuses VOT-029") {
    vote.join("pia", Timestamp{hour(7).ms + 1});
    CHECK(rule_of(vote.pose(body)) == "VOT-029");
  }
  SECTION("refuses VOT-030") {
    body.late_ballots_hours = {1};
    CHECK(rule_of(vote.pose(body)) == "VOT-030");
  }
  SECTION("accepts VOT-030: more") {
    body.late_ballots_hours = {48};
    CHECK(rule_of(vote.pose(body)).empty());
  }
}

TEST_CASE("only an author has a poll take its time: accepts VOT-034, refuses VOT-034") {
  TestVote vote(members);
  Poll body = vote.plain_poll();
  const auto pose = [&](std::string_view author) { return rule_of(vote.pose(body, author)); };
  SECTION("until it opens") {
    body.opens_at = hour(2) + days(1) + Duration{1};
    body.closes_at = body.opens_at + days(1);
    CHECK(pose("noor") == "VOT-034");
    SECTION("by an author") { CHECK(pose("mara").empty()); }
    SECTION("no later than a day after it could") {
      body.opens_at = hour(2) + days(1);
      CHECK(pose("noor").empty());
    }
  }
  SECTION("until it closes") {
    body.closes_at = body.opens_at + days(7) + Duration{1};
    CHECK(pose("noor") == "VOT-034");
    SECTION("by an author") { CHECK(pose("mara").empty()); }
    SECTION("no later than a week after") {
      body.closes_at = body.opens_at + days(7);
      CHECK(pose("noor").empty());
    }
  }
  SECTION("for late ballots") {
    body.late_ballots_hours = {3};
    CHECK(pose("noor") == "VOT-034");
    CHECK(pose("mara").empty());
  }
}

TEST_CASE("where the charter gives more than half a week to vote, anybody may give twice that: accepts VOT-034") {
  charter::Charter charter = plain_charter();
  charter.decision_types.items[0].vote_hours = {100};
  charter.decision_types.items[0].discussion_hours = {50};
  TestVote vote(members, charter);
  Poll body = vote.plain_poll();
  CHECK(body.opens_at == hour(51));
  body.opens_at = hour(51) + days(1);  // a day after the discussion
  body.closes_at = body.opens_at + hours(201);
  CHECK(rule_of(vote.pose(body, "noor")) == "VOT-034");
  body.closes_at = body.opens_at + hours(200);
  CHECK(rule_of(vote.pose(body, "noor")).empty());
}

TEST_CASE("only an author chooses what is voted on: accepts VOT-035, refuses VOT-035") {
  charter::Charter charter = plain_charter();
  charter.decision_types.items[0].method = {"approval"};
  TestVote vote(members, charter);
  const auto offer = [&](std::string_view label, std::optional<OptionId> parent = {}) {
    return vote
        .submit("deliberation.option/v1", "ole", hour(1),
                deliberation::Option{.proposal = vote.proposal,
                                     .parent = parent,
                                     .label = {std::string(label)},
                                     .trade_offs = {},
                                     .text = {}})
        ->as<OptionTag>();
  };
  Poll body = vote.plain_poll();
  CHECK(body.options.empty());
  const auto listing = [&](const std::vector<std::string>& labels, std::string_view author) {
    body.options.items.clear();
    for (const std::string& label : labels) body.options.items.push_back({label});
    return rule_of(vote.pose(body, author));
  };
  SECTION("of a proposal without options") {
    CHECK(listing({"a car", "a boat"}, "noor") == "VOT-035");
    CHECK(listing({"a car", "a boat"}, "mara").empty());
  }
  const auto bike = offer("A bike");
  offer("A new one", bike);
  offer("A used one", bike);
  offer("None");
  CHECK(deliberation::final_labels(vote.db, deliberation::find_version(vote.db, vote.proposal)->chain) ==
        std::vector<std::string>{"A new one", "A used one", "None"});
  SECTION("all that have no variants, as the poll lists them by itself") {
    body = vote.plain_poll();
    CHECK(body.options.size() == 3);
    CHECK(rule_of(vote.pose(body, "noor")).empty());
  }
  SECTION("and others, in any order") {
    CHECK(listing({"none", "A used one", "A  bike", "A new one"}, "noor").empty());
  }
  SECTION("one left out") { CHECK(listing({"A new one", "A used one"}, "noor") == "VOT-035"); }
  SECTION("one put in") { CHECK(listing({"A new one", "A used one", "None", "a car"}, "noor") == "VOT-035"); }
  SECTION("by an author") { CHECK(listing({"A new one", "None"}, "mara").empty()); }
}

TEST_CASE("options that look the same are the same: refuses VOT-023") {
  charter::Charter charter = plain_charter();
  charter.decision_types.items[0].method = {"approval"};
  TestVote vote(members, charter);
  Poll body = vote.plain_poll();
  const char* const twin = GENERATE("A bike", "A bike ", " A bike", "A  bike", "a BIKE", "A\u00a0bike", "A bike\u3000");
  body.options.items = {{"A bike"}, {twin}};
  CHECK(rule_of(vote.pose(body)) == "VOT-023");
  body.options.items = {{"A bike"}, {"Abike"}};
  CHECK(rule_of(vote.pose(body)).empty());
}

TEST_CASE("ballots of more than 1,000 electors lie in shards") {
  SECTION("refuses VOT-031: needlessly") {
    TestVote vote(members);
    Poll body = vote.plain_poll();
    body.sharded = true;
    CHECK(rule_of(vote.pose(body)) == "VOT-031");
  }
  SECTION("refuses VOT-031: 1,001 electors") {
    TestVote vote(many_members(1001));
    Poll body = vote.plain_poll();
    CHECK(body.sharded);
    body.sharded = false;
    CHECK(rule_of(vote.pose(body)) == "VOT-031");
    body.sharded = true;
    REQUIRE(rule_of(vote.pose(body)).empty());
    const auto ballot = vote.cast("member7", "yes");
    REQUIRE(ballot);
    const auto path = index::find_entry(vote.db, *ballot)->path;
    CHECK(path ==
          vote.row().folder + "/ballots/" + ballot->hex().substr(0, 2) + "/ballot-" + ballot->hex16() + ".yaml");
  }
  SECTION("accepts VOT-031: 1,000 electors lie flat") {
    TestVote vote(many_members(1000));
    CHECK(rule_of(vote.pose(vote.plain_poll())).empty());
  }
}

TEST_CASE("dormant members are no electors, but whoever poses the poll is") {
  charter::Charter charter = plain_charter();
  charter.dormant_after_days = {1};
  TestVote vote(members, charter);
  vote.join("pia", hour(30));
  vote.proposal = vote.propose(hour(31), {}, "routine", "ole");
  Poll body = vote.plain_poll();
  body.opens_at = hour(40);
  body.closes_at = hour(60);
  REQUIRE(rule_of(vote.pose(body, "noor", hour(40))).empty());
  CHECK(vote.row().electorate == 3);
  CHECK(dormant_in(vote.db, vote.row().position) == std::vector{vote.number("mara")});
}

TEST_CASE("people name a poll by number or by the beginning of its id") {
  TestVote vote(members);
  vote.pose_plain();
  SECTION("accepts VOT-050") {
    CHECK(resolve_poll(vote.db, "V1")->id == vote.poll);
    CHECK(resolve_poll(vote.db, vote.poll.hex16())->id == vote.poll);
  }
  SECTION("refuses VOT-050") {
    CHECK(rule_of(resolve_poll(vote.db, "V2")) == "VOT-050");
    CHECK(rule_of(resolve_poll(vote.db, "P1")) == "VOT-050");
  }
}

TEST_CASE("every rule of voting stands in its table once") {
  const RuleTable table = rules::voting_rules();
  for (std::size_t i = 1; i < table.size(); ++i) CHECK(table[i - 1]->id < table[i]->id);
}
