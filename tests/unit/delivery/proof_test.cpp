#include <rapidcheck.h>

#include <catch2/catch.hpp>
#include <regex>

#include "delivery/decimal.h"
#include "delivery/gates.h"
#include "delivery/rules.h"
#include "support/test_delivery.h"

using namespace tos;
using namespace tos::test;
using namespace tos::delivery;

TEST_CASE("a proof shows lines, links, commits, artefacts and metrics",
          "[accepts DLV-020, DLV-021, DLV-022, DLV-023, DLV-024]") {
  TestDelivery group;
  group.start();
  const TaskId frame = group.added("frame");
  Proof body = group.lines({"TESTS=OK (118/118 passing)", "TESTS=OK"});
  body.task = frame;
  body.links.items = {{"https://example.org/run/7?x=1#top"}};
  body.commits.items = {{std::string(40, 'a')}, {std::string(64, '0')}};
  body.artefacts.items = {{.name = {"bike.pdf"}, .sha256 = RecordId(sha256("bike")), .bytes = {4}}};
  body.metrics.items = {{.name = {"Trips"}, .unit = {{"a week"}}, .before = {{"-0.5"}}, .after = {"12"}}};
  REQUIRE(group.prove(body).has_value());
  const auto proofs = proofs_of(group.db, group.started().position);
  REQUIRE(proofs.size() == 1);
  CHECK_FALSE(proofs.front().is_green);
  const ProofParts parts = parts_of(group.db, proofs.front().position);
  REQUIRE(parts.lines.size() == 2);
  CHECK(parts.lines[0].note == "118/118 passing");
  CHECK(parts.references.size() == 4);
  CHECK(parts.metrics.front().before == "-0.5");
}

TEST_CASE("a proof is in form and in its place") {
  TestDelivery group;
  group.start();
  Proof body = group.lines({"LINT=OK"});
  SECTION("refuses DLV-020") {
    body.lines.items = {{"the log says LINT=OK"}};
    CHECK(rule_of(group.prove(body)) == "DLV-020");
  }
  SECTION("refuses DLV-021") { CHECK(rule_of(group.prove(group.lines({}))) == "DLV-021"); }
  SECTION("refuses DLV-022") {
    body.task = TaskId(sha256("none"));
    CHECK(rule_of(group.prove(body)) == "DLV-022");
    const TaskId frame = group.added("frame");
    group.clock_now = hour(17);
    group.start();
    body.initiative = group.initiative;
    body.task = frame;
    CHECK(rule_of(group.prove(body)) == "DLV-022");
  }
  SECTION("refuses DLV-023 of a link") {
    for (const char* link : {"javascript:alert(1)", "https://", "https://a b", "https://a\"b", "http://é.org"}) {
      body.links.items = {{link}};
      CHECK(rule_of(group.prove(body)) == "DLV-023");
    }
  }
  SECTION("refuses DLV-023 of a commit") {
    for (const std::string& commit : {std::string(41, 'a'), std::string(40, 'A'), std::string(40, 'g')}) {
      body.commits.items = {{commit}};
      CHECK(rule_of(group.prove(body)) == "DLV-023");
    }
  }
  SECTION("refuses DLV-024: no number, and one name twice") {
    body.metrics.items = {{.name = {"Trips"}, .unit = {}, .before = {}, .after = {"many"}}};
    CHECK(rule_of(group.prove(body)) == "DLV-024");
    body.metrics.items = {{.name = {"Trips"}, .unit = {}, .before = {{"1.0"}}, .after = {"2"}}};
    CHECK(rule_of(group.prove(body)) == "DLV-024");
    body.metrics.items = {{.name = {"Trips"}, .unit = {}, .before = {}, .after = {"2"}},
                          {.name = {"Trips"}, .unit = {}, .before = {}, .after = {"3"}}};
    CHECK(rule_of(group.prove(body)) == "DLV-024");
  }
}

TEST_CASE("proof lines are matched to the byte") {
  // Shapes of a real project's record, and what only looks like them.
  for (const char* line :
       {"LINT=OK", "SMOKE=OK", "VALIDATORS=GREEN", "TESTS=OK (118 tests passing)", "TESTS=PENDING (will run in CI)",
        "SECURITY=OK (0 P1 alerts in modified files)", "TESTS=OK (118 tests pass, +62 new)", "VALIDATORS=RED (401,422)",
        "A=1", "A_1==", "T=O\xc3\x89", "LINT=OK  \t ", "LINT=OK \t(a) (b)", "LINT=OK ()"}) {
    INFO(line);
    CHECK(parse_proof_line(line).has_value());
  }
  for (const char* line : {"",
                           "lint=OK",
                           "Lint=OK",
                           " LINT=OK",
                           "\tLINT=OK",
                           "> LINT=OK",
                           "- LINT=OK",
                           "`LINT=OK`",
                           "LINT =OK",
                           "LINT= OK",
                           "LINT=",
                           "=OK",
                           "1LINT=OK",
                           "_LINT=OK",
                           "LI-NT=OK",
                           "LINT=OK now",
                           "LINT=OK (open",
                           "LINT=OK )",
                           "LINT=OK (a) b",
                           "LINT=OK\xc2\xa0(a)",
                           "The gate said LINT=OK.",
                           "export LINT=OK",
                           "LINT=OK\r"}) {
    INFO(line);
    CHECK_FALSE(parse_proof_line(line).has_value());
  }
  const auto line = parse_proof_line("VALIDATORS=RED\t (401, see (b))  ");
  REQUIRE(line.has_value());
  CHECK(line->token == "VALIDATORS");
  CHECK(line->value == "RED");
  CHECK(line->note == "401, see (b)");
}

TEST_CASE("proof lines are found as the pattern says") {
  const std::regex pattern(R"(([A-Z][A-Z0-9_]*)=([^ \t]+)(?:[ \t]+\((.*)\))?[ \t]*)");
  static const std::vector<std::string> parts{"LINT", "A_1", "=", "=OK", " ", "\t", "(", ")", " (a)", "x"};
  rc::check("on lines of these parts", [&] {
    std::string line;
    for (const std::string& part : *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(parts)))
      line += part;
    std::smatch match;
    const bool matches = std::regex_match(line, match, pattern);
    const auto found = parse_proof_line(line);
    RC_ASSERT(found.has_value() == matches);
    if (matches)
      RC_ASSERT(found->token == match[1].str() && found->value == match[2].str() && found->note == match[3].str());
  });
}

TEST_CASE("a job's output holds proof lines, and quotes some") {
  const FoundLines found = find_proof_lines(
      "$ make check\r\nLINT=OK\r\nAll good: SMOKE=OK\n```\nVALIDATORS=GREEN\n```\nSMOKE=OK\n"
      "~~~ log\nLINT=RED\n```\nLINT=RED\n~~~\n   ````\nLINT=RED\n```\nLINT=RED\n````\n    ```\nTESTS=OK (2 "
      "passed)\nTESTS=OK");
  CHECK(found.lines == std::vector<std::string_view>{"LINT=OK", "SMOKE=OK", "TESTS=OK (2 passed)", "TESTS=OK"});
  CHECK(found.unfit.empty());
  CHECK(found.hidden_tokens.empty());
  CHECK(find_proof_lines("LINT=" + std::string(995, 'x')).lines.size() == 1);
}

TEST_CASE("a proof line that no record can hold is told, in whatever colour") {
  const std::vector<std::string> texts{"LINT=" + std::string(996, 'x'),
                                       "LINT=RED (" + std::string(1000, 'x') + ")",
                                       "LINT=RED (caf\xe9)",
                                       "LINT=OK\x1b[0m",
                                       "\x1b[1;31mLINT=RED\x1b[0m",
                                       "LINT=\x1b[31mRED\x1b[m \x1b[2m(3 of 4)\x1b[0m",
                                       "LINT=RED (3 of 4)\x1b(B\x1b[m",
                                       "\x1b[K\x1b[?25hLINT=RED\x1b["};
  for (const std::string& text : texts) {
    const std::string output = "LINT=OK\n" + text + "\n";
    const FoundLines found = find_proof_lines(output);
    INFO(text);
    CHECK(found.lines.size() == 1);
    REQUIRE(found.unfit.size() == 1);
    CHECK(found.unfit.front().line == text);
    CHECK(parse_proof_line(found.unfit.front().plain)->token == "LINT");
  }
  CHECK(find_proof_lines("\x1b[31mnothing\x1b[0m\n\x1b[\n\x1b(\nLINT\x1b[0m\n").unfit.empty());
}

TEST_CASE("what a job shows last of a gate is red where no record can hold it") {
  const std::vector<Gate> pending{{.token = "LINT", .wanted = "OK"}, {.token = "SMOKE", .wanted = "OK"}};
  const auto after = [&](std::string_view text) {
    std::vector<Gate> gates = pending;
    REQUIRE(overlay(gates, find_proof_lines(text)).has_value());
    return gates;
  };
  const std::vector<Gate> red = after("LINT=OK\nSMOKE=OK\nLINT=RED\x1b[0m\n");
  CHECK(red[0].state == GateState::red);
  CHECK(red[0].is_unfit);
  CHECK(red[1].state == GateState::green);
  CHECK(after("LINT=OK (\xff)\n")[0].state == GateState::red);
  CHECK(after("LINT=RED\x1b[0m\nLINT=OK\n")[0].state == GateState::green);
  CHECK_FALSE(after("LINT=RED\x1b[0m\nLINT=OK\n")[0].is_unfit);
  CHECK(after("LS_COLORS=\x1b[0m\nLINT=OK\n")[0].state == GateState::green);
}

TEST_CASE("a code block that nothing closes hides no gate") {
  std::vector<Gate> gates{{.token = "LINT", .wanted = "OK"}};
  for (const std::string_view text : {"LINT=OK\n```\nLINT=RED\n", "LINT=OK\n~~~~ tests\n\x1b[31mLINT=RED\x1b[0m\n"}) {
    const auto answer = overlay(gates, find_proof_lines(text));
    REQUIRE_FALSE(answer.has_value());
    CHECK(answer.error().rule == &tos::rules::DLV_063);
    CHECK(answer.error().what.find("line 2") != std::string::npos);
  }
  for (const std::string_view text : {"LINT=OK\n```\nTESTS=RED\n", "~~~\nLINT=RED\n~~~\nLINT=OK\n", "LINT=OK\n```\n"})
    CHECK(overlay(gates, find_proof_lines(text)).has_value());
}

TEST_CASE("a token's latest value counts, by when it was signed") {
  TestDelivery group;
  group.start();
  const std::int64_t initiative = group.started().position;
  const charter::DeliveryTerms terms = charter::delivery_terms(charter::current(group.db));
  const auto text = [&] { return not_green(gates_of(group.db, terms, initiative)); };
  CHECK(text() == "LINT pending, SMOKE pending, VALIDATORS pending");
  REQUIRE(group.prove(group.lines({"LINT=RED", "LINT=OK", "SMOKE=OK"})).has_value());
  CHECK(text() == "VALIDATORS pending");
  group.clock_now = hour(18);
  REQUIRE(group.prove(group.lines({"VALIDATORS=RED (401,422)"})).has_value());
  CHECK(text() == "VALIDATORS=RED (401,422)");
  group.clock_now = hour(17);  // carried late: it was signed before
  REQUIRE(group.prove(group.green()).has_value());
  CHECK(text() == "VALIDATORS=RED (401,422)");
  group.clock_now = hour(19);
  REQUIRE(group.prove(group.green()).has_value());
  CHECK(text() == "");
  const ProofCounts counts = count_proofs(group.db, initiative);
  CHECK(counts.proofs == 4);
  CHECK(counts.lines == 10);
  CHECK(counts.green == 2);
}

TEST_CASE("a red gate may name its failure classes") {
  CHECK(class_in_note("401,422") == 401);
  CHECK(class_in_note("422, then 403") == 403);
  CHECK(class_in_note("4220 and 1403") == std::nullopt);
  CHECK(class_in_note("118 tests") == std::nullopt);
  CHECK(class_in_note("") == std::nullopt);
}

TEST_CASE("a metric's number has one spelling") {
  CHECK(Decimal::parse("0")->billionths == 0);
  CHECK(Decimal::parse("-0.5")->billionths == -500'000'000);
  CHECK(*Decimal::parse("999999999999999.999999999") > *Decimal::parse("999999999999999.999999998"));
  CHECK(*Decimal::parse("-2") < *Decimal::parse("-1.5"));
  for (const char* text : {"", "-", "-0", "-0.0", "01", "1.", ".5", "1.50", "+1", "1e3", "1 ", "1000000000000000",
                           "0.0000000001", "1.2.3", "1,5"}) {
    INFO(text);
    CHECK_FALSE(Decimal::parse(text).has_value());
  }
}
