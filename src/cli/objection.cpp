#include "deliberation/objection.h"

#include <CLI/CLI.hpp>

#include "cli/all_commands.h"
#include "cli/names.h"
#include "cli/statements.h"
#include "cli/time_option.h"
#include "deliberation/round.h"

namespace tos::cli {
namespace {

using deliberation::Argues;
using deliberation::ObjectionLevel;

struct ObjectionOptions {
  std::string harm;
  std::string reason;
  std::string argues;
  bool concern = false;
};

struct ResolveOptions {
  std::string objection;
  std::string by;
  std::string owner;
  std::string due;
  std::string reason;
};

std::string objection_sentence(history::Group& group, const RecordId& id, const deliberation::Version& version,
                               bool concern) {
  const auto row = deliberation::find_objection(group.db(), id.as<ObjectionTag>());
  if (!row) return "would be heard";
  const std::string name = statement_name(group, Statement::objection, row->number, row->position);
  if (concern) return fmt::format("{} is a concern about {}", name, proposal_title(group, version));
  const auto round = deliberation::find_round(group.db(), version.chain);
  return fmt::format("{} objects to {}: no vote before {} unless it is met", name, proposal_title(group, version),
                     round->ends.to_minute());
}

Result<void> raise_objection(World& world, const std::string& name, const ObjectionOptions& options) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const deliberation::Version version, find_proposal_named(group, name));
  std::vector<Enclosure> enclosures;
  deliberation::Objection objection{.proposal = version.id,
                                    .level = options.concern ? ObjectionLevel::concern : ObjectionLevel::objection,
                                    .argues = options.concern ? Argues::improvement : Argues::consequence,
                                    .harm = {},
                                    .reason = {}};
  if (!options.argues.empty()) {
    TOS_TRY(objection.argues, choice_option<Argues>("argument", options.argues));
  }
  TOS_TRY(objection.harm, optional_text(world, options.harm, "harm", enclosures));
  TOS_TRY(objection.reason,
          required_text(world, options.reason, "reason", "What follows, and why: 10 to 2000 characters.", enclosures));
  TOS_TRY(const RecordId id,
          publish_draft(world, group, draft("deliberation.objection/v1", std::move(objection), std::move(enclosures))));
  show_written(world, group, id, objection_sentence(group, id, version, options.concern));
  return {};
}

Result<void> resolve_objection(World& world, const ResolveOptions& options) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const Timestamp now, signing_time(world));
  TOS_TRY(const std::int64_t position, find_statement(group, Statement::objection, options.objection));
  std::vector<Enclosure> enclosures;
  deliberation::Resolution resolution{.objection = index::entry_at(group.db(), position)->id.as<ObjectionTag>(),
                                      .by = {},
                                      .owner = {},
                                      .due = {},
                                      .reason = {}};
  TOS_TRY(resolution.by, choice_option<deliberation::Settlement>("way to settle an objection", options.by));
  if (!options.owner.empty()) {
    TOS_TRY(resolution.owner, Handle::parse(options.owner));
  }
  if (!options.due.empty()) {
    TOS_TRY(resolution.due, parse_time_option("due", options.due, now));
  }
  TOS_TRY(resolution.reason,
          required_text(world, options.reason, "reason", "What was agreed: 10 to 2000 characters.", enclosures));
  TOS_TRY(
      const RecordId id,
      publish_draft(world, group, draft("deliberation.resolution/v1", std::move(resolution), std::move(enclosures))));
  const auto row =
      *deliberation::find_objection(group.db(), index::entry_at(group.db(), position)->id.as<ObjectionTag>());
  show_written(
      world, group, id,
      fmt::format("{} is met by {}", statement_name(group, Statement::objection, row.number, position), options.by));
  return {};
}

}  // namespace

void add_objection(CLI::App& app, World& world) {
  CLI::App* objection = app.add_subcommand("objection", "object to a proposal or raise a concern, and settle it");
  objection->require_subcommand(1);

  auto options = std::make_shared<ObjectionOptions>();
  CLI::App* add = objection->add_subcommand("add", "object: a consequence that does harm holds up the vote");
  auto name = proposal_argument(*add);
  add->add_option("--harm", options->harm, "the harm that would follow; TEXT, @FILE or -")->type_name("TEXT");
  add->add_option("--reason", options->reason, "why it would follow; TEXT, @FILE or -")->type_name("TEXT");
  add->add_option("--argues", options->argues, "consequence (an objection), or improvement (a concern)")
      ->type_name("WHAT");
  add->add_flag("--concern", options->concern, "only a concern: heard, and holding up nothing");
  add->callback([&world, name, options] { finish(world, raise_objection(world, *name, *options)); });

  auto way = std::make_shared<ResolveOptions>();
  CLI::App* resolve = objection->add_subcommand("resolve", "settle your objection without another wording");
  resolve->add_option("objection", way->objection, "O3, latest, or the first digits of an id")
      ->required()
      ->type_name("OBJECTION");
  resolve->add_option("--by", way->by, "deferral, delegation or monitoring")->required()->type_name("WAY");
  resolve->add_option("--owner", way->owner, "who takes it up")->type_name("HANDLE");
  resolve->add_option("--due", way->due, "by when: 2027-11-20, or +30d")->type_name("TIME");
  resolve->add_option("--reason", way->reason, "what was agreed; TEXT, @FILE or -")->type_name("TEXT");
  resolve->callback([&world, way] { finish(world, resolve_objection(world, *way)); });
}

}  // namespace tos::cli
