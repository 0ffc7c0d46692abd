#include "cli/statements.h"

#include <CLI/CLI.hpp>

#include "cli/names.h"
#include "cli/rules.h"
#include "core/index/short_name.h"
#include "deliberation/rules.h"

namespace tos::cli {
namespace {

constexpr std::size_t least_characters = 10;  // DOMAIN: reasons and summaries
constexpr std::size_t most_characters = 2000;

struct StatementNoun {
  char letter;
  std::string_view word;
  const char* by_number;
  const char* by_id;
  const char* newest;
};

const StatementNoun& statement_noun(Statement statement) {
  static constexpr StatementNoun evidence{'E', "evidence", "SELECT position FROM evidence WHERE number = ?",
                                          "SELECT position FROM evidence WHERE id BETWEEN ? AND ? LIMIT 2",
                                          "SELECT max(position) FROM evidence"};
  static constexpr StatementNoun option{'A', "option", "SELECT position FROM proposal_option WHERE number = ?",
                                        "SELECT position FROM proposal_option WHERE id BETWEEN ? AND ? LIMIT 2",
                                        "SELECT max(position) FROM proposal_option"};
  static constexpr StatementNoun objection{'O', "objection", "SELECT position FROM objection WHERE number = ?",
                                           "SELECT position FROM objection WHERE id BETWEEN ? AND ? LIMIT 2",
                                           "SELECT max(position) FROM objection"};
  switch (statement) {
    case Statement::evidence:
      return evidence;
    case Statement::option:
      return option;
    case Statement::objection:
      return objection;
  }
  std::unreachable();
}

std::vector<std::int64_t> statements_by_id(history::Group& group, const StatementNoun& noun,
                                           const index::IdRange& range) {
  std::vector<std::int64_t> found;
  for (Rows rows = group.db().query(noun.by_id, Blob{range.first_bytes()}, Blob{range.last_bytes()}); rows.next();) {
    found.push_back(rows.integer(0));
  }
  return found;
}

}  // namespace

std::string statement_name(history::Group& group, Statement statement, std::int64_t number, std::int64_t position) {
  if (has_short_name(group, position)) return fmt::format("{}{}", statement_noun(statement).letter, number);
  return index::entry_at(group.db(), position)->id.hex16();
}

Result<std::int64_t> find_statement(history::Group& group, Statement statement, std::string_view name) {
  const StatementNoun& noun = statement_noun(statement);
  if (const auto number = index::parse_short_name(name, noun.letter)) {
    const auto position = group.db().number(noun.by_number, *number);
    if (position && has_short_name(group, *position)) return *position;
  } else if (name == "latest") {
    if (const auto position = group.db().number(noun.newest)) return *position;
  } else if (const auto range = index::parse_id_prefix(name)) {
    const auto found = statements_by_id(group, noun, *range);
    if (found.size() == 1) return found.front();
    if (found.size() > 1) return refuse(rules::DEL_022, "several ids begin with {}", name).hint("give more digits");
  }
  return refuse(rules::DEL_022, "'{}' names no {} here", name, noun.word).hint("tos proposal show P1");
}

std::shared_ptr<std::string> proposal_argument(CLI::App& command) {
  auto name = std::make_shared<std::string>();
  command.add_option("proposal", *name, "P12, the beginning of its title, latest, or the first digits of an id")
      ->required()
      ->type_name("PROPOSAL");
  return name;
}

Result<void> check_text_length(std::string_view field, std::string_view text, std::string_view hint) {
  const std::size_t length = codec::count_characters(text);
  if (length >= least_characters && length <= most_characters) return {};
  return refuse(rules::CLI_001, "the {} has {} characters; it takes {} to {}", field, length, least_characters,
                most_characters)
      .hint("{}", hint);
}

Result<Text> required_text(World& world, const std::string& value, std::string_view field, std::string_view help,
                           std::vector<Enclosure>& enclosures) {
  TOS_TRY(std::string text, text_option(world, value, field, help));
  TOS_CHECK(check_text_length(field, text, "say it in a sentence or a few"));
  enclosures.push_back(enclose(std::string(field), std::move(text)));
  return enclosures.back().digest();
}

Result<std::optional<Text>> optional_text(World& world, const std::string& value, std::string_view field,
                                          std::vector<Enclosure>& enclosures) {
  if (value.empty()) return std::optional<Text>();
  TOS_TRY(std::string text, text_option(world, value, field, ""));
  enclosures.push_back(enclose(std::string(field), std::move(text)));
  return std::optional(enclosures.back().digest());
}

Refusal unknown_choice(std::string_view what, const std::string& given, const std::vector<std::string_view>& all) {
  return refuse(rules::CLI_001, "'{}' is no {}", given, what).hint("one of {}", fmt::join(all, ", "));
}

std::string proposal_title(history::Group& group, const deliberation::Version& version) {
  return fmt::format("{} '{}'", proposal_name(group, deliberation::chain_at(group.db(), version.chain)), version.title);
}

}  // namespace tos::cli
