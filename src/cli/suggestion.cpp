#include "cli/suggestion.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <numeric>

#include "cli/world.h"
#include "core/base/terminal_text.h"

namespace tos::cli {
namespace {

// Levenshtein distance.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0]++;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] != b[j - 1])});
      diagonal = above;
    }
  }
  return row[b.size()];
}

}  // namespace

int show_usage_error(const CLI::App& app, const CLI::ParseError& error, int argc, char** argv) {
  // Follow the typed words down the commands until one is unknown.
  const CLI::App* place = &app;
  std::string path = "tos";
  std::string unknown;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word.starts_with("-")) continue;
    const auto subcommands = place->get_subcommands([](const CLI::App*) { return true; });
    const auto found = std::ranges::find_if(subcommands, [&](const CLI::App* one) { return one->get_name() == word; });
    if (found == subcommands.end()) {
      if (!subcommands.empty()) unknown = word;
      break;
    }
    place = *found;
    path += " " + word;
  }
  print_message(fmt::format("error[CLI-001]: {}\n", for_terminal(error.what())));
  std::string best;
  std::size_t best_distance = 3;
  for (const CLI::App* one : place->get_subcommands([](const CLI::App*) { return true; })) {
    const std::size_t typed = distance(unknown, one->get_name());
    if (!unknown.empty() && typed < best_distance) {
      best = one->get_name();
      best_distance = typed;
    }
  }
  if (best.empty()) {
    print_message(fmt::format("hint: {} --help\n", path));
  } else {
    print_message(fmt::format("hint: did you mean '{} {}'?\n", path, best));
  }
  return 2;
}

}  // namespace tos::cli
