#include "deliberation/proposal.h"

#include <catch2/catch.hpp>

#include "deliberation/recusal.h"
#include "deliberation/rules.h"
#include "deliberation/withdrawal.h"
#include "support/test_group.h"

using namespace tos;
using namespace tos::test;
using namespace tos::deliberation;

namespace {

Proposal bike() {
  Proposal proposal;
  proposal.title = {"Shared cargo bike"};
  proposal.decision_type = handle("routine");
  proposal.paths.items = {Path::social_economy};
  return proposal;
}

struct Meeting : TestGroup {
  Meeting() : TestGroup({"mara", "noor", "ole"}) {}
  explicit Meeting(const charter::Charter& charter) : TestGroup({"mara", "noor", "ole"}, charter) {}

  Result<RecordId> propose(const Proposal& proposal, std::string_view author = "mara") {
    return submit("deliberation.proposal/v1", author, hour(1), proposal);
  }
  ProposalId proposed(const Proposal& proposal, std::string_view author = "mara") {
    return propose(proposal, author)->as<ProposalTag>();
  }
  Result<RecordId> withdraw(const ProposalId& id, std::string_view author = "mara") {
    return submit("deliberation.withdrawal/v1", author, hour(2), Withdrawal{.proposal = id, .reason = {}});
  }
  Result<RecordId> recuse(const ProposalId& id, std::string_view author) {
    return submit("deliberation.recusal/v1", author, hour(2), Recusal{.proposal = id, .reason = {}});
  }
};

Proposal with_act(std::string_view kind, std::string_view target, std::string_view type) {
  Proposal proposal = bike();
  proposal.decision_type = handle(type);
  proposal.mandate = ProposedAct{.kind = {std::string(kind)}, .target = {std::string(target)}};
  return proposal;
}

Proposal version_of(const ProposalId& replaced) {
  Proposal proposal = bike();
  proposal.title = {"Two shared cargo bikes"};
  proposal.replaces = replaced;
  return proposal;
}

}  // namespace

TEST_CASE("a proposal opens a folder by its date, title and id", "[accepts DEL-001][accepts DEL-002]") {
  Meeting meeting;
  const auto id = meeting.proposed(bike());
  const auto version = find_version(meeting.db, id);
  REQUIRE(version.has_value());
  CHECK(version->title == "Shared cargo bike");
  CHECK(version->number == 1);
  CHECK(version->author == handle("mara"));
  const Chain chain = chain_at(meeting.db, version->chain);
  CHECK(chain.folder == "proposals/2026-11/shared-cargo-bike-" + id.hex16());
  CHECK(chain.number == 1);
  CHECK(chain.state == ChainState::open);
}

TEST_CASE("a proposal keeps to the charter's types and says things once") {
  Meeting meeting;
  SECTION("refuses DEL-001") {
    Proposal proposal = bike();
    proposal.decision_type = handle("whimsical");
    CHECK(rule_of(meeting.propose(proposal)) == "DEL-001");
  }
  SECTION("refuses DEL-002") {
    Proposal proposal = bike();
    proposal.paths.items = {Path::social_economy, Path::common_planet, Path::social_economy};
    CHECK(rule_of(meeting.propose(proposal)) == "DEL-002");
  }
  SECTION("refuses DEL-003") {
    Proposal proposal = bike();
    proposal.sunset = hour(1);
    CHECK(rule_of(meeting.propose(proposal)) == "DEL-003");
  }
  SECTION("accepts DEL-003") {
    Proposal proposal = bike();
    proposal.sunset = Timestamp{hour(1).ms + 1};
    CHECK(rule_of(meeting.propose(proposal)).empty());
  }
}

TEST_CASE("an act is one that decisions permit, decided by its own type") {
  Meeting meeting;
  const auto propose = [&](std::string_view kind, std::string_view type) {
    return rule_of(meeting.propose(with_act(kind, "noor/steward", type)));
  };
  SECTION("accepts DEL-004, accepts DEL-005") {
    CHECK(propose("identity.suspension/v1", "membership").empty());
    CHECK(propose("charter.amendment/v1", "charter").empty());
    CHECK(propose("identity.redaction/v1", "routine").empty());
    const auto version = version_at(meeting.db, meeting.position);
    REQUIRE(version->act.has_value());
    CHECK(version->act->kind == "identity.redaction/v1");
    CHECK(version->act->target == "noor/steward");
  }
  SECTION("refuses DEL-004") { CHECK(propose("voting.ballot/v1", "routine") == "DEL-004"); }
  SECTION("refuses DEL-005") {
    CHECK(propose("charter.amendment/v1", "routine") == "DEL-005");
    CHECK(propose("identity.suspension/v1", "charter") == "DEL-005");
  }
  SECTION("refuses DEL-006") { CHECK(propose("identity.recall/v1", "role") == "DEL-006"); }
  SECTION("accepts DEL-006") {
    meeting.db.run("INSERT INTO petition(target, granted_at) VALUES('noor/steward', ?)", hour(0));
    CHECK(propose("identity.recall/v1", "role").empty());
  }
}

TEST_CASE("a change of a policy has a wording, a repeal says that it is one") {
  Meeting meeting;
  const auto propose = [&](std::string_view target, bool with_text) {
    Proposal proposal = with_act("voting.policy-change/v1", target, "routine");
    if (with_text) proposal.text = Text{sha256("salt and text")};
    return rule_of(meeting.propose(proposal));
  };
  SECTION("accepts DEL-016") {
    CHECK(propose("ab12", true).empty());
    CHECK(propose("repeal/ab12", false).empty());
  }
  SECTION("refuses DEL-016") {
    CHECK(propose("ab12", false) == "DEL-016");
    CHECK(propose("repeal/ab12", true) == "DEL-016");
  }
}

TEST_CASE("versions of a proposal form one line in one folder") {
  Meeting meeting;
  const auto first = meeting.proposed(bike());
  SECTION("accepts DEL-007, accepts DEL-008, accepts DEL-009") {
    const auto second = meeting.proposed(version_of(first));
    const auto version = find_version(meeting.db, second);
    REQUIRE(version.has_value());
    CHECK(version->number == 2);
    CHECK(folder_of_chain(meeting.db, second) == folder_of_chain(meeting.db, first));
    CHECK(index::entry_at(meeting.db, meeting.position)->path.starts_with(folder_of_chain(meeting.db, first)));
    CHECK(resolve_proposal(meeting.db, "P1")->id == second);
    CHECK(rule_of(meeting.propose(version_of(second))).empty());
  }
  SECTION("refuses DEL-007: an older version") {
    REQUIRE(meeting.propose(version_of(first)));
    CHECK(rule_of(meeting.propose(version_of(first))) == "DEL-007");
  }
  SECTION("refuses DEL-007: a withdrawn proposal") {
    REQUIRE(meeting.withdraw(first));
    CHECK(rule_of(meeting.propose(version_of(first))) == "DEL-007");
  }
  SECTION("refuses DEL-008") { CHECK(rule_of(meeting.propose(version_of(first), "noor")) == "DEL-008"); }
  SECTION("refuses DEL-009") {
    CHECK(rule_of(meeting.propose(version_of(ProposalId(sha256("nothing"))))) == "DEL-009");
  }
}

TEST_CASE("a role that the charter names for proposals edits them: accepts DEL-008") {
  charter::Charter charter = plain_charter();
  charter.permissions.items = {{.kind = {"deliberation.proposal/v1"}, .who = {{{"member"}, {"steward"}}}}};
  Meeting meeting(charter);
  const auto first = meeting.proposed(bike());
  CHECK(rule_of(meeting.propose(version_of(first), "noor")) == "DEL-008");
  meeting.db.run(
      "INSERT INTO role_term(assignment, member, role, from_position, starts, ends, ended_by) VALUES(x'00', ?, "
      "'steward', 1, 0, 0, '')",
      meeting.number("noor"));
  CHECK(rule_of(meeting.propose(version_of(first), "noor")).empty());
}

TEST_CASE("active members may always propose on roles, members and charter") {
  Meeting meeting;
  const Envelope envelope;
  const Context context{.db = meeting.db, .envelope = envelope, .id = {}, .group = {}, .position = 9};
  const auto stated = [&](std::string_view type) {
    Proposal proposal = bike();
    proposal.decision_type = handle(type);
    return authority_of_proposal(context, proposal);
  };
  for (const char* type : {"role", "membership", "charter"}) {
    REQUIRE(stated(type).has_value());
    CHECK(stated(type)->entitled == "member");
    CHECK(stated(type)->needed == 1);
  }
  CHECK_FALSE(stated("routine").has_value());
}

TEST_CASE("a proposal is withdrawn by its author while it is open") {
  Meeting meeting;
  const auto first = meeting.proposed(bike());
  SECTION("accepts DEL-009, accepts DEL-010, accepts DEL-011, accepts DEL-012, accepts DEL-013") {
    CHECK(rule_of(meeting.withdraw(first)).empty());
    CHECK(chain_at(meeting.db, find_version(meeting.db, first)->chain).state == ChainState::withdrawn);
  }
  SECTION("refuses DEL-009") { CHECK(rule_of(meeting.withdraw(ProposalId(sha256("nothing")))) == "DEL-009"); }
  SECTION("refuses DEL-010") { CHECK(rule_of(meeting.withdraw(first, "noor")) == "DEL-010"); }
  SECTION("refuses DEL-011") {
    REQUIRE(meeting.withdraw(first));
    CHECK(rule_of(meeting.withdraw(first)) == "DEL-011");
  }
  SECTION("refuses DEL-012") {
    REQUIRE(meeting.propose(version_of(first)));
    CHECK(rule_of(meeting.withdraw(first)) == "DEL-012");
  }
  SECTION("refuses DEL-013") {
    set_open_poll(meeting.db, find_version(meeting.db, first)->chain, 7);
    CHECK(rule_of(meeting.withdraw(first)) == "DEL-013");
  }
}

TEST_CASE("a member recuses themself once, from an open proposal, in all its versions") {
  Meeting meeting;
  const auto first = meeting.proposed(bike());
  const std::int64_t chain = find_version(meeting.db, first)->chain;
  SECTION("accepts DEL-014") {
    const auto second = meeting.proposed(version_of(first));
    CHECK(rule_of(meeting.recuse(second, "noor")).empty());
    CHECK(is_recused(meeting.db, chain, meeting.number("noor")));
    CHECK_FALSE(is_recused(meeting.db, chain, meeting.number("mara")));
    CHECK(recused_members(meeting.db, chain) == std::vector{meeting.number("noor")});
  }
  SECTION("refuses DEL-014") {
    REQUIRE(meeting.recuse(first, "noor"));
    CHECK(rule_of(meeting.recuse(meeting.proposed(version_of(first)), "noor")) == "DEL-014");
  }
  SECTION("refuses DEL-011") {
    REQUIRE(meeting.withdraw(first));
    CHECK(rule_of(meeting.recuse(first, "noor")) == "DEL-011");
  }
  SECTION("refuses DEL-009") { CHECK(rule_of(meeting.recuse(ProposalId(sha256("nothing")), "noor")) == "DEL-009"); }
}

TEST_CASE("people name a proposal by number or by the beginning of its id") {
  Meeting meeting;
  const auto first = meeting.proposed(bike());
  Proposal other = bike();
  other.title = {"A new roof"};
  const auto second = meeting.proposed(other, "noor");
  SECTION("accepts DEL-020") {
    CHECK(resolve_proposal(meeting.db, "P2")->id == second);
    CHECK(resolve_proposal(meeting.db, "p1")->id == first);
    CHECK(resolve_proposal(meeting.db, first.hex16().substr(0, 7))->id == first);
    CHECK(resolve_proposal(meeting.db, second.hex())->id == second);
  }
  SECTION("refuses DEL-020") {
    for (const char* name : {"P3", "P0", "P", "", "V1", "P1x", "P99999999999999999999", "abc", "no such"}) {
      INFO(name);
      CHECK(rule_of(resolve_proposal(meeting.db, name)) == "DEL-020");
    }
  }
}

TEST_CASE("every rule of deliberation stands in its table once") {
  const RuleTable table = rules::deliberation_rules();
  for (std::size_t i = 1; i < table.size(); ++i) CHECK(table[i - 1]->id < table[i]->id);
  for (const Rule* rule : table) CHECK(rule->id.starts_with("DEL-"));
}
