#include "core/index/kind_entry.h"

namespace tos {

std::string month_folder(Timestamp at) { return at.to_date().substr(0, 7); }
std::string day_folder(Timestamp at) { return month_folder(at) + "/" + at.to_date().substr(8, 2); }

std::string slug(std::string_view title, std::string_view noun) {
  std::string out;
  for (const char c : title) {
    const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    if ((lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9')) {
      out += lower;
    } else if (!out.empty() && out.back() != '-') {
      out += '-';
    }
  }
  const auto trim = [&out] {
    while (!out.empty() && out.back() == '-') out.pop_back();
  };
  trim();
  if (out.size() > 40) out.resize(40);
  trim();
  return out.empty() ? std::string(noun) : out;
}

}  // namespace tos
