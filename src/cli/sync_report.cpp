#include "cli/sync_report.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/message_text.h"
#include "cli/session.h"
#include "cli/set_aside.h"
#include "federation/rules.h"

namespace tos::cli {
namespace {

// For names and amounts only: what is wrong with main is said by who opens it to work on it.
std::optional<history::Group> group_as_it_is(World& world) {
  auto repository = open_repository(world);
  if (!repository) return std::nullopt;
  auto group = history::Group::open(*std::move(repository), {.reader_clock = world.now()});
  if (!group) return std::nullopt;
  return *std::move(group);
}

}  // namespace

std::string count_of(std::int64_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

void show_aside(World& world, const std::vector<federation::SetAside>& aside,
                const std::vector<log::ObjectId>& commits_aside) {
  std::optional<history::Group> group;
  if (!aside.empty()) group = group_as_it_is(world);
  for (const federation::SetAside& one : aside) {
    const std::string file = group ? aside_file(group->repository(), one.record.id) : "";
    world.warn(fmt::format(
        "{} {}'s {}: [{}] {}", world.options.dry_run ? "would set aside" : "set aside", one.record.envelope.author,
        group ? plain_words_for(*group, one.record) : one.record.envelope.kind, one.why.rule->id, one.why.what));
    if (file.empty() || world.options.dry_run) continue;
    world.note(fmt::format("  kept in {}", file));
    world.note(fmt::format("  when nothing stands against it any more: tos carry {}", file));
    world.note(fmt::format("  to drop it: rm {}", file));
  }
  for (const log::ObjectId& commit : commits_aside) {
    world.warn(fmt::format("the free files of commit {} are different there: git cherry-pick refs/tos/aside/{}",
                           commit.short_hex(), commit.short_hex()));
  }
}

void show_pull(World& world, const federation::PullReport& report) {
  if (report.remote_is_empty) return world.line("the remote is empty: tos push publishes this log");
  if (report.remote_is_behind) {
    world.line("the remote is behind this clone: tos push gives it what it lacks");
    return;
  }
  if (report.was_rewritten) world.note("the remote's commits were rewritten; its log is the same");
  world.line(fmt::format("{} {}; the log {} {}, root {}", world.options.dry_run ? "would receive" : "received",
                         count_of(report.received, "record"), world.options.dry_run ? "would have" : "has", report.size,
                         report.root.hex16()));
  show_aside(world, report.aside, report.commits_aside);
  if (report.absent_text) {
    const Refusal& absent = *report.absent_text;
    world.warn(fmt::format("[{}] {} in {}, and no redaction permits it: tos verify is red", absent.rule->id,
                           absent.what, absent.where.path));
    if (!report.evidence.empty())
      world.note(
          fmt::format("the history that this clone had until now is kept as refs/tos/evidence/{}", report.evidence));
  }
  if (report.problem) {
    show_refusal(world, *report.problem);
    world.warn(
        fmt::format("the remote's log ends there, and this clone stays at the last good commit; {}. Whoever may "
                    "force the remote mends it: tos repair --push",
                    report.evidence.empty() ? "the rest is not taken"
                                            : "the rest is kept as refs/tos/evidence/" + report.evidence));
  }
  if (report.unpublished > 0 && !world.options.dry_run)
    world.note(fmt::format("{} not yet published; publish: tos push", count_of(report.unpublished, "record")));
}

nlohmann::json problem_json(const std::optional<Refusal>& problem) {
  if (!problem) return nullptr;
  return {{"rule", problem->rule->id},       {"class", static_cast<int>(problem->rule->failure_class)},
          {"record", problem->where.record}, {"path", problem->where.path},
          {"line", problem->where.line},     {"what", problem->what},
          {"hint", problem->hint_text}};
}

nlohmann::json aside_json(const std::vector<federation::SetAside>& aside) {
  nlohmann::json list = nlohmann::json::array();
  for (const federation::SetAside& one : aside) {
    list.push_back({{"record", one.record.id.hex()},
                    {"kind", one.record.envelope.kind},
                    {"author", one.record.envelope.author.text()},
                    {"rule", one.why.rule->id},
                    {"what", one.why.what}});
  }
  return list;
}

nlohmann::json pull_json(const federation::PullReport& report) {
  return {{"received", report.received},
          {"records", report.size},
          {"root", report.root.hex()},
          {"unpublished", report.unpublished},
          {"remote_is_empty", report.remote_is_empty},
          {"remote_is_behind", report.remote_is_behind},
          {"was_rewritten", report.was_rewritten},
          {"set_aside", aside_json(report.aside)},
          {"problem", problem_json(report.problem)},
          {"absent_text", problem_json(report.absent_text)},
          {"evidence", report.evidence}};
}

int pull_exit_code(const World&, const federation::PullReport& report) {
  const bool is_whole = !report.problem && report.aside.empty() && report.commits_aside.empty();
  return is_whole ? 0 : exit_code(FailureClass::conflict);
}

// What the remote printed is shown and chooses nothing: a hook may print whatever it likes.
int show_refused_push(World& world, const federation::PushOutcome& outcome) {
  for (std::string_view rest = outcome.remote_words; !rest.empty();) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    print_message(one_line(rest.substr(0, end)) + "\n");
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  Refusal refusal = refuse(rules::FED_004, "the remote refused: {}", outcome.reason);
  refusal.hint("its reason stands above; tos verify tells whether this clone agrees");
  if (outcome.remote_words.empty()) refusal.hint("ask whoever keeps the remote");
  const bool is_json = std::exchange(world.options.json, false);
  const int code = show_refusal(world, refusal);
  world.options.json = is_json;
  if (is_json) {
    nlohmann::json data = refusal_json(refusal);
    data["remote"] = outcome.remote_words;
    show_json(world, "tos.refusal/1", std::move(data));
  }
  return code;
}

}  // namespace tos::cli
