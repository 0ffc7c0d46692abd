#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "voting/formats/text.h"

namespace tos::voting {

// What each column of a ballot table is, told by its heading (ASCII case is ignored):
//   weight     count, weight, ballots, votes, voters, multiplicity: how many voters cast the row
//   aside      id, voter, ballot, precinct, … or no heading: not counted
//   rank       1st choice, rank 2, choice_3, preference 4, …: the cell names a candidate
//   question   vote, choice, answer, consent as the only other column: the cell is the answer
//   candidate  everything else: the cell is the rank, score, points or approval of that candidate
enum class ColumnKind { weight, aside, rank, question, candidate };

struct Columns {
  std::vector<ColumnKind> kinds;
  std::vector<std::string> headings;
  std::size_t count_of(ColumnKind kind) const;
};

// FMT-008: rank columns beside candidate columns, or ranks out of order; two weight columns. FMT-009: two columns of
// one candidate.
Result<Columns> classify_columns(const std::vector<std::string_view>& cells, Warnings& warnings);

}  // namespace tos::voting
