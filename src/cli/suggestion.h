#pragma once
#include <string>
#include <vector>

namespace CLI {
class App;
class ParseError;
}  // namespace CLI

namespace tos::cli {

class World;

// The words after the program's name; "help poll open" is "poll open --help".
std::vector<std::string> typed_words(int argc, char** argv);

// Whether the word is an option of this command whose value is the next word.
bool takes_value(const CLI::App& app, const std::string& word);

// CLI-001: what was typed wrongly, and what was probably meant. With --json also as data. Answers exit code 2.
int show_usage_error(World& world, const CLI::App& app, const CLI::ParseError& error,
                     const std::vector<std::string>& words);

}  // namespace tos::cli
