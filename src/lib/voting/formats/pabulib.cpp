#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "voting/formats/csv.h"
#include "voting/formats/readers.h"
#include "voting/formats/rules.h"

// Pabulib .pb (pabulib.org/format): three tables with semicolons, META, PROJECTS and VOTES.
namespace tos::voting {
namespace {

constexpr int most_decimals = 6;  // of money

// Some files write cents after a comma, as in Poland. "1,200" could be a thousand and is left as it is: no amount.
std::string with_point(std::string_view amount) {
  std::string text(amount);
  const std::size_t comma = text.find(',');
  if (comma != std::string::npos && text.size() - comma <= 3 && text.find('.') == std::string::npos) text[comma] = '.';
  return text;
}

class PabulibReader {
 public:
  explicit PabulibReader(Reading& reading)
      : lines_(reading.lines),
        options_(reading.options),
        warnings_(reading.warnings),
        records_(reading.lines, ';', CsvReader::AfterQuotes::taken) {}
  Result<Election> read();

 private:
  using Cells = std::vector<std::string_view>;
  struct Header {
    std::unordered_map<std::string, std::size_t> places;
    std::optional<std::size_t> find(const std::string& name) const {
      const auto place = places.find(name);
      return place == places.end() ? std::nullopt : std::optional(place->second);
    }
  };

  Result<bool> next() { return records_.next(cells_); }
  bool is_heading(std::string_view word) const {
    return !cells_.empty() && equals_ignoring_case(trim(cells_[0]), word) &&
           std::all_of(cells_.begin() + 1, cells_.end(), is_blank);
  }
  Result<Header> read_header(std::string_view table);
  Result<void> read_meta();
  Result<void> read_projects();
  Result<void> read_project(const Header& header);
  Result<void> read_votes();
  Result<void> read_vote(const Header& header, bool needs_points);
  Result<void> check_voter(std::string_view id);
  Result<void> read_choices(std::string_view text);
  Result<void> read_points(std::string_view text);
  Result<void> add_ballot();
  Result<void> choose();
  Result<void> set_money();
  Result<void> check_count(const std::string& key, std::int64_t found) const;
  std::string_view cell(std::optional<std::size_t> place) const {
    return place && *place < cells_.size() ? trim(cells_[*place]) : std::string_view{};
  }

  LineReader& lines_;
  const ReadOptions& options_;
  Warnings& warnings_;
  CsvReader records_;
  Cells cells_;
  std::unordered_map<std::string, std::string> meta_;
  NamedCandidates ids_;
  std::vector<std::string> costs_;
  std::vector<bool> selected_;
  BallotKind kind_ = BallotKind::approval;
  SeenCandidates seen_{0};
  std::vector<std::uint16_t> chosen_;
  std::vector<std::int64_t> given_;
  std::int64_t votes_ = 0;
  std::unordered_set<std::string> voters_;
  ApprovalBallots approved_;
  RankedBallots ranked_;
  ScoreBallots scores_;
  AllocationBallots allocations_;
  Election election_;
};

Result<PabulibReader::Header> PabulibReader::read_header(std::string_view table) {
  TOS_TRY(const bool more, next());
  if (!more) return refuse(FMT_004, "the file ends after {}", table);
  Header header;
  for (std::size_t i = 0; i < cells_.size(); ++i)
    if (!header.places.emplace(to_lower(trim(cells_[i])), i).second)
      return refuse(FMT_009, "{} has two columns {}", table, shown(cells_[i]));
  return header;
}

Result<void> PabulibReader::read_meta() {
  TOS_TRY(bool more, next());
  if (!more || !is_heading("META")) return refuse(FMT_008, "the file does not begin with META");
  for (;;) {
    TOS_TRY(more, next());
    if (!more) return refuse(FMT_004, "the file ends in META");
    if (is_heading("PROJECTS")) break;
    if (cells_.size() < 2) return refuse(FMT_008, "META has 'key;value' lines: {}", shown(cells_[0]));
    if (!meta_.emplace(to_lower(trim(cells_[0])), std::string(trim(cells_[1]))).second)
      return refuse(FMT_008, "META has {} twice", shown(trim(cells_[0])));
  }
  TOS_TRY(election_.profile.title, read_name(meta_["description"], warnings_));
  return {};
}

Result<void> PabulibReader::read_projects() {
  TOS_TRY(const Header header, read_header("PROJECTS"));
  if (!header.find("project_id") || !header.find("cost"))
    return refuse(FMT_008, "PROJECTS has no column project_id or cost");
  for (;;) {
    TOS_TRY(const bool more, next());
    if (!more) return refuse(FMT_004, "the file ends in PROJECTS");
    if (is_heading("VOTES")) break;
    TOS_CHECK(read_project(header));
  }
  TOS_CHECK(candidate_count(static_cast<std::int64_t>(ids_.size())));
  TOS_CHECK(check_count("num_projects", static_cast<std::int64_t>(ids_.size())));
  return set_money();
}

Result<void> PabulibReader::read_project(const Header& header) {
  const std::string_view id = cell(header.find("project_id"));
  if (id.empty()) return refuse(FMT_008, "a project has no id");
  if (ids_.find(id)) return refuse(FMT_009, "the project {} is listed twice", shown(id));
  TOS_CHECK(ids_.find_or_add(id));
  TOS_TRY(std::string clean_id, read_name(id, warnings_));
  const std::string_view title = cell(header.find("name"));
  TOS_TRY(std::string name, read_name(title.empty() ? id : title, warnings_));
  election_.profile.candidates.push_back({.name = std::move(name), .id = std::move(clean_id)});
  costs_.push_back(with_point(cell(header.find("cost"))));
  if (decimal_places(costs_.back()) < 0) return refuse(FMT_005, "the cost {} is no amount", shown(costs_.back()));
  return {};
}

// All money in the smallest unit that an amount in the file uses.
Result<void> PabulibReader::set_money() {
  const std::string limit = with_point(meta_["budget"]);
  int decimals = decimal_places(limit);
  if (decimals < 0) return refuse(FMT_005, "the budget {} is no amount", shown(limit));
  for (const std::string& cost : costs_) decimals = std::max(decimals, decimal_places(cost));
  if (decimals > most_decimals) return refuse(FMT_005, "an amount has {} decimals", decimals);
  Budget budget{.limit = 0, .costs = {}, .decimals = decimals};
  const auto amount = [&](const std::string& text) -> Result<std::int64_t> {
    const auto value = parse_decimal(text, decimals);
    if (!value) return refuse(FMT_005, "the amount {} is beyond 2^63 - 1", shown(text));
    return *value;
  };
  TOS_TRY(budget.limit, amount(limit));
  for (const std::string& cost : costs_) {
    TOS_TRY(const std::int64_t value, amount(cost));
    budget.costs.push_back(value);
  }
  election_.profile.budget = std::move(budget);
  return {};
}

Result<void> PabulibReader::check_count(const std::string& key, std::int64_t found) const {
  const auto stated = meta_.find(key);
  if (stated == meta_.end()) return {};
  TOS_TRY(const std::int64_t number, whole_number(stated->second, key));
  if (number != found)
    return refuse(FMT_006, "META states {} {} and the file holds {}", key, number, found)
        .hint("the file may be cut off");
  return {};
}

// Every vote names the projects that it supports, so that it can be read as an approval of them.
Result<void> PabulibReader::choose() {
  const std::string type = to_lower(meta_["vote_type"]);
  std::vector<BallotKind> offered{BallotKind::approval};
  if (type == "cumulative") {
    offered.push_back(BallotKind::allocation);
  } else if (type == "scoring") {
    offered.push_back(BallotKind::score);
  } else if (type == "ordinal") {
    offered.push_back(BallotKind::ranked);
  } else if (type != "approval" && type != "choose-1") {
    return refuse(FMT_008, "the vote type {} is not known", shown(type));
  }
  TOS_TRY(kind_, choose_kind(options_, offered, type + " votes"));
  seen_ = SeenCandidates(ids_.size());
  return {};
}

Result<void> PabulibReader::read_votes() {
  TOS_CHECK(choose());
  TOS_TRY(const Header header, read_header("VOTES"));
  if (!header.find("vote")) return refuse(FMT_008, "VOTES has no column vote");
  const bool needs_points = kind_ == BallotKind::allocation || kind_ == BallotKind::score;
  if (needs_points && !header.find("points")) return refuse(FMT_008, "VOTES has no column points");
  for (;;) {
    TOS_TRY(const bool more, next());
    if (!more) break;
    TOS_CHECK(read_vote(header, needs_points));
  }
  return check_count("num_votes", votes_);
}

Result<void> PabulibReader::read_vote(const Header& header, bool needs_points) {
  const auto vote = header.find("vote");
  if (cells_.size() <= *vote) return refuse(FMT_004, "the vote has {} columns", cells_.size());
  ++votes_;
  TOS_CHECK(check_voter(cell(header.find("voter_id"))));
  TOS_CHECK(read_choices(cell(vote)));
  if (needs_points) TOS_CHECK(read_points(cell(header.find("points"))));
  return add_ballot();
}

// One person, one vote. A table without ids, or a vote without one, leaves nothing to check.
Result<void> PabulibReader::check_voter(std::string_view id) {
  constexpr std::size_t most_voters = 10'000'000;
  if (id.empty()) return {};
  if (!voters_.emplace(id).second)
    return refuse(FMT_009, "the voter {} votes twice", shown(id)).hint("keep the vote that is valid");
  if (voters_.size() > most_voters) return refuse(FMT_010, "the file names more than {} voters", most_voters);
  return {};
}

Result<void> PabulibReader::read_choices(std::string_view text) {
  chosen_.clear();
  seen_.start_ballot();
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(','), text.size());
    const std::string_view id = trim(text.substr(0, end));
    const auto project = ids_.find(id);
    if (!project) return refuse(FMT_007, "no project has the id {}", shown(id));
    if (!seen_.is_new(*project)) return refuse(FMT_009, "the project {} is twice in one vote", shown(id));
    chosen_.push_back(*project);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return {};
}

Result<void> PabulibReader::read_points(std::string_view text) {
  given_.clear();
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(','), text.size());
    TOS_TRY(const std::int64_t points, whole_number(trim(text.substr(0, end)), "a number of points"));
    given_.push_back(points);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  if (given_.size() != chosen_.size())
    return refuse(FMT_006, "the vote names {} projects and {} numbers of points", chosen_.size(), given_.size());
  return {};
}

Result<void> PabulibReader::add_ballot() {
  if (kind_ == BallotKind::ranked) {
    std::vector<RankMark> marks;
    marks.reserve(chosen_.size());
    for (const std::uint16_t project : chosen_) marks.push_back(RankMark::candidate(project));
    return ranked_.add(marks);
  }
  if (kind_ == BallotKind::approval) {
    std::ranges::sort(chosen_);
    std::vector<Approval> marks;
    marks.reserve(chosen_.size());
    for (const std::uint16_t project : chosen_) marks.push_back({project});
    return approved_.add(marks);
  }
  std::vector<Points> marks;
  marks.reserve(chosen_.size());
  for (std::size_t i = 0; i < chosen_.size(); ++i) marks.push_back({given_[i], chosen_[i]});
  std::ranges::sort(marks, {}, &Points::candidate);
  TOS_CHECK(check_points(options_.points, marks));
  return kind_ == BallotKind::score ? scores_.add(marks) : allocations_.add(marks);
}

Result<Election> PabulibReader::read() {
  TOS_CHECK(read_meta());
  TOS_CHECK(read_projects());
  TOS_CHECK(read_votes());
  auto& ballots = election_.profile.ballots;
  if (kind_ == BallotKind::approval) ballots = std::move(approved_);
  if (kind_ == BallotKind::ranked) ballots = std::move(ranked_);
  if (kind_ == BallotKind::score) ballots = std::move(scores_);
  if (kind_ == BallotKind::allocation) ballots = std::move(allocations_);
  return std::move(election_);
}

}  // namespace

Result<Election> read_pabulib(Reading& reading) { return PabulibReader(reading).read(); }

}  // namespace tos::voting
