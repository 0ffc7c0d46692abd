#include <algorithm>
#include <cctype>
#include <unordered_map>

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
      : lines_(reading.lines), options_(reading.options), warnings_(reading.warnings) {}
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
  Result<void> read_marks();
  Result<void> read_mark(bool equal);
  Result<void> add_candidate(std::uint16_t candidate, bool equal);
  Result<void> read_parenthesis();
  Result<std::uint16_t> candidate_by_word(std::string_view word) const;
  Result<void> read_names();
  Result<bool> next_text(std::string& text);
  Result<void> read_quoted_line(std::vector<std::string>& texts);

  // Moves to the next thing that is neither blank nor comment, over line ends; false at the end of the file.
  Result<bool> advance();
  Result<bool> next_line();
  void skip_spaces() {
    while (!rest_.empty() && (rest_.front() == ' ' || rest_.front() == '\t')) rest_.remove_prefix(1);
  }
  std::string_view take_word();
  Result<std::int64_t> take_number(std::string_view what);
  Refusal cut_off(std::string_view where) const {
    return refuse(FMT_004, "the file ends {}", where).hint("fetch the file again");
  }

  LineReader& lines_;
  const ReadOptions& options_;
  Warnings& warnings_;
  std::string_view rest_;  // of the line, not read yet
  std::string_view line_;
  std::size_t candidates_ = 0;
  std::int64_t repeated_ = 0;  // candidates that a ballot ranks again
  Election election_;
  RankedBallots ballots_;
  std::vector<RankMark> marks_;
  std::vector<RankMark> plain_marks_;  // room for a mark a candidate
  SeenCandidates seen_{0};
  std::unordered_map<std::string, std::uint16_t> nicknames_;
  std::vector<std::string> texts_;  // quoted texts of a line that are not used yet, last first
};

Result<bool> BltReader::next_line() {
  TOS_TRY(const bool more, lines_.next(line_));
  rest_ = more ? line_ : std::string_view{};
  return more;
}

Result<bool> BltReader::advance() {
  for (;;) {
    skip_spaces();
    if (rest_.empty() || rest_.front() == '#') {
      TOS_TRY(const bool more, next_line());
      if (!more) return false;
    } else if (rest_.starts_with("/*")) {
      const int begins = lines_.line_number();
      for (std::size_t end; (end = rest_.find("*/")) == std::string_view::npos;) {
        TOS_TRY(const bool more, next_line());
        if (!more) return refuse(FMT_004, "a comment is not closed before the end of the file").at_line(begins);
      }
      rest_.remove_prefix(rest_.find("*/") + 2);
    } else {
      return true;
    }
  }
}

std::string_view BltReader::take_word() {
  const std::size_t end = std::min(rest_.find_first_of(" \t"), rest_.size());
  const std::string_view word = rest_.substr(0, end);
  rest_.remove_prefix(end);
  return word;
}

Result<std::int64_t> BltReader::take_number(std::string_view what) {
  TOS_TRY(const bool more, advance());
  if (!more) return cut_off(fmt::format("before {}", what));
  return whole_number(take_word(), what);
}

Result<void> BltReader::read_header() {
  TOS_TRY(const std::int64_t stated, take_number("the number of candidates"));
  TOS_TRY(candidates_, candidate_count(stated));
  TOS_TRY(const std::int64_t seats, take_number("the number of seats"));
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
    TOS_TRY(const bool more, advance());
    if (!more) return cut_off("before the ballots");
    const bool first_of_line = trim(line_).data() == rest_.data();
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
  const std::string_view word = take_word();
  TOS_TRY(const std::int64_t number, whole_number(word.substr(1), "the number of a withdrawn candidate"));
  if (number < 1 || number > static_cast<std::int64_t>(candidates_))
    return refuse(FMT_007, "candidate {} withdrew, of {} candidates", number, candidates_);
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
  Candidate& candidate = election_.profile.candidates[static_cast<std::size_t>(number - 1)];
  if (candidate.standing == Standing::withdrawn) return refuse(FMT_009, "candidate {} withdrew twice", number);
  candidate.standing = Standing::withdrawn;
  return {};
}

// [nick a b c], [tie 3 1 2], [droop …]; may go over several lines.
Result<void> BltReader::read_option() {
  const int begins = lines_.line_number();
  rest_.remove_prefix(1);
  std::vector<std::string> words;
  for (bool closed = false; !closed;) {
    TOS_TRY(const bool more, advance());
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
  if (rest_.front() != '(') return whole_number(take_word(), "a number of ballots");
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
      TOS_TRY(const bool line, next_line());
      if (!line) return cut_off("before the 0 that ends the ballots");
    }
    if (nicknames_.empty()) {
      TOS_TRY(const bool plain, read_plain_ballot());
      if (plain) continue;
    }
    TOS_TRY(const bool more, advance());
    if (!more) return cut_off("before the 0 that ends the ballots");
    TOS_TRY(const std::int64_t weight, read_weight());
    if (weight == 0) return {};
    TOS_CHECK(read_marks());
    TOS_CHECK(ballots_.add(marks_, weight));
  }
}

// One ballot's preferences up to its 0.
Result<void> BltReader::read_marks() {
  marks_.clear();
  seen_.start_ballot();
  for (;;) {
    skip_spaces();
    if (rest_.empty() || rest_.front() == '#')
      return refuse(FMT_008, "the ballot has no 0 at the end of its line").hint("each ballot ends with 0");
    if (rest_.starts_with("/*")) {
      TOS_CHECK(advance());
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
  skip_spaces();
  if (!rest_.starts_with('=')) return {};
  rest_.remove_prefix(1);
  skip_spaces();
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
                      : fmt::format("line {} ranks candidate {} twice", lines_.line_number(), candidate + 1));
  }
  if (marks_.size() >= RankedBallots::max_marks)
    return refuse(TAL_004, "a ballot has more than {} marks", RankedBallots::max_marks);
  marks_.push_back(equal ? RankMark::equal(candidate) : RankMark::candidate(candidate));
  return {};
}

Result<void> BltReader::read_parenthesis() {  // Hill's equal preferences
  rest_.remove_prefix(1);
  for (bool first = true;; first = false) {
    skip_spaces();
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

// Every text of a line that begins with a quote. "Ann ""Bo"" Lee" has doubled quotes inside, "Ann" "Bo" are two texts,
// and "Ann "Bo" Lee" is what some programs write for one name with quotes in it.
Result<void> BltReader::read_quoted_line(std::vector<std::string>& texts) {
  constexpr std::size_t longest_quoted = 16 * 1024;  // over several lines, each of which is looked at anew
  const int begins = lines_.line_number();
  std::string text(rest_);
  for (;;) {
    texts.clear();
    bool open = false;
    bool strict = true;
    std::string current;
    for (std::size_t at = 0; at < text.size() && strict; ++at) {
      const char c = text[at];
      if (open && c == '"' && at + 1 < text.size() && text[at + 1] == '"') {
        current += c;
        ++at;
      } else if (open && c == '"') {
        open = false;
        texts.push_back(std::exchange(current, {}));
        strict = at + 1 == text.size() || std::string_view(" \t\n").contains(text[at + 1]);
      } else if (open) {
        current += c;
      } else if (c == '"') {
        open = true;
      } else if (c == '#') {
        text.resize(at);
      } else if (c != ' ' && c != '\t' && c != '\n') {
        strict = false;
      }
    }
    if (strict && !open) break;
    const std::string_view whole = trim(text);
    if (!strict && whole.size() >= 2 && whole.ends_with('"') && text.find('\n') == std::string::npos) {
      texts = {std::string(whole.substr(1, whole.size() - 2))};
      warnings_.add("names with bare quotes", fmt::format("line {}: read as one name: {}", begins, shown(texts[0])));
      break;
    }
    if (!strict) return refuse(FMT_008, "text stands outside the quotes: {}", shown(text)).at_line(begins);
    TOS_TRY(const bool more, next_line());
    if (!more) return refuse(FMT_004, "a quoted name is not closed before the end of the file").at_line(begins);
    text += '\n';
    text += line_;
    if (text.size() > longest_quoted)
      return refuse(FMT_010, "a quoted name is longer than {} KiB", longest_quoted >> 10).at_line(begins);
  }
  rest_ = {};
  std::ranges::reverse(texts);
  return {};
}

Result<bool> BltReader::next_text(std::string& text) {
  if (texts_.empty()) {
    TOS_TRY(const bool more, advance());
    if (!more) return false;
    if (rest_.front() == '"') {
      TOS_CHECK(read_quoted_line(texts_));
    } else {  // without quotes: the line
      std::string_view bare = rest_;
      for (const std::string_view comment : {" #", "\t#"}) bare = bare.substr(0, bare.find(comment));
      texts_.emplace_back(trim(bare));
      rest_ = {};
    }
  }
  text = std::move(texts_.back());
  texts_.pop_back();
  return true;
}

Result<void> BltReader::read_names() {
  std::string text;
  for (std::size_t i = 0; i < candidates_; ++i) {
    TOS_TRY(const bool more, next_text(text));
    if (!more) return cut_off(fmt::format("after the names of {} of {} candidates", i, candidates_));
    TOS_TRY(election_.profile.candidates[i].name, read_name(text, warnings_));
  }
  TOS_TRY(const bool titled, next_text(text));
  if (!titled) {
    warnings_.add("title", "the file has no title after the names");
    return {};
  }
  TOS_TRY(election_.profile.title, read_name(trim(text), warnings_));
  constexpr int remarks = 2;  // Wichmann's source and comment
  for (int i = 0; i < remarks; ++i) {
    TOS_TRY(const bool more, next_text(text));
    if (!more) return {};
    warnings_.add("texts after the title", fmt::format("a text follows the title and is left aside: {}", shown(text)));
  }
  TOS_TRY(const bool more, next_text(text));
  if (more) return refuse(FMT_006, "more names follow than the {} candidates: {}", candidates_, shown(text));
  return {};
}

Result<Election> BltReader::read() {
  TOS_CHECK(choose_kind(options_, {BallotKind::ranked}, "rankings"));
  TOS_CHECK(read_header());
  TOS_CHECK(read_options_and_withdrawals());
  TOS_CHECK(read_ballots());
  TOS_CHECK(read_names());
  election_.profile.ballots = std::move(ballots_);
  return std::move(election_);
}

}  // namespace

Result<Election> read_blt(Reading& reading) { return BltReader(reading).read(); }

}  // namespace tos::voting
