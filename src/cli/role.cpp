#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "charter/parameters.h"
#include "cli/acting.h"
#include "cli/all_commands.h"
#include "identity/roles.h"
#include "identity/roll.h"

namespace tos::cli {
namespace {

struct RoleOptions {
  std::string role;
  std::string handle;
  std::int64_t term_days = 0;
  std::string decision;
  std::string reason;
};

Result<void> run_assign(World& world, const RoleOptions& options) {
  TOS_TRY(history::Group group, open_group(world));
  identity::RoleAssignment assignment;
  TOS_TRY(assignment.role, Handle::parse(options.role));
  TOS_TRY(assignment.member, Handle::parse(options.handle));
  if (options.term_days > 0) assignment.term_days = {options.term_days};
  TOS_TRY(assignment.decision, decision_option(group, options.decision));
  return carry_out(world, group, draft("identity.role-assignment/v1", assignment),
                   fmt::format("the assignment of '{}' as {}", options.handle, options.role),
                   fmt::format("'{}' is {}", options.handle, options.role));
}

Result<void> run_resign(World& world, const RoleOptions& options) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const Identity self, choose_identity(world, group));
  identity::RoleResignation resignation;
  TOS_TRY(resignation.role, Handle::parse(options.role));
  return carry_out(world, group, draft("identity.role-resignation/v1", resignation), self, "the resignation",
                   fmt::format("'{}' is {} no longer", self.handle, options.role));
}

Result<void> run_recall(World& world, const RoleOptions& options) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const RecordId decision, required_decision(group, options.decision));
  identity::Recall recall{.role = {}, .member = {}, .decision = decision};
  TOS_TRY(recall.role, Handle::parse(options.role));
  TOS_TRY(recall.member, Handle::parse(options.handle));
  return carry_out(world, group, draft("identity.recall/v1", recall), "the recall",
                   fmt::format("'{}' is recalled as {}", options.handle, options.role));
}

Result<void> run_petition(World& world, const RoleOptions& options) {
  TOS_TRY(history::Group group, open_group(world));
  identity::RecallPetition petition;
  TOS_TRY(petition.role, Handle::parse(options.role));
  TOS_TRY(petition.member, Handle::parse(options.handle));
  TOS_TRY(std::string reason, text_option(world, options.reason, "reason", "Why should they be recalled?"));
  Enclosure enclosure = enclose("reason", std::move(reason));
  petition.reason = enclosure.digest();
  return carry_out(
      world, group, draft("identity.recall-petition/v1", std::move(petition), {std::move(enclosure)}),
      fmt::format("the petition to recall '{}' as {}", options.handle, options.role),
      fmt::format("the petition to recall '{}' as {} has enough signatures for a vote", options.handle, options.role));
}

nlohmann::json term_json(const identity::RoleTerm& term, const Handle& holder) {
  return {{"role", term.role.text()},
          {"holder", holder.text()},
          {"since", term.starts.to_string()},
          {"ends", term.ends.to_string()},
          {"assignment", term.assignment.hex()},
          {"until_position", term.until_position ? nlohmann::json(*term.until_position) : nlohmann::json()},
          {"ended_by", term.ended_by}};
}

// The charter's roles with their holders; vacant ones too. With `all`, the terms that are over as well.
Result<void> list_roles(World& world, bool all) {
  TOS_TRY(history::Group group, open_group(world));
  Database& db = group.db();
  nlohmann::json data = nlohmann::json::array();
  std::vector<std::vector<std::string>> rows;
  for (const identity::RoleTerm& term : identity::all_role_terms(db)) {
    if (term.until_position && !all) continue;
    const auto holder = identity::member_by_number(db, term.member);
    data.push_back(term_json(term, holder->handle));
    const std::string over = term.ended_by == "term" ? "term over" : term.ended_by;
    rows.push_back({term.role.text(), holder->handle.text(), term.starts.to_date(),
                    term.until_position ? over : term.ends.to_date()});
  }
  for (const charter::RoleTerms& role : charter::current(db).roles) {
    if (identity::holder_count(db, role.name.text()) > 0) continue;
    data.push_back({{"role", role.name.text()}, {"holder", nullptr}});
    rows.push_back({role.name.text(), "-", "", "vacant"});
  }
  if (world.options.json) {
    show_json(world, "tos.role.list/1", std::move(data));
  } else {
    world.out(table({"ROLE", "HOLDER", "SINCE", "UNTIL"}, rows, world.columns()));
  }
  return {};
}

CLI::App* role_verb(CLI::App& role, RoleOptions& options, const char* name, const char* meaning, bool about_somebody) {
  CLI::App* verb = role.add_subcommand(name, meaning);
  verb->add_option("role", options.role, "one of the charter's roles")->required()->type_name("ROLE");
  if (about_somebody) verb->add_option("handle", options.handle, "who")->required()->type_name("HANDLE");
  return verb;
}

void add_assignment(CLI::App& role, World& world) {
  auto options = std::make_shared<RoleOptions>();
  CLI::App* assign = role_verb(role, *options, "assign", "give a member a role for a term", true);
  assign->add_option("--days", options->term_days, "a term shorter than the charter's")
      ->type_name("N")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{3650}));
  assign->add_option("--decision", options->decision, "the decision that assigns it, if one does")
      ->type_name("DECISION");
  assign->footer("example: tos role assign moderator mara");
  assign->callback([&world, options] { finish(world, run_assign(world, *options)); });
  CLI::App* resign = role_verb(role, *options, "resign", "lay down a role of your own", false);
  resign->callback([&world, options] { finish(world, run_resign(world, *options)); });
}

void add_recall(CLI::App& role, World& world) {
  auto options = std::make_shared<RoleOptions>();
  CLI::App* recall = role_verb(role, *options, "recall", "end a term that a decision recalled", true);
  recall->add_option("--decision", options->decision, "the decision that recalls")->required()->type_name("DECISION");
  recall->callback([&world, options] { finish(world, run_recall(world, *options)); });
  CLI::App* petition = role_verb(role, *options, "petition", "ask for a vote on a recall; others approve it", true);
  petition->add_option("--reason", options->reason, "why (@FILE: from a file, -: from stdin)")->type_name("TEXT");
  petition->callback([&world, options] { finish(world, run_petition(world, *options)); });
}

}  // namespace

void add_role(CLI::App& app, World& world) {
  CLI::App* role = app.add_subcommand("role", "roles: who holds them, and until when");
  role->require_subcommand(1);
  add_assignment(*role, world);
  add_recall(*role, world);
  auto all = std::make_shared<bool>(false);
  CLI::App* list = role->add_subcommand("list", "the charter's roles and who holds them");
  list->add_flag("--all", *all, "terms that are over too");
  list->callback([&world, all] { finish(world, list_roles(world, *all)); });
}

}  // namespace tos::cli
