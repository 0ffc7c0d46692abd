#include "cli/initiative_acts.h"

#include <CLI/CLI.hpp>

#include "cli/delivery_names.h"
#include "cli/names.h"
#include "cli/rules.h"
#include "cli/time_option.h"
#include "delivery/completion.h"
#include "delivery/initiative.h"

namespace tos::cli {
namespace {

struct StartOptions {
  std::string title;
  std::string decision;
  std::string owner;
  std::string done;
  std::vector<std::string> checks;
  std::vector<std::string> milestones;
  std::vector<std::string> metrics;
  std::string urgency;
};

// "name=value" at its last sign, for a name may hold one.
Result<std::pair<std::string, std::string>> read_pair(std::string_view option, const std::string& text,
                                                      std::string_view form) {
  const std::size_t sign = text.rfind('=');
  if (sign == std::string::npos || sign == 0 || sign + 1 == text.size()) {
    return refuse(rules::CLI_001, "--{} '{}' is not {}", option, text, form);
  }
  return std::pair(text.substr(0, sign), text.substr(sign + 1));
}

// "Homes with solar=40 homes": the number, then the unit.
Result<delivery::PlannedMetric> read_planned_metric(const std::string& text) {
  constexpr std::string_view form = "NAME=TARGET UNIT";
  TOS_TRY(auto pair, read_pair("metric", text, form));
  auto& [name, value] = pair;
  const std::size_t space = value.find(' ');
  if (space == std::string::npos) return refuse(rules::CLI_001, "--metric '{}' is not {}", text, form);
  return delivery::PlannedMetric{
      .name = {std::move(name)}, .unit = {value.substr(space + 1)}, .target = {value.substr(0, space)}};
}

Result<Draft> draft_initiative(World& world, history::Group& group, const StartOptions& options, const Handle& author) {
  TOS_TRY(const Timestamp now, signing_time(world));
  delivery::Initiative body{.title = {options.title}, .decision = {}, .owner = author};
  std::vector<Enclosure> enclosures;
  if (!options.decision.empty()) {
    TOS_TRY(const voting::DecisionRow decision, find_decision_named(group, options.decision));
    body.decision = decision.id;
  }
  if (!options.owner.empty()) {
    TOS_TRY(body.owner, Handle::parse(options.owner));
  }
  TOS_TRY(std::string done, text_option(world, options.done, "done", "When does this count as done?"));
  enclosures.push_back(enclose("definition_of_done", std::move(done)));
  body.definition_of_done = enclosures.back().digest();
  for (const std::string& check : options.checks) body.checks.items.push_back({check});
  for (const std::string& text : options.milestones) {
    TOS_TRY(const auto pair, read_pair("milestone", text, "NAME=TIME"));
    TOS_TRY(const Timestamp due, parse_time_option("milestone", pair.second, now));
    body.milestones.items.push_back({.name = {pair.first}, .due = due});
  }
  for (const std::string& text : options.metrics) {
    TOS_TRY(auto metric, read_planned_metric(text));
    body.metrics.items.push_back(std::move(metric));
  }
  TOS_TRY(body.urgency, optional_enclosure(world, options.urgency, "urgency", enclosures));
  return draft("delivery.initiative/v1", std::move(body), std::move(enclosures));
}

Result<void> start_initiative(World& world, const StartOptions& options) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const Identity identity, choose_identity(world, group));
  TOS_TRY(Draft body, draft_initiative(world, group, options, identity.handle));
  TOS_TRY(const RecordId id, publish_draft(world, group, std::move(body), identity));
  const auto row = delivery::find_initiative(group.db(), id.as<InitiativeTag>());
  show_written(world, group, id,
               row ? fmt::format("started {} '{}', owned by {}", initiative_name(group, *row), row->title, row->owner)
                   : fmt::format("would start '{}'", options.title));
  return {};
}

struct DeliverOptions {
  std::string initiative;
  std::vector<std::int64_t> met;
  std::vector<std::int64_t> unmet;
  std::vector<std::string> notes;
  std::string shipped;
  std::string changed;
  std::string next;
  std::string learned;
};

Result<void> add_answer_notes(const std::vector<std::string>& notes, delivery::Delivery& body) {
  for (const std::string& text : notes) {
    const std::size_t sign = text.find('=');
    const std::string number = text.substr(0, sign);
    bool is_placed = false;
    for (delivery::CheckAnswer& answer : body.answers.items) {
      if (sign == std::string::npos || std::to_string(answer.check.value) != number) continue;
      answer.note = {text.substr(sign + 1)};
      is_placed = true;
    }
    if (!is_placed) return refuse(rules::CLI_001, "--note '{}' is not NUMBER=TEXT of a check that is answered", text);
  }
  return {};
}

Result<void> deliver_initiative(World& world, const DeliverOptions& options) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const delivery::InitiativeRow initiative, find_initiative_named(group, options.initiative));
  delivery::Delivery body{.initiative = initiative.id};
  for (const std::int64_t number : options.met) body.answers.items.push_back({.check = {number}, .met = true});
  for (const std::int64_t number : options.unmet) body.answers.items.push_back({.check = {number}, .met = false});
  TOS_CHECK(add_answer_notes(options.notes, body));
  std::vector<Enclosure> enclosures;
  TOS_TRY(body.shipped, required_enclosure(world, options.shipped, "shipped", "What was made?", enclosures));
  TOS_TRY(body.changed, optional_enclosure(world, options.changed, "changed", enclosures));
  TOS_TRY(body.next, optional_enclosure(world, options.next, "next", enclosures));
  TOS_TRY(body.learned, optional_enclosure(world, options.learned, "learned", enclosures));
  TOS_TRY(const RecordId id,
          publish_draft(world, group, draft("delivery.delivery/v1", std::move(body), std::move(enclosures))));
  show_written(world, group, id,
               fmt::format("delivered {} '{}'; somebody else reviews it: tos review add {}",
                           initiative_name(group, initiative), initiative.title, initiative_name(group, initiative)));
  return {};
}

struct CloseOptions {
  std::string initiative;
  bool abandoned = false;
  std::string reason;
};

Result<void> close_initiative(World& world, const CloseOptions& options) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const delivery::InitiativeRow initiative, find_initiative_named(group, options.initiative));
  delivery::Closing body{.initiative = initiative.id,
                         .outcome = options.abandoned ? delivery::ClosedAs::abandoned : delivery::ClosedAs::completed,
                         .reason = {}};
  std::vector<Enclosure> enclosures;
  TOS_TRY(body.reason, optional_enclosure(world, options.reason, "reason", enclosures));
  const std::string sentence =
      fmt::format("closed {} '{}' as {}", initiative_name(group, initiative), initiative.title, name_of(body.outcome));
  TOS_TRY(const RecordId id,
          publish_draft(world, group, draft("delivery.closing/v1", std::move(body), std::move(enclosures))));
  show_written(world, group, id, sentence);
  return {};
}

}  // namespace

Result<std::optional<Text>> optional_enclosure(World& world, const std::string& value, std::string_view field,
                                               std::vector<Enclosure>& enclosures) {
  if (value.empty()) return std::optional<Text>();
  TOS_TRY(std::string text, text_option(world, value, field, ""));
  enclosures.push_back(enclose(std::string(field), std::move(text)));
  return std::optional(enclosures.back().digest());
}

Result<Text> required_enclosure(World& world, const std::string& value, std::string_view field, std::string_view help,
                                std::vector<Enclosure>& enclosures) {
  TOS_TRY(std::string text, text_option(world, value, field, help));
  enclosures.push_back(enclose(std::string(field), std::move(text)));
  return enclosures.back().digest();
}

void add_initiative_start(CLI::App& initiative, World& world) {
  auto options = std::make_shared<StartOptions>();
  CLI::App* command = initiative.add_subcommand("start", "start the work that carries out a final decision");
  command->add_option("--title", options->title, "what is to be done, in one line")->required()->type_name("TITLE");
  command->add_option("--decision", options->decision, "the decision that it carries out: D7, a title, an id")
      ->type_name("DECISION");
  command->add_option("--owner", options->owner, "who answers for it (default: you)")->type_name("HANDLE");
  command->add_option("--done", options->done, "when it counts as done; TEXT, @FILE or - (else your editor opens)")
      ->type_name("TEXT");
  command->add_option("--check", options->checks, "an acceptance check; may be repeated")->type_name("TEXT");
  command->add_option("--milestone", options->milestones, "what is reached by when; may be repeated")
      ->type_name("NAME=TIME");
  command->add_option("--metric", options->metrics, "what it is to change; may be repeated")
      ->type_name("NAME=TARGET UNIT");
  command->add_option("--urgency", options->urgency, "why it cannot wait for a decision; TEXT, @FILE or -")
      ->type_name("TEXT");
  command->callback([&world, options] { finish(world, start_initiative(world, *options)); });
}

void add_initiative_deliver(CLI::App& initiative, World& world) {
  auto options = std::make_shared<DeliverOptions>();
  CLI::App* command =
      initiative.add_subcommand("deliver", "hand over what was made: gates green, every check answered");
  command->add_option("initiative", options->initiative, initiative_help)->required()->type_name("INITIATIVE");
  const CLI::Range numbers(std::int64_t{1}, std::int64_t{64});
  command->add_option("--met", options->met, "an acceptance check that is met, by its number")
      ->type_name("N")
      ->check(numbers);
  command->add_option("--unmet", options->unmet, "one that is not")->type_name("N")->check(numbers);
  command->add_option("--note", options->notes, "how an answer can be seen")->type_name("N=TEXT");
  command->add_option("--shipped", options->shipped, "what was made; TEXT, @FILE or - (else your editor opens)")
      ->type_name("TEXT");
  command->add_option("--changed", options->changed, "what is different for people now")->type_name("TEXT");
  command->add_option("--next", options->next, "what comes next")->type_name("TEXT");
  command->add_option("--learned", options->learned, "what to do otherwise another time")->type_name("TEXT");
  command->callback([&world, options] { finish(world, deliver_initiative(world, *options)); });
}

void add_initiative_close(CLI::App& initiative, World& world) {
  auto options = std::make_shared<CloseOptions>();
  CLI::App* command = initiative.add_subcommand("close", "end an initiative: verified, or given up");
  command->add_option("initiative", options->initiative, initiative_help)->required()->type_name("INITIATIVE");
  command->add_flag("--abandoned", options->abandoned, "it is given up before it was delivered");
  command->add_option("--reason", options->reason, "why; TEXT, @FILE or -")->type_name("TEXT");
  command->callback([&world, options] { finish(world, close_initiative(world, *options)); });
}

}  // namespace tos::cli
