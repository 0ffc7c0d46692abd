#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/session.h"
#include "deliberation/tables.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace tos::cli {

// What the commands about evidence, options, positions and objections share.

// A thing said about a proposal, as people name it: E3 evidence, A3 option, O3 objection.
enum class Statement { evidence, option, objection };
std::string statement_name(history::Group& group, Statement statement, std::int64_t number, std::int64_t position);
// Its position in the log, by short name, `latest`, or the first digits of its id. DEL-022.
Result<std::int64_t> find_statement(history::Group& group, Statement statement, std::string_view name);

// An option of the proposal's name, and its value.
std::shared_ptr<std::string> proposal_argument(CLI::App& command);

// A text that must be given, in 10 to 2000 characters (CLI-001), as an enclosure and its field.
Result<Text> required_text(World& world, const std::string& value, std::string_view field, std::string_view help,
                           std::vector<Enclosure>& enclosures);
// A text that may be left out.
Result<std::optional<Text>> optional_text(World& world, const std::string& value, std::string_view field,
                                          std::vector<Enclosure>& enclosures);
// 10 to 2000 characters, or CLI-001.
Result<void> check_text_length(std::string_view field, std::string_view text, std::string_view hint);

Refusal unknown_choice(std::string_view what, const std::string& given, const std::vector<std::string_view>& all);
// One of the names of a closed choice, or CLI-001 with all of them.
template <class E>
Result<E> choice_option(std::string_view what, const std::string& given) {
  if (const auto value = value_of<E>(given)) return *value;
  std::vector<std::string_view> all;
  for (const auto& one : NamesOf<E>::names) all.push_back(one.text);
  return unknown_choice(what, given, all);
}

// "P1 'Shared cargo bike'".
std::string proposal_title(history::Group& group, const deliberation::Version& version);

}  // namespace tos::cli
