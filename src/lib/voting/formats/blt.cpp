#include <algorithm>
#include <cctype>
#include <unordered_map>

#include "voting/formats/blt_text.h"
#include "voting/formats/readers.h"
#include "voting/formats/rules.h"

// BLT: Hill, Wichmann and Woodall, "Algorithm 123: Single Transferable Vote by Meek's Method", The Computer Journal 30
// (1987), with the extensions of OpenSTV (comments, "2=3", "-", ballot ids), Droop (/* */, [nick …], [tie …]) and
// OpaVote.
namespace tos::voting {
namespace {

class BltReader {
 public:
  explicit BltReader(Reading& reading)
      : text_(reading.lines), rest_(text_.rest), options_(reading.options), warnings_(reading.warnings) {}
  Result<Election> read();

 private:
  Result<void> read_header();
  Result<void> read_options_and_withdrawals();
  Result<void> read_withdrawal(bool first_of_line);
  Result<void> read_option();
  Result<void> read_nicknames(const std::vector<std::string>& words);
  Result<void> read_tie_order(const std::vector<std::string>& words);
  Result<void> read_ballots();
  Result<bool> read_plain_ballot();
  Result<std::int64_t> read_weight();
  Result<void> check_end();
  Result<void> read_marks();
  Result<void> read_mark(bool equal);
  Result<void> add_candidate(std::uint16_t candidate, bool equal);
  Result<void> read_parenthesis();
  Result<std::uint16_t> candidate_by_word(std::string_view word) const;

  BltText text_;
  std::string_view& rest_;  // of the line, not read yet
  const ReadOptions& options_;
  Warnings& warnings_;
  std::size_t candidates_ = 0;
  std::int64_t repeated_ = 0;  // candidates that a ballot ranks again
  Election election_;
  RankedBallots ballots_;
  std::vector<RankMark> marks_;
  std::vector<RankMark> plain_marks_;  // room for a mark a candidate
  SeenCandidates seen_{0};
  std::unordered_map<std::string, std::uint16_t> nicknames_;
};

Result<void> BltReader::read_header() {
  TOS_TRY(const std::int64_t stated, text_.take_number("the number of candidates"));
  TOS_TRY(candidates_, candidate_count(stated));
  TOS_TRY(const std::int64_t seats, text_.take_number("the number of seats"));
  if (seats > RankMark::max_candidates) return refuse(FMT_010, "the file states {} seats", seats);
  if (seats < 1) return refuse(FMT_008, "the file states no seats");
  election_.profile.seats = static_cast<int>(seats);
  election_.profile.candidates.resize(candidates_);
  seen_ = SeenCandidates(candidates_);
  plain_marks_.resize(candidates_);
  return {};
}

Result<void> BltReader::read_options_and_withdrawals() {
  for (;;) {
    TOS_TRY(const bool more, text_.advance());
    if (!more) return text_.cut_off("before the ballots");
    const bool first_of_line = text_.at_first_word();
    if (rest_.front() == '[') {
      TOS_CHECK(read_option());
    } else if (rest_.front() == '-') {
      TOS_CHECK(read_withdrawal(first_of_line));
    } else {
      return {};
    }
  }
}

// "-2" alone, or after the header or another withdrawal on one line. "-3 1 2 0" on a line of its own would be a ballot
// with a negative weight just as well.
Result<void> BltReader::read_withdrawal(bool first_of_line) {
  const std::string_view word = text_.take_word();
  TOS_TRY(const std::int64_t number, whole_number(word.substr(1), "the number of a withdrawn candidate"));
  if (first_of_line) {
    const std::size_t other = rest_.find_first_not_of(" \t-0123456789");
    const std::string_view others = rest_.substr(0, other);
    bool only_withdrawals = true;
    for (std::size_t at = 0; at < others.size(); ++at)
      if (std::isdigit(static_cast<unsigned char>(others[at])) &&
          (at == 0 || (others[at - 1] != '-' && !std::isdigit(static_cast<unsigned char>(others[at - 1])))))
        only_withdrawals = false;
    if (!only_withdrawals)
      return refuse(FMT_005, "the line begins with {}: a negative number of ballots, or a withdrawal?", shown(word))
          .hint("a withdrawn candidate stands on a line of its own");
  }
  if (number < 1 || number > static_cast<std::int64_t>(candidates_))
    return refuse(FMT_007, "candidate {} withdrew, of {} candidates", number, candidates_);
  Candidate& candidate = election_.profile.candidates[static_cast<std::size_t>(number - 1)];
  if (candidate.standing == Standing::withdrawn) return refuse(FMT_009, "candidate {} withdrew twice", number);
  candidate.standing = Standing::withdrawn;
  return {};
}

// [nick a b c], [tie 3 1 2], [droop …]; may go over several lines.
Result<void> BltReader::read_option() {
  const int begins = text_.line_number();
  rest_.remove_prefix(1);
  std::vector<std::string> words;
  for (bool closed = false; !closed;) {
    TOS_TRY(const bool more, text_.advance());
    if (!more) return refuse(FMT_004, "'[' is not closed before the end of the file").at_line(begins);
    const std::size_t end = std::min(rest_.find_first_of(" \t]"), rest_.size());
    if (end > 0) words.emplace_back(rest_.substr(0, end));
    rest_.remove_prefix(end);
    closed = rest_.starts_with(']');
    if (words.size() > candidates_ + 100) return refuse(FMT_008, "'[' lists too much").at_line(begins);
  }
  rest_.remove_prefix(1);
  const std::string name = words.empty() ? "" : words.front();
  if (!words.empty()) words.erase(words.begin());
  if (name == "nick") return read_nicknames(words);
  if (name == "tie") return read_tie_order(words);
  if (name == "droop") {
    warnings_.add("options", "[droop …] is for another counter and is not followed");
    return {};
  }
  return refuse(FMT_008, "unknown option {}", shown("[" + name + "]")).hint("[nick …] and [tie …] are known");
}

Result<void> BltReader::read_nicknames(const std::vector<std::string>& words) {
  if (words.size() != candidates_) return refuse(FMT_006, "{} nicknames for {} candidates", words.size(), candidates_);
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i].find_first_of("=()\"") != std::string::npos || words[i] == "-" || parse_whole(words[i]) == 0)
      return refuse(FMT_008, "{} cannot be a nickname", shown(words[i]));
    if (const auto number = parse_whole(words[i]); number && *number != static_cast<std::int64_t>(i + 1))
      return refuse(FMT_009, "the nickname {} is the number of another candidate", shown(words[i]));
    if (!nicknames_.emplace(words[i], static_cast<std::uint16_t>(i)).second)
      return refuse(FMT_009, "the nickname {} is given twice", shown(words[i]));
    TOS_TRY(election_.profile.candidates[i].id, read_name(words[i], warnings_));
  }
  return {};
}

Result<void> BltReader::read_tie_order(const std::vector<std::string>& words) {
  std::vector<bool> named(candidates_, false);
  for (const std::string& word : words) {
    TOS_TRY(const std::uint16_t candidate, candidate_by_word(word));
    if (named[candidate]) return refuse(FMT_009, "[tie …] names {} twice", shown(word));
    named[candidate] = true;
    election_.tie_order.push_back(candidate);
  }
  if (words.size() != candidates_)
    return refuse(FMT_006, "[tie …] names {} of {} candidates", words.size(), candidates_);
  return {};
}

Result<std::uint16_t> BltReader::candidate_by_word(std::string_view word) const {
  if (const auto known = nicknames_.find(std::string(word)); known != nicknames_.end()) return known->second;
  if (!nicknames_.empty() && !parse_whole(word)) return refuse(FMT_007, "nobody has the nickname {}", shown(word));
  TOS_TRY(const std::int64_t number, whole_number(word, "a candidate's number"));
  if (number < 1 || number > static_cast<std::int64_t>(candidates_))
    return refuse(FMT_007, "candidate {} is not one of the {} candidates", number, candidates_);
  return static_cast<std::uint16_t>(number - 1);
}

Result<std::int64_t> BltReader::read_weight() {
  if (rest_.front() != '(') return whole_number(text_.take_word(), "a number of ballots");
  const std::size_t end = rest_.find(')');  // a ballot's id stands for one ballot
  if (end == std::string_view::npos) return refuse(FMT_008, "a ballot's id is not closed: {}", shown(rest_));
  rest_.remove_prefix(end + 1);
  return 1;
}

// A ballot that is nothing but numbers and blanks up to the end of its line and repeats nobody, as nearly all are, is
// read in one go. False: it is not, and nothing was read.
Result<bool> BltReader::read_plain_ballot() {
  const char* at = rest_.data();
  const char* const end = at + rest_.size();
  const auto take = [&](std::int64_t limit) -> std::int64_t {  // -1: not a plain number
    const char* const begin = at;
    std::int64_t number = 0;
    while (at != end && static_cast<unsigned>(*at - '0') < 10 && number < limit) number = number * 10 + (*at++ - '0');
    if (at == begin || (at != end && *at != ' ')) return -1;
    while (at != end && *at == ' ') ++at;
    return number;
  };
  const std::int64_t weight = take(1'000'000'000);
  if (weight <= 0) return false;
  seen_.start_ballot();
  std::size_t count = 0;
  for (;;) {
    const std::int64_t number = take(100'000);
    if (number == 0 && at == end) break;
    if (number <= 0 || number > static_cast<std::int64_t>(candidates_)) return false;
    const auto candidate = static_cast<std::uint16_t>(number - 1);
    if (!seen_.is_new(candidate)) return false;
    plain_marks_[count++] = RankMark::candidate(candidate);
  }
  rest_ = {};
  TOS_CHECK(ballots_.add({plain_marks_.data(), count}, weight));
  return true;
}

Result<void> BltReader::read_ballots() {
  for (;;) {
    if (rest_.empty()) {
      TOS_TRY(const bool line, text_.next_line());
      if (!line) return text_.cut_off("before the 0 that ends the ballots");
    }
    if (nicknames_.empty()) {
      TOS_TRY(const bool plain, read_plain_ballot());
      if (plain) continue;
    }
    TOS_TRY(const bool more, text_.advance());
    if (!more) return text_.cut_off("before the 0 that ends the ballots");
    TOS_TRY(const std::int64_t weight, read_weight());
    if (weight == 0) return check_end();
    TOS_CHECK(read_marks());
    TOS_CHECK(ballots_.add(marks_, weight));
  }
}

// Nothing stands on the line behind the 0 that ends the ballots, unless quoted names: "0 2 1 0" is a ballot of weight
// 0.
Result<void> BltReader::check_end() {
  text_.skip_spaces();
  if (rest_.empty() || rest_.front() == '"' || rest_.front() == '#' || rest_.starts_with("/*")) return {};
  return refuse(FMT_005, "a ballot has the weight 0: {}", shown(text_.line))
      .hint("a 0 that ends the ballots stands alone on its line");
}

// One ballot's preferences up to its 0.
Result<void> BltReader::read_marks() {
  marks_.clear();
  seen_.start_ballot();
  for (;;) {
    text_.skip_spaces();
    if (rest_.empty() || rest_.front() == '#')
      return refuse(FMT_008, "the ballot has no 0 at the end of its line").hint("each ballot ends with 0");
    if (rest_.starts_with("/*")) {
      TOS_CHECK(text_.advance());
      continue;
    }
    if (rest_ == "0" || rest_.starts_with("0 ") || rest_.starts_with("0\t")) {
      rest_.remove_prefix(1);
      canonicalise(marks_);
      return {};
    }
    TOS_CHECK(read_mark(false));
  }
}

// "3", "-", "2=3", "ann=bob", "(1 2)".
Result<void> BltReader::read_mark(bool equal) {
  if (rest_.front() == '(') return read_parenthesis();
  const std::size_t end = std::min(rest_.find_first_of(" \t=()"), rest_.size());
  const std::string_view word = rest_.substr(0, end);
  rest_.remove_prefix(end);
  if (word == "-" && !equal) {
    marks_.push_back(RankMark::skipped());
    return {};
  }
  TOS_TRY(const std::uint16_t candidate, candidate_by_word(word));
  TOS_CHECK(add_candidate(candidate, equal));
  text_.skip_spaces();
  if (!rest_.starts_with('=')) return {};
  rest_.remove_prefix(1);
  text_.skip_spaces();
  if (rest_.empty()) return refuse(FMT_008, "nothing follows '='");
  return read_mark(true);
}

// A repeated candidate is the method's business; one who shares a rank with themselves is a typing mistake.
Result<void> BltReader::add_candidate(std::uint16_t candidate, bool equal) {
  if (!seen_.is_new(candidate)) {
    for (auto mark = marks_.rbegin(); equal && mark != marks_.rend(); ++mark) {
      if (mark->is_candidate() && mark->index() == candidate)
        return refuse(FMT_009, "candidate {} is twice at one rank", candidate + 1);
      if (!mark->is_candidate() || !mark->is_equal()) break;
    }
    constexpr int described = 3;  // the rest is only counted
    warnings_.add("ballots that rank a candidate twice",
                  ++repeated_ > described
                      ? std::string()
                      : fmt::format("line {} ranks candidate {} twice", text_.line_number(), candidate + 1));
  }
  if (marks_.size() >= RankedBallots::max_marks)
    return refuse(TAL_004, "a ballot has more than {} marks", RankedBallots::max_marks);
  marks_.push_back(equal ? RankMark::equal(candidate) : RankMark::candidate(candidate));
  return {};
}

Result<void> BltReader::read_parenthesis() {  // Hill's equal preferences
  rest_.remove_prefix(1);
  for (bool first = true;; first = false) {
    text_.skip_spaces();
    if (rest_.empty()) return refuse(FMT_008, "'(' is not closed on its line");
    if (rest_.front() == ')') {
      rest_.remove_prefix(1);
      return {};
    }
    const std::size_t end = std::min(rest_.find_first_of(" \t)"), rest_.size());
    TOS_TRY(const std::uint16_t candidate, candidate_by_word(rest_.substr(0, end)));
    rest_.remove_prefix(end);
    TOS_CHECK(add_candidate(candidate, !first));
  }
}

Result<Election> BltReader::read() {
  TOS_CHECK(choose_kind(options_, {BallotKind::ranked}, "rankings"));
  TOS_CHECK(read_header());
  TOS_CHECK(read_options_and_withdrawals());
  TOS_CHECK(read_ballots());
  TOS_TRY(BltNames names, read_blt_names(text_, candidates_, warnings_));
  for (std::size_t i = 0; i < candidates_; ++i) election_.profile.candidates[i].name = std::move(names.candidates[i]);
  election_.profile.title = std::move(names.title);
  election_.profile.ballots = std::move(ballots_);
  return std::move(election_);
}

}  // namespace

Result<Election> read_blt(Reading& reading) { return BltReader(reading).read(); }

}  // namespace tos::voting
