#include "deliberation/evidence.h"

#include "talk.h"

using namespace tos;
using namespace tos::test;
using namespace tos::deliberation;

TEST_CASE("evidence names a source that others can look up") {
  Talk talk;
  SECTION("accepts DEL-021, accepts DEL-030, accepts DEL-031") {
    const auto row = find_evidence(talk.db, talk.shown());
    REQUIRE(row.has_value());
    CHECK(row->number == 1);
    CHECK(row->chain == talk.chain());
    CHECK(row->url == "https://example.org/bikes");
    CHECK(row->state() == EvidenceState::unconfirmed);
    CHECK(index::entry_at(talk.db, talk.position)->path.starts_with(talk.now_at().folder));
  }
  SECTION("accepts DEL-030: a file") {
    Evidence piece = talk.piece();
    piece.url.reset();
    piece.digest = FileDigest(sha256("a file"));
    CHECK(rule_of(talk.show(piece)).empty());
  }
  SECTION("refuses DEL-030") {
    Evidence piece = talk.piece();
    piece.url.reset();
    CHECK(rule_of(talk.show(piece)) == "DEL-030");
  }
  SECTION("refuses DEL-031") {
    for (const char* url :
         {"file:///etc/passwd", "https://", "javascript:alert(1)", "https://a b.org", "http://bücher.de"}) {
      INFO(url);
      Evidence piece = talk.piece();
      piece.url = {url};
      CHECK(rule_of(talk.show(piece)) == "DEL-031");
    }
  }
  SECTION("refuses DEL-021") {
    REQUIRE(talk.withdraw());
    CHECK(rule_of(talk.show(talk.piece())) == "DEL-021");
  }
  SECTION("refuses DEL-009") {
    Evidence piece = talk.piece();
    piece.proposal = ProposalId(sha256("nothing"));
    CHECK(rule_of(talk.show(piece)) == "DEL-009");
  }
}

TEST_CASE("others confirm or dispute evidence") {
  Talk talk;
  const auto id = talk.shown();
  const auto state = [&] { return find_evidence(talk.db, id)->state(); };
  SECTION("accepts DEL-032, accepts DEL-033, accepts DEL-034: three confirmations confirm") {
    REQUIRE(talk.review(id, "mara"));
    REQUIRE(talk.review(id, "ole"));
    REQUIRE(talk.review(id, "ole"));
    CHECK(state() == EvidenceState::unconfirmed);
    REQUIRE(talk.review(id, "kim"));
    CHECK(state() == EvidenceState::confirmed);
  }
  SECTION("accepts DEL-034: two disputes dispute, even what was confirmed") {
    for (const char* who : {"mara", "ole", "kim"}) REQUIRE(talk.review(id, who));
    REQUIRE(talk.review(id, "siv", DisputeGround::outdated));
    CHECK(state() == EvidenceState::confirmed);
    REQUIRE(talk.review(id, "kim", DisputeGround::fabricated, hour(3)));
    CHECK(state() == EvidenceState::disputed);
    CHECK(find_evidence(talk.db, id)->confirmations == 2);
  }
  SECTION("a review that was signed earlier does not replace a later one, however late it comes") {
    REQUIRE(talk.review(id, "kim", DisputeGround::misleading, hour(4)));
    REQUIRE(talk.review(id, "kim", {}, hour(3)));
    CHECK(find_evidence(talk.db, id)->disputes == 1);
    CHECK(find_evidence(talk.db, id)->confirmations == 0);
  }
  SECTION("refuses DEL-032") { CHECK(rule_of(talk.review(EvidenceId(sha256("nothing")), "ole")) == "DEL-032"); }
  SECTION("refuses DEL-033") { CHECK(rule_of(talk.review(id, "noor")) == "DEL-033"); }
  SECTION("refuses DEL-034") {
    const auto review = [&](ReviewVerdict verdict, std::optional<DisputeGround> ground) {
      return rule_of(talk.submit("deliberation.evidence-review/v1", "ole", hour(2),
                                 EvidenceReview{.evidence = id, .verdict = verdict, .ground = ground, .reason = {}}));
    };
    CHECK(review(ReviewVerdict::disputed, {}) == "DEL-034");
    CHECK(review(ReviewVerdict::confirmed, DisputeGround::outdated) == "DEL-034");
  }
  SECTION("refuses DEL-021") {
    REQUIRE(talk.withdraw());
    CHECK(rule_of(talk.review(id, "ole")) == "DEL-021");
  }
}

TEST_CASE("options form a tree, with trade-offs") {
  Talk talk;
  SECTION("accepts DEL-036, accepts DEL-037, accepts DEL-038") {
    const auto bike = talk.offer("Buy one", {},
                                 {{.aspect = {"cost"}, .pro = {}, .con = {{"3000"}}},
                                  {.aspect = {"time"}, .pro = {{"now"}}, .con = {}}})
                          ->as<OptionTag>();
    REQUIRE(talk.offer("Buy a used one", bike));
    const auto options = options_of(talk.db, talk.chain());
    REQUIRE(options.size() == 2);
    CHECK(options[1].parent == options[0].position);
    CHECK(options[0].trade_offs.size() == 2);
    CHECK(**options[0].trade_offs[0].con == "3000");
  }
  SECTION("refuses DEL-036") {
    const auto bike = talk.offer("Buy one")->as<OptionTag>();
    CHECK(rule_of(talk.offer("Buy a used one", OptionId(sha256("nothing")))) == "DEL-036");
    talk.proposal = talk.propose(hour(2));
    CHECK(rule_of(talk.offer("Buy a used one", bike)) == "DEL-036");
  }
  SECTION("refuses DEL-037") {
    CHECK(rule_of(talk.offer("Buy one", {}, {{.aspect = {"cost"}, .pro = {}, .con = {}}})) == "DEL-037");
    CHECK(rule_of(talk.offer("Buy one", {},
                             {{.aspect = {"cost"}, .pro = {{"low"}}, .con = {}},
                              {.aspect = {"cost"}, .pro = {}, .con = {{"high"}}}})) == "DEL-037");
  }
  SECTION("refuses DEL-038") {
    REQUIRE(talk.offer("Buy one"));
    for (const char* label : {"Buy one", "Buy one ", " buy  ONE", "Buy\u00a0one"}) {
      INFO(label);
      CHECK(rule_of(talk.offer(label)) == "DEL-038");
    }
  }
  SECTION("refuses DEL-021") {
    REQUIRE(talk.withdraw());
    CHECK(rule_of(talk.offer("Buy one")) == "DEL-021");
  }
}

TEST_CASE("a member has one position; the last signed stands") {
  Talk talk;
  SECTION("accepts DEL-040") {
    REQUIRE(talk.stand("noor", Stance::support, hour(3)));
    REQUIRE(talk.stand("ole", Stance::block, hour(3)));
    REQUIRE(talk.stand("noor", Stance::oppose, hour(4)));
    REQUIRE(talk.stand("ole", Stance::support, hour(2)));  // signed earlier, carried later
    const auto positions = positions_of(talk.db, talk.chain());
    REQUIRE(positions.size() == 2);
    CHECK(positions[0].member == talk.number("noor"));
    CHECK(positions[0].stance == Stance::oppose);
    CHECK(positions[1].stance == Stance::block);
  }
  SECTION("accepts DEL-041") {
    REQUIRE(talk.stand("noor", Stance::support, hour(2)));
    CHECK(rule_of(talk.stand("noor", Stance::withdrawn, hour(3), {})).empty());
    CHECK(positions_of(talk.db, talk.chain()).empty());
    CHECK(rule_of(talk.stand("noor", Stance::withdrawn, hour(4), {})) == "DEL-041");
  }
  SECTION("refuses DEL-040") { CHECK(rule_of(talk.stand("noor", Stance::abstain, hour(2), {})) == "DEL-040"); }
  SECTION("refuses DEL-041") { CHECK(rule_of(talk.stand("noor", Stance::withdrawn, hour(2), {})) == "DEL-041"); }
  SECTION("accepts DEL-042") {
    REQUIRE(talk.stand("noor", Stance::support));
    CHECK(count_positions(talk.db, talk.chain(), 99) == 1);
    REQUIRE(talk.recuse("noor"));
    CHECK(count_positions(talk.db, talk.chain(), 99) == 0);
    CHECK(rule_of(talk.stand("ole", Stance::support)).empty());
  }
  SECTION("refuses DEL-042") {
    REQUIRE(talk.recuse("noor"));
    CHECK(rule_of(talk.stand("noor", Stance::support, hour(3))) == "DEL-042");
    CHECK(rule_of(talk.object(talk.harmful(), "noor", hour(3))) == "DEL-042");
  }
  SECTION("refuses DEL-021") {
    REQUIRE(talk.withdraw());
    CHECK(rule_of(talk.stand("noor", Stance::support)) == "DEL-021");
  }
}
