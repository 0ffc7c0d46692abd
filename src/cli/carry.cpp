#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>

#include "cli/all_commands.h"
#include "cli/rules.h"
#include "cli/session.h"
#include "cli/sync_report.h"
#include "core/index/log_table.h"
#include "core/log/durable_file.h"
#include "economy/transfer.h"
#include "history/record_order.h"

namespace tos::cli {
namespace {

constexpr std::size_t max_files = 100'000;

struct Found {
  std::string name;
  history::SignedRecord record;
};

Refusal unreadable(const std::string& path) {
  return refuse(rules::CLI_005, "'{}' cannot be read, or is larger than 1 MiB", path);
}

// A record file; or a message whose signature ssh-keygen -Y sign has put beside it, as FILE.sig. In a folder, which
// others may have filled, both are files and nothing else: a pipe would never end.
Result<history::SignedRecord> read_one(const std::string& path, bool is_in_folder) {
  auto bytes = is_in_folder ? log::read_regular_file(path, max_record_bytes) : log::read_file(path, max_record_bytes);
  if (!bytes) return unreadable(path);
  const std::string signature_path = path + ".sig";
  std::error_code error;
  if (std::filesystem::symlink_status(signature_path, error).type() != std::filesystem::file_type::not_found) {
    const auto signature = log::read_regular_file(signature_path, max_record_bytes);
    if (!signature) return unreadable(signature_path).hint("the signature beside a message is a file, and no link");
    bytes = join_record(*bytes, *signature, "");
  }
  auto record = history::read_signed_record(*std::move(bytes));
  if (!record) record.error().in_file(path);
  return record;
}

Result<std::vector<std::string>> files_in(const std::string& folder) {
  std::error_code error;
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (entry.is_regular_file(error) && !entry.is_symlink(error) && entry.path().extension() == ".yaml")
      files.push_back(entry.path().string());
    if (files.size() > max_files) return refuse(rules::CLI_005, "'{}' holds over {} files", folder, max_files);
  }
  std::ranges::sort(files);
  return files;
}

// What was found, in the order in which it may enter the log.
struct Batch {
  std::vector<Found> found;
  std::vector<Refusal> refused;
  bool is_folder = false;
  std::int64_t known = 0;  // of a folder, records that the log has already: a folder may be carried again and again
};

Result<Batch> read_all(const std::string& source) {
  Batch batch;
  if (source == "-") {
    TOS_TRY(std::string bytes, read_stdin());
    TOS_TRY(history::SignedRecord record, history::read_signed_record(std::move(bytes)));
    batch.found.push_back({"-", std::move(record)});
    return batch;
  }
  std::error_code error;
  batch.is_folder = std::filesystem::is_directory(source, error);
  std::vector<std::string> files{source};
  if (batch.is_folder) {
    TOS_TRY(files, files_in(source));
  }
  std::vector<Found> found;
  for (const std::string& file : files) {
    auto record = read_one(file, batch.is_folder);
    if (record) {
      found.push_back({file, *std::move(record)});
    } else {
      batch.refused.push_back(record.error());
    }
  }
  std::vector<const history::SignedRecord*> records;
  for (const Found& one : found) records.push_back(&one.record);
  for (const std::size_t i : history::log_order(records)) batch.found.push_back(std::move(found[i]));
  return batch;
}

bool was_set_aside(const std::string& file) { return std::filesystem::path(file).parent_path().filename() == "aside"; }

// A transfer that its author signed later and that moves the same: people type again what did not pass, and a key of
// its own makes that another payment. Looks at the author's newest.
std::optional<RecordId> find_same_payment(history::Group& group, const history::SignedRecord& record) {
  constexpr std::int64_t most_looked_at = 100;
  constexpr const char* kind = "economy.transfer/v1";
  if (record.entry == nullptr || record.envelope.kind != kind) return std::nullopt;
  const auto legs_of = [](const history::SignedRecord& one) {
    return economy::print_legs(static_cast<const BodyOf<economy::Transfer>&>(*one.body).value.legs.items);
  };
  std::vector<RecordId> later;
  for (Rows rows = group.db().query("SELECT id FROM log WHERE author = ? AND kind = ? AND at > ? ORDER BY position "
                                    "DESC LIMIT ?",
                                    record.envelope.author, kind, record.envelope.at, most_looked_at);
       rows.next();) {
    later.push_back(rows.id<RecordId>(0));
  }
  for (const RecordId& id : later) {
    if (id == record.id) continue;
    const auto other = history::load_record(group, id);
    if (other && legs_of(*other) == legs_of(record)) return id;
  }
  return std::nullopt;
}

// Takes what passes, each once; what did not, for another round.
std::vector<Found> take_round(World& world, history::Group& group, Batch& batch,
                              std::vector<history::Group::Appended>& carried, std::vector<Refusal>& why) {
  std::vector<Found> rest;
  for (Found& one : batch.found) {
    if (batch.is_folder && index::find_entry(group.db(), one.record.id)) {
      ++batch.known;
      continue;
    }
    const auto same = was_set_aside(one.name) ? find_same_payment(group, one.record) : std::nullopt;
    if (auto staged = group.stage(std::move(one.record))) {
      if (same) {
        world.warn(
            fmt::format("the record {} moves the same and was signed later; if {} was typed again, this is "
                        "paid twice: tos undo",
                        same->hex16(), staged->id.hex16()));
      }
      carried.push_back(*std::move(staged));
    } else {
      why.push_back(staged.error().in_file(one.name));
      rest.push_back(std::move(one));
    }
  }
  return rest;
}

// Carries what passes. Records stand behind those that they name; where one needs another without naming it, such as a
// key that its author was given, further rounds help, and their number is limited. Main moves once.
Result<std::vector<history::Group::Appended>> carry_all(World& world, history::Group& group, Batch& batch) {
  constexpr int most_rounds = 8;
  std::vector<history::Group::Appended> carried;
  TOS_TRY(const log::RepositoryLock lock, group.lock());
  std::vector<Refusal> why;
  for (int round = 0; round < most_rounds && !batch.found.empty(); ++round) {
    const std::size_t before = batch.found.size();
    why.clear();
    batch.found = take_round(world, group, batch, carried, why);
    if (batch.found.size() == before) break;
  }
  if (!batch.found.empty()) batch.refused.insert(batch.refused.end(), why.begin(), why.end());
  if (!world.options.dry_run) TOS_CHECK(group.write_staged(lock));
  return carried;
}

Result<int> run_carry(World& world, const std::string& source) {
  TOS_TRY(Batch batch, read_all(source));  // before anything of the clone is held: stdin may take its time
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const auto carried, carry_all(world, group, batch));
  nlohmann::json data = {{"carried", nlohmann::json::array()},
                         {"known", batch.known},
                         {"refused", batch.refused.size()},
                         {"refusals", nlohmann::json::array()},
                         {"dry_run", world.options.dry_run}};
  for (const auto& one : carried) {
    data["carried"].push_back({{"id", one.id.hex()}, {"path", one.path}});
    if (!world.options.json)
      world.line(fmt::format("{} {} {}", world.options.dry_run ? "would carry" : "carried", one.id.hex16(), one.path));
  }
  int code = 0;
  int lowest = 1000;
  for (const Refusal& refusal : batch.refused) {
    data["refusals"].push_back(refusal_json(refusal));
    const bool json = std::exchange(world.options.json, false);
    const int one = show_refusal(world, refusal);
    world.options.json = json;
    if (static_cast<int>(refusal.rule->failure_class) < lowest)
      lowest = static_cast<int>(refusal.rule->failure_class), code = one;
  }
  if (world.options.json) show_json(world, "tos.carry/1", std::move(data));
  if (batch.known > 0) world.note(fmt::format("{} in the log already", count_of(batch.known, "record")));
  if (carried.empty() && batch.refused.empty() && batch.known == 0)
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
