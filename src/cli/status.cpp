#include <CLI/CLI.hpp>
#include <algorithm>
#include <nlohmann/json.hpp>
#include <span>

#include "cli/all_commands.h"
#include "cli/due.h"
#include "cli/message_text.h"
#include "cli/poll_view.h"
#include "cli/session.h"
#include "cli/sync_report.h"
#include "cli/time_option.h"
#include "identity/founding.h"
#include "identity/roll.h"

namespace tos::cli {
namespace {

// At a glance: of longer lists the rest is counted, and a command shows it. --json has everything.
constexpr std::size_t most_shown = 20;

template <class Item>
std::span<const Item> shown(const std::vector<Item>& items) {
  return std::span(items).first(std::min(items.size(), most_shown));
}

void print_rest(World& world, std::size_t count, std::string_view command) {
  if (count > most_shown) world.line(fmt::format("  and {} more: {}", count - most_shown, command));
}

struct Status {
  std::int64_t members = 0;
  identity::FoundingState founding;
  std::vector<voting::PollRow> polls;  // without a decision
  std::vector<DueItem> due;
};

nlohmann::json status_json(history::Group& group, const Status& status, Timestamp now) {
  nlohmann::json polls = nlohmann::json::array();
  for (const voting::PollRow& poll : status.polls) {
    const Turnout turnout = turnout_of(group, poll);
    polls.push_back({{"short_name", poll_name(group, poll)},
                     {"title", title_of(group, poll)},
                     {"stage", stage_text(stage_of(poll, now))},
                     {"closes_at", poll.closes_at.to_string()},
                     {"voters", turnout.voters},
                     {"eligible", turnout.eligible}});
  }
  nlohmann::json due = nlohmann::json::array();
  for (const DueItem& item : status.due) {
    due.push_back({{"what", item.what}, {"who", item.who}, {"name", item.name}, {"title", item.title}});
  }
  nlohmann::json problem;
  if (const auto& found = group.problem()) problem = {{"rule", found->rule->id}, {"what", found->what}};
  return {{"group", group.id().hex()},
          {"name", group.name()},
          {"handle", group.handle()},
          {"records", group.size()},
          {"unpublished", group.unpublished().size()},
          {"has_remote", group.has_remote()},
          {"root", group.root().hex()},
          {"clock", group.clock().to_string()},
          {"founded", status.founding.is_founded()},
          {"active_members", status.members},
          {"polls", std::move(polls)},
          {"set_aside", std::ranges::count(status.due, "set-aside", &DueItem::what)},
          {"due", std::move(due)},
          {"problem", std::move(problem)}};
}

void print_status(World& world, history::Group& group, const Status& status, Timestamp now) {
  world.line(fmt::format("{} ({}), group {}", group.name(), group.handle(), group.id().hex16()));
  if (!status.founding.is_founded()) {
    world.line(fmt::format("not founded yet: {} of {} founders have accepted, more than half are needed",
                           status.founding.accepted, status.founding.named));
  }
  std::string published = "no remote yet: tos hub init DIR";
  if (group.has_remote()) {
    const std::string waiting = unpublished_text(group);
    const std::string nothing = group.problem() ? "all published up to the last good commit" : "all published";
    published = waiting.empty() ? nothing : fmt::format("{} not yet published: tos push", waiting);
  }
  world.line(fmt::format("{} record{}, {}", group.size(), group.size() == 1 ? "" : "s", published));
  if (const auto aside = std::ranges::count(status.due, "set-aside", &DueItem::what); aside > 0) {
    world.line(fmt::format("{} set aside by a pull, and neither carried nor dropped", count_of(aside, "record")));
  }
  world.line(fmt::format("{} active member{}", status.members, status.members == 1 ? "" : "s"));
  if (!status.polls.empty()) world.line("\npolls");
  for (const voting::PollRow& poll : shown(status.polls)) {
    const Turnout turnout = turnout_of(group, poll);
    world.line(fmt::format("  {} '{}': {}, {} of {} have voted, closes {}", poll_name(group, poll),
                           title_of(group, poll), stage_text(stage_of(poll, now)), turnout.voters, turnout.eligible,
                           poll.closes_at.to_minute()));
  }
  print_rest(world, status.polls.size(), "tos poll list");
  if (!status.due.empty()) world.line("\ndue");
  for (const DueItem& item : shown(status.due)) {
    world.line(fmt::format("  {} {}: {}{}", item.what, item.name, item.title,
                           item.command.empty() ? "" : fmt::format("\n    {}", item.command)));
  }
  print_rest(world, status.due.size(), "tos due");
  if (const auto& problem = group.problem()) {
    world.line(fmt::format("\nproblem\n  [{}] {}\n    tos verify", problem->rule->id, one_line(problem->what)));
  }
}

Result<void> run_status(World& world) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const Timestamp now, signing_time(world));
  const std::string handle = known_handle(world, group);
  const Status status{.members = identity::active_count(group.db()),
                      .founding = identity::founding_state(group.db()),
                      .polls = voting::undecided_polls(group.db()),
                      .due = due_items(group, now, handle)};
  if (world.options.json) {
    show_json(world, "tos.status/1", status_json(group, status, now));
  } else {
    print_status(world, group, status, now);
  }
  return {};
}

}  // namespace

void add_status(CLI::App& app, World& world) {
  app.add_subcommand("status", "the group at a glance: records, polls, what is due")->callback([&world] {
    finish(world, run_status(world));
  });
}

}  // namespace tos::cli
