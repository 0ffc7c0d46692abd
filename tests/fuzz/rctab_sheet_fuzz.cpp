#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "core/base/assert.h"
#include "voting/formats/rctab.h"
#include "voting/methods/count.h"

// A sheet of an RCTab source of provider ess, read by one of several configurations (the first byte): refused with a
// rule, or ballots that its rules count.
namespace {

namespace fs = std::filesystem;

constexpr std::string_view labels[] = {
    R"("overvoteLabel": "over", "skippedRankLabel": "under", "undeclaredWriteInLabel": "UWI")",
    R"("overvoteDelimiter": "//", "skippedRankLabel": "under")",
    R"("undeclaredWriteInLabel": "UWI", "treatBlankAsUndeclaredWriteIn": true)",
    R"("idColumnIndex": "1", "precinctColumnIndex": "2")"};

fs::path configured(std::size_t which) {
  static const fs::path folder = [] {
    std::string pattern = (fs::temp_directory_path() / "tos_sheet_fuzz_XXXXXX").string();
    TOS_ASSERT(::mkdtemp(pattern.data()) != nullptr);
    static fs::path made = pattern;
    std::atexit([] { fs::remove_all(made); });
    return made;
  }();
  std::ofstream(folder / "config.json")
      << R"({"tabulatorVersion": "2.0.0", "outputSettings": {"contestName": "Mayor"}, "cvrFileSources": [
      {"provider": "ess", "filePath": "votes.csv", "firstVoteColumnIndex": "2", "firstVoteRowIndex": "2", )"
      << labels[which % std::size(labels)] << R"(}], "candidates": [{"name": "Ann"}, {"name": "Bo", "code": "2"},
      {"name": "Cy", "excluded": true}], "rules": {"tiebreakMode": "useCandidateOrder", "maxRankingsAllowed": "max",
      "overvoteRule": "alwaysSkipToNextRank", "winnerElectionMode": "singleWinnerMajority", "numberOfWinners": "1"}})";
  return folder;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tos::voting;
  if (size == 0) return 0;
  const fs::path folder = configured(data[0] % 16);
  std::ofstream(folder / "votes.csv", std::ios::binary)
      .write(reinterpret_cast<const char*>(data) + 1, static_cast<std::streamsize>(size - 1));
  const auto contest = read_rctab(folder / "config.json", {.max_bytes = 4 << 20, .max_line_bytes = 1 << 20});
  if (!contest) {
    TOS_ASSERT(contest.error().rule != nullptr && !contest.error().what.empty());
    return 0;
  }
  TOS_ASSERT(count(contest->profile, contest->rules, contest->tie_breaker).has_value());
  return 0;
}
