#include "voting/formats/cdf.h"

#include <algorithm>
#include <map>
#include <set>

#include "voting/formats/json_input.h"
#include "voting/formats/rules.h"

namespace tos::voting {
namespace {

using nlohmann::json;

constexpr std::string_view write_in_selection;  // no id, which is never empty: a write-in named at a position

std::string_view text_of(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? std::string_view(found->get_ref<const std::string&>())
                                                     : std::string_view{};
}
const json* list_of(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_array() ? &*found : nullptr;
}
// What is said there; null says nothing.
const json* said(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && !found->is_null() ? &*found : nullptr;
}
// A list, or nothing where there is none.
Result<const json*> read_list(const json& object, const char* key) {
  const json* found = said(object, key);
  if (found == nullptr || found->is_array()) return found;
  return refuse(FMT_008, "{} is no list", key);
}
// "yes", "no" or "unknown"; only "no" says no.
Result<bool> says_no(const json& object, const char* key) {
  const json* found = said(object, key);
  if (found == nullptr) return false;
  if (found->is_boolean()) return !found->get<bool>();
  const std::string word = to_lower(text_of(object, key));
  if (word == "no" || word == "false") return true;
  if (word == "yes" || word == "true" || word == "unknown") return false;
  return refuse(FMT_008, "{} is {}, neither yes, no nor unknown", key, shown(found->dump()));
}
// How many votes that many marks are, 0 or at most one each; what says otherwise is not read. Without a number: one
// each.
Result<std::int64_t> votes_of_marks(const json& object, const char* votes, const char* fraction, std::size_t marks) {
  const auto most = static_cast<std::int64_t>(marks);
  if (said(object, fraction) != nullptr) return refuse(FMT_008, "a mark has {}; only whole votes are read", fraction);
  const json* found = said(object, votes);
  if (found == nullptr) return most;
  TOS_TRY(const std::int64_t number, whole_number(found->is_string() ? text_of(object, votes) : found->dump(), votes));
  if (number >= 0 && number <= most) return number;
  return refuse(FMT_008, "{} is {} for {} mark{}; only one vote a mark is read", votes, number, most,
                most == 1 ? "" : "s");
}
bool says_true(const json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end()) return false;
  return (found->is_boolean() && found->get<bool>()) || equals_ignoring_case(text_of(object, key), "true") ||
         equals_ignoring_case(text_of(object, key), "yes");
}

// Reads CVR objects as they come: the list of records usually stands before the election that they belong to.
class CdfReader {
 public:
  CdfReader(const std::string& contest, Warnings& warnings) : wanted_(contest), warnings_(warnings) {}
  Result<CdfContest> read(Input& input);

 private:
  struct Votes {
    NamedCandidates selections;
    RankedBallots ballots;
  };
  Result<void> read_record(const json& record);
  Result<const json*> current_snapshot(const json& record) const;
  Result<void> read_contest_votes(const json& contest);
  Result<void> read_selection(const json& selection, Votes& votes);
  Result<void> read_position(const json& position, const json& selection, Votes& votes);
  Result<std::uint16_t> selection_meant(const json& selection, Votes& votes);
  Result<void> add_rank(const json* rank, std::uint16_t selection);
  Result<Votes*> votes_of(std::string_view contest_id);
  Result<void> add_ballot(Votes& votes);
  Result<const json*> find_contest(const json& report) const;
  using CandidateNames = std::map<std::string_view, std::string_view>;  // by id
  Result<std::string_view> name_of_selection(const json& selection, const CandidateNames& names);
  Result<void> name_selections(const json& report, const json& contest, const NamedCandidates& ids, CdfContest& out);

  const std::string& wanted_;
  Warnings& warnings_;
  std::map<std::string, Votes, std::less<>> votes_;  // by contest id
  std::vector<std::pair<std::int64_t, std::uint16_t>> ranks_;
  UnwrittenRanks unwritten_;
  std::vector<RankMark> marks_;
};

Result<CdfContest> CdfReader::read(Input& input) {
  TOS_TRY(const json report,
          parse_streaming(input, "CVR", "Election", [&](const json& record) { return read_record(record); }));
  TOS_TRY(const json* contest, find_contest(report));
  CdfContest out;
  TOS_TRY(out.name, read_name(text_of(*contest, "Name"), warnings_));
  const auto found = votes_.find(text_of(*contest, "@id"));
  static const NamedCandidates nothing;
  if (found == votes_.end()) warnings_.add("no votes", "no record has this contest");
  TOS_CHECK(name_selections(report, *contest, found == votes_.end() ? nothing : found->second.selections, out));
  if (found != votes_.end()) out.ballots = std::move(found->second.ballots);
  return out;
}

Result<void> CdfReader::read_record(const json& record) {
  TOS_TRY(const json* snapshot, current_snapshot(record));
  TOS_TRY(const json* contests, read_list(*snapshot, "CVRContest"));
  if (contests == nullptr) return {};
  std::set<std::string_view> seen;
  for (const json& contest : *contests) {
    const std::string_view id = text_of(contest, "ContestId");
    if (id.empty()) return refuse(FMT_008, "a CVRContest has no ContestId");
    if (!seen.insert(id).second) return refuse(FMT_008, "a snapshot has the contest {} twice", shown(id));
    TOS_CHECK(read_contest_votes(contest));
  }
  return {};
}

Result<const json*> CdfReader::current_snapshot(const json& record) const {
  TOS_TRY(const json* snapshots, read_list(record, "CVRSnapshot"));
  if (snapshots == nullptr || snapshots->empty()) return refuse(FMT_008, "a record has no CVRSnapshot");
  if (!std::ranges::all_of(*snapshots, [](const json& snapshot) { return snapshot.is_object(); }))
    return refuse(FMT_008, "a CVRSnapshot is no object");
  const std::string_view current = text_of(record, "CurrentSnapshotId");
  if (current.empty() && snapshots->size() == 1) return &snapshots->front();
  for (const json& snapshot : *snapshots)
    if (!current.empty() && text_of(snapshot, "@id") == current) return &snapshot;
  return refuse(FMT_008, "a record has no snapshot {}", shown(current));
}

// Which contest is meant is known at the end of most reports, so that the votes of all are kept.
Result<CdfReader::Votes*> CdfReader::votes_of(std::string_view contest_id) {
  constexpr std::size_t most_contests = 4'096;
  if (const auto known = votes_.find(contest_id); known != votes_.end()) return &known->second;
  if (votes_.size() == most_contests) return refuse(FMT_010, "the records have more than {} contests", most_contests);
  return &votes_.emplace(std::string(contest_id), Votes{}).first->second;
}

Result<void> CdfReader::read_contest_votes(const json& contest) {
  TOS_TRY(Votes * votes, votes_of(text_of(contest, "ContestId")));
  ranks_.clear();
  TOS_TRY(const json* selections, read_list(contest, "CVRContestSelection"));
  if (selections != nullptr) {
    for (const json& selection : *selections) TOS_CHECK(read_selection(selection, *votes));
  }
  return add_ballot(*votes);
}

// What was marked stands at the positions, each of which counts or does not and may be a write-in. A selection's own
// Rank stands in where a position has none.
Result<void> CdfReader::read_selection(const json& selection, Votes& votes) {
  TOS_TRY(const json* positions, read_list(selection, "SelectionPosition"));
  const json* rank = said(selection, "Rank");
  const bool marked_itself = positions == nullptr || (positions->empty() && rank != nullptr);
  TOS_TRY(const std::int64_t total,
          votes_of_marks(selection, "TotalNumberVotes", "TotalFractionalVotes", marked_itself ? 1 : positions->size()));
  if (!marked_itself) {
    for (const json& position : *positions) TOS_CHECK(read_position(position, selection, votes));
    return {};
  }
  if (total == 0) return {};
  TOS_TRY(const std::uint16_t meant, selection_meant(selection, votes));
  return add_rank(rank, meant);
}

Result<void> CdfReader::read_position(const json& position, const json& selection, Votes& votes) {
  if (!position.is_object()) return refuse(FMT_008, "a SelectionPosition is no object");
  TOS_TRY(const bool unmarked, says_no(position, "HasIndication"));
  TOS_TRY(const bool not_allocable, says_no(position, "IsAllocable"));
  if (unmarked || not_allocable) return {};
  TOS_TRY(const std::int64_t number, votes_of_marks(position, "NumberVotes", "FractionalVotes", 1));
  if (number == 0) return {};
  const json* rank = said(position, "Rank");
  if (rank == nullptr) rank = said(selection, "Rank");
  const bool write_in = said(position, "CVRWriteIn") != nullptr;
  TOS_TRY(const std::uint16_t meant,
          write_in ? votes.selections.find_or_add(write_in_selection) : selection_meant(selection, votes));
  return add_rank(rank, meant);
}

Result<std::uint16_t> CdfReader::selection_meant(const json& selection, Votes& votes) {
  const std::string_view id = text_of(selection, "ContestSelectionId");
  if (id.empty()) return refuse(FMT_008, "a CVRContestSelection has neither ContestSelectionId nor CVRWriteIn");
  return votes.selections.find_or_add(id);
}

Result<void> CdfReader::add_rank(const json* said_rank, std::uint16_t selection) {
  constexpr std::int64_t longest_rank = 1'000;
  std::int64_t rank = 1;
  if (said_rank != nullptr) {
    const std::string text = said_rank->is_string() ? said_rank->get<std::string>() : said_rank->dump();
    TOS_TRY(rank, whole_number(text, "a Rank"));
  }
  if (rank < 1 || rank > longest_rank) return refuse(FMT_005, "a Rank is {}", rank);
  ranks_.emplace_back(rank, selection);
  return {};
}

Result<void> CdfReader::add_ballot(Votes& votes) {
  std::ranges::sort(ranks_);
  const auto repeated = std::ranges::unique(ranks_);
  ranks_.erase(repeated.begin(), repeated.end());
  marks_.clear();
  std::size_t blank = 0;
  std::int64_t last = 0;
  for (const auto& [rank, selection] : ranks_) {
    if (rank == last) {
      marks_.push_back(RankMark::equal(selection));
      continue;
    }
    for (; last + 1 < rank; ++last, ++blank) marks_.push_back(RankMark::skipped());
    last = rank;
    marks_.push_back(RankMark::candidate(selection));
  }
  const std::size_t groups = votes.ballots.size();
  TOS_CHECK(votes.ballots.add(marks_));
  return unwritten_.add(votes.ballots.size() > groups ? blank : 0);
}

Result<const json*> CdfReader::find_contest(const json& report) const {
  const json* elections = list_of(report, "Election");
  if (elections == nullptr) {
    return refuse(FMT_003, "the JSON has no Election: it is no cast vote record report of NIST SP 1500-103")
        .hint("export the records in the common data format");
  }
  const json* found = nullptr;
  std::string names;
  std::size_t count = 0, meant_count = 0;
  for (const json& election : *elections) {
    const json* contests = list_of(election, "Contest");
    if (contests == nullptr) continue;
    for (const json& contest : *contests) {
      ++count;
      names += (names.empty() ? "" : ", ") + shown(text_of(contest, "Name"));
      const bool meant = text_of(contest, "Name") == wanted_ || text_of(contest, "@id") == wanted_;
      meant_count += meant;
      if ((wanted_.empty() || meant) && found == nullptr) found = &contest;
    }
  }
  if (count == 0) return refuse(FMT_013, "the report lists no contest");
  if (found == nullptr) return refuse(FMT_007, "the report has no contest {}", shown(wanted_)).hint("it has {}", names);
  if (!wanted_.empty() && meant_count > 1)
    return refuse(FMT_009, "{} contests are called {}", meant_count, shown(wanted_)).hint("name its id with --contest");
  if (wanted_.empty() && count > 1)
    return refuse(FMT_017, "the report has {} contests", count).hint("choose one with --contest: {}", names);
  return found;
}

// A candidate's name, or the answer to a question put to the vote.
Result<std::string_view> CdfReader::name_of_selection(const json& selection, const CandidateNames& names) {
  const std::string_view id = text_of(selection, "@id");
  const json* candidates = list_of(selection, "CandidateIds");
  if (candidates == nullptr && !text_of(selection, "Selection").empty()) return text_of(selection, "Selection");
  if (candidates == nullptr || candidates->empty() || !candidates->front().is_string())
    return refuse(FMT_008, "the selection {} has no CandidateIds", shown(id));
  if (candidates->size() > 1)
    warnings_.add("tickets", fmt::format("the selection {} has several candidates; the first is counted", shown(id)));
  const auto candidate = names.find(candidates->front().get_ref<const std::string&>());
  if (candidate == names.end())
    return refuse(FMT_007, "the selection {} names a candidate who is not listed", shown(id));
  return candidate->second;
}

Result<void> CdfReader::name_selections(const json& report, const json& contest, const NamedCandidates& ids,
                                        CdfContest& out) {
  CandidateNames candidate_names;
  for (const json& election : *list_of(report, "Election")) {
    const json* candidates = list_of(election, "Candidate");
    if (candidates == nullptr) continue;
    for (const json& candidate : *candidates)
      if (!candidate_names.emplace(text_of(candidate, "@id"), text_of(candidate, "Name")).second)
        return refuse(FMT_009, "two candidates have the id {}", shown(text_of(candidate, "@id")));
  }
  out.selections.resize(ids.size());
  std::vector<bool> known(ids.size(), false);
  const json* selections = list_of(contest, "ContestSelection");
  std::set<std::string_view> seen;
  for (const json& selection : selections ? *selections : json::array()) {
    const std::string_view id = text_of(selection, "@id");
    if (id.empty()) return refuse(FMT_008, "a ContestSelection has no @id");
    if (!seen.insert(id).second) return refuse(FMT_009, "the selection {} is listed twice", shown(id));
    CdfContest::Selection meant{.candidate = {}, .write_in = says_true(selection, "IsWriteIn")};
    if (!meant.write_in) {
      TOS_TRY(const std::string_view name, name_of_selection(selection, candidate_names));
      TOS_TRY(meant.candidate, read_name(name, warnings_));
    }
    if (const auto place = ids.find(id)) {
      out.selections[*place] = meant;
      known[*place] = true;
      out.listed.push_back(*place);
    } else {
      out.listed.push_back(out.selections.size());
      out.selections.push_back(meant);
    }
  }
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (ids.name(i) == write_in_selection) {
      out.selections[i] = {.candidate = {}, .write_in = true};
    } else if (!known[i]) {
      return refuse(FMT_007, "a record selects {}, which the contest does not list", shown(ids.name(i)));
    }
  }
  return {};
}

}  // namespace

Result<CdfContest> read_cdf_contest(Input& input, const std::string& contest, Warnings& warnings) {
  return CdfReader(contest, warnings).read(input);
}

Result<RankedBallots> retarget(const RankedBallots& ballots, const std::vector<MarkTarget>& targets) {
  RankedBallots out;
  std::vector<RankMark> marks;
  for (std::size_t group = 0; group < ballots.size(); ++group) {
    marks.clear();
    std::size_t rank_begins = 0;
    for (const RankMark mark : ballots.marks(group)) {
      if (!mark.is_candidate()) {
        rank_begins = marks.size();
        marks.push_back(mark);
        continue;
      }
      if (!mark.is_equal()) rank_begins = marks.size();
      const MarkTarget target = targets[mark.index()];
      bool overvote = target.overvote || (rank_begins < marks.size() && marks[rank_begins].is_overvoted());
      for (std::size_t i = rank_begins; i < marks.size(); ++i)
        overvote |= marks[i].is_candidate() && marks[i].index() == target.candidate;
      if (overvote) {
        marks.resize(rank_begins);
        marks.push_back(RankMark::overvoted());
      } else {
        marks.push_back(mark.is_equal() ? RankMark::equal(target.candidate) : RankMark::candidate(target.candidate));
      }
    }
    canonicalise(marks);
    TOS_CHECK(out.add(marks, ballots.weight(group)));
  }
  return out;
}

// Every selection that the contest lists is a candidate; its write-ins together are one that cannot win.
Result<Election> read_cdf(Input& input, const ReadOptions& options, Warnings& warnings) {
  TOS_TRY(const BallotKind kind, choose_kind(options, {BallotKind::ranked, BallotKind::approval}, "cast vote records"));
  TOS_TRY(CdfContest contest, read_cdf_contest(input, options.contest, warnings));
  Election election;
  auto& candidates = election.profile.candidates;
  std::vector<MarkTarget> targets(contest.selections.size());
  for (const std::size_t place : contest.listed) {
    if (contest.selections[place].write_in) continue;
    targets[place].candidate = static_cast<std::uint16_t>(candidates.size());
    candidates.push_back({.name = contest.selections[place].candidate});
    TOS_CHECK(candidate_count(static_cast<std::int64_t>(candidates.size())));
  }
  const auto write_in = static_cast<std::uint16_t>(candidates.size());
  bool has_write_in = false;
  for (std::size_t place = 0; place < targets.size(); ++place) {
    if (!contest.selections[place].write_in) continue;
    targets[place].candidate = write_in;
    has_write_in = true;
  }
  if (has_write_in)
    candidates.push_back({.name = "Undeclared Write-ins", .id = {}, .standing = Standing::undeclared_write_in});
  TOS_CHECK(candidate_count(static_cast<std::int64_t>(candidates.size())));
  election.profile.title = contest.name;
  if (kind == BallotKind::ranked) {
    TOS_TRY(election.profile.ballots, retarget(contest.ballots, targets));
    return election;
  }
  ApprovalBallots approved;
  std::vector<Approval> marks;
  for (std::size_t group = 0; group < contest.ballots.size(); ++group) {
    marks.clear();
    for (const RankMark mark : contest.ballots.marks(group))
      if (mark.is_candidate()) marks.push_back({targets[mark.index()].candidate});
    std::ranges::sort(marks, {}, &Approval::candidate);
    const auto repeated = std::ranges::unique(marks);
    marks.erase(repeated.begin(), repeated.end());
    TOS_CHECK(approved.add(marks, contest.ballots.weight(group)));
  }
  election.profile.ballots = std::move(approved);
  return election;
}

}  // namespace tos::voting
