#include <algorithm>

#include "voting/formats/readers.h"
#include "voting/formats/rules.h"

// Tally sheets of the Debian Project's devotee: "Option 2---->: Title" lines, then "V: 21-3" a ballot, one rank
// character an option, '-' for unranked. The last option is the default. "[3:1]" or "needs 3:1" in a title is its
// majority ratio.
namespace tos::voting {
namespace {

struct OptionLine {
  std::int64_t number;
  std::string_view title;
};

// "   |/  Option 3--->: Title", also without the arrow; not a line of prose.
std::optional<OptionLine> parse_option_line(std::string_view line) {
  const std::size_t word = line.find("Option ");
  if (word == std::string_view::npos) return std::nullopt;
  if (line.substr(0, word).find_first_not_of(" \t|/\\") != std::string_view::npos) return std::nullopt;
  const std::size_t digits = word + 7;
  const std::size_t end = std::min(line.find_first_not_of("0123456789", digits), line.size());
  const auto number = parse_whole(line.substr(digits, end - digits));
  if (!number) return std::nullopt;
  std::size_t at = std::min(line.find_first_not_of('-', end), line.size());
  if (at < line.size() && line[at] == '>') ++at;
  if (at == line.size() || line[at] != ':') return std::nullopt;
  std::string_view title = trim(line.substr(at + 1));
  // The sheets of 2004 draw the last option's bars behind its title.
  const std::size_t bars = title.find_last_not_of("|/\\");
  if (bars != std::string_view::npos && bars + 1 < title.size() && (title[bars] == ' ' || title[bars] == '\t'))
    title = trim(title.substr(0, bars));
  return OptionLine{*number, title};
}

// The N of every "[N:1]" and "needs N:1"; 1 if there is none. What looks like one and is none decides nothing silently.
Result<std::int64_t> majority_of(std::string_view title) {
  constexpr std::string_view number = "0123456789.,/";
  constexpr std::int64_t largest = 1'000;
  std::optional<std::int64_t> found;
  for (std::size_t colon = title.find(':'); colon != std::string_view::npos; colon = title.find(':', colon + 1)) {
    const std::string_view before = trim(title.substr(0, colon));
    const std::string_view after = trim(title.substr(colon + 1));
    const std::string_view left = before.substr(before.find_last_not_of(number) + 1);  // npos + 1: from the front
    std::string_view right = after.substr(0, after.find_first_not_of(number));
    while (right.ends_with('.') || right.ends_with(',')) right.remove_suffix(1);  // of the sentence
    if (std::ranges::none_of(left, is_digit) || std::ranges::none_of(right, is_digit)) continue;
    const std::string_view lead = before.substr(0, before.size() - left.size());
    const std::size_t opening = lead.rfind('[');
    const bool bracketed = opening != std::string_view::npos && lead.find(']', opening) == std::string_view::npos;
    if (!bracketed && !to_lower(trim(lead)).ends_with("needs")) continue;
    const auto ratio = parse_whole(left);
    if (!ratio || *ratio < 1 || *ratio > largest || right != "1")
      return refuse(FMT_008, "the majority ratio {} is not N:1 with N from 1 to {}",
                    shown(fmt::format("{}:{}", left, right)), largest)
          .hint("take it out of the title and give --majority");
    if (found && *found != *ratio)
      return refuse(FMT_008, "a title has the majority ratios {}:1 and {}:1", *found, *ratio);
    found = ratio;
  }
  return found.value_or(1);
}

// "V: 213", or what comes near it.
bool resembles_vote(std::string_view line) {
  line = trim(line);
  return (line.starts_with('V') || line.starts_with('v')) && trim(line.substr(1)).starts_with(':');
}

// Not blank, nor a line drawn with dashes.
bool has_text(std::string_view line) { return line.find_first_not_of(" \t-+=_*|/\\") != std::string_view::npos; }

// '1' to '9', then letters: the rank 1 to 61; 0 is no rank.
int rank_of(char c) {
  if (c >= '1' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'Z') return c - 'A' + 10;
  if (c >= 'a' && c <= 'z') return c - 'a' + 36;
  return 0;
}

class DebianReader {
 public:
  explicit DebianReader(Reading& reading)
      : lines_(reading.lines), options_(reading.options), warnings_(reading.warnings) {}

  Result<Election> read() {
    TOS_CHECK(choose_kind(options_, {BallotKind::ranked}, "rankings"));
    std::string_view line;
    for (;;) {
      TOS_TRY(const bool more, lines_.next(line));
      if (!more) break;
      if (line.starts_with("V:")) {
        if (!voted_) TOS_CHECK(set_majorities());
        TOS_CHECK(read_vote(trim(line.substr(2))));
      } else if (resembles_vote(line)) {
        return refuse(FMT_008, "{} resembles a vote", shown(line)).hint("votes begin with 'V:' where the line begins");
      } else if (const auto option = parse_option_line(line)) {
        TOS_CHECK(read_option(*option));
      } else if (voted_ && has_text(line)) {
        return refuse(FMT_008, "among the votes stands {}", shown(line));
      } else if (!voted_) {
        TOS_CHECK(continue_title(line));
      }
    }
    if (election_.profile.candidates.empty()) return refuse(FMT_004, "the sheet lists no options");
    if (!voted_)
      return refuse(FMT_004, "the sheet ends after {} options, without votes", election_.profile.candidates.size());
    election_.profile.ballots = std::move(ballots_);
    return std::move(election_);
  }

 private:
  Result<void> read_option(const OptionLine& option) {
    auto& candidates = election_.profile.candidates;
    if (voted_) return refuse(FMT_008, "option {} is listed after the votes began", option.number);
    if (option.number != static_cast<std::int64_t>(candidates.size()) + 1)
      return refuse(FMT_006, "option {} follows option {}", option.number, candidates.size());
    constexpr std::size_t most_options = 61;  // rank characters
    if (candidates.size() == most_options) return refuse(FMT_010, "more than {} options", most_options);
    TOS_TRY(std::string title, read_name(option.title, warnings_));
    option_lines_.push_back(lines_.line_number());
    candidates.push_back({.name = std::move(title)});
    return {};
  }

  // "   |/  and the rest of the title", where one line does not hold it.
  Result<void> continue_title(std::string_view line) {
    const std::size_t text = line.find_first_not_of(" \t|/\\");
    if (election_.profile.candidates.empty() || text == std::string_view::npos || text == 0 || !has_text(line) ||
        line.substr(0, text).find_first_of("|/\\") == std::string_view::npos)
      return {};
    std::string& title = election_.profile.candidates.back().name;
    TOS_TRY(title, read_name(title + " " + std::string(trim(line.substr(text))), warnings_));
    return {};
  }

  Result<void> set_majorities() {  // when the titles are whole
    const auto& candidates = election_.profile.candidates;
    for (std::size_t option = 0; option < candidates.size(); ++option) {
      auto ratio = majority_of(candidates[option].name);
      if (!ratio) return std::move(ratio).error().at_line(option_lines_[option]);
      election_.majority.push_back(*ratio);
    }
    return {};
  }

  Result<void> read_vote(std::string_view text) {
    voted_ = true;
    const std::string_view ranks = text.substr(0, std::min(text.find_first_of(" \t"), text.size()));
    const std::size_t count = election_.profile.candidates.size();
    if (ranks.size() != count)
      return refuse(FMT_006, "the vote {} has {} ranks for {} options", shown(ranks), ranks.size(), count);
    order_.clear();
    for (std::size_t option = 0; option < count; ++option) {
      if (ranks[option] == '-') continue;
      const int rank = rank_of(ranks[option]);
      if (rank == 0) return refuse(FMT_008, "the vote {} has a rank that is none", shown(ranks));
      order_.push_back({rank, static_cast<std::uint16_t>(option)});
    }
    std::ranges::sort(order_);
    marks_.clear();
    for (std::size_t i = 0; i < order_.size(); ++i) {  // only the order counts: ranks left out are no gaps
      const bool equal = i > 0 && order_[i].first == order_[i - 1].first;
      marks_.push_back(equal ? RankMark::equal(order_[i].second) : RankMark::candidate(order_[i].second));
    }
    return ballots_.add(marks_, 1);
  }

  LineReader& lines_;
  const ReadOptions& options_;
  Warnings& warnings_;
  Election election_;
  RankedBallots ballots_;
  bool voted_ = false;
  std::vector<int> option_lines_;
  std::vector<std::pair<int, std::uint16_t>> order_;
  std::vector<RankMark> marks_;
};

}  // namespace

Result<Election> read_debian(Reading& reading) { return DebianReader(reading).read(); }

}  // namespace tos::voting
