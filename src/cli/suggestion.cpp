#include "cli/suggestion.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iterator>
#include <numeric>

#include "cli/rules.h"
#include "cli/world.h"

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

// What people type for what is called otherwise here.
constexpr std::pair<std::string_view, std::string_view> other_words[] = {{"vote", "ballot cast"},
                                                                         {"add", "proposal new"},
                                                                         {"check", "verify"},
                                                                         {"commit", "proposal new"},
                                                                         {"fetch", "pull"}};

// The word that differs least from the one typed, if it differs little for its length.
std::string nearest(std::string_view typed, const std::vector<std::string>& known) {
  std::string best;
  std::size_t best_distance = 1 + std::clamp<std::size_t>(typed.size() / 3, 1, 2);
  for (const std::string& word : known) {
    const std::size_t steps = distance(typed, word);
    if (steps < best_distance) {
      best = word;
      best_distance = steps;
    }
  }
  return best;
}

std::vector<const CLI::App*> commands_of(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App*) { return true; });
}

std::vector<std::string> options_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_snames()) names.push_back("-" + name);
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

// How far the typed words lead down the commands, and the first that leads nowhere.
struct Typed {
  const CLI::App* place;
  std::string path = "tos";
  std::string command;  // where a command should stand
  std::string option;   // that neither the command nor the program has
};

Typed follow(const CLI::App& app, const std::vector<std::string>& words) {
  Typed typed{.place = &app};
  for (std::size_t i = 0; i < words.size() && words[i] != "--"; ++i) {
    const std::string& word = words[i];
    if (word.starts_with("-") && word.size() > 1) {
      const std::string name = word.substr(0, word.find('='));
      const bool known = typed.place->get_option_no_throw(name) != nullptr || app.get_option_no_throw(name) != nullptr;
      if (!known && word.starts_with("--") && typed.option.empty()) typed.option = name;
      if (name == word && (takes_value(*typed.place, name) || takes_value(app, name))) ++i;
      continue;
    }
    const auto below = commands_of(*typed.place);
    const auto found = std::ranges::find_if(below, [&](const CLI::App* one) { return one->get_name() == word; });
    if (found != below.end()) {
      typed.place = *found;
      typed.path += " " + word;
    } else if (!below.empty()) {
      typed.command = word;
      break;
    }
  }
  return typed;
}

Refusal wrong_command(const Typed& typed) {
  Refusal refusal = refuse(rules::CLI_001, "there is no command '{} {}'", typed.path, typed.command);
  std::vector<std::string> names;
  for (const CLI::App* one : commands_of(*typed.place)) names.push_back(one->get_name());
  std::string meant = nearest(typed.command, names);
  for (const auto& [word, ours] : other_words) {
    if (typed.path == "tos" && word == typed.command) meant = ours;
  }
  if (meant.empty()) return refusal.hint("{} --help", typed.path);
  return refusal.hint("did you mean '{} {}'?", typed.path, meant);
}

Refusal wrong_option(const CLI::App& app, const Typed& typed) {
  Refusal refusal = refuse(rules::CLI_001, "{} has no option '{}'", typed.path, typed.option);
  std::vector<std::string> names = options_of(*typed.place);
  std::ranges::copy(options_of(app), std::back_inserter(names));
  const std::string meant = nearest(typed.option, names);
  if (meant.empty()) return refusal.hint("{} --help", typed.path);
  return refusal.hint("did you mean '{}'?", meant);
}

}  // namespace

bool takes_value(const CLI::App& app, const std::string& word) {
  const CLI::Option* found = app.get_option_no_throw(word);
  return found != nullptr && found->get_expected_max() > 0;
}

std::vector<std::string> typed_words(int argc, char** argv) {
  std::vector<std::string> words(argv + 1, argv + std::max(argc, 1));
  if (!words.empty() && words.front() == "help") {
    words.erase(words.begin());
    words.emplace_back("--help");
  }
  return words;
}

int show_usage_error(World& world, const CLI::App& app, const CLI::ParseError& error,
                     const std::vector<std::string>& words) {
  const Typed typed = follow(app, words);
  world.options.json = std::ranges::find(words, "--json") != words.end();
  if (!typed.command.empty()) return show_refusal(world, wrong_command(typed));
  if (!typed.option.empty()) return show_refusal(world, wrong_option(app, typed));
  return show_refusal(world, refuse(rules::CLI_001, "{}", error.what()).hint("{} --help", typed.path));
}

}  // namespace tos::cli
