#include <algorithm>
#include <nlohmann/json.hpp>

#include "voting/formats/readers.h"
#include "voting/formats/rules.h"

// ABIF, the Aggregated Ballot Information Format (electorama.com/abif): lines of metadata {…}, candidates =token:[Name]
// and votes 27:A/5>B/3=C/3. Where candidates are declared, ballots may name no others.
namespace tos::voting {
namespace {

struct Preference {
  std::uint16_t candidate;
  bool shares_rank;  // follows '=' or ','
  std::optional<std::int64_t> score;
};

struct VoteLine {
  std::int64_t weight = 0;
  std::vector<Preference> preferences;
  bool ordered = false;    // '>' occurs
  bool by_commas = false;  // ',' occurs
  bool allotted = false;   // A*3: the score is a weight that the voter allots

  bool all_scored() const {
    return std::ranges::all_of(preferences, [](const Preference& p) { return p.score.has_value(); });
  }
  bool none_scored() const {
    return std::ranges::none_of(preferences, [](const Preference& p) { return p.score.has_value(); });
  }
};

class AbifReader {
 public:
  explicit AbifReader(Reading& reading)
      : lines_(reading.lines), options_(reading.options), warnings_(reading.warnings) {}
  Result<Election> read();

 private:
  Result<void> read_metadata(std::string_view line);
  Result<void> set_metadata(const std::string& key, const std::string& value);
  Result<void> read_candidate(std::string_view line);
  Result<void> read_votes(std::string_view line);
  Result<void> read_preferences(std::string_view text);
  Result<std::string_view> take_token(std::string_view& text) const;
  Result<std::uint16_t> candidate_of(std::string_view token);
  Result<void> choose_kind_of_first_votes();
  Result<void> add_vote();
  Result<void> add_ranked();
  Result<void> add_scored();  // scores or weights
  Result<void> add_approved();
  Result<Election> finish();

  LineReader& lines_;
  const ReadOptions& options_;
  Warnings& warnings_;
  NamedCandidates tokens_;
  std::vector<std::string> names_;  // of declared candidates, in the order of tokens_
  std::vector<std::string> withdrawn_;
  bool votes_began_ = false;
  std::optional<BallotKind> kind_;
  SeenCandidates seen_{0};
  VoteLine vote_;
  std::vector<RankMark> marks_;
  std::vector<Points> points_;
  std::vector<Approval> approvals_;
  RankedBallots ranked_;
  ScoreBallots scores_;
  AllocationBallots allocations_;
  ApprovalBallots approved_;
  Election election_;
};

bool declared(const std::vector<std::string>& names) { return !names.empty(); }

Result<Election> AbifReader::read() {
  std::string_view line;
  for (;;) {
    TOS_TRY(const bool more, lines_.next(line));
    if (!more) break;
    line = trim(line);
    if (line.empty() || line.front() == '#') continue;
    if (line.front() == '{') {
      TOS_CHECK(read_metadata(line));
    } else if (line.front() == '=') {
      TOS_CHECK(read_candidate(line.substr(1)));
    } else {
      TOS_CHECK(read_votes(line));
    }
  }
  return finish();
}

// {"title": "…"}; keys and plain values may stand without quotes.
Result<void> AbifReader::read_metadata(std::string_view line) {
  if (!line.ends_with('}')) return refuse(FMT_008, "'{{' is not closed on its line: {}", shown(line));
  if (const auto whole = nlohmann::json::parse(line, nullptr, false); whole.is_object()) {
    for (const auto& [key, value] : whole.items())
      TOS_CHECK(set_metadata(to_lower(key), value.is_string() ? value.get<std::string>() : value.dump()));
    return {};
  }
  std::string_view inside = trim(line.substr(1, line.size() - 2));
  const auto unquoted = [](std::string_view text) {
    text = trim(text);
    if (text.size() >= 2 && (text.front() == '"' || text.front() == '\'') && text.back() == text.front())
      return text.substr(1, text.size() - 2);
    return text;
  };
  const std::size_t colon = inside.find(':');
  if (colon == std::string_view::npos) return refuse(FMT_008, "metadata has no ':': {}", shown(line));
  const std::string key = to_lower(unquoted(inside.substr(0, colon)));
  const std::string_view raw = trim(inside.substr(colon + 1));
  const auto parsed = nlohmann::json::parse(raw, nullptr, false);
  const std::string value = parsed.is_string() ? parsed.get<std::string>() : std::string(unquoted(raw));
  if (!parsed.is_string() && value.find_first_of("[]{}\"") != std::string::npos)
    return refuse(FMT_008, "the metadata is not JSON: {}", shown(line));
  return set_metadata(key, value);
}

Result<void> AbifReader::set_metadata(const std::string& key, const std::string& value) {
  if (key == "title") {
    if (!election_.profile.title.empty()) return refuse(FMT_008, "the title is given twice");
    TOS_TRY(election_.profile.title, read_name(trim(value), warnings_));
  } else if (key == "withdrawn") {
    withdrawn_.push_back(value);
  } else if (key == "seats") {
    if (election_.profile.seats) return refuse(FMT_008, "the number of seats is given twice");
    TOS_TRY(const std::int64_t seats, whole_number(value, "the number of seats"));
    if (seats < 1 || seats > RankMark::max_candidates) return refuse(FMT_010, "the file states {} seats", seats);
    election_.profile.seats = static_cast<int>(seats);
  }
  return {};
}

// token:[Name]; the token too may stand in brackets or quotes.
Result<void> AbifReader::read_candidate(std::string_view line) {
  if (votes_began_ && !declared(names_))
    return refuse(FMT_008, "a candidate is declared after ballots that name others");
  std::string_view rest = line;
  TOS_TRY(const std::string_view token, take_token(rest));
  rest = trim(rest);
  if (!rest.starts_with(':')) return refuse(FMT_008, "a candidate has the form =token:[Name]: {}", shown(line));
  std::string_view name = trim(rest.substr(1));
  if (name.starts_with('[')) {
    const std::size_t end = name.rfind(']');
    if (end == std::string_view::npos) return refuse(FMT_008, "'[' is not closed: {}", shown(line));
    const std::string_view after = trim(name.substr(end + 1));
    if (!after.empty() && after.front() != '#') return refuse(FMT_008, "text follows a name: {}", shown(after));
    name = name.substr(1, end - 1);
  }
  if (tokens_.find(token)) return refuse(FMT_009, "the candidate {} is declared twice", shown(token));
  TOS_CHECK(read_name(token, warnings_));
  TOS_CHECK(tokens_.find_or_add(token));
  TOS_TRY(std::string clean, read_name(name, warnings_));
  names_.push_back(std::move(clean));
  return {};
}

Result<void> AbifReader::read_votes(std::string_view line) {
  const std::size_t digits = std::min(line.find_first_not_of("0123456789"), line.size());
  const std::size_t at = std::min(line.find_first_not_of(" \t", digits), line.size());
  if (at == line.size() || (line[at] != ':' && line[at] != '*'))
    return refuse(FMT_008, "neither metadata, candidate nor votes: {}", shown(line)).hint("votes look like 27:A>B=C");
  TOS_TRY(vote_.weight, whole_number(line.substr(0, digits), "a number of ballots"));
  votes_began_ = true;
  TOS_CHECK(read_preferences(line.substr(at + 1)));
  if (!kind_ && !vote_.preferences.empty()) TOS_CHECK(choose_kind_of_first_votes());
  if (!kind_) {  // blank ballots before the first that says something
    TOS_CHECK(ranked_.add({}, vote_.weight));
    TOS_CHECK(scores_.add({}, vote_.weight));
    TOS_CHECK(allocations_.add({}, vote_.weight));
    return approved_.add({}, vote_.weight);
  }
  return add_vote();
}

Result<std::string_view> AbifReader::take_token(std::string_view& text) const {
  text = trim(text);
  std::string_view token;
  if (text.starts_with('[') || text.starts_with('"')) {
    const char closing = text.front() == '[' ? ']' : '"';
    const std::size_t end = text.find(closing, 1);
    if (end == std::string_view::npos) return refuse(FMT_008, "{} is not closed", shown(text));
    token = text.substr(1, end - 1);
    text.remove_prefix(end + 1);
  } else {
    const std::size_t end = std::min(text.find_first_of(">=,/:#*"), text.size());
    token = trim(text.substr(0, end));
    if (token.find_first_of("[]\"{}") != std::string_view::npos)
      return refuse(FMT_008, "a candidate with brackets or quotes stands in brackets: {}", shown(token));
    text.remove_prefix(end);
  }
  if (token.empty()) return refuse(FMT_008, "a candidate is missing before {}", shown(text));
  return token;
}

Result<std::uint16_t> AbifReader::candidate_of(std::string_view token) {
  if (const auto known = tokens_.find(token)) return *known;
  if (declared(names_)) return refuse(FMT_007, "the candidate {} is not declared", shown(token));
  TOS_CHECK(read_name(token, warnings_));
  return tokens_.find_or_add(token);
}

Result<void> AbifReader::read_preferences(std::string_view text) {
  vote_.preferences.clear();
  vote_.ordered = vote_.by_commas = vote_.allotted = false;
  seen_.start_ballot();
  text = trim(text);
  if (text.empty() || text.front() == '#') return {};
  for (bool shares = false;;) {
    TOS_TRY(const std::string_view token, take_token(text));
    TOS_TRY(const std::uint16_t candidate, candidate_of(token));
    seen_.make_room(tokens_.size());
    if (!seen_.is_new(candidate)) return refuse(FMT_009, "{} is twice on one ballot", shown(token));
    std::optional<std::int64_t> score;
    text = trim(text);
    if (text.starts_with('/') || text.starts_with('*')) {
      vote_.allotted |= text.front() == '*';
      text = trim(text.substr(1));
      const std::size_t end = std::min(text.find_first_of(">=,:# \t"), text.size());
      TOS_TRY(score, whole_number(text.substr(0, end), "a score"));
      text = trim(text.substr(end));
    }
    vote_.preferences.push_back({candidate, shares, score});
    if (text.empty() || text.front() == '#') return {};
    if (text.front() == ':' && trim(text.substr(1)).starts_with('{')) return {};  // about the ballots: not counted
    const char separator = text.front();
    if (separator != '>' && separator != '=' && separator != ',')
      return refuse(FMT_008, "between candidates stands {}", shown(text)).hint("candidates are joined by >, = or ,");
    shares = separator != '>';
    vote_.ordered |= separator == '>';
    vote_.by_commas |= separator == ',';
    text.remove_prefix(1);
  }
}

Result<void> AbifReader::choose_kind_of_first_votes() {
  std::vector<BallotKind> offered{BallotKind::ranked};
  if (vote_.all_scored()) offered.push_back(BallotKind::score);
  if (!vote_.ordered) offered.push_back(BallotKind::approval);
  if (vote_.allotted) offered = {BallotKind::allocation};
  TOS_TRY(kind_, choose_kind(options_, offered,
                             vote_.allotted       ? "weights"
                             : vote_.all_scored() ? "rankings with scores"
                                                  : "rankings"));
  return {};
}

Result<void> AbifReader::add_vote() {
  if (vote_.allotted != (*kind_ == BallotKind::allocation) && !vote_.preferences.empty())
    return refuse(FMT_014, "weights like A*3 stand on some lines only");
  switch (*kind_) {
    case BallotKind::allocation:
    case BallotKind::score:
      return add_scored();
    case BallotKind::approval:
      return add_approved();
    default:
      return add_ranked();
  }
}

Result<void> AbifReader::add_ranked() {
  auto& preferences = vote_.preferences;
  election_.scores_left_aside |= !vote_.none_scored();
  if (vote_.by_commas && !vote_.ordered && vote_.all_scored()) {  // a list with scores: the scores are the order
    std::ranges::stable_sort(preferences, std::ranges::greater{}, [](const Preference& p) { return *p.score; });
    for (std::size_t i = 1; i < preferences.size(); ++i)
      preferences[i].shares_rank = preferences[i].score == preferences[i - 1].score;
    if (!preferences.empty()) preferences[0].shares_rank = false;
  }
  marks_.clear();
  for (std::size_t i = 0; i < preferences.size(); ++i) {
    const Preference& preference = preferences[i];
    if (i > 0 && preference.score && preferences[i - 1].score && *preference.score > *preferences[i - 1].score)
      return refuse(FMT_008, "a candidate ranked lower has the higher score: {}", *preference.score);
    marks_.push_back(preference.shares_rank ? RankMark::equal(preference.candidate)
                                            : RankMark::candidate(preference.candidate));
  }
  canonicalise(marks_);
  return ranked_.add(marks_, vote_.weight);
}

Result<void> AbifReader::add_scored() {
  if (!vote_.all_scored()) return refuse(FMT_014, "a candidate has no score on this line");
  points_.clear();
  for (std::size_t i = 0; i < vote_.preferences.size(); ++i) {
    const Preference& preference = vote_.preferences[i];
    points_.push_back({*preference.score, preference.candidate});
    if (i == 0 || vote_.by_commas) continue;
    const std::int64_t before = *vote_.preferences[i - 1].score;
    election_.ranks_left_aside |= preference.shares_rank ? *preference.score != before : *preference.score >= before;
  }
  std::ranges::sort(points_, {}, &Points::candidate);
  TOS_CHECK(check_points(options_.points, points_));
  if (*kind_ == BallotKind::score) return scores_.add(points_, vote_.weight);
  std::erase_if(points_, [](const Points& points) { return points.value == 0; });
  return allocations_.add(points_, vote_.weight);
}

Result<void> AbifReader::add_approved() {
  if (vote_.ordered) return refuse(FMT_014, "this line ranks candidates, the lines before approve them");
  approvals_.clear();
  for (const Preference& preference : vote_.preferences) {
    if (preference.score.value_or(1) > 1) return refuse(FMT_014, "{} is a score, not an approval", *preference.score);
    if (preference.score.value_or(1) == 1) approvals_.push_back({preference.candidate});
  }
  std::ranges::sort(approvals_, {}, &Approval::candidate);
  return approved_.add(approvals_, vote_.weight);
}

Result<Election> AbifReader::finish() {
  TOS_TRY(const std::size_t count, candidate_count(static_cast<std::int64_t>(tokens_.size())));
  const bool by_list = declared(names_);
  std::vector<std::uint16_t> places = tokens_.sorted_places();
  if (by_list)
    for (std::size_t i = 0; i < count; ++i) places[i] = static_cast<std::uint16_t>(i);
  auto& candidates = election_.profile.candidates;
  candidates.resize(count);
  Warnings said_already;
  for (std::size_t i = 0; i < count; ++i) {
    TOS_TRY(std::string token, read_name(tokens_.name(i), said_already));
    candidates[places[i]] = {.name = by_list ? names_[i] : token, .id = token};
  }
  for (const std::string& token : withdrawn_) {
    const auto candidate = tokens_.find(token);
    if (!candidate) return refuse(FMT_007, "nobody has the token {} that is said to have withdrawn", shown(token));
    candidates[places[*candidate]].standing = Standing::withdrawn;
  }
  if (!kind_) {
    const std::vector any{BallotKind::ranked, BallotKind::score, BallotKind::approval, BallotKind::allocation};
    TOS_TRY(kind_, choose_kind(options_, any, "no votes"));
  }
  auto& ballots = election_.profile.ballots;
  if (*kind_ == BallotKind::score) {
    TOS_TRY(ballots, renumber(scores_, places));
  } else if (*kind_ == BallotKind::allocation) {
    TOS_TRY(ballots, renumber(allocations_, places));
  } else if (*kind_ == BallotKind::approval) {
    TOS_TRY(ballots, renumber(approved_, places));
  } else {
    TOS_TRY(ballots, renumber(ranked_, places));
  }
  return std::move(election_);
}

}  // namespace

Result<Election> read_abif(Reading& reading) { return AbifReader(reading).read(); }

}  // namespace tos::voting
