#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "reading.h"
#include "voting/formats/readers.h"

using namespace tos;
using namespace tos::voting;
using namespace tos::voting::testing;

namespace {

// A folder of its own that goes away.
class Folder {
 public:
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "tos_hostile_XXXXXX").string();
    REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

long peak_kib() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

}  // namespace

TEST_CASE("a file of 4 GiB is refused before it takes memory: refuses FMT-010") {
  const Folder folder;
  const auto path = folder / "huge.blt";
  std::ofstream(path) << "2 1\n";
  std::filesystem::resize_file(path, std::uintmax_t{4} << 30);
  const long before = peak_kib();
  CHECK(verdict(read_elections({path}, {})) == "FMT-010 line 0");
  CHECK(peak_kib() - before < 16 * 1024);
}

TEST_CASE("what is no file of ballots is refused with its reason") {
  const Folder folder;
  const auto link = folder / "loop";
  std::filesystem::create_symlink(link, link);
  CHECK(verdict(read_elections({link}, {})) == "FMT-002 line 0");
  const auto file = folder / "file";
  std::ofstream(file) << "x";
  CHECK(verdict(read_elections({file / "inside"}, {})) == "FMT-001 line 0");
  const auto empty = folder / "empty";
  std::ofstream{empty};
  CHECK(verdict(read_elections({empty}, {})) == "FMT-004 line 0");
  const auto pipe = folder / "pipe";  // nobody writes into it: waiting would be for ever
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  CHECK(verdict(read_elections({pipe}, {})) == "FMT-004 line 0");
}

TEST_CASE("a million candidates are refused in every format: refuses TAL-003") {
  constexpr int many = 100'000;  // where lines are read to the limit, a million more would only take longer
  const auto repeated = [](const std::string& begin, const auto& line, const std::string& end) {
    std::string text = begin;
    for (int i = 1; i <= many; ++i) text += line(i);
    return text + end;
  };
  const auto number = [](const std::string& before, const std::string& after) {
    return [=](int i) { return before + std::to_string(i) + after; };
  };
  CHECK(verdict(read_text("1000000 1\n0\n")) == "TAL-003 line 1");
  CHECK(verdict(read_text(repeated("", number("=c", ":[x]\n"), "1:c1\n"))).starts_with("TAL-003"));
  CHECK(verdict(read_text(repeated("", number("1:c", "\n"), ""))).starts_with("TAL-003"));
  CHECK(verdict(read_text("# NUMBER ALTERNATIVES: 1000000\n")) == "TAL-003 line 1");
  CHECK(verdict(read_text(repeated("# FILE NAME: x\n", number("# ALTERNATIVE NAME ", ": x\n"), ""))) ==
        "TAL-003 line 32002");
  CHECK_FALSE(read_text(repeated("a", number(",c", ""), "\n1\n"), scored));
  CHECK(verdict(read_text(repeated("META\nkey;value\nbudget;1\nPROJECTS\nproject_id;cost\n", number("p", ";1\n"),
                                   "VOTES\nvoter_id;vote\n"),
                          approved))
            .starts_with("TAL-003"));
}

TEST_CASE("numbers beyond 2^63 and below zero are refused in every format: refuses FMT-005, refuses TAL-001",
          "[accepts FMT-005]") {
  const std::string two_63 = "9223372036854775808";
  const std::string largest = "9223372036854775807";
  CHECK(verdict(read_text(two_63 + ":A>B\n")) == "FMT-005 line 1");
  CHECK(verdict(read_text(largest + ":A>B\n1:B>A\n")) == "TAL-001 line 2");
  CHECK(verdict(read_text(largest + ":A>B\n")) == "read");
  CHECK_FALSE(read_text("-3:A>B\n"));
  const std::string preflib = "# FILE NAME: x\n# ALTERNATIVE NAME 1: A\n";
  CHECK(verdict(read_text(preflib + two_63 + ": 1\n")) == "FMT-005 line 3");
  CHECK(verdict(read_text(preflib + largest + ": 1\n1:\n")) == "TAL-001 line 4");
  CHECK(verdict(read_text(preflib + "-1: 1\n")) == "FMT-005 line 3");
  CHECK(verdict(read_text("A,count\n1," + two_63 + "\n")) == "FMT-005 line 2");
  CHECK(verdict(read_text("A,count\n1,-1\n")) == "FMT-005 line 2");
  CHECK(verdict(read_text("A,count\n1," + largest + "\n2,1\n")) == "TAL-001 line 3");
  const std::string pabulib = "META\nkey;value\nvote_type;approval\nbudget;";
  const std::string one_project = "\nPROJECTS\nproject_id;cost\np;1\nVOTES\nvoter_id;vote\n";
  CHECK(verdict(read_text(pabulib + two_63 + one_project, approved)).starts_with("FMT-005"));
  CHECK(verdict(read_text(pabulib + "-1" + one_project, approved)).starts_with("FMT-005"));
  CHECK(verdict(read_text(pabulib + largest + one_project, approved)) == "read");
}

TEST_CASE("elections without ballots are elections: accepts FMT-013") {
  CHECK(ballots_of(*read_text("=a:[Ann]\n")).empty());
  CHECK(ballots_of(*read_text("# FILE NAME: x\n# NUMBER ALTERNATIVES: 1\n# ALTERNATIVE NAME 1: A\n")).empty());
  CHECK(ballots_of(*read_text("Ann,Bo\n")).empty());
  CHECK(verdict(read_text("# FILE NAME: x\n")) == "FMT-013 line 1");
  CHECK(verdict(read_text("{\"title\": \"x\"}\n")) == "FMT-013 line 1");
}

TEST_CASE("ranks that nobody wrote do not fill memory: accepts FMT-010, refuses FMT-010") {
  UnwrittenRanks ranks;
  CHECK(ranks.add(std::size_t{64} << 20));
  CHECK(ranks.add(0));
  CHECK_FALSE(ranks.add(1));
}

TEST_CASE("what is shown of hostile text cannot command a terminal") {
  CHECK(shown("a\x1b[31m\n\t") == "'a\\x1b[31m\\x0a\\x09'");
  CHECK(shown("\u009b31m\u202e") == "'\\u009b31m\\u202e'");
  CHECK(shown("\x9b"
              "31m") == "'\\x9b31m'");
  CHECK(shown(std::string(59, 'a') + "é") == "'" + std::string(59, 'a') + "…'");
  const auto no_characters = read_text("1 1\n1 1 0\n0\n\"A\xef\xbf\xbe\xef\xbf\xbf\"\n\"T\"\n");
  CHECK(names_of(*no_characters) == "A\ufffd\ufffd");
  const auto named = read_text("1 1\n1 1 0\n0\n\"A\xe9\x1b[31m\"\n\"T\"\n");
  REQUIRE(verdict(named) == "read");
  REQUIRE(named->warnings.size() == 2);
  for (const std::string& warning : named->warnings) CHECK_FALSE(warning.contains('\x1b'));
}

TEST_CASE("a quote that is never closed is refused soon: refuses FMT-010, refuses FMT-004") {
  std::string text = "1 1\n0\n\"";
  for (int i = 0; i < 200'000; ++i) text += "aaaaaaa\n";
  CHECK(verdict(read_text(text)).starts_with("FMT-010"));
  CHECK(verdict(read_text("1 1\n0\n\"Ann\nLee\n")) == "FMT-004 line 3");
}
