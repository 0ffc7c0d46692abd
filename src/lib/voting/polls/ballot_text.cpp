#include "voting/polls/ballot_text.h"

#include <algorithm>
#include <charconv>

namespace tos::voting {
namespace {

std::optional<std::int64_t> parse_option_number(std::string_view text) {
  std::int64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || stopped != end || number < 1 || number > most_options) return std::nullopt;
  return number;
}

std::optional<OptionNumbers> parse_option_numbers(std::string_view text, char separator) {
  OptionNumbers options;
  for (std::size_t from = 0; from <= text.size();) {
    const std::size_t end = std::min(text.find(separator, from), text.size());
    const auto option = parse_option_number(text.substr(from, end - from));
    if (!option) return std::nullopt;
    options.push_back(*option);
    from = end + 1;
  }
  return options;
}

std::string join_option_numbers(OptionNumbers options, char separator) {
  std::ranges::sort(options);
  std::string text;
  for (const std::int64_t option : options) {
    if (!text.empty()) text += separator;
    text += std::to_string(option);
  }
  return text;
}

}  // namespace

std::string approvals_text(OptionNumbers options) {
  return options.empty() ? std::string(abstention) : join_option_numbers(std::move(options), ',');
}

std::string ranking_text(Ranking ranking) {
  std::string text;
  for (OptionNumbers& rank : ranking) {
    if (!text.empty()) text += '>';
    text += join_option_numbers(std::move(rank), '=');
  }
  return text.empty() ? std::string(abstention) : text;
}

std::optional<OptionNumbers> parse_approvals(std::string_view text) {
  if (text == abstention) return OptionNumbers{};
  return parse_option_numbers(text, ',');
}

std::optional<Ranking> parse_ranking(std::string_view text) {
  Ranking ranking;
  if (text == abstention) return ranking;
  for (std::size_t from = 0; from <= text.size();) {
    const std::size_t end = std::min(text.find('>', from), text.size());
    auto rank = parse_option_numbers(text.substr(from, end - from), '=');
    if (!rank) return std::nullopt;
    ranking.push_back(*std::move(rank));
    from = end + 1;
  }
  return ranking;
}

}  // namespace tos::voting
