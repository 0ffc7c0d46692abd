#include "voting/methods/report/names.h"

#include <fmt/format.h>

#include <string_view>
#include <unordered_map>

namespace tos::voting {

std::string single_line(std::string_view text) {
  std::string line(text);
  for (char& c : line)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  const auto first = line.find_first_not_of(' ');
  if (first == std::string::npos) return {};
  return line.substr(first, line.find_last_not_of(' ') - first + 1);
}

Profile with_display_names(const Profile& profile) {
  std::unordered_map<std::string_view, int> bearers;
  for (const Candidate& candidate : profile.candidates) ++bearers[candidate.name];
  Profile shown{.title = profile.title, .candidates = profile.candidates, .budget = profile.budget};
  for (std::size_t c = 0; c < shown.candidates.size(); ++c) {
    const std::string& raw = profile.candidates[c].name;
    std::string name = single_line(raw);
    if (name.empty()) {
      name = fmt::format("candidate {}", c + 1);
    } else if (bearers[raw] > 1) {
      name += fmt::format(" (number {})", c + 1);
    }
    shown.candidates[c].name = std::move(name);
  }
  return shown;
}

std::string display_names(const Profile& profile, const std::vector<CandidateIndex>& candidates) {
  std::string text;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    if (i > 0) text += i + 1 == candidates.size() ? " and " : ", ";
    text += display_name(profile, candidates[i]);
  }
  return text;
}

std::string short_decimal(Amount amount, int digits) {
  std::string text = to_decimal(amount, digits);
  if (digits == 0) return text;
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text;
}

std::string votes_text(Amount amount, int digits) {
  const std::string text = short_decimal(amount, digits);
  return text + (text == "1" ? " vote" : " votes");
}

std::string money_text(const Profile& profile, std::int64_t amount) {
  return to_decimal(amount, profile.budget ? profile.budget->decimals : 0);
}

}  // namespace tos::voting
