#include "core/record/handle.h"

#include <algorithm>
#include <array>

#include "core/record/form_scalar.h"
#include "core/record/rules.h"

namespace tos {
namespace {

constexpr std::array<std::string_view, 4> own_words{"tos", "anyone", "member", "group"};
constexpr std::array<std::string_view, 6> device_names{"con", "prn", "aux", "nul", "com", "lpt"};

// con, prn, aux, nul, com0 to com9, lpt0 to lpt9
bool is_device_name(std::string_view text) {
  if (text.size() < 3 || text.size() > 4 || std::ranges::find(device_names, text.substr(0, 3)) == device_names.end())
    return false;
  const bool numbered = text.starts_with("com") || text.starts_with("lpt");
  return text.size() == 3 ? !numbered : numbered && text[3] >= '0' && text[3] <= '9';
}

bool is_well_shaped(std::string_view text) {
  if (text.size() < 2 || text.size() > 32 || text[0] < 'a' || text[0] > 'z' || text.back() == '-') return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-') return false;
    if (c == '-' && text[i - 1] == '-') return false;
  }
  return true;
}

}  // namespace

Result<Handle> Handle::parse(std::string_view text) {
  if (!is_well_shaped(text)) {
    return refuse(rules::REC_011, "'{}' is not a handle", text.substr(0, 64))
        .hint("2 to 32 of a-z and 0-9, starting with a letter, words apart by single hyphens");
  }
  if (is_reserved_word(text) || is_device_name(text) || std::ranges::find(own_words, text) != own_words.end()) {
    return refuse(rules::REC_011, "'{}' is reserved", text).hint("choose another handle");
  }
  return Handle(text);
}

}  // namespace tos
