#pragma once
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace tos::cli {

// The command table as data: the source of completion, man pages and the reference page.
struct OptionDoc {
  std::string name;     // "--reason", or "poll" for a word that stands by itself
  std::string aliases;  // "-n,--dry-run"
  std::string type;     // "TEXT"; empty for a flag
  std::string help;
  bool is_word = false;  // stands by its place
  bool required = false;
};
struct CommandDoc {
  std::string name;  // "tos", "proposal", "new"
  std::string path;  // "", "proposal", "proposal new"
  std::string help;
  std::vector<OptionDoc> options;
  std::vector<CommandDoc> commands;
};
CommandDoc describe_command(const CLI::App& app);

std::string capitalised(std::string text);  // its first letter, for a sentence on a page
// "tos ballot cast [OPTIONS] POLL CHOICE"
std::string usage_of(const CommandDoc& command);
std::string reference_page(const CommandDoc& root);  // docs/cli.md
// The man page of the program (`noun` empty), or of one noun: "proposal".
std::string man_page(const CommandDoc& root, const CommandDoc& shown);
// A completion script for "bash", "zsh" or "fish".
std::string completion_script(const CommandDoc& root, const std::string& shell);

}  // namespace tos::cli
