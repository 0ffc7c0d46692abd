#include "cli/command_doc.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

namespace tos::cli {
namespace {

OptionDoc describe_option(const CLI::Option& option) {
  OptionDoc doc{.name = {},
                .aliases = {},
                .type = {},
                .help = option.get_description(),
                .is_word = option.get_positional(),
                .required = option.get_required()};
  if (option.get_expected_max() > 0) doc.type = option.get_type_name();
  for (const std::string& name : option.get_snames()) doc.aliases += (doc.aliases.empty() ? "-" : ",-") + name;
  for (const std::string& name : option.get_lnames()) doc.aliases += (doc.aliases.empty() ? "--" : ",--") + name;
  doc.name = doc.is_word ? option.get_name() : doc.aliases.substr(doc.aliases.find_last_of(',') + 1);
  return doc;
}

CommandDoc describe(const CLI::App& app, const std::string& path) {
  CommandDoc doc{.name = app.get_name(), .path = path, .help = app.get_description(), .options = {}, .commands = {}};
  for (const CLI::Option* option : app.get_options()) {
    if (path.empty() || option != app.get_help_ptr()) doc.options.push_back(describe_option(*option));
  }
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    doc.commands.push_back(describe(*command, path.empty() ? command->get_name() : path + " " + command->get_name()));
  }
  return doc;
}

std::string heading(const CommandDoc& command) { return command.path.empty() ? "tos" : "tos " + command.path; }

void add_reference(std::string& page, const CommandDoc& command) {
  page += fmt::format("\n{} {}\n\n{}\n", command.path.find(' ') == std::string::npos ? "##" : "###", heading(command),
                      command.path.empty() ? "Options of every command." : capitalised(command.help) + ".");
  if (command.commands.empty()) page += fmt::format("\n    {}\n", usage_of(command));
  if (!command.options.empty()) page += "\n| | |\n|---|---|\n";
  for (const OptionDoc& option : command.options) {
    const std::string shown = option.is_word ? option.type : option.aliases;
    page += fmt::format("| `{}{}{}` | {}{} |\n", shown, option.is_word || option.type.empty() ? "" : " ",
                        option.is_word ? "" : option.type, option.help, option.required ? " (required)" : "");
  }
  for (const CommandDoc& sub : command.commands) add_reference(page, sub);
}

// roff takes a leading dot or quote for a request and a hyphen for a typographic one.
std::string roff(std::string_view text) {
  std::string out;
  if (text.starts_with('.') || text.starts_with('\'')) out += "\\&";
  for (const char c : text) {
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else {
      out += c;
    }
  }
  return out;
}

void add_man_options(std::string& page, const CommandDoc& command) {
  for (const OptionDoc& option : command.options) {
    page += fmt::format(".TP\n{}\n{}\n",
                        option.is_word ? fmt::format("\\fI{}\\fR", roff(option.type))
                                       : fmt::format("\\fB{}\\fR{}", roff(option.aliases),
                                                     option.type.empty() ? "" : " \\fI" + roff(option.type) + "\\fR"),
                        roff(option.help));
  }
}

void add_man_command(std::string& page, const CommandDoc& command) {
  page += fmt::format(".SS {}\n{}.\n", roff(usage_of(command)), roff(command.help));
  add_man_options(page, command);
  for (const CommandDoc& sub : command.commands) add_man_command(page, sub);
}

}  // namespace

std::string capitalised(std::string text) {
  if (!text.empty() && text.front() >= 'a' && text.front() <= 'z')
    text.front() = static_cast<char>(text.front() - 'a' + 'A');
  return text;
}

CommandDoc describe_command(const CLI::App& app) {
  CommandDoc doc = describe(app, "");
  doc.name = "tos";
  return doc;
}

std::string usage_of(const CommandDoc& command) {
  std::string usage = heading(command);
  if (!command.commands.empty()) return usage + " COMMAND";
  bool has_options = false;
  std::string required;
  std::string words;
  for (const OptionDoc& option : command.options) {
    if (option.is_word) {
      words += option.required ? " " + option.type : " [" + option.type + "]";
    } else if (option.required) {
      required += fmt::format(" {} {}", option.name, option.type);
    } else {
      has_options = true;
    }
  }
  return usage + required + (has_options ? " [OPTIONS]" : "") + words;
}

std::string reference_page(const CommandDoc& root) {
  std::string page = R"(# Command line

Made from the program's command table by `tos schema --write .`; do not edit it.

Data goes to stdout, messages to stderr. With `--json` stdout is one document, `{"schema": …, "data": …, "warnings": […]}`;
a refusal is one as well, also of a command line that cannot be read. Two things are otherwise: `tos verify` prints its
three proof lines after the document, and what is asked for as it is comes as it is (`completion`, `man`, `show --raw`,
`charter show --raw`, `schema --template`). A proposal, poll or decision is named by `P12`, `V7` or `D7` once it is published, and always by
the beginning of its title, by the first digits of an id, or by `latest`.

| exit code | meaning |
|---|---|
| 0 | done |
| 1 | the answer is no |
| 2 | the command line is not as its help says |
| 3 | this machine or repository: no repository, no key, no git, a shallow clone, newer rules |
| 4 | signature or key (401) |
| 5 | not allowed (403) |
| 6 | malformed, or against a rule (422) |
| 7 | a conflict, a duplicate, or set aside (409) |
| 8 | not yet: a poll is still open |
| 9 | no such thing (404) |
| 70 | a bug |
| 130 | interrupted |
)";
  add_reference(page, root);
  return page;
}

std::string man_page(const CommandDoc& root, const CommandDoc& shown) {
  std::string name = "tos";
  if (!shown.path.empty()) name += "-" + shown.path;
  std::string page = fmt::format(".TH {} 1 \"\" tos \"User Commands\"\n.SH NAME\n{} \\- {}\n.SH SYNOPSIS\n{}\n",
                                 roff(name), roff(name), roff(shown.help), roff(usage_of(shown)));
  if (shown.commands.empty() && !shown.options.empty()) {
    page += ".SH OPTIONS\n";
    add_man_options(page, shown);
  } else {
    page += ".SH COMMANDS\n";
    for (const CommandDoc& command : shown.commands) add_man_command(page, command);
  }
  page += ".SH COMMON OPTIONS\n";
  add_man_options(page, root);
  page +=
      ".SH EXIT STATUS\n0 done; 1 no; 2 usage; 3 environment; 4 signature or key; 5 not allowed; 6 malformed;\n7 "
      "conflict; 8 pending; 9 no such thing; 70 a bug; 130 interrupted.\n";
  return page;
}

}  // namespace tos::cli
