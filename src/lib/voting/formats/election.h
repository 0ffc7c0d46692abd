#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "voting/formats/input.h"
#include "voting/methods/points_range.h"
#include "voting/methods/profile.h"

namespace tos::voting {

enum class Format { blt, abif, preflib, debian, csv, cdf, pabulib };
std::string_view format_name(Format format);  // "blt"
std::optional<Format> format_by_name(std::string_view name);

// In the order of BallotSet's alternatives.
enum class BallotKind { choice, approval, ranked, score, allocation, consent };
std::string_view kind_name(BallotKind kind);  // "ranked"

struct ReadOptions {
  // What the method counts, best first. A file that can be read as several gives the first of these.
  std::vector<BallotKind> kinds = {BallotKind::ranked};
  std::string contest = {};                     // of several in one file (cast vote records): its name or id
  std::optional<Format> format = std::nullopt;  // none: by content
  PointsRange points = {};                      // of scores and allotted points: TAL-014 where a ballot gives others
  InputLimits limits = {};
};

// A file as it was read.
struct Election {
  Format format = Format::blt;
  Profile profile = {};
  std::vector<std::string> warnings = {};
  std::vector<std::int64_t> majority = {};  // Debian: N of each option's N:1; otherwise empty
  std::vector<int> tie_order = {};          // BLT [tie …]: candidates (0-based) in the order that decides ties
  bool scores_left_aside = false;           // ABIF: rankings with scores, read as rankings
  bool ranks_left_aside = false;            // ABIF: the same, read as scores, in another order than theirs
};

// Reads one file. Refusals name the file and line.
Result<Election> read_election(Input& input, const ReadOptions& options);
// Reads files that are parts of one contest and adds their ballots. FMT-017: another contest, or the same one with
// other seats, withdrawals, order of ties or majorities. A file that is named twice is counted twice, with a warning.
Result<Election> read_elections(const std::vector<std::filesystem::path>& paths, const ReadOptions& options);

// What the first bytes of a text say it is; nothing if no format fits.
std::optional<Format> recognise(std::string_view head);

}  // namespace tos::voting
