#pragma once
#include <string>
#include <string_view>

namespace tos::ssh {

inline constexpr std::size_t armor_columns = 70;  // as OpenSSH wraps signatures and key files

// The marker lines around the base64, each line ended by LF. Allocates once, so that a secret is not left behind by
// growing.
inline std::string armor(std::string_view begin_line, std::string_view base64, std::string_view end_line) {
  std::string out;
  out.reserve(begin_line.size() + base64.size() + base64.size() / armor_columns + 1 + end_line.size());
  out.append(begin_line);
  for (std::size_t at = 0; at < base64.size(); at += armor_columns) {
    out.append(base64.substr(at, armor_columns)).push_back('\n');
  }
  return out.append(end_line);
}

}  // namespace tos::ssh
