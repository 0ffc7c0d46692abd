#include "voting/formats/rctab.h"

#include <algorithm>
#include <unordered_map>

#include "voting/formats/cdf.h"
#include "voting/formats/csv.h"
#include "voting/formats/rctab_config.h"
#include "voting/formats/rules.h"

namespace tos::voting {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view write_ins = "Undeclared Write-ins";

// What words in the sources' cells mean: candidates by name or alias.
class Electorate {
 public:
  static Result<Electorate> of(const RctabConfig& config, Profile& profile) {
    Electorate electorate;
    for (const RctabCandidate& candidate : config.candidates) {
      const auto number = static_cast<std::uint16_t>(profile.candidates.size());
      const std::string id = candidate.aliases.empty() ? "" : candidate.aliases.front();
      profile.candidates.push_back({.name = candidate.name,
                                    .id = id,
                                    .standing = candidate.excluded ? Standing::withdrawn : Standing::standing});
      TOS_CHECK(candidate_count(number + 1));
      TOS_CHECK(electorate.learn(candidate.name, number));
      for (const std::string& alias : candidate.aliases)
        if (alias != candidate.name) TOS_CHECK(electorate.learn(alias, number));
    }
    const bool labelled = std::ranges::any_of(
        config.sources, [](const RctabSource& source) { return !source.undeclared_write_in_label.empty(); });
    if (labelled) electorate.write_in(profile);
    return electorate;
  }

  std::optional<std::uint16_t> find(std::string_view word) const {
    const auto known = numbers_.find(std::string(word));
    return known == numbers_.end() ? std::nullopt : std::optional(known->second);
  }
  // The candidate that stands for all undeclared write-ins; takes part from the first time it is asked for.
  std::uint16_t write_in(Profile& profile) {
    if (!write_in_) {
      write_in_ = static_cast<std::uint16_t>(profile.candidates.size());
      profile.candidates.push_back(
          {.name = std::string(write_ins), .id = {}, .standing = Standing::undeclared_write_in});
    }
    return *write_in_;
  }

 private:
  Result<void> learn(const std::string& word, std::uint16_t number) {
    if (numbers_.emplace(word, number).second) return {};
    return refuse(FMT_009, "two candidates are called {}", shown(word));
  }
  std::unordered_map<std::string, std::uint16_t> numbers_;
  std::optional<std::uint16_t> write_in_;
};

// The spreadsheet's rows, saved as CSV.
class EssReader {
 public:
  EssReader(const RctabSource& source, const IrvRules& rules, Electorate& electorate, Profile& profile)
      : source_(source), rules_(rules), electorate_(electorate), profile_(profile) {}

  // Rows count as the spreadsheet counts them, blank ones too.
  Result<void> read(LineReader& lines, std::string_view head, RankedBallots& ballots) {
    CsvReader records(lines, separator_of(head));
    std::vector<std::string_view> cells;
    std::size_t row = 0, widest = 0;
    for (;;) {
      TOS_TRY(const bool more, records.next(cells));
      if (!more) break;
      row += 1 + records.blank_lines_before();
      widest = std::max(widest, cells.size());
      if (row < source_.first_vote_row) continue;
      if (cells.size() == 1 && row > source_.first_vote_row && records.blank_lines_before() > 0)
        return blank_line_in_one_column(records.line_number() - 1);
      if (auto read = read_row(cells); !read) return std::move(read).error().at_line(records.line_number());
      const std::size_t groups = ballots.size();
      TOS_CHECK(ballots.add(marks_));
      if (ballots.size() > groups && marks_.size() > cells.size())
        TOS_CHECK(unwritten_.add(marks_.size() - cells.size()));
    }
    if (source_.first_vote_row > row + 1)
      return refuse(FMT_015, "firstVoteRowIndex is {} and the sheet has {} rows", source_.first_vote_row, row);
    if (source_.first_vote_column > std::max<std::size_t>(widest, 1))
      return refuse(FMT_015, "firstVoteColumnIndex is {} and the sheet has {} columns", source_.first_vote_column,
                    widest);
    return {};
  }

 private:
  // Of the rows down to the first vote: a title above them may hold another character that separates.
  char separator_of(std::string_view head) const {
    std::size_t end = 0;
    for (std::size_t row = 0; row < source_.first_vote_row && end < head.size(); ++row)
      end = std::min(head.find(line_end_of(head), end), head.size() - 1) + 1;
    return csv_separator(head.substr(0, end));
  }

  Result<void> read_row(const std::vector<std::string_view>& cells) {
    marks_.clear();
    const std::size_t first = source_.first_vote_column - 1;
    const std::size_t allowed = rules_.max_ranks ? static_cast<std::size_t>(*rules_.max_ranks) : cells.size();
    const std::size_t ranks = source_.treat_blank_as_undeclared_write_in && rules_.max_ranks
                                  ? allowed
                                  : std::min(allowed, cells.size() - std::min(first, cells.size()));
    constexpr std::size_t most_ranks = 1'000;
    if (ranks > most_ranks) return refuse(FMT_010, "a row has {} ranks", ranks);
    for (std::size_t rank = 0; rank < ranks; ++rank)
      TOS_CHECK(read_cell(first + rank < cells.size() ? trim(cells[first + rank]) : std::string_view{}));
    canonicalise(marks_);
    return {};
  }

  Result<void> read_cell(std::string_view cell) {
    if (cell.empty()) {
      marks_.push_back(source_.treat_blank_as_undeclared_write_in ? RankMark::candidate(electorate_.write_in(profile_))
                                                                  : RankMark::skipped());
      return {};
    }
    if (!source_.skipped_rank_label.empty() && cell == source_.skipped_rank_label) {
      marks_.push_back(RankMark::skipped());
      return {};
    }
    return source_.overvote_delimiter.empty() ? read_one(cell) : read_several(cell);
  }

  Result<void> read_one(std::string_view cell) {
    TOS_TRY(const auto candidate, meaning(cell));
    marks_.push_back(candidate ? RankMark::candidate(*candidate) : RankMark::overvoted());
    return {};
  }

  // Several candidates marked at one rank.
  Result<void> read_several(std::string_view cell) {
    const std::size_t begin = marks_.size();
    bool overvoted = false;
    while (true) {
      const std::size_t end = std::min(cell.find(source_.overvote_delimiter), cell.size());
      const std::string_view word = trim(cell.substr(0, end));
      if (word.empty() || word == source_.skipped_rank_label)
        return refuse(FMT_008, "one of several candidates at a rank is blank: {}", shown(cell));
      TOS_TRY(const auto candidate, meaning(word));
      for (std::size_t i = begin; candidate && i < marks_.size(); ++i)
        overvoted |= marks_[i].is_candidate() && marks_[i].index() == *candidate;
      overvoted |= !candidate.has_value();
      if (candidate)
        marks_.push_back(marks_.size() == begin ? RankMark::candidate(*candidate) : RankMark::equal(*candidate));
      if (end == cell.size()) break;
      cell.remove_prefix(end + source_.overvote_delimiter.size());
    }
    if (overvoted) {
      marks_.resize(begin);
      marks_.push_back(RankMark::overvoted());
    }
    return {};
  }

  // A candidate, or nothing: an overvote.
  Result<std::optional<std::uint16_t>> meaning(std::string_view word) {
    if (!source_.overvote_label.empty() && word == source_.overvote_label) return std::optional<std::uint16_t>{};
    if (!source_.undeclared_write_in_label.empty() && word == source_.undeclared_write_in_label)
      return std::optional(electorate_.write_in(profile_));
    if (const auto candidate = electorate_.find(word)) return candidate;
    return refuse(FMT_007, "{} is no candidate of the configuration", shown(word))
        .hint("add it to candidates, or as an alias, or set the label of overvotes, skipped ranks or write-ins");
  }

  const RctabSource& source_;
  const IrvRules& rules_;
  Electorate& electorate_;
  Profile& profile_;
  UnwrittenRanks unwritten_;
  std::vector<RankMark> marks_;
};

// The CSV that a spreadsheet was saved as.
Result<fs::path> csv_beside(const fs::path& named) {
  const std::string extension = to_lower(named.extension().string());
  if (extension == ".csv" || extension == ".xz" || extension == ".gz") return named;
  for (const char* ending : {".csv", ".csv.xz", ".csv.gz"}) {
    fs::path candidate = named;
    candidate.replace_extension(ending);
    std::error_code error;
    if (fs::exists(candidate, error)) return candidate;
  }
  return refuse(FMT_016, "spreadsheets are not read")
      .in_file(named.string())
      .hint("save the sheet as {} beside it", fs::path(named.filename()).replace_extension(".csv").string());
}

Result<void> read_ess(const RctabSource& source, const fs::path& named, const RctabConfig& config,
                      const InputLimits& limits, Electorate& electorate, Profile& profile, RankedBallots& ballots) {
  TOS_TRY(const fs::path path, csv_beside(named));
  TOS_TRY(Input input, Input::open(path, limits));
  LineReader lines(input);
  auto read = EssReader(source, config.rules, electorate, profile).read(lines, input.head(), ballots);
  if (!read && read.error().where.line == 0 && read.error().rule != &FMT_015) read.error().at_line(lines.line_number());
  if (!read) return std::move(read).error().in_file(path.string());
  return {};
}

Result<void> take_cdf_ballots(const RctabSource& source, const CdfContest& contest, const RctabConfig& config,
                              Electorate& electorate, Profile& profile, RankedBallots& ballots) {
  std::vector<MarkTarget> targets;
  for (const CdfContest::Selection& selection : contest.selections) {
    const std::string& name = selection.candidate;
    if (selection.write_in || (!name.empty() && name == source.undeclared_write_in_label)) {
      targets.push_back({.candidate = electorate.write_in(profile)});
    } else if (!source.overvote_label.empty() && name == source.overvote_label) {
      targets.push_back({.overvote = true});
    } else if (const auto candidate = electorate.find(name)) {
      targets.push_back({.candidate = *candidate});
    } else {
      return refuse(FMT_007, "{} is no candidate of the configuration", shown(name)).hint("add it to candidates");
    }
  }
  TOS_TRY(const RankedBallots meant, retarget(contest.ballots, targets));
  for (std::size_t group = 0; group < meant.size(); ++group) {
    std::size_t ranks = 0;
    for (const RankMark mark : meant.marks(group)) ranks += !mark.is_candidate() || !mark.is_equal();
    if (config.rules.max_ranks && ranks > static_cast<std::size_t>(*config.rules.max_ranks))
      return refuse(FMT_008, "a record has a rank {} and the rules allow {}", ranks, *config.rules.max_ranks);
    TOS_CHECK(ballots.add(meant.marks(group), meant.weight(group)));
  }
  return {};
}

Result<void> read_source(const RctabSource& source, const fs::path& folder, const RctabConfig& config,
                         const InputLimits& limits, Warnings& warnings, Electorate& electorate, Profile& profile,
                         RankedBallots& ballots) {
  const fs::path path = folder / source.file_path;
  if (source.provider == "ess") return read_ess(source, path, config, limits, electorate, profile, ballots);
  if (source.provider != "cdf")
    return refuse(FMT_016, "records of provider {} are not read", shown(source.provider))
        .in_file(path.string())
        .hint("export them as common data format JSON (provider cdf), or as CSV with one column a rank (provider ess)");
  const std::string extension = to_lower(path.extension().string());
  if (extension == ".xml")
    return refuse(FMT_016, "common data format is read as JSON, not XML")
        .in_file(path.string())
        .hint("export the report as JSON");
  TOS_TRY(Input input, Input::open(path, limits));
  auto contest = read_cdf_contest(input, source.contest_id, warnings);
  if (!contest) return std::move(contest).error().in_file(path.string());
  auto taken = take_cdf_ballots(source, *contest, config, electorate, profile, ballots);
  if (!taken) return std::move(taken).error().in_file(path.string());
  return {};
}

}  // namespace

Result<RctabContest> read_rctab(const fs::path& config_path, InputLimits limits) {
  Warnings warnings;
  TOS_TRY(Input input, Input::open(config_path, limits));
  auto config = read_rctab_config(input, warnings);
  if (!config) return std::move(config).error().in_file(config_path.string());
  RctabContest contest{
      .profile = {}, .rules = config->rules, .tie_breaker = config->tie_breaker, .heading = config->heading};
  auto electorate = Electorate::of(*config, contest.profile);
  if (!electorate) return std::move(electorate).error().in_file(config_path.string());
  RankedBallots ballots;
  for (const RctabSource& source : config->sources)
    TOS_CHECK(read_source(source, config_path.parent_path(), *config, limits, warnings, *electorate, contest.profile,
                          ballots));
  if (ballots.total() == 0)
    return refuse(FMT_004, "the sources of the configuration hold no ballot")
        .in_file(config_path.string())
        .hint("look at filePath and firstVoteRowIndex");
  ballots.seal();
  contest.profile.title = config->heading.contest;
  contest.profile.seats = config->rules.seats;
  contest.profile.ballots = std::move(ballots);
  contest.warnings = warnings.take();
  return contest;
}

}  // namespace tos::voting
