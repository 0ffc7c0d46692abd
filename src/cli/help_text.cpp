#include "cli/help_text.h"

#include <algorithm>

namespace tos::cli {
namespace {

// Where what goes on in the next line begins: under the description of an option or a command, else a step in.
std::size_t continuation_of(std::string_view line, std::size_t description_column) {
  const std::size_t begins = std::min(line.find_first_not_of(' '), line.size());
  if (begins >= description_column) return begins;
  const bool has_description = begins > 0 && line.size() > description_column && line[description_column] != ' ' &&
                               line[description_column - 1] == ' ';
  return has_description ? description_column : begins + 2;
}

}  // namespace

std::string HelpText::make_help(const CLI::App* app, std::string name, CLI::AppFormatMode mode) const {
  const std::string help = CLI::Formatter::make_help(app, std::move(name), mode);
  const auto columns = world_->columns();
  if (!columns) return help;
  std::string shown;
  for (std::string_view rest = help; !rest.empty();) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, end);
    shown += wrapped(line, columns, continuation_of(line, get_column_width()));
    if (end < rest.size()) shown += '\n';
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return shown;
}

}  // namespace tos::cli
