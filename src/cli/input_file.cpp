#include "cli/input_file.h"

#include <iostream>

#include "cli/rules.h"
#include "core/log/durable_file.h"

namespace tos::cli {
namespace {

constexpr std::size_t most_input_bytes = std::size_t{64} * 1024 * 1024;

Result<std::string> read_stdin_whole() {
  std::string text;
  char buffer[1 << 16];
  while (std::cin.read(buffer, sizeof buffer) || std::cin.gcount() > 0) {
    text.append(buffer, static_cast<std::size_t>(std::cin.gcount()));
    if (text.size() > most_input_bytes) return refuse(rules::CLI_005, "stdin has more than 64 MiB");
  }
  return text;
}

}  // namespace

Result<std::string> read_input(const std::string& file) {
  if (file == "-") return read_stdin_whole();
  auto text = log::read_file(file, most_input_bytes);
  if (!text) return refuse(rules::CLI_005, "'{}' cannot be read, or has more than 64 MiB", file);
  return text;
}

}  // namespace tos::cli
