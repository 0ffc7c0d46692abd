#include <algorithm>
#include <array>

#include "voting/formats/readers.h"
#include "voting/formats/rules.h"

// PrefLib (preflib.org/format): a header of "# KEY: value" lines, then "count: 1,{2,3},4". Types soc, soi, toc and toi
// are orders; in cat the groups are categories, best first. Files from before 2022 have bare header lines and
// "count,1,2".
namespace tos::voting {
namespace {

class PreflibReader {
 public:
  explicit PreflibReader(Reading& reading)
      : lines_(reading.lines), options_(reading.options), warnings_(reading.warnings) {}
  Result<Election> read();

 private:
  Result<void> read_header_line(std::string_view line);
  Result<void> read_candidate_name(std::string_view key, std::string_view value);
  Result<void> read_old_header(std::string_view first);
  Result<void> begin_ballots();
  Result<void> read_ballot(std::string_view line);
  Result<void> read_group(std::string_view& text);
  Result<void> read_alternative(std::string_view& text, bool equal);
  Result<void> add_ballot(std::int64_t weight);
  Result<void> check_counts() const;
  void check_type(std::size_t ranked, bool ties);

  LineReader& lines_;
  const ReadOptions& options_;
  Warnings& warnings_;
  Election election_;
  std::string type_;
  std::vector<std::string> names_;
  std::optional<std::int64_t> alternatives_, voters_, orders_, categories_;
  char weight_end_ = ':';
  BallotKind kind_ = BallotKind::ranked;
  bool ballots_began_ = false;
  std::int64_t lines_read_ = 0;
  SeenCandidates seen_{0};
  std::vector<RankMark> marks_;
  std::vector<Approval> approvals_;
  std::int64_t groups_ = 0;  // of the ballot being read
  std::size_t ranked_count_ = 0;
  bool ties_ = false;
  RankedBallots ranked_;
  ApprovalBallots approved_;
};

Result<Election> PreflibReader::read() {
  std::string_view line;
  for (;;) {
    TOS_TRY(const bool more, lines_.next(line));
    if (!more) break;
    if (!line.empty() && static_cast<unsigned>(line.front() - '0') < 10 && ballots_began_) {
      TOS_CHECK(read_ballot(line));
      continue;
    }
    line = trim(line);
    if (line.empty()) continue;
    if (line.front() == '#') {
      if (ballots_began_) return refuse(FMT_008, "a header line stands among the ballots: {}", shown(line));
      TOS_CHECK(read_header_line(line.substr(1)));
    } else if (!ballots_began_ && names_.empty() && !alternatives_) {
      TOS_CHECK(read_old_header(line));
    } else {
      if (!ballots_began_) TOS_CHECK(begin_ballots());
      TOS_CHECK(read_ballot(line));
    }
  }
  if (!ballots_began_) TOS_CHECK(begin_ballots());
  TOS_CHECK(check_counts());
  if (kind_ == BallotKind::approval) {
    election_.profile.ballots = std::move(approved_);
  } else {
    election_.profile.ballots = std::move(ranked_);
  }
  return std::move(election_);
}

Result<void> PreflibReader::read_header_line(std::string_view line) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return {};  // a comment
  const std::string_view key = trim(line.substr(0, colon));
  const std::string_view value = trim(line.substr(colon + 1));
  const auto number = [&](std::optional<std::int64_t>& place, std::string_view what) -> Result<void> {
    TOS_TRY(place, whole_number(value, what));
    return {};
  };
  if (key == "NUMBER ALTERNATIVES") {
    TOS_CHECK(number(alternatives_, "the number of alternatives"));
    TOS_CHECK(candidate_count(*alternatives_));
  } else if (key == "NUMBER VOTERS") {
    return number(voters_, "the number of voters");
  } else if (key == "NUMBER UNIQUE ORDERS" || key == "NUMBER UNIQUE PREFERENCES") {
    return number(orders_, "the number of orders");
  } else if (key == "NUMBER CATEGORIES") {
    return number(categories_, "the number of categories");
  } else if (key == "DATA TYPE") {
    type_ = to_lower(value);
    constexpr std::array<std::string_view, 5> known{"soc", "soi", "toc", "toi", "cat"};
    if (std::ranges::find(known, type_) == known.end())
      return refuse(FMT_003, "PrefLib data of type {} are not read", shown(type_))
          .hint("soc, soi, toc, toi and cat hold ballots");
  } else if (key == "TITLE") {
    TOS_TRY(election_.profile.title, read_name(value, warnings_));
  } else if (key.starts_with("ALTERNATIVE NAME ")) {
    return read_candidate_name(key.substr(17), value);
  }
  return {};
}

Result<void> PreflibReader::read_candidate_name(std::string_view key, std::string_view value) {
  TOS_TRY(const std::int64_t number, whole_number(trim(key), "the number of an alternative"));
  if (number != static_cast<std::int64_t>(names_.size()) + 1)
    return refuse(FMT_006, "alternative {} follows alternative {}", number, names_.size());
  TOS_CHECK(candidate_count(number));
  if (value.size() >= 2 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
  TOS_TRY(std::string name, read_name(value, warnings_));
  names_.push_back(std::move(name));
  return {};
}

// "3", then "1,Ann" …, then "voters,sum of counts,unique orders".
Result<void> PreflibReader::read_old_header(std::string_view first) {
  TOS_TRY(alternatives_, whole_number(first, "the number of alternatives"));
  TOS_TRY(const std::size_t count, candidate_count(*alternatives_));
  const auto cut_off = [&] { return refuse(FMT_004, "the file ends after {} of {} names", names_.size(), count); };
  std::string_view line;
  while (names_.size() < count) {
    TOS_TRY(const bool more, lines_.next(line));
    if (!more) return cut_off();
    const std::size_t comma = line.find(',');
    if (comma == std::string_view::npos) return refuse(FMT_008, "an alternative is 'number,name': {}", shown(line));
    TOS_CHECK(read_candidate_name(line.substr(0, comma), trim(line.substr(comma + 1))));
  }
  TOS_TRY(const bool more, lines_.next(line));
  if (!more) return cut_off();
  const std::size_t one = line.find(','), two = line.rfind(',');
  if (one == std::string_view::npos || one == two) return refuse(FMT_008, "no 'voters,sum,orders': {}", shown(line));
  TOS_TRY(voters_, whole_number(trim(line.substr(one + 1, two - one - 1)), "the sum of counts"));
  TOS_TRY(orders_, whole_number(trim(line.substr(two + 1)), "the number of orders"));
  weight_end_ = ',';
  return begin_ballots();
}

Result<void> PreflibReader::begin_ballots() {
  TOS_TRY(const std::size_t count, candidate_count(static_cast<std::int64_t>(names_.size())));
  if (alternatives_ && *alternatives_ != static_cast<std::int64_t>(count))
    return refuse(FMT_006, "the file states {} alternatives and names {}", *alternatives_, count);
  const bool categories = type_ == "cat" || categories_.has_value();
  std::vector<BallotKind> offered{BallotKind::ranked};
  if (categories) offered.push_back(BallotKind::approval);
  TOS_TRY(kind_, choose_kind(options_, offered, categories ? "categories" : "rankings"));
  for (std::string& name : names_) election_.profile.candidates.push_back({.name = std::move(name)});
  seen_ = SeenCandidates(count);
  ballots_began_ = true;
  return {};
}

Result<void> PreflibReader::read_ballot(std::string_view line) {
  const std::size_t end = line.find(weight_end_);
  if (end == std::string_view::npos)
    return refuse(FMT_008, "a ballot looks like 'count{} 1,2,{{3,4}}': {}", weight_end_, shown(line));
  TOS_TRY(const std::int64_t weight, whole_number(trim(line.substr(0, end)), "a number of ballots"));
  std::string_view text = trim(line.substr(end + 1));
  marks_.clear();
  approvals_.clear();
  seen_.start_ballot();
  groups_ = 0;
  ranked_count_ = 0;
  ties_ = false;
  while (!text.empty()) {
    TOS_CHECK(read_group(text));
    ++groups_;
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    if (text.empty()) break;
    if (text.front() != ',') return refuse(FMT_008, "between alternatives stands {}", shown(text));
    text.remove_prefix(1);
    if (is_blank(text)) return refuse(FMT_004, "the ballot ends with a comma");
  }
  return add_ballot(weight);
}

// One alternative, or {several} of one rank or category; {} is an empty category.
Result<void> PreflibReader::read_group(std::string_view& text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  if (!text.starts_with('{')) return read_alternative(text, false);
  text = trim(text.substr(1));
  if (text.starts_with('}')) {
    text.remove_prefix(1);
    marks_.push_back(RankMark::skipped());
    return {};
  }
  for (bool equal = false;; equal = true) {
    TOS_CHECK(read_alternative(text, equal));
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    ties_ |= equal;
    if (text.starts_with('}')) break;
    if (!text.starts_with(',')) return refuse(FMT_008, "'{{' is not closed on its line");
    text.remove_prefix(1);
  }
  text.remove_prefix(1);
  return {};
}

Result<void> PreflibReader::read_alternative(std::string_view& text, bool equal) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  std::size_t at = 0;
  std::uint32_t number = 0;
  while (at < text.size() && static_cast<unsigned>(text[at] - '0') < 10 && number < 100'000)
    number = number * 10 + static_cast<std::uint32_t>(text[at++] - '0');
  if (at == 0) return refuse(FMT_008, "no number of an alternative stands before {}", shown(text));
  const std::size_t count = election_.profile.candidates.size();
  if (number < 1 || number > count)
    return refuse(FMT_007, "{} is not one of the {} alternatives",
                  text.substr(0, std::min(text.find_first_not_of("0123456789"), text.size())).substr(0, 30), count);
  if (!seen_.is_new(number - 1)) return refuse(FMT_009, "alternative {} is twice on one ballot", number);
  const auto candidate = static_cast<std::uint16_t>(number - 1);
  marks_.push_back(equal ? RankMark::equal(candidate) : RankMark::candidate(candidate));
  if (groups_ == 0) approvals_.push_back({candidate});
  ++ranked_count_;
  text.remove_prefix(at);
  return {};
}

Result<void> PreflibReader::add_ballot(std::int64_t weight) {
  if (categories_ && groups_ > *categories_)
    return refuse(FMT_006, "the ballot has {} categories, the file states {}", groups_, *categories_);
  ++lines_read_;
  if (kind_ == BallotKind::approval) {
    std::ranges::sort(approvals_, {}, &Approval::candidate);
    return approved_.add(approvals_, weight);
  }
  check_type(ranked_count_, ties_);
  canonicalise(marks_);
  return ranked_.add(marks_, weight);
}

void PreflibReader::check_type(std::size_t ranked, bool ties) {
  const bool strict = type_ == "soc" || type_ == "soi";
  const bool complete = type_ == "soc" || type_ == "toc";
  if (strict && ties)
    warnings_.add("ties in strict orders",
                  fmt::format("line {} has ties, the file says {}", lines_.line_number(), type_));
  if (complete && ranked != election_.profile.candidates.size())
    warnings_.add("incomplete orders",
                  fmt::format("line {} is incomplete, the file says {}", lines_.line_number(), type_));
}

Result<void> PreflibReader::check_counts() const {
  const std::int64_t read = kind_ == BallotKind::approval ? approved_.total() : ranked_.total();
  if (voters_ && *voters_ != read)
    return refuse(FMT_006, "the file states {} voters and holds {} ballots", *voters_, read)
        .hint("the file may be cut off: fetch it again");
  const auto distinct = static_cast<std::int64_t>(kind_ == BallotKind::approval ? approved_.size() : ranked_.size());
  if (orders_ && *orders_ != lines_read_ && *orders_ != distinct)
    return refuse(FMT_006, "the file states {} different orders and holds {}", *orders_, lines_read_);
  return {};
}

}  // namespace

Result<Election> read_preflib(Reading& reading) { return PreflibReader(reading).read(); }

}  // namespace tos::voting
