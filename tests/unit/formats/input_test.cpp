#include <lzma.h>
#include <zlib.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "reading.h"
#include "voting/formats/lines.h"

using namespace tos;
using namespace tos::voting;
using namespace tos::voting::testing;

namespace {

const std::string plain = "2 1\n3 1 2 0\n0\n\"A\"\n\"B\"\n\"T\"\n";

std::string xz(const std::string& text) {
  std::string out(text.size() + 1'000, '\0');
  std::size_t size = 0;
  REQUIRE(lzma_easy_buffer_encode(6, LZMA_CHECK_CRC64, nullptr, reinterpret_cast<const std::uint8_t*>(text.data()),
                                  text.size(), reinterpret_cast<std::uint8_t*>(out.data()), &size,
                                  out.size()) == LZMA_OK);
  out.resize(size);
  return out;
}

std::string gz(const std::string& text) {
  z_stream stream{};
  REQUIRE(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string out(text.size() + 1'000, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string lines_of(std::string_view text, InputLimits limits = {}) {
  auto input = Input::from_memory(text, "test", limits);
  if (!input) return std::string(input.error().rule->id);
  LineReader lines(*input);
  std::string out;
  std::string_view line;
  for (;;) {
    const auto more = lines.next(line);
    if (!more) return out + std::string(more.error().rule->id);
    if (!*more) return out;
    out += fmt::format("{}[{}]", lines.line_number(), line);
  }
}

}  // namespace

TEST_CASE("lines: LF, CR LF, no end, byte order mark") {
  CHECK(lines_of("a\nb\r\n\nc") == "1[a]2[b]3[]4[c]");
  CHECK(lines_of("\xef\xbb\xbf"
                 "a\n") == "1[a]");
  CHECK(lines_of("").empty());
  CHECK(lines_of("a\n\n") == "1[a]2[]");
  const std::string longer(700'000, 'x');
  CHECK(lines_of(longer + "\ny").ends_with("2[y]"));
}

TEST_CASE("lines: accepts FMT-010 at the limit, refuses FMT-010 beyond it") {
  const InputLimits limits{.max_bytes = 100'000'000, .max_line_bytes = 300'000};
  CHECK(lines_of(std::string(290'000, 'x') + "\n", limits).ends_with("]"));
  CHECK(lines_of(std::string(2'000'000, 'x'), limits) == "FMT-010");
  CHECK(lines_of("0123456789", {.max_bytes = 5}) == "FMT-010");
}

TEST_CASE("xz and gzip are read, several in a row too; accepts FMT-012") {
  for (const std::string& packed : {xz(plain), gz(plain), xz(plain.substr(0, 9)) + xz(plain.substr(9)),
                                    gz(plain.substr(0, 9)) + gz(plain.substr(9))}) {
    const auto election = read_text(packed);
    REQUIRE(verdict(election) == "read");
    CHECK(ballots_of(*election) == "3: 1 2");
  }
}

TEST_CASE("lines that end with CR alone are lines") {
  CHECK(lines_of("a\rb\r\rc") == "1[a]2[b]3[]4[c]");
  CHECK(lines_of("a\r") == "1[a]");
  CHECK(lines_of("a\rb\nc") == "1[a\rb]2[c]");  // where LF ends lines, CR is a character
  for (const std::string_view text :
       {std::string_view(plain), std::string_view("3: 1 2\n")}) {  // plain and without a final line end
    std::string old_mac(text);
    std::ranges::replace(old_mac, '\n', '\r');
    CHECK(lines_of(old_mac) == lines_of(text));
  }
}

TEST_CASE("every format is read with lines that end with CR alone") {
  const std::string names = "0\n\"A\"\n\"B\"\n\"T\"\n";
  const std::string sheet = "Tally Sheet for the votes cast\n Option 1: A\n Option 2: B\nV: 12\nV: 21\n";
  const std::string preflib =
      "# FILE NAME: x\n# NUMBER ALTERNATIVES: 2\n# ALTERNATIVE NAME 1: A\n"
      "# ALTERNATIVE NAME 2: B\n1: 1,2\n";
  const std::string pabulib =
      "META\nkey;value\nbudget;10\nvote_type;approval\nPROJECTS\nproject_id;cost\np1;5\n"
      "VOTES\nvoter_id;vote\n1;p1\n";
  const auto says = [](std::string text, const std::vector<BallotKind>& kinds) {
    const auto read = read_text(text, kinds);
    const std::string lf = read ? ballots_of(*read) : verdict(read);
    std::ranges::replace(text, '\n', '\r');
    const auto again = read_text(text, kinds);
    CHECK((again ? ballots_of(*again) : verdict(again)) == lf);
    return lf;
  };
  CHECK(says("2 1\n3 1 2 0\n" + names, ranked) == "3: 1 2");
  CHECK(says("# a comment\n27:A>B\n5:B\n", ranked) == "27: 1 2\n5: 2");
  CHECK(says(preflib, ranked) == "1: 1 2");
  CHECK(says("2\n1,A\n2,B\n1,1,1\n1,1,2\n", ranked) == "1: 1 2");
  CHECK(says(sheet, ranked) == "1: 1 2\n1: 2 1");
  CHECK(says("Ann,Bo\n1,2\n2,1\n", ranked) == "1: 1 2\n1: 2 1");
  CHECK(says(pabulib, approved) == "1: 1");
  CHECK(says("{\n\"CVR\": []\n}\n", ranked).starts_with("FMT-"));
}

TEST_CASE("gzip with zeros behind it is read as gzip reads it", "[accepts FMT-012][refuses FMT-012]") {
  const auto zeros = [](std::size_t count) { return std::string(count, '\0'); };
  for (const std::size_t count : {std::size_t{1}, std::size_t{3}, std::size_t{511}, std::size_t{200'000}}) {
    CHECK(ballots_of(*read_text(gz(plain) + zeros(count))) == "3: 1 2");
    CHECK(ballots_of(*read_text(gz(plain.substr(0, 9)) + zeros(count) + gz(plain.substr(9)))) == "3: 1 2");
  }
  CHECK(ballots_of(*read_text(xz(plain) + zeros(4))) == "3: 1 2");
  CHECK(verdict(read_text(gz(plain) + "text")) == "FMT-012 line 0");
  CHECK(verdict(read_text(gz(plain) + zeros(9) + "text")) == "FMT-012 line 0");
  CHECK(verdict(read_text(xz(plain) + "text")) == "FMT-012 line 0");
}

TEST_CASE("an archive that unpacks to hundreds of times its size is refused early",
          "[accepts FMT-010][refuses FMT-010]") {
  const std::string much(1 << 20, '\n');
  const InputLimits limits{.most_packed_bytes = 1 << 19};
  for (const std::string& packed : {gz(much), xz(much)}) {
    CHECK(lines_of(packed, limits).ends_with("FMT-010"));
    CHECK_FALSE(lines_of(packed).ends_with("FMT-010"));  // not enough to harm anybody
  }
  CHECK_FALSE(lines_of(gz(much), {.most_packed_bytes = 1 << 19, .most_packing = 1'100}).ends_with("FMT-010"));
  CHECK_FALSE(lines_of(much, limits).ends_with("FMT-010"));  // no archive
}

TEST_CASE("an archive that goes on without a word is refused", "[refuses FMT-010]") {
  CHECK(lines_of(gz("a\n") + std::string(2 << 20, '\0'), {.max_bytes = 1 << 20}) == "FMT-010");
  std::string members;
  while (members.size() < (1 << 20)) members += gz("");
  CHECK(lines_of(members, {.max_bytes = 1 << 19}) == "FMT-010");
}

TEST_CASE("a cut or damaged archive is refused: refuses FMT-012") {
  for (const std::string& packed : {xz(plain), gz(plain)}) {
    for (std::size_t cut = 7; cut < packed.size(); ++cut)
      CHECK(verdict(read_text(packed.substr(0, cut))) == "FMT-012 line 0");
    std::string flipped = packed;
    flipped[packed.size() / 2] = static_cast<char>(flipped[packed.size() / 2] ^ 0x55);
    CHECK_FALSE(read_text(flipped));
  }
}

TEST_CASE("a small archive of much text does not fill memory: refuses FMT-010") {
  const auto bomb = gz(std::string(64 << 20, '\n'));
  CHECK(lines_of(bomb, {.max_bytes = 1 << 20}).ends_with("FMT-010"));
}

TEST_CASE("accepts FMT-001, accepts FMT-002; refuses FMT-001, refuses FMT-002") {
  const auto folder = std::filesystem::temp_directory_path();
  const auto path = folder / "tos_input_test.blt";
  std::ofstream(path) << plain;
  const auto election = read_elections({path}, {});
  REQUIRE(election);
  CHECK(election->profile.title == "T");
  std::filesystem::remove(path);
  CHECK(verdict(read_elections({path}, {})) == "FMT-001 line 0");
  CHECK(verdict(read_elections({folder}, {})) == "FMT-002 line 0");
}

TEST_CASE("parts of one contest are added: accepts FMT-017, refuses FMT-017") {
  const auto folder = std::filesystem::temp_directory_path();
  const auto one = folder / "tos_part_1.blt", two = folder / "tos_part_2.blt", other = folder / "tos_part_3.blt";
  std::ofstream(one) << plain;
  std::ofstream(two) << "2 1\n4 2 0\n2 1 2 0\n0\n\"A\"\n\"B\"\n\"T\"\n";
  std::ofstream(other) << "2 1\n4 2 0\n0\n\"A\"\n\"C\"\n\"T\"\n";
  CHECK(ballots_of(*read_elections({one, two}, {})) == "5: 1 2\n4: 2");
  CHECK(verdict(read_elections({one, other}, {})) == "FMT-017 line 0");
  for (const auto& path : {one, two, other}) std::filesystem::remove(path);
}

TEST_CASE("parts of one contest say the same beside their ballots: refuses FMT-017") {
  const auto folder = std::filesystem::temp_directory_path();
  const auto one = folder / "tos_terms_1.blt", two = folder / "tos_terms_2.blt";
  const auto added = [&](std::string_view first, std::string_view second) {
    std::ofstream(one) << first;
    std::ofstream(two) << second;
    return verdict(read_elections({one, two}, {}));
  };
  const std::string rest = "3 1 2 0\n0\n\"A\"\n\"B\"\n\"T\"\n";
  CHECK(added("2 1\n[tie 2 1]\n" + rest, "2 1\n[tie 2 1]\n" + rest) == "read");
  CHECK(added("2 1\n" + rest, "2 2\n" + rest) == "FMT-017 line 0");
  CHECK(added("2 1\n" + rest, "2 1\n-1\n" + rest) == "FMT-017 line 0");
  CHECK(added("2 1\n" + rest, "2 1\n[tie 2 1]\n" + rest) == "FMT-017 line 0");
  const std::string sheet = "Tally Sheet for the votes cast\n Option 1: A [3:1]\n Option 2: B\n";
  CHECK(added(sheet + "V: 12\n", sheet + "V: 21\n") == "read");
  CHECK(added("2 1\n3 1 2 0\n0\n\"A [3:1]\"\n\"B\"\n\"T\"\n", sheet + "V: 12\n") == "FMT-017 line 0");
  std::ofstream(one) << "2 1\n" << rest;
  const auto doubled = read_elections({one, folder / "." / "tos_terms_1.blt"}, {});
  REQUIRE(verdict(doubled) == "read");
  CHECK(ballots_of(*doubled) == "6: 1 2");
  REQUIRE(doubled->warnings.size() == 1);
  CHECK(doubled->warnings[0].contains("named twice"));
  for (const auto& path : {one, two}) std::filesystem::remove(path);
}

TEST_CASE("a format is recognised by content: accepts FMT-003, refuses FMT-003", "[refuses FMT-011]") {
  const auto format = [](std::string_view text) {
    const auto found = recognise(text);
    return found ? format_name(*found) : "none";
  };
  CHECK(format("4 2\n") == "blt");
  CHECK(format("# a comment\n4 2 # seats\n") == "blt");
  CHECK(format("4 2 -1 3 1 0 0\n") == "blt");
  CHECK(format("{\"title\": \"x\"}\n1:A\n") == "abif");
  CHECK(format("# c\n27:A>B\n") == "abif");
  CHECK(format("=A:[Ann]\n") == "abif");
  CHECK(format("# FILE NAME: a\n") == "preflib");
  CHECK(format("3\n1,Ann\n") == "preflib");
  CHECK(format("\n  Tally Sheet for the votes cast.\n") == "debian");
  CHECK(format("{\"CVR\": [") == "cdf");
  CHECK(format("META\nkey;value\n") == "pabulib");
  CHECK(format("Ann,Bo\n1,2\n") == "csv");
  CHECK(format("vote\nyes\n") == "csv");
  CHECK(format("hello\n") == "none");
  CHECK(format("") == "none");
  CHECK(verdict(read_text("hello\n")) == "FMT-003 line 0");
  CHECK(verdict(read_text("PK\x03\x04zip")) == "FMT-003 line 0");
  CHECK(verdict(read_text("<?xml version=\"1.0\"?>")) == "FMT-003 line 0");
  CHECK(verdict(read_text(" \n\n")) == "FMT-004 line 0");
  CHECK(verdict(read_text(std::string_view("4\0 2\0", 5))) == "FMT-011 line 0");
  CHECK(verdict(read_text("\xff\xfe"
                          "4")) == "FMT-011 line 0");
}
