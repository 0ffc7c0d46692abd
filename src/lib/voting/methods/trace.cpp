#include "voting/methods/trace.h"

#include <algorithm>
#include <utility>

namespace tos::voting {

std::string_view score_kind_text(ScoreStep::Kind kind) {
  switch (kind) {
    case ScoreStep::Kind::approvals:
      return "approvals";
    case ScoreStep::Kind::first_choices:
      return "first choices";
    case ScoreStep::Kind::score:
      return "score";
    case ScoreStep::Kind::average_score:
      return "average score";
    case ScoreStep::Kind::points:
      return "points";
  }
  std::unreachable();
}

std::string to_decimal(Amount amount, int digits, int decimals) {
  const bool negative = amount < 0;
  auto rest = static_cast<unsigned __int128>(negative ? -amount : amount);
  std::string text;
  int place = 0;  // decimal places written so far, from the right
  while (rest != 0 || place <= digits) {
    if (place >= digits - decimals) {
      text.push_back(static_cast<char>('0' + static_cast<int>(rest % 10)));
      if (place == digits - 1) text.push_back('.');
    }
    rest /= 10;
    ++place;
  }
  if (decimals == 0 && digits > 0 && text.front() == '.') text.erase(0, 1);
  if (negative) text.push_back('-');
  std::ranges::reverse(text);
  if (decimals > digits) {
    if (digits == 0) text.push_back('.');
    text.append(static_cast<std::size_t>(decimals - digits), '0');
  }
  return text;
}

}  // namespace tos::voting
