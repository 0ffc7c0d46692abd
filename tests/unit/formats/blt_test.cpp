#include "reading.h"

using namespace tos;
using namespace tos::voting;
using namespace tos::voting::testing;

TEST_CASE("BLT: the example of its authors, one item a line or all on one",
          "[accepts FMT-004, FMT-005, FMT-007, FMT-008]") {
  const auto lines = read_text(
      "4 2\n-2\n3 1 3 4 0\n4 1 3 2 0\n2 4 1 3 0\n1 2 0\n0\n\"Adam\"\n\"Basil\"\n\"Charlotte\"\n"
      "\"Donald\"\n\"Parish council\"\n");
  REQUIRE(verdict(lines) == "read");
  CHECK(names_of(*lines) == "Adam | (Basil) | Charlotte | Donald");
  CHECK(ballots_of(*lines) == "3: 1 3 4\n4: 1 3 2\n2: 4 1 3\n1: 2");
  CHECK(lines->profile.seats == 2);
  CHECK(lines->profile.title == "Parish council");
  const auto one = read_text(
      "4 2 -2 3 1 3 4 0 4 1 3 2 0 2 4 1 3 0 1 2 0 0 \"Adam\" \"Basil\" \"Charlotte\" \"Donald\" "
      "\"Parish council\"");
  REQUIRE(verdict(one) == "read");
  CHECK(names_of(*one) == names_of(*lines));
  CHECK(ballots_of(*one) == ballots_of(*lines));
}

TEST_CASE("BLT: equal ranks, gaps, comments, ballot ids and blank ballots") {
  const auto election = read_text(
      "# made by hand\n3 1\n\n2 1=3 2 0 # two\n1 - 2 - 0\n(a 7) 3 0\n1 (2 1) 3 0\n/* none\n */ 4 0\n0\n"
      "Ann Lee # first\nBo\nCy\nBoard");
  REQUIRE(verdict(election) == "read");
  CHECK(names_of(*election) == "Ann Lee | Bo | Cy");
  CHECK(ballots_of(*election) == "2: 1=3 2\n1: - 2\n1: 3\n1: 1=2 3\n4:");
}

TEST_CASE("BLT: nicknames and a tie order", "[refuses FMT-004, FMT-006, FMT-007, FMT-008, FMT-009]") {
  const auto election = read_text(
      "3 1\n[nick ann bo cy]\n[tie cy ann bo]\n3 ann cy 0\n2 bo=cy 0\n0\n\"Ann\"\n\"Bo\"\n\"Cy\"\n\"Board\"\n");
  REQUIRE(verdict(election) == "read");
  CHECK(ballots_of(*election) == "3: 1 3\n2: 2=3");
  CHECK(election->tie_order == std::vector<int>{2, 0, 1});
  CHECK(election->profile.candidates[1].id == "bo");
  CHECK(verdict(read_text("2 1\n[nick ann ann]\n0\nA\nB\nT")) == "FMT-009 line 2");
  CHECK(verdict(read_text("2 1\n[nick ann]\n0\nA\nB\nT")) == "FMT-006 line 2");
  CHECK(verdict(read_text("2 1\n[nick 2 1]\n0\nA\nB\nT")) == "FMT-009 line 2");
  CHECK(verdict(read_text("2 1\n[nick a b]\n1 c 0\n0\nA\nB\nT")) == "FMT-007 line 3");
  CHECK(verdict(read_text("2 1\n[tie 1 1]\n0\nA\nB\nT")) == "FMT-009 line 2");
  CHECK(verdict(read_text("2 1\n[colour red]\n0\nA\nB\nT")) == "FMT-008 line 2");
  CHECK(verdict(read_text("2 1\n[nick a b\n1 c 0\n0\nA\nB\nT")) == "FMT-004 line 2");
}

TEST_CASE("BLT: names as programs write them", "[accepts FMT-011]") {
  const auto name = [](std::string_view quoted) {
    const auto election = read_text(fmt::format("1 1\n1 1 0\n0\n{}\n\"T\"\n", quoted));
    return election ? election->profile.candidates[0].name : verdict(election);
  };
  CHECK(name("\"Ann \"\"Bo\"\" Lee\"") == "Ann \"Bo\" Lee");
  CHECK(name("\"Ann \"Bo\" Lee\"") == "Ann \"Bo\" Lee");
  CHECK(name("\"Lab ''Ann\"") == "Lab ''Ann");
  CHECK(name("\"Lee, Ann\"") == "Lee, Ann");
  CHECK(name("\"Ann\nLee\"") == "Ann\nLee");
  CHECK(name("\"מרים לוי\"") == "מרים לוי");
  CHECK(name("\"Zo\xeb\"") == "Zoë");  // ISO 8859-1
  CHECK(name("\"\x1b[31mAnn\"") == "\ufffd[31mAnn");
  CHECK(name("\"Ann") == "FMT-008 line 4");   // the title's quote closes it, text follows outside
  CHECK(name("\"a\u202eb\"") == "a\ufffdb");  // would turn the rest of the line around
  const auto twins = read_text("2 1\n1 2 0\n0\n\"Ann\"\n\"Ann\"\n\"T\"");
  REQUIRE(verdict(twins) == "read");
  CHECK(names_of(*twins) == "Ann | Ann");
}

TEST_CASE("BLT: texts beside names are parties, unless nobody can tell") {
  const auto names = [](std::string_view lines) {
    const auto election = read_text("2 1\n1 2 0\n0\n" + std::string(lines));
    return election ? names_of(*election) + " / " + election->profile.title : verdict(election);
  };
  CHECK(names("\"Ann\" \"Bo\"\n\"T\"\n") == "Ann | Bo / T");
  CHECK(names("\"Ann\" \"Bo\"\n\"T\"\n\"Source\"\n") == "Ann | Bo / T");
  CHECK(names("\"Ann\" \"Green\"\n\"Bo\" \"Red\"\n\"T\"\n") == "Ann | Bo / T");
  CHECK(names("\"Ann\"\n\"Bo\" \"Red\"\n\"T\"\n") == "FMT-008 line 6");
}

TEST_CASE("BLT: damaged and hostile files are refused with their line",
          "[refuses FMT-004, FMT-005, FMT-006, FMT-007, FMT-008, FMT-009, FMT-010, FMT-013]") {
  const std::string names = "\"A\"\n\"B\"\n\"T\"\n";
  const auto says = [&](std::string_view text) { return verdict(read_text(text)); };
  CHECK(says("") == "FMT-004 line 0");
  CHECK(says("2 1\n") == "FMT-004 line 1");
  CHECK(says("2 1\n3 1 2 0\n") == "FMT-004 line 2");
  CHECK(says("2 1\n3 1 2") == "FMT-008 line 2");
  CHECK(says("2 1\n3 1 2\n1 2 0\n0\n" + names) == "FMT-008 line 2");
  CHECK(says("2 1\n3 1 2 0\n0\n\"A\"\n") == "FMT-004 line 4");
  CHECK(says("2 1\n3 1 3 0\n0\n" + names) == "FMT-007 line 2");
  CHECK(says("2 1\n3 1 99999999999999999999 0\n0\n" + names) == "FMT-005 line 2");
  CHECK(says("2 1\n3 1 -2 0\n0\n" + names) == "FMT-005 line 2");
  CHECK(says("2 1\n1 1 0\n-3 1 2 0\n0\n" + names) == "FMT-005 line 3");
  CHECK(says("2 1\n-1 1 2 0\n0\n" + names) == "FMT-005 line 2");
  CHECK(says("2 1\n-5 1 2 0\n0\n" + names) == "FMT-005 line 2");
  CHECK(says("2 1\n-3\n0\n" + names) == "FMT-007 line 2");
  CHECK(says("2 1\n9223372036854775808 1 0\n0\n" + names) == "FMT-005 line 2");
  CHECK(says("2 1\n9223372036854775807 1 0\n1 2 0\n0\n" + names) == "TAL-001 line 3");
  CHECK(says("2 1\n1.5 1 0\n0\n" + names) == "FMT-005 line 2");
  CHECK(says("0 1\n0\n\"T\"\n") == "FMT-013 line 1");
  CHECK(says("1000000 1\n0\n") == "TAL-003 line 1");
  CHECK(says("2 0\n0\n" + names) == "FMT-008 line 1");
  CHECK(says("2 99999999999\n0\n" + names) == "FMT-010 line 1");
  CHECK(says("2 1\n1 1=1 0\n0\n" + names) == "FMT-009 line 2");
  CHECK(says("2 1\n1 1= 0\n0\n" + names) == "FMT-007 line 2");
  CHECK(says("2 1\n0\n" + names + names + names) == "FMT-006 line 8");
  CHECK(says("2 1\n0\n\"A\"\n\"B") == "FMT-004 line 4");
}

TEST_CASE("BLT: a ballot of weight 0 does not end the ballots", "[accepts FMT-005][refuses FMT-005]") {
  const std::string names = "\"A\"\n\"B\"\n\"T\"\n";
  CHECK(verdict(read_text("2 1\n3 1 0\n0 2 0\n0\n" + names)) == "FMT-005 line 3");
  CHECK(verdict(read_text("2 1\n0 1 0\n3 2 0\n0\n" + names)) == "FMT-005 line 2");
  CHECK(verdict(read_text("2 1\n3 1 0\n0 0\n" + names)) == "FMT-005 line 3");
  CHECK(names_of(*read_text("2 1\n3 1 0\n0 # end\n" + names)) == "A | B");
  CHECK(names_of(*read_text("2 1\n3 1 0\n0 /* end */\n" + names)) == "A | B");
  CHECK(names_of(*read_text("2 1\n3 1 0\n0 " + names)) == "A | B");
}

TEST_CASE("BLT: small and odd elections are read as they are") {
  CHECK(ballots_of(*read_text("2 1\n0\nA\nB\nT\n")).empty());
  CHECK(ballots_of(*read_text("1 5\n3 1 0\n0\nA\nT\n")) == "3: 1");
  CHECK(read_text("1 5\n3 1 0\n0\nA\nT\n")->profile.seats == 5);
  CHECK(ballots_of(*read_text("2 1\r\n3 1 2 0\r\n0\r\nA\r\nB\r\nT\r\n")) == "3: 1 2");
  CHECK(names_of(*read_text("\xef\xbb\xbf"
                            "2 1\n0\nA\nB\nT\n")) == "A | B");
  const auto twice = read_text("2 1\n3 1 2 1 0\n0\nA\nB\nT\n");
  REQUIRE(verdict(twice) == "read");  // what a repeated candidate means is a rule of the method
  CHECK(ballots_of(*twice) == "3: 1 2 1");
  CHECK(twice->warnings.size() == 1);
}
