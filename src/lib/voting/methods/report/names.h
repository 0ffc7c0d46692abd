#pragma once
#include <string>
#include <vector>

#include "voting/methods/count.h"

namespace tos::voting {

// The profile without its ballots and with names as reports show them: on one line, control characters as spaces; a
// name that others share gets its number, and nobody stays nameless ("candidate 3").
Profile with_display_names(const Profile& profile);
// Of a profile that has them.
inline const std::string& display_name(const Profile& profile, CandidateIndex candidate) {
  return profile.candidates[static_cast<std::size_t>(candidate)].name;
}
std::string display_names(const Profile& profile, const std::vector<CandidateIndex>& candidates);  // "A, B and C"
std::string single_line(std::string_view text);

// "1 vote", "3 votes"; amounts without needless zeros behind the point.
std::string votes_text(Amount amount, int digits);
std::string short_decimal(Amount amount, int digits);  // "12.5" for 12.50000
std::string money_text(const Profile& profile, std::int64_t amount);

}  // namespace tos::voting
