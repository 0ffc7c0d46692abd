#pragma once
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "voting/formats/election.h"
#include "voting/formats/lines.h"
#include "voting/formats/text.h"

// One reader a format. What they refuse without a line gets the line last read, and the file's name.
namespace tos::voting {

struct Reading {  // what every reader works with
  LineReader& lines;
  const ReadOptions& options;
  Warnings& warnings;
};

Result<Election> read_blt(Reading& reading);
Result<Election> read_abif(Reading& reading);
Result<Election> read_preflib(Reading& reading);
Result<Election> read_debian(Reading& reading);
Result<Election> read_csv(Reading& reading);
Result<Election> read_pabulib(Reading& reading);
Result<Election> read_cdf(Input& input, const ReadOptions& options, Warnings& warnings);

// The number of candidates that a file states: at least one (FMT-013), at most what a contest may have (TAL-003).
Result<std::size_t> candidate_count(std::int64_t stated);

// The first of the wanted kinds that the file can be read as; FMT-014 with what it holds.
Result<BallotKind> choose_kind(const ReadOptions& options, const std::vector<BallotKind>& offered,
                               std::string_view what_it_holds);

// Equal ballots get equal marks: trailing blank ranks say nothing and are taken off, candidates of one rank are sorted.
void canonicalise(std::vector<RankMark>& marks);

// Blank ranks that a file states without writing them: "1000" is short, and keeps 999. FMT-010 beyond 64 million.
class UnwrittenRanks {
 public:
  Result<void> add(std::size_t ranks);

 private:
  std::size_t total_ = 0;
};

// Candidates that no list declares, in the order in which ballots name them; at most what a contest may have (TAL-003).
class NamedCandidates {
 public:
  // The candidate of that name, new if it was not named before.
  Result<std::uint16_t> find_or_add(std::string_view name);
  std::optional<std::uint16_t> find(std::string_view name) const;
  std::size_t size() const { return names_.size(); }
  const std::string& name(std::size_t candidate) const { return names_[candidate]; }

  // Numbers must not depend on the order of ballots: the places of the candidates when they are sorted by name (bytes).
  std::vector<std::uint16_t> sorted_places() const;

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view name) const { return std::hash<std::string_view>{}(name); }
  };
  std::unordered_map<std::string, std::uint16_t, Hash, std::equal_to<>> places_;
  std::vector<std::string> names_;
};

// The same ballots with every candidate c renumbered places[c].
Result<RankedBallots> renumber(const RankedBallots& ballots, const std::vector<std::uint16_t>& places);
Result<ScoreBallots> renumber(const ScoreBallots& ballots, const std::vector<std::uint16_t>& places);
Result<AllocationBallots> renumber(const AllocationBallots& ballots, const std::vector<std::uint16_t>& places);
Result<ApprovalBallots> renumber(const ApprovalBallots& ballots, const std::vector<std::uint16_t>& places);

// Finds a candidate twice in one ballot; starts anew with each ballot.
class SeenCandidates {
 public:
  explicit SeenCandidates(std::size_t candidates) : last_(candidates, 0) {}
  void make_room(std::size_t candidates) {
    if (candidates > last_.size()) last_.resize(candidates, 0);
  }
  void start_ballot() { ++ballot_; }
  bool is_new(std::size_t candidate) { return std::exchange(last_[candidate], ballot_) != ballot_; }

 private:
  std::vector<std::int64_t> last_;
  std::int64_t ballot_ = 0;
};

}  // namespace tos::voting
