#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tos::voting {

// What a ballot says, in the one form in which it is kept, shown and typed:
//   yes        of a choice
//   1,3        options approved of, ascending
//   2>1=3      options in order of preference; those of equal rank ascending
//   abstain    in each of the three: nothing about any option
// Options are named by their number, from 1. Scores say no more than the order that they make.
inline constexpr std::string_view abstention = "abstain";
inline constexpr std::int64_t most_options = 64;

using OptionNumbers = std::vector<std::int64_t>;
using Ranking = std::vector<OptionNumbers>;  // best first

std::string approvals_text(OptionNumbers options);
std::string ranking_text(Ranking ranking);
// Nothing where the text is not of that form; options may then still repeat, or not be of the poll.
std::optional<OptionNumbers> parse_approvals(std::string_view text);
std::optional<Ranking> parse_ranking(std::string_view text);

}  // namespace tos::voting
