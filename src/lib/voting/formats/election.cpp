#include "voting/formats/election.h"

#include <algorithm>
#include <array>
#include <span>

#include "voting/formats/readers.h"
#include "voting/formats/rules.h"

namespace tos::voting {
namespace {

constexpr std::array<std::string_view, 7> format_names{"blt", "abif", "preflib", "debian", "csv", "cdf", "pabulib"};
constexpr std::array<std::string_view, 6> kind_names{"choice", "approval", "ranked", "score", "allocation", "consent"};

std::string_view trim_lines(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  return begin == std::string_view::npos ? std::string_view{} : text.substr(begin);
}

Refusal unknown_format(std::string_view head) {
  if (head.starts_with("PK\x03\x04"))
    return refuse(FMT_003, "this is a spreadsheet or zip archive").hint("save the sheet as CSV");
  if (head.contains("\"tabulatorVersion\"") || head.contains("\"cvrFileSources\""))
    return refuse(FMT_003, "this is an RCTab contest configuration").hint("tos tally --rctab FILE");
  if (head.starts_with("\xff\xfe") || head.starts_with("\xfe\xff"))
    return refuse(FMT_011, "the text is in UTF-16").hint("save it as UTF-8");
  if (head.contains('\0')) return refuse(FMT_011, "the file is binary, not text");
  if (trim(head).starts_with('<')) return refuse(FMT_003, "XML is not read").hint("export the records as JSON or CSV");
  if (trim_lines(head).empty()) return refuse(FMT_004, "the file is empty");
  return refuse(FMT_003, "the content is in no known format")
      .hint("BLT, ABIF, PrefLib, Debian tally, CSV with a header, CVR JSON and Pabulib are read");
}

Result<Election> read_lines(Format format, Input& input, const ReadOptions& options, Warnings& warnings) {
  LineReader lines(input);
  Reading reading{lines, options, warnings};
  const auto read = [&]() -> Result<Election> {
    switch (format) {
      case Format::blt:
        return read_blt(reading);
      case Format::abif:
        return read_abif(reading);
      case Format::preflib:
        return read_preflib(reading);
      case Format::debian:
        return read_debian(reading);
      case Format::csv:
        return read_csv(reading);
      case Format::pabulib:
        return read_pabulib(reading);
      case Format::cdf:
        break;
    }
    return refuse(FMT_003, "not a format of lines");
  };
  auto election = read();
  if (!election && election.error().where.line == 0) election.error().at_line(lines.line_number());
  return election;
}

// What a file says beside its ballots holds for all of the contest.
Result<void> check_same_terms(const Election& whole, const Election& part) {
  const auto differs = [](std::string_view what) {
    return refuse(FMT_017, "{} are not those of the first file", what);
  };
  if (whole.profile.seats != part.profile.seats) return differs("the seats");
  if (!std::ranges::equal(whole.profile.candidates, part.profile.candidates, {}, &Candidate::standing,
                          &Candidate::standing))
    return differs("the withdrawn candidates");
  if (whole.tie_order != part.tie_order) return differs("the orders that decide ties");
  if (whole.majority != part.majority) return differs("the majority ratios");
  return {};
}

// Adds the ballots of one part to another of the same contest.
Result<void> add_ballots(Profile& whole, const Profile& part) {
  const auto names_of = [](const Profile& profile) {
    std::vector<std::string> names;
    names.reserve(profile.candidates.size());
    for (const Candidate& candidate : profile.candidates) names.push_back(candidate.name);
    return names;
  };
  if (names_of(whole) != names_of(part)) return refuse(FMT_017, "the candidates are not those of the first file");
  if (whole.ballots.index() != part.ballots.index())
    return refuse(FMT_017, "it holds {} ballots and the first file {} ballots", ballot_kind(part.ballots),
                  ballot_kind(whole.ballots));
  if (whole.budget.has_value() || part.budget.has_value())
    return refuse(FMT_017, "participatory budgets are counted one at a time");
  whole.set_aside += part.set_aside;
  return std::visit(
      [&]<class Ballots>(Ballots& ballots) -> Result<void> {
        const auto& more = std::get<Ballots>(part.ballots);
        if constexpr (requires { ballots.marks(0); }) {
          for (std::size_t group = 0; group < more.size(); ++group)
            TOS_CHECK(ballots.add(more.marks(group), more.weight(group)));
          return {};
        } else {
          return refuse(FMT_017, "counts of {} ballots are added by hand", ballot_kind(part.ballots));
        }
      },
      whole.ballots);
}

bool is_same_file_as_one_of(std::span<const std::filesystem::path> others, const std::filesystem::path& path) {
  return std::ranges::any_of(others, [&](const std::filesystem::path& other) {
    std::error_code error;
    return std::filesystem::equivalent(other, path, error);
  });
}

}  // namespace

std::string_view format_name(Format format) { return format_names[static_cast<std::size_t>(format)]; }
std::optional<Format> format_by_name(std::string_view name) {
  const auto found = std::ranges::find(format_names, name);
  if (found == format_names.end()) return std::nullopt;
  return static_cast<Format>(found - format_names.begin());
}
std::string_view kind_name(BallotKind kind) { return kind_names[static_cast<std::size_t>(kind)]; }

Result<std::size_t> candidate_count(std::int64_t stated) {
  if (stated == 0) return refuse(FMT_013, "the contest has no candidates");
  if (stated > RankMark::max_candidates) return refuse(TAL_003, "the file states {} candidates", stated);
  return static_cast<std::size_t>(stated);
}

Result<BallotKind> choose_kind(const ReadOptions& options, const std::vector<BallotKind>& offered,
                               std::string_view what_it_holds) {
  for (const BallotKind kind : options.kinds)
    if (std::ranges::find(offered, kind) != offered.end()) return kind;
  std::string wanted;
  for (const BallotKind kind : options.kinds) wanted += (wanted.empty() ? "" : " or ") + std::string(kind_name(kind));
  return refuse(FMT_014, "the file holds {}, and the method counts {} ballots", what_it_holds, wanted)
      .hint("choose a method for these ballots with --method");
}

Result<Election> read_election(Input& input, const ReadOptions& options) {
  const std::optional<Format> format = options.format ? options.format : recognise(input.head());
  if (!format) return unknown_format(input.head()).in_file(input.name());
  Warnings warnings;
  auto election =
      *format == Format::cdf ? read_cdf(input, options, warnings) : read_lines(*format, input, options, warnings);
  if (!election) return std::move(election).error().in_file(input.name());
  election->format = *format;
  election->warnings = warnings.take();
  for (std::string& warning : election->warnings) warning = fmt::format("{}: {}", input.name(), warning);
  std::visit(
      [](auto& ballots) {
        if constexpr (requires { ballots.seal(); }) ballots.seal();
      },
      election->profile.ballots);
  return election;
}

Result<Election> read_elections(const std::vector<std::filesystem::path>& paths, const ReadOptions& options) {
  std::optional<Election> whole;
  for (auto path = paths.begin(); path != paths.end(); ++path) {
    TOS_TRY(Input input, Input::open(*path, options.limits));
    TOS_TRY(Election part, read_election(input, options));
    if (is_same_file_as_one_of({paths.begin(), path}, *path))
      part.warnings.push_back(fmt::format("{}: the file is named twice and counted twice", input.name()));
    if (!whole) {
      whole = std::move(part);
      continue;
    }
    auto added = add_ballots(whole->profile, part.profile);
    if (added) added = check_same_terms(*whole, part);
    if (!added) return std::move(added).error().in_file(path->string());
    whole->scores_left_aside |= part.scores_left_aside;
    whole->ranks_left_aside |= part.ranks_left_aside;
    whole->warnings.insert(whole->warnings.end(), part.warnings.begin(), part.warnings.end());
  }
  if (!whole) return refuse(FMT_001, "no election file was named");
  return std::move(*whole);
}

}  // namespace tos::voting
