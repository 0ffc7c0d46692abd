#include "delivery/review.h"

#include <CLI/CLI.hpp>

#include "cli/all_commands.h"
#include "cli/delivery_names.h"
#include "cli/initiative_acts.h"
#include "cli/rules.h"
#include "cli/session.h"

namespace tos::cli {
namespace {

struct ReviewOptions {
  std::string initiative;
  std::string outcome = "noted";
  std::optional<std::int64_t> scheduled_days;
  std::vector<std::string> dissent;
  std::string findings;
};

// "9f3c…=came-true": a record, and what became of it.
Result<delivery::RevisitedDissent> read_dissent(history::Group& group, const std::string& text) {
  const std::size_t sign = text.find('=');
  const auto verdict =
      sign == std::string::npos ? std::nullopt : value_of<delivery::Foresight>(std::string_view(text).substr(sign + 1));
  if (!verdict) {
    return refuse(rules::CLI_001, "--dissent '{}' is not ID=came-true, ID=did-not or ID=too-early", text);
  }
  TOS_TRY(const index::LogEntry entry, resolve_record(group, text.substr(0, sign)));
  return delivery::RevisitedDissent{.record = entry.id, .verdict = *verdict};
}

Result<void> put_review(World& world, const ReviewOptions& options) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const delivery::InitiativeRow initiative, find_initiative_named(group, options.initiative));
  const auto outcome = value_of<delivery::ReviewOutcome>(options.outcome);
  if (!outcome) return refuse(rules::CLI_001, "--outcome is verified, reopened or noted, not '{}'", options.outcome);
  delivery::Review body{.initiative = initiative.id, .outcome = *outcome, .scheduled_days = {}};
  if (options.scheduled_days) body.scheduled_days.emplace(*options.scheduled_days);
  for (const std::string& text : options.dissent) {
    TOS_TRY(const auto one, read_dissent(group, text));
    body.dissent.items.push_back(one);
  }
  std::vector<Enclosure> enclosures;
  TOS_TRY(body.findings, required_enclosure(world, options.findings, "findings", "What did you find?", enclosures));
  const std::string sentence =
      fmt::format("reviewed {} '{}': {}", initiative_name(group, initiative), initiative.title, options.outcome);
  TOS_TRY(const RecordId id,
          publish_draft(world, group, draft("delivery.review/v1", std::move(body), std::move(enclosures))));
  show_written(world, group, id, sentence);
  return {};
}

}  // namespace

void add_review(CLI::App& app, World& world) {
  CLI::App* review = app.add_subcommand("review", "look at what was delivered");
  review->require_subcommand(1);
  auto options = std::make_shared<ReviewOptions>();
  CLI::App* add = review->add_subcommand("add", "say what you found: verified, reopened, or only noted");
  add->add_option("initiative", options->initiative, initiative_help)->required()->type_name("INITIATIVE");
  add->add_option("--outcome", options->outcome, "verified, reopened or noted (default noted)")->type_name("OUTCOME");
  add->add_option("--scheduled", options->scheduled_days, "which of the charter's reviews this is: 30")
      ->type_name("DAYS")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{3650}));
  add->add_option("--dissent", options->dissent, "the minority's record, and what became of what it foretold")
      ->type_name("ID=came-true|did-not|too-early");
  add->add_option("--findings", options->findings, "what you found; TEXT, @FILE or - (else your editor opens)")
      ->type_name("TEXT");
  add->callback([&world, options] { finish(world, put_review(world, *options)); });
}

}  // namespace tos::cli
