#include "cli/session.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "cli/commit_signing.h"
#include "cli/idempotency.h"
#include "cli/names.h"
#include "cli/rules.h"
#include "cli/sync_report.h"
#include "cli/time_option.h"
#include "core/base/assert.h"
#include "core/index/log_table.h"
#include "core/index/short_name.h"
#include "core/log/durable_file.h"
#include "core/log/maintenance.h"
#include "federation/sync.h"
#include "history/index_file.h"
#include "history/rules.h"

namespace tos::cli {

Result<log::Repository> open_repository(World& world) {
  TOS_TRY(log::Repository repository, log::Repository::discover(world.options.directory));
  sign_commits_as_configured(world, repository);
  return repository;
}

Result<history::Group> open_group(World& world) {
  TOS_TRY(log::Repository repository, open_repository(world));
  // A process that died while the work tree followed main has left that to the next one, whatever it is to do.
  if (log::has_interrupted_move(repository) && !world.options.dry_run)
    (void)log::RepositoryLock::acquire(repository, 0);
  TOS_TRY(history::Group group,
          history::Group::open(std::move(repository), {.reader_clock = world.now(), .threads = 2}));
  if (const auto& problem = group.problem()) {
    const std::string& place = problem->where.path.empty() ? problem->where.record : problem->where.path;
    world.warn(fmt::format("the log ends at record {}: [{}] {}{}", group.size(), problem->rule->id, problem->what,
                           place.empty() ? "" : fmt::format(" ({})", place)));
    world.note("hint: tos verify tells all; tos repair mends it");
  }
  world.detail(fmt::format("clone: {}, {} records, {} of them unpublished", group.repository().git_dir().string(),
                           group.size(), group.unpublished().size()));
  return group;
}

Refusal damaged_index(World& world, const DatabaseError& error) {
  const auto repository = open_repository(world);
  return repository ? history::index_refusal(repository->tos_dir(), error) : repository.error();
}

Enclosure enclose(std::string field, std::string text) {
  if (!text.ends_with('\n')) text += '\n';
  Enclosure enclosure{.name = std::move(field), .salt = {}, .text = std::move(text)};
  randombytes_buf(enclosure.salt.data(), enclosure.salt.size());
  return enclosure;
}

Result<history::SignedRecord> sign_record(World& world, history::Group& group, Draft draft, const Identity& identity) {
  const KindEntry* entry = history::find_kind(draft.kind);
  TOS_ASSERT(entry != nullptr);
  TOS_TRY(const Timestamp at, signing_time(world));
  // Whatever becomes of it, carried twice or signed again: what it moves is moved at most once.
  if (!draft.idempotency_key && draft.kind.starts_with("economy.")) draft.idempotency_key = idempotency_key_of("");
  const Envelope envelope{.kind = draft.kind,
                          .group = group.id(),
                          .author = identity.handle,
                          .key = identity.signer.key().id(),
                          .at = at,
                          .seen = group.seen(),
                          .idempotency_key = draft.idempotency_key};
  const std::string message = print_message(envelope, entry->kind, *draft.body);
  TOS_TRY(const std::string signature, identity.signer.sign(message, record_namespace));
  return history::assemble_record(join_record(message, signature, print_enclosures(draft.enclosures)));
}

Result<std::vector<history::Group::Appended>> append_signed(World& world, history::Group& group,
                                                            std::vector<history::SignedRecord> records,
                                                            std::size_t per_commit) {
  TOS_TRY(const log::RepositoryLock lock, group.lock());
  TOS_TRY(auto appended, group.append(std::move(records), lock, per_commit));
  for (const auto& one : appended) world.detail(fmt::format("wrote: {} ({})", one.path, one.id.hex()));
  (void)log::collect_garbage(group.repository());
  return appended;
}

namespace {

// A decision that a refusal calls by its id has a name, by which people know it.
void name_decision(history::Group& group, Refusal& refusal) {
  constexpr std::string_view before = "decision ";
  constexpr std::size_t id_digits = 16;
  if (!std::string_view(refusal.rule->id).starts_with("CHA-01") || !refusal.what.starts_with(before)) return;
  const std::string digits = refusal.what.substr(before.size(), id_digits);
  const auto decision = voting::resolve_decision(group.db(), digits);
  if (!decision) return;
  const std::string name = decision_name(group, *decision);
  refusal.what = name + refusal.what.substr(before.size() + digits.size());
  if (const std::size_t at = refusal.hint_text.find(digits); at != std::string::npos)
    refusal.hint_text.replace(at, digits.size(), name);
}

// What was refused was never written: no file and no line of it is there to be looked at.
template <class T>
Result<T> without_place(Result<T> result, const RecordId& id) {
  if (!result && result.error().where.record == id.hex()) result.error().where = {};
  return result;
}

}  // namespace

Result<RecordId> publish_signed(World& world, history::Group& group, history::SignedRecord record) {
  const RecordId id = record.id;
  if (world.options.dry_run) {
    auto passes = without_place(group.check(record), id);
    if (!passes) name_decision(group, passes.error());
    TOS_CHECK(passes);
    world.note("dry run: the record passes; nothing was written");
    return id;
  }
  std::vector<history::SignedRecord> one;
  one.push_back(std::move(record));
  auto appended = without_place(append_signed(world, group, std::move(one)), id);
  if (!appended) name_decision(group, appended.error());
  TOS_CHECK(appended);
  return id;
}

Result<RecordId> publish_draft(World& world, history::Group& group, Draft draft, const Identity& identity) {
  TOS_TRY(history::SignedRecord record, sign_record(world, group, std::move(draft), identity));
  return publish_signed(world, group, std::move(record));
}

Result<RecordId> publish_draft(World& world, history::Group& group, Draft draft) {
  TOS_TRY(const Identity identity, choose_identity(world, group));
  return publish_draft(world, group, std::move(draft), identity);
}

Result<void> export_draft(World& world, history::Group& group, Draft draft, const Identity& identity,
                          const std::string& file) {
  TOS_TRY(const history::SignedRecord record, sign_record(world, group, std::move(draft), identity));
  if (file == "-") {
    if (world.options.json) {
      show_json(world, "tos.exported/1", {{"id", record.id.hex()}, {"file", file}, {"record", record.bytes}});
    } else {
      world.out(record.bytes);
    }
    return {};
  }
  if (world.options.dry_run) {
    world.note(fmt::format("dry run: would write {}; nothing was written", file));
    return {};
  }
  TOS_TRY(const bool is_made, log::create_durably(file, record.bytes, "export"));
  if (!is_made) {
    return refuse(rules::CLI_007, "'{}' is there already", file).hint("choose another name, or remove it");
  }
  if (world.options.json) show_json(world, "tos.exported/1", {{"id", record.id.hex()}, {"file", file}});
  world.note(fmt::format("wrote {}: somebody with the group's repository carries it: tos carry {}", file, file));
  return {};
}

std::string unpublished_text(history::Group& group) {
  const auto records = static_cast<std::int64_t>(group.unpublished().size());
  const auto commits = federation::free_commits_ahead(group.repository(), group.head());
  const std::string free = commits && *commits > 0 ? count_of(*commits, "commit") + " of free files" : "";
  if (records == 0) return free;
  return count_of(records, "record") + (free.empty() ? "" : " and " + free);
}

void say_unpublished(World& world, history::Group& group) {
  if (world.options.dry_run) return;
  const std::string waiting = unpublished_text(group);
  if (group.has_remote() && !waiting.empty()) {
    world.note(fmt::format("{} not yet published; publish: tos push", waiting));
  } else if (!group.has_remote()) {
    world.note("this group has no remote yet; publish: tos hub init DIR, or git remote add origin URL && tos push");
  }
}

void show_written(World& world, history::Group& group, const RecordId& id, std::string_view sentence,
                  std::optional<bool> is_repeated) {
  if (world.options.json) {
    const auto entry = index::find_entry(group.db(), id);
    nlohmann::json data{{"id", id.hex()},
                        {"path", entry ? entry->path : ""},
                        {"position", entry ? entry->position : 0},
                        {"dry_run", world.options.dry_run}};
    if (is_repeated) data["repeated"] = *is_repeated;
    show_json(world, "tos.written/1", std::move(data));
  } else {
    world.line(sentence);
  }
  say_unpublished(world, group);
}

namespace {

// Lines that start with # are the template's, not the text's.
std::string without_comments(const std::string& text) {
  std::string out;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("#")) out += line + "\n";
  }
  while (out.ends_with("\n\n")) out.pop_back();
  const std::size_t start = out.find_first_not_of('\n');
  return start == std::string::npos ? "" : out.substr(start);
}

int run_editor(const std::string& editor, const std::string& file) {
  const pid_t child = fork();
  if (child == 0) {
    const std::string command = editor + " \"$1\"";
    execl("/bin/sh", "sh", "-c", command.c_str(), "editor", file.c_str(), static_cast<char*>(nullptr));
    _exit(127);
  }
  int status = 0;
  if (child < 0 || waitpid(child, &status, 0) < 0) return 127;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 127;
}

Result<std::string> edit(World& world, std::string_view field, std::string_view help) {
  const std::string editor = world.environment("VISUAL").value_or(world.environment("EDITOR").value_or("vi"));
  std::string file = (std::filesystem::temp_directory_path() / "tos-draft-XXXXXX").string();
  const int handle = mkstemp(file.data());
  if (handle < 0)
    return refuse(rules::CLI_004, "no draft can be made in the temporary directory")
        .hint("give the text with --{} TEXT", field);
  close(handle);
  std::ofstream(file) << "\n# " << help
                      << "\n# Lines that start with # are left out. An empty text stops the command.\n";
  if (run_editor(editor, file) != 0)
    return refuse(rules::CLI_004, "the editor '{}' failed; the draft is in {}", editor, file)
        .hint("--{} @{}", field, file);
  TOS_TRY(const std::string draft, log::read_file(file, max_record_bytes));
  std::string text = without_comments(draft);
  if (text.empty())
    return refuse(rules::CLI_004, "the text is empty; the draft is in {}", file).hint("--{} TEXT", field);
  std::filesystem::remove(file);
  return text;
}

}  // namespace

Result<std::string> read_stdin() {
  std::string text(max_record_bytes + 1, '\0');
  std::cin.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(std::cin.gcount()));
  if (text.size() <= max_record_bytes) return text;
  return refuse(rules::CLI_005, "standard input has more than {} bytes", max_record_bytes)
      .hint("a record is never that large");
}

Result<std::string> text_option(World& world, const std::string& value, std::string_view field, std::string_view help) {
  if (value == "-") return read_stdin();
  if (value.starts_with("@")) {
    std::error_code error;
    if (const auto size = std::filesystem::file_size(value.substr(1), error); !error && size > max_record_bytes) {
      return refuse(rules::CLI_005, "'{}' has {} bytes; {} are the most", value.substr(1), size, max_record_bytes);
    }
    auto text = log::read_file(value.substr(1), max_record_bytes);
    if (!text) return refuse(rules::CLI_005, "'{}' cannot be read", value.substr(1));
    return text;
  }
  if (!value.empty()) return value;
  if (!world.is_interactive())
    return refuse(rules::CLI_004, "{} is missing", field)
        .hint("--{} TEXT, --{} @FILE, or --{} - for stdin", field, field, field);
  return edit(world, field, help);
}

Result<index::LogEntry> resolve_record(history::Group& group, std::string_view name) {
  if (const auto id = RecordId::parse(name)) {
    if (auto entry = index::find_entry(group.db(), *id)) return *std::move(entry);
  }
  if (const auto range = index::parse_id_prefix(name)) {
    std::vector<std::int64_t> found;
    for (Rows rows = group.db().query("SELECT position FROM log WHERE id BETWEEN ? AND ? LIMIT 2",
                                      Blob{range->first_bytes()}, Blob{range->last_bytes()});
         rows.next();) {
      found.push_back(rows.integer(0));
    }
    if (found.size() > 1) return refuse(rules::LOG_115, "several ids begin with {}", name).hint("give more digits");
    if (found.size() == 1) return *index::entry_at(group.db(), found.front());
  }
  return refuse(rules::LOG_115, "'{}' names no record of this log", name).hint("tos log");
}

}  // namespace tos::cli
