#include <algorithm>
#include <limits>

#include "voting/formats/csv.h"
#include "voting/formats/csv_columns.h"
#include "voting/formats/readers.h"
#include "voting/formats/rules.h"

// A table with a header, one row a ballot or a group of equal ballots. What a column is, its heading says
// (csv_columns.h); whether a candidate's number is a rank, a score, points or an approval, the method says.
namespace tos::voting {
namespace {

constexpr std::int64_t longest_rank = 1'000;

class CsvBallots {
 public:
  CsvBallots(Reading& reading) : lines_(reading.lines), options_(reading.options), warnings_(reading.warnings) {}
  Result<Election> read();

 private:
  Result<void> choose(std::string_view first_answer);
  Result<void> read_row(const std::vector<std::string_view>& cells);
  Result<void> read_cell(std::size_t column, std::string_view cell);
  Result<void> read_number(std::uint16_t candidate, std::string_view cell);
  Result<void> read_rank(std::uint16_t candidate, std::string_view cell);
  Result<void> read_named(std::string_view cell);
  Result<void> read_answer(std::string_view cell);
  Result<void> add_row();
  std::size_t add_ranks();
  Result<void> add_ranked();
  Result<void> finish();

  LineReader& lines_;
  const ReadOptions& options_;
  Warnings& warnings_;
  Columns columns_;
  std::vector<std::uint16_t> candidate_of_column_;
  BallotKind kind_ = BallotKind::ranked;
  NamedCandidates named_;
  Election election_;
  RankedBallots ranked_;
  ScoreBallots scores_;
  AllocationBallots allocations_;
  ApprovalBallots approved_;
  UnwrittenRanks unwritten_;
  ChoiceBallots choices_;
  ConsentBallots consents_;
  // Of the row being read:
  std::int64_t weight_ = 1;
  std::vector<RankMark> marks_;
  std::vector<Points> points_;
  std::vector<Approval> approvals_;
  std::int64_t* answer_ = nullptr;
  std::vector<std::int32_t> first_at_rank_;  // candidate + 1 by rank, 0: none; linked through next_at_rank_
  std::vector<std::int32_t> next_at_rank_;
  std::size_t highest_rank_ = 0;
};

std::int64_t* answer_place(ChoiceBallots& b, std::string_view word) {
  if (word == "yes" || word == "for" || word == "aye" || word == "y") return &b.yes;
  if (word == "no" || word == "against" || word == "nay" || word == "n") return &b.no;
  if (word == "abstain" || word == "abstention") return &b.abstain;
  return nullptr;
}
std::int64_t* answer_place(ConsentBallots& b, std::string_view word) {
  if (word == "consent") return &b.consent;
  if (word == "concern") return &b.concern;
  if (word == "stand-aside" || word == "stand aside" || word == "stand_aside") return &b.stand_aside;
  if (word == "objection" || word == "object") return &b.objection;
  return nullptr;
}

Result<Election> CsvBallots::read() {
  CsvReader records(lines_);
  std::vector<std::string_view> cells;
  TOS_TRY(bool more, records.next(cells));
  if (!more) return refuse(FMT_004, "the file is empty");
  TOS_TRY(columns_, classify_columns(cells, warnings_));
  TOS_TRY(more, records.next(cells));
  const auto question =
      static_cast<std::size_t>(std::ranges::find(columns_.kinds, ColumnKind::question) - columns_.kinds.begin());
  TOS_CHECK(choose(more && question < cells.size() ? cells[question] : std::string_view{}));
  while (more) {
    if (columns_.kinds.size() == 1 && records.blank_lines_before() > 0)
      return blank_line_in_one_column(records.line_number() - 1);
    TOS_CHECK(read_row(cells));
    TOS_TRY(more, records.next(cells));
  }
  TOS_CHECK(finish());
  return std::move(election_);
}

// What the columns can be read as, and which of it the method wants.
Result<void> CsvBallots::choose(std::string_view first_answer) {
  const std::string word = to_lower(trim(first_answer));
  std::vector<BallotKind> offered;
  std::string_view what = "a table of ballots";
  if (columns_.count_of(ColumnKind::question) == 1) {
    if (word.empty() || answer_place(choices_, word) != nullptr) offered.push_back(BallotKind::choice);
    if (word.empty() || answer_place(consents_, word) != nullptr) offered.push_back(BallotKind::consent);
    if (answer_place(choices_, word) == nullptr && answer_place(consents_, word) == nullptr) {
      offered.push_back(BallotKind::ranked);
      offered.push_back(BallotKind::approval);
    }
    what = "one answer a ballot";
  } else if (columns_.count_of(ColumnKind::rank) > 0) {
    offered = {BallotKind::ranked};
    what = "rankings by name";
  } else if (columns_.count_of(ColumnKind::candidate) > 0) {
    offered = {BallotKind::ranked, BallotKind::score, BallotKind::allocation, BallotKind::approval};
    what = "a number a candidate";
  } else {
    return refuse(FMT_013, "no column is a candidate, a rank or an answer");
  }
  TOS_TRY(kind_, choose_kind(options_, offered, what));
  candidate_of_column_.resize(columns_.kinds.size());
  TOS_CHECK(candidate_count(static_cast<std::int64_t>(columns_.kinds.size())));
  for (std::size_t column = 0; column < columns_.kinds.size(); ++column) {
    if (columns_.kinds[column] != ColumnKind::candidate) continue;
    candidate_of_column_[column] = static_cast<std::uint16_t>(election_.profile.candidates.size());
    election_.profile.candidates.push_back({.name = columns_.headings[column]});
  }
  next_at_rank_.resize(columns_.kinds.size());
  first_at_rank_.resize(longest_rank + 1);
  return {};
}

Result<void> CsvBallots::read_row(const std::vector<std::string_view>& cells) {
  weight_ = 1;
  marks_.clear();
  points_.clear();
  approvals_.clear();
  answer_ = nullptr;
  highest_rank_ = 0;
  const std::size_t columns = columns_.kinds.size();
  for (std::size_t column = 0; column < cells.size(); ++column) {
    if (column < columns) {
      TOS_CHECK(read_cell(column, cells[column]));
    } else if (!is_blank(cells[column])) {
      return refuse(FMT_006, "the row has more than the {} columns of the header: {}", columns, shown(cells[column]));
    }
  }
  // Spreadsheets leave blank cells out at the end of a row; a table of numbers must be whole.
  if (cells.size() < columns && columns_.count_of(ColumnKind::candidate) > 0)
    return refuse(FMT_006, "the row has {} of the header's {} columns", cells.size(), columns)
        .hint("a candidate without a number has an empty cell");
  return add_row();
}

Result<void> CsvBallots::read_cell(std::size_t column, std::string_view cell) {
  switch (columns_.kinds[column]) {
    case ColumnKind::weight: {
      TOS_TRY(weight_, whole_number(trim(cell), "a number of ballots"));
      return {};
    }
    case ColumnKind::aside:
      return {};
    case ColumnKind::rank:
      return read_named(trim(cell));
    case ColumnKind::question:
      return read_answer(trim(cell));
    case ColumnKind::candidate:
      return kind_ == BallotKind::ranked ? read_rank(candidate_of_column_[column], cell)
                                         : read_number(candidate_of_column_[column], cell);
  }
  std::unreachable();
}

Result<void> CsvBallots::read_rank(std::uint16_t candidate, std::string_view cell) {
  std::size_t rank = 0;
  std::size_t at = 0;
  while (at < cell.size() && static_cast<unsigned>(cell[at] - '0') < 10 && rank <= longest_rank)
    rank = rank * 10 + static_cast<std::size_t>(cell[at++] - '0');
  if (at != cell.size()) {
    if (is_blank(cell)) return {};
    TOS_TRY(const std::int64_t number, whole_number(trim(cell), "a rank"));
    rank = static_cast<std::size_t>(number);
  } else if (cell.empty()) {
    return {};
  }
  if (rank == 0) return refuse(FMT_005, "a rank is 0; ranks begin at 1").hint("leave unranked candidates empty");
  if (rank > longest_rank) return refuse(FMT_005, "a rank is {}; at most {} are read", rank, longest_rank);
  next_at_rank_[candidate] = first_at_rank_[rank];
  first_at_rank_[rank] = candidate + 1;
  highest_rank_ = std::max(highest_rank_, rank);
  return {};
}

Result<void> CsvBallots::read_number(std::uint16_t candidate, std::string_view cell) {
  cell = trim(cell);
  if (cell.empty()) return {};
  if (kind_ == BallotKind::approval) {
    const std::string word = to_lower(cell);
    if (word == "1" || word == "x" || word == "yes" || word == "true") {
      approvals_.push_back({candidate});
    } else if (word != "0" && word != "no" && word != "false" && word != "-") {
      return refuse(FMT_014, "{} is no approval", shown(cell)).hint("approvals are 1 or 0");
    }
    return {};
  }
  const bool negative = kind_ == BallotKind::score && cell.size() > 1 && cell.front() == '-';
  TOS_TRY(const std::int64_t number,
          whole_number(negative ? cell.substr(1) : cell, kind_ == BallotKind::score ? "a score" : "an amount"));
  if (kind_ == BallotKind::score || number != 0) points_.push_back({negative ? -number : number, candidate});
  return {};
}

Result<void> CsvBallots::read_named(std::string_view cell) {
  const std::string word = to_lower(cell);
  if (cell.empty() || word == "undervote" || word == "skipped") {
    marks_.push_back(RankMark::skipped());
  } else if (word == "overvote") {
    marks_.push_back(RankMark::overvoted());
  } else {
    auto candidate = named_.find(cell);
    if (!candidate) {
      TOS_CHECK(read_name(cell, warnings_));
      TOS_TRY(candidate, named_.find_or_add(cell));
    }
    marks_.push_back(RankMark::candidate(*candidate));
  }
  return {};
}

Result<void> CsvBallots::read_answer(std::string_view cell) {
  const std::string word = to_lower(cell);
  if (kind_ == BallotKind::choice) answer_ = answer_place(choices_, word);
  if (kind_ == BallotKind::consent) answer_ = answer_place(consents_, word);
  if (kind_ == BallotKind::choice || kind_ == BallotKind::consent) {
    if (answer_ != nullptr) return {};
    return refuse(FMT_007, "{} is no answer", shown(cell))
        .hint("{}", kind_ == BallotKind::choice ? "answers are yes, no and abstain"
                                                : "answers are consent, concern, stand-aside and objection");
  }
  TOS_CHECK(read_named(cell));
  if (kind_ == BallotKind::approval && !marks_.empty() && marks_.back().is_candidate())
    approvals_.push_back({marks_.back().index()});
  return {};
}

// The number of blank ranks among them.
std::size_t CsvBallots::add_ranks() {
  std::size_t blank = 0;
  for (std::size_t rank = 1; rank <= highest_rank_; ++rank) {
    std::int32_t candidate = std::exchange(first_at_rank_[rank], 0);
    if (candidate == 0) {
      marks_.push_back(RankMark::skipped());
      ++blank;
    }
    for (bool equal = false; candidate != 0; equal = true) {
      const auto index = static_cast<std::uint16_t>(candidate - 1);
      marks_.push_back(equal ? RankMark::equal(index) : RankMark::candidate(index));
      candidate = next_at_rank_[index];
    }
  }
  return blank;
}

Result<void> CsvBallots::add_ranked() {
  const std::size_t blank = add_ranks();
  canonicalise(marks_);
  const std::size_t groups = ranked_.size();
  TOS_CHECK(ranked_.add(marks_, weight_));
  return unwritten_.add(ranked_.size() > groups ? blank : 0);
}

Result<void> CsvBallots::add_row() {
  switch (kind_) {
    case BallotKind::ranked:
      return add_ranked();
    case BallotKind::score:
      TOS_CHECK(check_points(options_.points, points_));
      return scores_.add(points_, weight_);
    case BallotKind::allocation:
      TOS_CHECK(check_points(options_.points, points_));
      return allocations_.add(points_, weight_);
    case BallotKind::approval:
      return approved_.add(approvals_, weight_);
    case BallotKind::choice:
    case BallotKind::consent:
      break;
  }
  if (answer_ == nullptr) return refuse(FMT_006, "the row has no answer");
  if (weight_ < 1) return refuse(TAL_002, "a row counts for {} ballots", weight_);
  if (weight_ > std::numeric_limits<std::int64_t>::max() - *answer_)
    return refuse(TAL_001, "the ballots add up to more than {}", std::numeric_limits<std::int64_t>::max());
  *answer_ += weight_;
  return {};
}

Result<void> CsvBallots::finish() {
  auto& profile = election_.profile;
  if (kind_ == BallotKind::choice) {
    profile.ballots = choices_;
    return {};
  }
  if (kind_ == BallotKind::consent) {
    profile.ballots = consents_;
    return {};
  }
  if (columns_.count_of(ColumnKind::candidate) == 0) {  // candidates are those whom the ballots name
    TOS_CHECK(candidate_count(static_cast<std::int64_t>(named_.size())));
    const std::vector<std::uint16_t> places = named_.sorted_places();
    profile.candidates.resize(named_.size());
    for (std::size_t i = 0; i < named_.size(); ++i) {
      TOS_TRY(profile.candidates[places[i]].name, read_name(named_.name(i), warnings_));
    }
    if (kind_ == BallotKind::approval) {
      TOS_TRY(profile.ballots, renumber(approved_, places));
    } else {
      TOS_TRY(profile.ballots, renumber(ranked_, places));
    }
    return {};
  }
  if (kind_ == BallotKind::ranked) profile.ballots = std::move(ranked_);
  if (kind_ == BallotKind::score) profile.ballots = std::move(scores_);
  if (kind_ == BallotKind::allocation) profile.ballots = std::move(allocations_);
  if (kind_ == BallotKind::approval) profile.ballots = std::move(approved_);
  return {};
}

}  // namespace

Result<Election> read_csv(Reading& reading) { return CsvBallots(reading).read(); }

}  // namespace tos::voting
