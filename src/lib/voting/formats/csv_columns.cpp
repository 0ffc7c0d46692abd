#include "voting/formats/csv_columns.h"

#include <algorithm>
#include <array>
#include <unordered_set>

#include "voting/formats/rules.h"

namespace tos::voting {
namespace {

using Words = std::initializer_list<std::string_view>;
bool is_one_of(std::string_view text, Words words) { return std::ranges::find(words, text) != words.end(); }

// The rank that a heading names: "1st choice …", "rank 2", "choice_3", "preference 4", "first". 0: none.
std::int64_t rank_of_heading(std::string_view heading) {
  constexpr std::array<std::string_view, 10> ordinals{"first", "second",  "third",  "fourth", "fifth",
                                                      "sixth", "seventh", "eighth", "ninth",  "tenth"};
  const std::string_view first = heading.substr(0, heading.find(' '));
  const std::string_view rest = trim(heading.substr(first.size()));
  const bool choice =
      rest.empty() || rest.starts_with("choice") || rest.starts_with("preference") || rest.starts_with("rank");
  for (std::size_t i = 0; i < ordinals.size(); ++i)
    if (first == ordinals[i] && choice) return static_cast<std::int64_t>(i + 1);
  const std::size_t digits = std::min(first.find_first_not_of("0123456789"), first.size());
  if (digits > 0 && is_one_of(first.substr(digits), {"st", "nd", "rd", "th"}) && choice)
    return parse_whole(first.substr(0, digits)).value_or(0);
  for (const std::string_view word : {"rank", "choice", "preference", "pref"}) {
    if (!heading.starts_with(word)) continue;
    const std::string_view number =
        trim(heading.substr(std::min(heading.find_first_not_of(" _#-", word.size()), heading.size())));
    return parse_whole(number).value_or(0);
  }
  return 0;
}

ColumnKind kind_of_heading(std::string_view heading) {
  if (is_one_of(heading, {"count", "weight", "ballots", "votes", "voters", "multiplicity", "number of ballots"}))
    return ColumnKind::weight;
  if (heading.empty() || is_one_of(heading, {"id", "voter", "voter_id", "voter id", "ballot", "ballot_id", "ballot id",
                                             "ballot #", "ballot number", "cvr id", "cvr", "cast vote record",
                                             "precinct", "timestamp", "date", "time", "batch"}))
    return ColumnKind::aside;
  if (rank_of_heading(heading) > 0) return ColumnKind::rank;
  if (is_one_of(heading, {"vote", "choice", "answer", "consent", "stance"})) return ColumnKind::question;
  return ColumnKind::candidate;
}

Result<void> check_ranks(const Columns& columns) {
  std::int64_t last = 0;
  for (std::size_t i = 0; i < columns.kinds.size(); ++i) {
    if (columns.kinds[i] != ColumnKind::rank) continue;
    const std::int64_t rank = rank_of_heading(to_lower(columns.headings[i]));
    if (rank != last + 1) return refuse(FMT_008, "the column of rank {} follows that of rank {}", rank, last);
    last = rank;
  }
  return {};
}

}  // namespace

std::size_t Columns::count_of(ColumnKind kind) const {
  return static_cast<std::size_t>(std::ranges::count(kinds, kind));
}

Result<Columns> classify_columns(const std::vector<std::string_view>& cells, Warnings& warnings) {
  Columns columns;
  for (const std::string_view cell : cells) {
    TOS_TRY(std::string heading, read_name(trim(cell), warnings));
    columns.kinds.push_back(kind_of_heading(to_lower(heading)));
    columns.headings.push_back(std::move(heading));
  }
  // "Vote" beside candidates is a candidate; so is "Ballot" where nothing else could be the answer.
  const bool has_ranks = columns.count_of(ColumnKind::rank) > 0;
  if (columns.count_of(ColumnKind::candidate) + columns.count_of(ColumnKind::question) == 0 && !has_ranks) {
    const auto ballot = std::ranges::find_if(
        columns.headings, [](const std::string& h) { return to_lower(h) == "ballot" || to_lower(h) == "votes"; });
    if (ballot != columns.headings.end())
      columns.kinds[static_cast<std::size_t>(ballot - columns.headings.begin())] = ColumnKind::question;
  }
  if (columns.count_of(ColumnKind::question) > 1 || columns.count_of(ColumnKind::candidate) > 0)
    std::ranges::replace(columns.kinds, ColumnKind::question, ColumnKind::candidate);
  if (has_ranks && columns.count_of(ColumnKind::candidate) > 0) {
    const auto other = std::ranges::find(columns.kinds, ColumnKind::candidate) - columns.kinds.begin();
    return refuse(FMT_008, "beside columns of ranks stands {}",
                  shown(columns.headings[static_cast<std::size_t>(other)]))
        .hint("leave columns out that are neither ranks, 'count' nor 'id'");
  }
  if (columns.count_of(ColumnKind::weight) > 1) return refuse(FMT_008, "two columns say how many ballots a row is");
  TOS_CHECK(check_ranks(columns));
  std::unordered_set<std::string_view> seen;
  for (std::size_t i = 0; i < columns.kinds.size(); ++i) {
    if (columns.kinds[i] == ColumnKind::candidate && !seen.insert(columns.headings[i]).second)
      return refuse(FMT_009, "two columns are headed {}", shown(columns.headings[i]));
    if (columns.kinds[i] == ColumnKind::aside && !columns.headings[i].empty())
      warnings.add("columns", fmt::format("the column {} is not counted", shown(columns.headings[i])));
    if (columns.kinds[i] == ColumnKind::aside && columns.headings[i].empty())
      warnings.add("columns", fmt::format("column {} has no heading and is not counted", i + 1));
  }
  return columns;
}

}  // namespace tos::voting
