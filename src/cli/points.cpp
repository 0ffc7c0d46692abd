#include "economy/points.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/all_commands.h"
#include "cli/names.h"
#include "cli/rules.h"
#include "cli/statements.h"
#include "identity/roll.h"
#include "identity/subject.h"

namespace tos::cli {
namespace {

using economy::AgendaRow;
using economy::AllocationRow;

deliberation::Version newest_of(Database& db, std::int64_t chain) {
  return *deliberation::version_at(db, deliberation::chain_at(db, chain).newest);
}

std::string idea_name(history::Group& group, std::int64_t chain) {
  return proposal_name(group, deliberation::chain_at(group.db(), chain));
}

std::string points_text(std::int64_t points) { return fmt::format("{} point{}", points, points == 1 ? "" : "s"); }

Result<void> give_points(World& world, const std::string& name, std::int64_t points) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const deliberation::Version version, find_proposal_named(group, name));
  if (points < 1) return refuse(rules::CLI_001, "{} is no number of points", points).hint("1 or more");
  const economy::Allocation body{.proposal = version.id, .points = {points}};
  TOS_TRY(const RecordId id, publish_draft(world, group, draft("economy.allocation/v1", body)));
  std::string sentence = fmt::format("{} for {}", points_text(points), proposal_title(group, version));
  if (!world.options.dry_run) {
    const economy::Support support = economy::support_of(group.db(), version.chain);
    sentence +=
        fmt::format("; it has {} by {} member{}", support.points, support.members, support.members == 1 ? "" : "s");
  }
  show_written(world, group, id, sentence);
  return {};
}

Result<void> return_points(World& world, const std::string& name) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const deliberation::Version version, find_proposal_named(group, name));
  TOS_TRY(const Identity identity, choose_identity(world, group));
  const auto member = identity::find_member(group.db(), identity.handle.text());
  const auto given = member ? economy::find_allocation(group.db(), version.chain, member->number) : std::nullopt;
  const economy::AllocationReturn body{.proposal = version.id};
  TOS_TRY(const RecordId id, publish_draft(world, group, draft("economy.allocation-return/v1", body), identity));
  show_written(
      world, group, id,
      fmt::format("{} from {} {} back with {}", points_text(given ? given->points : 0), proposal_title(group, version),
                  given && given->points == 1 ? "is" : "are", identity.handle));
  return {};
}

Result<Handle> member_or_self(World& world, history::Group& group, const std::string& name) {
  if (!name.empty()) return Handle::parse(name);
  TOS_TRY(const Identity identity, choose_identity(world, group));
  return identity.handle;
}

struct ShownBalance {
  Handle member;
  economy::PointsBalance points;
  std::vector<AllocationRow> allocations;
};

nlohmann::json balance_json(history::Group& group, const ShownBalance& shown) {
  nlohmann::json ideas = nlohmann::json::array();
  for (const AllocationRow& allocation : shown.allocations) {
    const deliberation::Version version = newest_of(group.db(), allocation.chain);
    ideas.push_back({{"proposal", idea_name(group, allocation.chain)},
                     {"id", version.id.hex()},
                     {"title", version.title},
                     {"points", allocation.points}});
  }
  const auto& shrinks_at = shown.points.shrinks_at;
  return {{"member", shown.member.text()},
          {"available", shown.points.available},
          {"given", shown.points.given},
          {"ceiling", shown.points.available + shown.points.given},
          {"shrinks_at", shrinks_at ? nlohmann::json(shrinks_at->to_string()) : nlohmann::json()},
          {"ideas", std::move(ideas)}};
}

void print_balance(World& world, history::Group& group, const ShownBalance& shown) {
  world.line(fmt::format("available  {}", shown.points.available));
  world.line(fmt::format("given      {}", shown.points.given));
  world.line(fmt::format("ceiling    {}", shown.points.available + shown.points.given));
  if (shown.points.shrinks_at) {
    world.line(
        fmt::format("shrinks    on {}, if {} adds no record before", shown.points.shrinks_at->to_date(), shown.member));
  }
  if (shown.allocations.empty()) return;
  std::vector<std::vector<std::string>> rows;
  for (const AllocationRow& allocation : shown.allocations) {
    rows.push_back({idea_name(group, allocation.chain), std::to_string(allocation.points),
                    newest_of(group.db(), allocation.chain).title});
  }
  world.line("");
  world.out(table({"IDEA", "POINTS", "TITLE"}, rows, world.columns(), {1}));
}

Result<void> show_points_balance(World& world, const std::string& name) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const Handle handle, member_or_self(world, group, name));
  TOS_TRY(const identity::Member member, identity::require_member(group.db(), handle));
  TOS_TRY(const economy::PointsBalance points, economy::points_balance(group.db(), member));
  const ShownBalance shown{
      .member = handle, .points = points, .allocations = economy::allocations_of(group.db(), member.number)};
  if (world.options.json) {
    show_json(world, "tos.points.balance/1", balance_json(group, shown));
  } else {
    print_balance(world, group, shown);
  }
  return {};
}

nlohmann::json agenda_json(history::Group& group, const std::vector<AgendaRow>& ideas) {
  nlohmann::json data = nlohmann::json::array();
  for (const AgendaRow& idea : ideas) {
    const deliberation::Version version = newest_of(group.db(), idea.chain);
    data.push_back({{"proposal", idea_name(group, idea.chain)},
                    {"id", version.id.hex()},
                    {"title", version.title},
                    {"members", idea.support.members},
                    {"points", idea.support.points}});
  }
  return data;
}

// An order for talking about what is open: no vote looks at it.
Result<void> show_agenda(World& world) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const std::vector<AgendaRow> ideas, economy::agenda(group.db()));
  if (world.options.json) {
    show_json(world, "tos.points.agenda/1", agenda_json(group, ideas));
    return {};
  }
  std::vector<std::vector<std::string>> rows;
  for (const AgendaRow& idea : ideas) {
    rows.push_back({idea_name(group, idea.chain), std::to_string(idea.support.members),
                    std::to_string(idea.support.points), newest_of(group.db(), idea.chain).title});
  }
  world.out(table({"IDEA", "MEMBERS", "POINTS", "TITLE"}, rows, world.columns(), {1, 2}));
  if (rows.empty()) world.note("no proposal is open");
  return {};
}

}  // namespace

void add_points(CLI::App& app, World& world) {
  CLI::App* points = app.add_subcommand("points", "support points: say what the group should talk about first");
  points->require_subcommand(1);

  CLI::App* give = points->add_subcommand("give", "give an open proposal support points, until it closes");
  auto idea = proposal_argument(*give);
  auto amount = std::make_shared<std::int64_t>(0);
  give->add_option("points", *amount, "how many, up to the charter's limit for an idea")
      ->required()
      ->type_name("POINTS");
  give->callback([&world, idea, amount] { finish(world, give_points(world, *idea, *amount)); });

  CLI::App* back = points->add_subcommand("return", "take back what you gave to a proposal");
  auto supported = proposal_argument(*back);
  back->callback([&world, supported] { finish(world, return_points(world, *supported)); });

  CLI::App* balance = points->add_subcommand("balance", "what a member can give, and has given to which proposals");
  auto member = std::make_shared<std::string>();
  balance->add_option("member", *member, "whose; without it, yours")->type_name("HANDLE");
  balance->callback([&world, member] { finish(world, show_points_balance(world, *member)); });

  CLI::App* agenda = points->add_subcommand("agenda", "open proposals, those with the most supporters first");
  agenda->callback([&world] { finish(world, show_agenda(world)); });
}

}  // namespace tos::cli
