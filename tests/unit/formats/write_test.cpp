#include "voting/formats/write.h"

#include <rapidcheck.h>

#include "reading.h"

using namespace tos;
using namespace tos::voting;
using namespace tos::voting::testing;

namespace {

// What names are made of: words, what formats give a meaning to, text from right to left, and what has no glyph.
const std::vector<std::string> pieces{"Ann", "Bo", "\"",   "'",     ",",      ";",   " ",  "]", "[",  "{", "}",
                                      ":",   "=",  ">",    "/",     "#",      "*",   "-",  "0", "12", "(", ")",
                                      "|",   "é",  "שָׁלוֹם", "مرحبا", "\u200f", "\\n", "\t", "&", "<"};

std::string random_text(int most_pieces, bool line_breaks) {
  std::string text;
  const int count = *rc::gen::inRange(0, most_pieces + 1);
  for (int i = 0; i < count; ++i)
    text += line_breaks && *rc::gen::inRange(0, 20) == 0 ? "\n" : *rc::gen::elementOf(pieces);
  return text;
}

Profile random_election(bool gaps, bool line_breaks) {
  Profile profile;
  profile.title = *rc::gen::elementOf(std::vector<std::string>{"", "Board", "\"Board\" of 2026: {draft}", "לוח"});
  profile.seats = gaps ? *rc::gen::inRange(1, 4) : 1;
  const int candidates = *rc::gen::inRange(1, 6);
  for (int c = 0; c < candidates; ++c) {  // names may be empty, blank, or somebody else's
    const bool same = c > 0 && *rc::gen::inRange(0, 6) == 0;
    profile.candidates.push_back({.name = same ? profile.candidates[0].name : random_text(5, line_breaks)});
  }
  RankedBallots ballots;
  const int lines = *rc::gen::inRange(0, 6);
  for (int line = 0; line < lines; ++line) {
    std::vector<RankMark> marks;
    for (const int c : *rc::gen::unique<std::vector<int>>(rc::gen::inRange(0, candidates))) {
      if (gaps && *rc::gen::inRange(0, 5) == 0) marks.push_back(RankMark::skipped());
      const auto index = static_cast<std::uint16_t>(c);
      const bool equal =
          !marks.empty() && marks.back().is_candidate() && marks.back().index() < index && *rc::gen::inRange(0, 3) == 0;
      marks.push_back(equal ? RankMark::equal(index) : RankMark::candidate(index));
    }
    RC_ASSERT(ballots.add(marks, *rc::gen::inRange<std::int64_t>(1, 1'000'000'000'000)).has_value());
  }
  profile.ballots = std::move(ballots);
  return profile;
}

std::string in_words(const Profile& profile) {
  const Election election{.profile = profile};
  return profile.title + "\n" + names_of(election) + "\n" + ballots_of(election);
}

void comes_back(const Profile& profile, Format format) {
  const auto written = write_election(Election{.profile = profile}, format);
  RC_ASSERT(written.has_value());
  RC_LOG(*written);
  const auto again = read_text(*written);
  RC_ASSERT(again.has_value());
  RC_ASSERT(again->format == format);
  RC_ASSERT(in_words(again->profile) == in_words(profile));
}

}  // namespace

TEST_CASE("what is written reads back as the same election, whatever the names: accepts FMT-018") {
  CHECK(rc::check("BLT", [] { comes_back(random_election(true, true), Format::blt); }));
  CHECK(rc::check("ABIF", [] { comes_back(random_election(false, false), Format::abif); }));
  CHECK(rc::check("PrefLib", [] { comes_back(random_election(false, false), Format::preflib); }));
}

TEST_CASE("scores, points and approvals come back from ABIF", "[accepts FMT-018]") {
  const auto again = [](std::string_view text, const std::vector<BallotKind>& kind) {
    const auto election = read_text(text, kind);
    REQUIRE(verdict(election) == "read");
    const auto written = write_election(*election, Format::abif);
    REQUIRE(written);
    const auto back = read_text(*written, kind, Format::abif);
    INFO(*written);
    REQUIRE(verdict(back) == "read");
    CHECK(names_of(*back) == names_of(*election));
    CHECK(back->profile.title == election->profile.title);
    CHECK(ballots_of(*back) == ballots_of(*election));
    return *written;
  };
  CHECK(again("Ann,Bo Lee,count\n5,0,3\n,2,1\n,,4\n", scored) ==
        "=Ann:[Ann]\n=c2:[Bo Lee]\n3:Ann/5,c2/0\n1:c2/2\n4:\n");
  again("Ann,Bo,count\n,,4\n5,,3\n", scored);
  for (const std::vector<BallotKind>& kind : {scored, approved, allotted}) {  // nobody says anything
    again("Ann,Bo\n", kind);
    again("Ann,Bo\n,\n", kind);
  }
  again("{\"title\": \"T\"}\n4:hill/5>lake/2\n2:lake/3=hill/3\n", scored);
  CHECK(again("Ann,Bo\n1,x\n,x\n,\n", approved) == "=Ann:[Ann]\n=Bo:[Bo]\n1:Ann,Bo\n1:Bo\n1:\n");
  CHECK(again("Ann,Bo\n7,3\n,10\n", allotted) == "=Ann:[Ann]\n=Bo:[Bo]\n1:Ann*7,Bo*3\n1:Bo*10\n");
}

TEST_CASE("scores that ABIF cannot say are refused, and BLT says none", "[refuses FMT-014, FMT-018]") {
  const auto refused = [](std::string_view text, Format format) {
    const auto election = read_text(text, scored);
    REQUIRE(verdict(election) == "read");
    const auto written = write_election(*election, format);
    return written ? "written" : std::string(written.error().rule->id);
  };
  CHECK(refused("Ann,Bo\n-1,2\n", Format::abif) == "FMT-018");
  CHECK(refused("4:hill/5>lake/2\n", Format::abif) == "written");
  CHECK(refused("4:hill/5>lake/5\n", Format::abif) == "FMT-018");  // the ranks say more than the scores
  CHECK(refused("4:hill/5=lake/4\n", Format::abif) == "FMT-018");
  CHECK(refused("4:hill/5,lake/2\n", Format::blt) == "FMT-014");
  CHECK(refused("4:hill/5,lake/2\n", Format::preflib) == "FMT-014");
}

TEST_CASE("what a format cannot hold is refused: refuses FMT-018") {
  const auto refused = [](std::string_view blt, Format format) {
    const auto election = read_text(blt);
    REQUIRE(verdict(election) == "read");
    const auto written = write_election(*election, format);
    return written ? "written" : std::string(written.error().rule->id);
  };
  const std::string names = "0\n\"Ann\"\n\"Bo\"\n\"T\"\n";
  CHECK(refused("2 1\n1 - 2 0\n" + names, Format::abif) == "FMT-018");
  CHECK(refused("2 1\n1 - 2 0\n" + names, Format::preflib) == "FMT-018");
  CHECK(refused("2 1\n1 1 2 1 0\n" + names, Format::abif) == "FMT-018");
  CHECK(refused("2 1\n-1\n" + names, Format::preflib) == "FMT-018");
  CHECK(refused("2 1\n-1\n" + names, Format::abif) == "written");
  CHECK(refused("2 1\n0\n\"Ann\nLee\"\n\"Bo\"\n\"T\"\n", Format::abif) == "FMT-018");
  CHECK(refused("2 1\n" + names, Format::debian) == "FMT-003");
  CHECK(refused("2 2\n" + names, Format::preflib) == "FMT-018");
  CHECK(refused("2 1\n[tie 2 1]\n" + names, Format::abif) == "FMT-018");
  CHECK(refused("2 1\n[tie 2 1]\n" + names, Format::preflib) == "FMT-018");
  const std::string sheet = "Tally Sheet for the votes cast\n Option 1: A [3:1]\n Option 2: B\nV: 12\n";
  const std::string write_in = R"({"CVR": [], "Election": [{"Candidate": [{"@id": "c", "Name": "Ann"}], "Contest": [
      {"@id": "k", "Name": "Chair", "ContestSelection": [{"@id": "x", "CandidateIds": ["c"]},
                                                         {"@id": "w", "IsWriteIn": true}]}]}]})";
  for (const Format format : {Format::blt, Format::abif, Format::preflib}) {
    CHECK(refused(sheet, format) == "FMT-018");
    CHECK(refused(write_in, format) == "FMT-018");
    CHECK(refused("27:lake/5,hill/2\n", format) == "FMT-018");
  }
}

TEST_CASE("the order that decides ties is written where it can be") {
  const auto election = read_text("2 1\n[tie 2 1]\n1 1 0\n0\n\"Ann\"\n\"Bo\"\n\"T\"\n");
  REQUIRE(verdict(election) == "read");
  const auto written = write_election(*election, Format::blt);
  REQUIRE(written);
  CHECK(read_text(*written)->tie_order == std::vector<int>{1, 0});
}
