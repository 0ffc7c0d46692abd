#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "cli/all_commands.h"
#include "cli/command_doc.h"
#include "cli/rules.h"
#include "cli/world.h"

namespace tos::cli {
namespace {

std::string words_of(const CommandDoc& command) {
  std::string words;
  for (const CommandDoc& sub : command.commands) words += (words.empty() ? "" : " ") + sub.name;
  for (const OptionDoc& option : command.options) {
    if (!option.is_word) words += (words.empty() ? "" : " ") + option.name;
  }
  return words;
}

// One branch a command of the shell's case over the command typed so far.
void add_cases(std::string& script, const CommandDoc& command) {
  script += fmt::format("    \"{}\") words=\"{}\" ;;\n", command.path, words_of(command));
  for (const CommandDoc& sub : command.commands) add_cases(script, sub);
}

void add_paths(std::string& paths, const CommandDoc& command) {
  if (!command.path.empty()) paths += (paths.empty() ? "" : "|") + fmt::format("\"{}\"", command.path);
  for (const CommandDoc& sub : command.commands) add_paths(paths, sub);
}

// bash and zsh share the search for the command that has been typed; only how words are read and answered differs.
std::string shell_function(const CommandDoc& root, std::string_view setup, std::string_view loop,
                           std::string_view answer) {
  std::string paths;
  add_paths(paths, root);
  std::string cases;
  add_cases(cases, root);
  return fmt::format(
      "_tos() {{\n  local at=\"\" next word words=\"\"\n{}  for word in {}; do\n    next=\"${{at:+$at }}$word\"\n"
      "    case \"$next\" in\n    {}) at=$next ;;\n    esac\n  done\n  case \"$at\" in\n{}  esac\n{}}}\n",
      setup, loop, paths, cases, answer);
}

std::string bash_script(const CommandDoc& root) {
  return "# bash completion of tos: source <(tos completion bash)\n" +
         shell_function(root, "  local current=${COMP_WORDS[COMP_CWORD]}\n", "\"${COMP_WORDS[@]:1:COMP_CWORD-1}\"",
                        "  COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n") +
         "complete -o default -F _tos tos\n";
}

std::string zsh_script(const CommandDoc& root) {
  std::string function = shell_function(root, "", "\"${(@)typed[2,CURRENT-1]}\"", "  compadd -- ${=words}\n  _files\n");
  // zsh keeps what was typed in an array named words.
  const std::string declaration = "local at=\"\" next word words=\"\"\n";
  function.replace(function.find(declaration), declaration.size(),
                   "local -a typed=(\"${words[@]}\")\n  local at=\"\" next word words=\"\"\n");
  return "#compdef tos\n# zsh completion of tos: source <(tos completion zsh)\n" + function + "compdef _tos tos\n";
}

std::string fish_quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

void add_fish_lines(std::string& script, const CommandDoc& command) {
  const std::string condition = fmt::format("-n \"test (__tos_at) = {}\"", fish_quoted(command.path));
  for (const CommandDoc& sub : command.commands) {
    script += fmt::format("complete -c tos {} -f -a {} -d {}\n", condition, sub.name, fish_quoted(sub.help));
  }
  for (const OptionDoc& option : command.options) {
    if (!option.name.starts_with("--")) continue;
    script += fmt::format("complete -c tos {} -l {}{} -d {}\n", command.path.empty() ? "" : condition,
                          option.name.substr(2), option.type.empty() ? "" : " -r", fish_quoted(option.help));
  }
  for (const CommandDoc& sub : command.commands) add_fish_lines(script, sub);
}

std::string fish_script(const CommandDoc& root) {
  std::string paths;
  add_paths(paths, root);
  for (std::size_t at = 0; (at = paths.find('|', at)) != std::string::npos;) paths[at] = ' ';
  std::string script = fmt::format(
      "# fish completion of tos: tos completion fish | source\nfunction __tos_at\n  set -l at ''\n  for word in "
      "(commandline -opc)[2..]\n    set -l next (string trim -- \"$at $word\")\n    contains -- \"$next\" {}; and set "
      "at "
      "$next\n  end\n  echo -- $at\nend\n",
      paths);
  add_fish_lines(script, root);
  return script;
}

Result<void> run_man(World& world, const CommandDoc& root, const std::string& noun) {
  if (noun.empty()) {
    world.out(man_page(root, root));
    return {};
  }
  for (const CommandDoc& command : root.commands) {
    if (command.name != noun) continue;
    world.out(man_page(root, command));
    return {};
  }
  return refuse(rules::CLI_001, "there is no command '{}'", noun).hint("tos --help");
}

}  // namespace

std::string completion_script(const CommandDoc& root, const std::string& shell) {
  if (shell == "bash") return bash_script(root);
  return shell == "zsh" ? zsh_script(root) : fish_script(root);
}

void add_completion(CLI::App& app, World& world) {
  auto shell = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("completion", "a script that completes tos commands in your shell");
  command->add_option("shell", *shell, "bash, zsh or fish")
      ->required()
      ->type_name("SHELL")
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  command->callback([&app, &world, shell] { world.out(completion_script(describe_command(app), *shell)); });
}

void add_man(CLI::App& app, World& world) {
  auto noun = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("man", "the man page, or one command's: tos man | man -l -");
  command->add_option("command", *noun, "a command")->type_name("COMMAND");
  command->callback([&app, &world, noun] { finish(world, run_man(world, describe_command(app), *noun)); });
}

}  // namespace tos::cli
