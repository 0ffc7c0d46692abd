#include "cli/message_text.h"

#include "core/base/terminal_text.h"

namespace tos::cli {

std::string one_line(std::string_view text) {
  const std::string safe = for_terminal(text);
  std::string shown;
  shown.reserve(safe.size());
  for (std::size_t i = 0; i < safe.size(); ++i) {
    const std::string_view ahead = std::string_view(safe).substr(i);
    const bool is_word_start = i == 0 || safe[i - 1] == ' ' || safe[i - 1] == '\t' || safe[i - 1] == '\n';
    if (ahead.front() == '\n') {
      shown += "\\n";
    } else if (ahead.starts_with("##[")) {
      shown += "\\x23";
    } else if (is_word_start && ahead.starts_with("::")) {
      shown += "\\x3a";
    } else {
      shown += ahead.front();
    }
  }
  return shown;
}

}  // namespace tos::cli
