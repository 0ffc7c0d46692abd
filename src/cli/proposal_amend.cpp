#include "cli/proposal_amend.h"

#include <CLI/CLI.hpp>

#include "cli/names.h"
#include "cli/rules.h"
#include "cli/statements.h"
#include "cli/time_option.h"
#include "deliberation/proposal.h"

namespace tos::cli {
namespace {

struct AmendOptions {
  std::string title;
  std::string summary;
  std::string text;
  std::string test;
  std::string sunset;
  std::vector<std::string> answers;
};

// What the new version says in a field: what is given, else what the old one says.
Result<std::optional<Text>> taken_over(World& world, const history::SignedRecord& old, const std::string& given,
                                       std::string_view field, std::vector<Enclosure>& enclosures) {
  if (!given.empty()) return optional_text(world, given, field, enclosures);
  const auto found = std::ranges::find(old.enclosures, field, &Enclosure::name);
  if (found == old.enclosures.end()) return std::optional<Text>();
  enclosures.push_back(enclose(std::string(field), found->text));
  return std::optional(enclosures.back().digest());
}

Result<deliberation::Answer> read_objection_answer(history::Group& group, const std::string& given) {
  const std::size_t sign = given.find('=');
  if (sign == std::string::npos || sign == 0 || sign + 1 == given.size()) {
    return refuse(rules::CLI_001, "'{}' is no OBJECTION=HOW", given).hint("--answer \"O1=We ask the owner first.\"");
  }
  TOS_TRY(const std::int64_t position, find_statement(group, Statement::objection, given.substr(0, sign)));
  return deliberation::Answer{.objection = index::entry_at(group.db(), position)->id.as<ObjectionTag>(),
                              .how = {given.substr(sign + 1)}};
}

Result<Draft> draft_amendment(World& world, history::Group& group, const deliberation::Version& version,
                              const AmendOptions& options) {
  TOS_TRY(const Timestamp now, signing_time(world));
  TOS_TRY(const history::SignedRecord old, history::load_record(group, version.id.as<RecordTag>()));
  deliberation::Proposal proposal = static_cast<const BodyOf<deliberation::Proposal>&>(*old.body).value;
  std::vector<Enclosure> enclosures;
  if (!options.title.empty()) proposal.title.text = options.title;
  TOS_TRY(const std::optional<Text> summary, taken_over(world, old, options.summary, "summary", enclosures));
  if (!summary) return refuse(rules::CLI_001, "the summary of the old version is redacted").hint("--summary TEXT");
  TOS_CHECK(check_text_length("summary", enclosures.back().text, "the full wording goes into --text @FILE"));
  proposal.summary = *summary;
  TOS_TRY(proposal.text, taken_over(world, old, options.text, "text", enclosures));
  TOS_TRY(proposal.test, taken_over(world, old, options.test, "test", enclosures));
  if (!options.sunset.empty()) {
    TOS_TRY(proposal.sunset, parse_time_option("sunset", options.sunset, now));
  }
  proposal.replaces = version.id;
  proposal.answers.reset();
  for (const std::string& given : options.answers) {
    TOS_TRY(deliberation::Answer answer, read_objection_answer(group, given));
    if (!proposal.answers) proposal.answers.emplace();
    proposal.answers->items.push_back(std::move(answer));
  }
  return draft("deliberation.proposal/v1", std::move(proposal), std::move(enclosures));
}

Result<void> amend_proposal(World& world, const std::string& name, const AmendOptions& options) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const deliberation::Version version, find_proposal_named(group, name));
  if (options.title.empty() && options.summary.empty() && options.text.empty() && options.test.empty() &&
      options.sunset.empty()) {
    return refuse(rules::CLI_001, "nothing would change").hint("--text @FILE, --summary, --title, --test or --sunset");
  }
  TOS_TRY(Draft amended, draft_amendment(world, group, version, options));
  TOS_TRY(const RecordId id, publish_draft(world, group, std::move(amended)));
  const auto count = options.answers.size();
  show_written(world, group, id,
               fmt::format("{} is now version {}{}", proposal_title(group, version), version.number + 1,
                           count == 0 ? "" : fmt::format(" and answers {} objection{}", count, count == 1 ? "" : "s")));
  return {};
}

}  // namespace

void add_proposal_amend(CLI::App& proposal, World& world) {
  auto options = std::make_shared<AmendOptions>();
  CLI::App* command = proposal.add_subcommand("amend", "a new version of a proposal, answering objections by name");
  auto name = proposal_argument(*command);
  command->add_option("--title", options->title, "another title")->type_name("TITLE");
  command->add_option("--summary", options->summary, "what and why; TEXT, @FILE or -")->type_name("TEXT");
  command->add_option("--text", options->text, "the full wording; TEXT, @FILE or -")->type_name("TEXT");
  command->add_option("--test", options->test, "how the group will know whether it worked")->type_name("TEXT");
  command->add_option("--sunset", options->sunset, "when it ends: 2027-11-20, or +365d")->type_name("TIME");
  command->add_option("--answer", options->answers, "an objection and how this version meets it; may be repeated")
      ->type_name("OBJECTION=HOW");
  command->callback([&world, name, options] { finish(world, amend_proposal(world, *name, *options)); });
}

}  // namespace tos::cli
