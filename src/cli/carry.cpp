#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>

#include "cli/all_commands.h"
#include "cli/rules.h"
#include "cli/session.h"
#include "core/log/durable_file.h"

namespace tos::cli {
namespace {

constexpr std::size_t max_files = 100'000;

struct Found {
  std::string name;
  history::SignedRecord record;
};

// A record file; or a message whose signature ssh-keygen -Y sign has put beside it, as FILE.sig.
Result<history::SignedRecord> read_one(const std::string& path) {
  auto bytes = log::read_file(path, max_record_bytes);
  if (!bytes) return refuse(rules::CLI_005, "'{}' cannot be read, or is larger than 1 MiB", path);
  if (const auto signature = log::read_file(path + ".sig", max_record_bytes))
    bytes = join_record(*bytes, *signature, "");
  auto record = history::read_signed_record(*std::move(bytes));
  if (!record) record.error().in_file(path);
  return record;
}

Result<std::vector<std::string>> files_of(const std::string& source) {
  std::error_code error;
  if (!std::filesystem::is_directory(source, error)) return std::vector{source};
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(source, error)) {
    if (entry.is_regular_file(error) && !entry.is_symlink(error) && entry.path().extension() == ".yaml")
      files.push_back(entry.path().string());
    if (files.size() > max_files) return refuse(rules::CLI_005, "'{}' holds over {} files", source, max_files);
  }
  std::ranges::sort(files);
  return files;
}

Result<std::vector<Found>> read_all(const std::string& source, std::vector<Refusal>& refused) {
  std::vector<Found> found;
  if (source == "-") {
    TOS_TRY(std::string bytes, read_stdin());
    TOS_TRY(history::SignedRecord record, history::read_signed_record(std::move(bytes)));
    found.push_back({"-", std::move(record)});
    return found;
  }
  TOS_TRY(const std::vector<std::string> files, files_of(source));
  for (const std::string& file : files) {
    auto record = read_one(file);
    if (!record) {
      refused.push_back(record.error());
      continue;
    }
    found.push_back({file, *std::move(record)});
  }
  std::ranges::stable_sort(found, {},
                           [](const Found& one) { return std::pair(one.record.envelope.at, one.record.id); });
  return found;
}

// Carries what passes, oldest first; goes round again as long as something did, for records that name others. Main
// moves once.
Result<std::vector<history::Group::Appended>> carry_all(World& world, history::Group& group, std::vector<Found> found,
                                                        std::vector<Refusal>& refused) {
  std::vector<history::Group::Appended> carried;
  TOS_TRY(const log::RepositoryLock lock, group.lock());
  bool progress = true;
  while (progress && !found.empty()) {
    progress = false;
    std::vector<Found> rest;
    std::vector<Refusal> why;
    for (Found& one : found) {
      auto staged = group.stage(std::move(one.record));
      if (!staged) {
        why.push_back(staged.error().in_file(one.name));
        rest.push_back(std::move(one));
        continue;
      }
      progress = true;
      carried.push_back(*std::move(staged));
    }
    found = std::move(rest);
    if (!progress) refused.insert(refused.end(), why.begin(), why.end());
  }
  if (!world.options.dry_run) TOS_CHECK(group.write_staged(lock));
  return carried;
}

Result<int> run_carry(World& world, const std::string& source) {
  TOS_TRY(history::Group group, open_group(world));
  std::vector<Refusal> refused;
  TOS_TRY(std::vector<Found> found, read_all(source, refused));
  TOS_TRY(const auto carried, carry_all(world, group, std::move(found), refused));
  nlohmann::json data = {{"carried", nlohmann::json::array()},
                         {"refused", refused.size()},
                         {"refusals", nlohmann::json::array()},
                         {"dry_run", world.options.dry_run}};
  for (const auto& one : carried) {
    data["carried"].push_back({{"id", one.id.hex()}, {"path", one.path}});
    if (!world.options.json)
      world.line(fmt::format("{} {} {}", world.options.dry_run ? "would carry" : "carried", one.id.hex16(), one.path));
  }
  int code = 0;
  int lowest = 1000;
  for (const Refusal& refusal : refused) {
    data["refusals"].push_back(refusal_json(refusal));
    const bool json = std::exchange(world.options.json, false);
    const int one = show_refusal(world, refusal);
    world.options.json = json;
    if (static_cast<int>(refusal.rule->failure_class) < lowest)
      lowest = static_cast<int>(refusal.rule->failure_class), code = one;
  }
  if (world.options.json) show_json(world, "tos.carry/1", std::move(data));
  if (carried.empty() && refused.empty())
    world.note(fmt::format("no records in '{}': their files end in .yaml", source));
  if (world.options.dry_run) world.note("dry run: nothing was written");
  if (!carried.empty()) say_unpublished(world, group);
  return code;
}

}  // namespace

void add_carry(CLI::App& app, World& world) {
  auto source = std::make_shared<std::string>();
  CLI::App* command =
      app.add_subcommand("carry", "append records that others have signed, from a file, a folder or stdin");
  command
      ->add_option("source", *source, "a record file; a message with FILE.sig beside it; a folder of them; - for stdin")
      ->required()
      ->type_name("FILE|DIR|-");
  command->callback([&world, source] { finish(world, run_carry(world, *source)); });
}

}  // namespace tos::cli
