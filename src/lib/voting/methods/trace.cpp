#include "voting/methods/trace.h"

#include <algorithm>

namespace tos::voting {

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
