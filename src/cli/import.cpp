#include <CLI/CLI.hpp>
#include <algorithm>
#include <fstream>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>

#include "cli/all_commands.h"
#include "cli/bulk_import.h"
#include "cli/idempotency.h"
#include "cli/json_draft.h"
#include "cli/rules.h"
#include "cli/session.h"
#include "cli/sync_report.h"
#include "core/base/strict_json.h"
#include "core/index/log_table.h"
#include "core/log/maintenance.h"

namespace tos::cli {
namespace {

constexpr std::size_t max_line_bytes = std::size_t{4} * 1024 * 1024;

struct ImportOptions {
  std::string file;
  std::size_t per_commit = 1;
};

Result<std::string> message_of(const Envelope& envelope, const KindEntry& entry, const JsonBody& body) {
  if (body.form.empty()) {
    FormPrinter printer;
    print_envelope(printer, envelope);
    printer.empty_map();
    return printer.take();
  }
  TOS_TRY(const Form form, parse_form(body.form));
  TOS_TRY(const std::unique_ptr<Body> decoded, entry.kind.decode(form.root()));
  return print_message(envelope, entry.kind, *decoded);
}

// Reads JSON lines and signs a record from each. Keys and kinds' descriptions are loaded once.
class ImportReader {
 public:
  ImportReader(World& world, history::Group& group, std::istream& in, std::string name, bool asks_log)
      : world_(world),
        in_(in),
        name_(std::move(name)),
        group_db_(group),
        asks_log_(asks_log),
        group_(group.id()),
        seen_(group.seen()) {}

  Result<std::optional<history::SignedRecord>> next() {
    std::string line;
    while (read_line(line)) {
      ++line_number_;
      if (line.size() > max_line_bytes)
        return refuse(rules::CLI_006, "a line of over 4 MiB").in_file(name_).at_line(line_number_);
      if (line.find_first_not_of(" \r") == std::string::npos) continue;
      auto record = sign(line);
      if (!record) {
        record.error().in_file(name_).at_line(line_number_);
        return record.error();
      }
      if (*record) return std::optional(std::move(**record));
    }
    return std::optional<history::SignedRecord>{};
  }

  int line_number() const { return line_number_; }
  // The records that the log had already, under their idempotency keys.
  const std::vector<RecordId>& repeated() const { return repeated_; }

 private:
  // Not more than a line may have: a stream may never come to an end.
  bool read_line(std::string& line) {
    line.clear();
    std::streambuf& bytes = *in_.rdbuf();
    for (int c = bytes.sbumpc(); c != std::streambuf::traits_type::eof(); c = bytes.sbumpc()) {
      if (c == '\n') return true;
      line.push_back(static_cast<char>(c));
      if (line.size() > max_line_bytes) return true;
    }
    return !line.empty();
  }

  struct KnownKind {
    const KindEntry* entry;
    TypeInfo type;
  };

  Result<const KnownKind*> kind(const std::string& name) {
    const auto place = kinds_.find(name);
    if (place != kinds_.end()) return &place->second;
    const KindEntry* entry = history::find_kind(name);
    if (entry == nullptr) return refuse(rules::CLI_006, "'{}' is no kind", name).hint("tos schema");
    return &kinds_.emplace(name, KnownKind{entry, entry->kind.describe()}).first->second;
  }

  Result<const KeySigner*> signer(const std::string& path) {
    const auto place = signers_.find(path);
    if (place != signers_.end()) return &place->second;
    TOS_TRY(KeySigner loaded, KeySigner::from_file(world_, path));
    return &signers_.emplace(path, std::move(loaded)).first->second;
  }

  static Result<std::string> word(const nlohmann::json& line, const char* name) {
    const auto value = line.find(name);
    if (value == line.end() || !value->is_string()) return refuse(rules::CLI_006, "'{}' is missing or no string", name);
    return value->get<std::string>();
  }

  static Result<void> check_names(const nlohmann::json& line) {
    static constexpr std::string_view known[] = {"at", "author", "body", "idempotency_key", "key", "kind", "label"};
    for (const auto& [name, value] : line.items()) {
      if (!std::ranges::binary_search(known, name))
        return refuse(rules::CLI_006, "a line has no field '{}'", name)
            .hint("at, author, body, idempotency_key, key, kind or label");
    }
    return {};
  }

  // Nothing where the log has this record already.
  Result<std::optional<history::SignedRecord>> sign(const std::string& text) {
    TOS_TRY(const nlohmann::json line, parse_strict_json(text, rules::CLI_006));
    if (!line.is_object()) return refuse(rules::CLI_006, "the line is no JSON object");
    TOS_CHECK(check_names(line));
    Envelope envelope;
    envelope.group = group_;
    envelope.seen = seen_;
    TOS_TRY(envelope.kind, word(line, "kind"));
    TOS_TRY(const std::string author, word(line, "author"));
    TOS_TRY(envelope.author, Handle::parse(author));
    TOS_TRY(const std::string at, word(line, "at"));
    const auto time = Timestamp::parse(at);
    if (!time) return refuse(rules::CLI_006, "'at' is no time like 2026-11-20T10:00:00.000Z");
    envelope.at = *time;
    if (line.contains("idempotency_key")) {
      TOS_TRY(envelope.idempotency_key, word(line, "idempotency_key"));
    }
    TOS_TRY(const std::string key_file, word(line, "key"));
    TOS_TRY(const KeySigner* key, signer(key_file));
    envelope.key = key->key().id();
    TOS_TRY(const KnownKind* known, kind(envelope.kind));
    if (!line.contains("body")) return refuse(rules::CLI_006, "'body' is missing");
    TOS_TRY(const JsonBody body,
            json_to_form(line["body"], known->type, [this](const std::string& label) { return resolve(label); }));
    TOS_TRY(const auto earlier, find_earlier(envelope, *known->entry, body));
    if (earlier) {
      TOS_CHECK(remember(line, *earlier));
      repeated_.push_back(*earlier);
      return std::optional<history::SignedRecord>{};
    }
    TOS_TRY(history::SignedRecord record, sign_form(envelope, *known->entry, body, *key));
    TOS_CHECK(remember(line, record.id));
    return std::optional(std::move(record));
  }

  Result<void> remember(const nlohmann::json& line, const RecordId& id) {
    if (!line.contains("label")) return {};
    TOS_TRY(const std::string label, word(line, "label"));
    labels_.insert_or_assign(label, id.hex());
    return {};
  }

  // The record of this author that the log has under this idempotency key, where it says the same. The one that is
  // being imported is judged with the others (LOG-106).
  Result<std::optional<RecordId>> find_earlier(const Envelope& envelope, const KindEntry& entry, const JsonBody& body) {
    if (!asks_log_ || !envelope.idempotency_key) return std::optional<RecordId>{};
    const auto id = index::find_idempotent(group_db_.db(), envelope.author, *envelope.idempotency_key);
    if (!id) return std::optional<RecordId>{};
    const auto record = history::load_record(group_db_, *id);
    if (!record) return std::optional<RecordId>{};
    TOS_TRY(std::string message, message_of(envelope, entry, body));
    TOS_CHECK(check_same_act(*record, envelope, entry, as_logged(*record, std::move(message), body.enclosures)));
    return id;
  }

  static Result<history::SignedRecord> sign_form(const Envelope& envelope, const KindEntry& entry, const JsonBody& body,
                                                 const KeySigner& key) {
    TOS_TRY(const std::string message, message_of(envelope, entry, body));
    TOS_TRY(const std::string signature, key.sign(message, record_namespace));
    return history::assemble_record(join_record(message, signature, print_enclosures(body.enclosures)));
  }

  Result<std::string> resolve(const std::string& label) const {
    const auto place = labels_.find(label);
    if (place == labels_.end()) return refuse(rules::CLI_006, "no earlier line has the label '{}'", label);
    return place->second;
  }

  World& world_;
  std::istream& in_;
  std::string name_;
  history::Group& group_db_;
  bool asks_log_;
  GroupId group_;
  Seen seen_;
  int line_number_ = 0;
  std::map<std::string, KnownKind> kinds_;
  std::map<std::string, KeySigner> signers_;
  std::map<std::string, std::string> labels_;
  std::vector<RecordId> repeated_;
};

void show_import(World& world, history::Group& group, std::int64_t count, const std::vector<RecordId>& repeated) {
  nlohmann::json there = nlohmann::json::array();
  for (const RecordId& id : repeated) there.push_back(id.hex());
  if (world.options.json) {
    show_json(world, "tos.import/1",
              {{"records", count},
               {"repeated", std::move(there)},
               {"size", group.size()},
               {"root", group.root().hex()},
               {"dry_run", world.options.dry_run}});
    return;
  }
  for (const RecordId& id : repeated) world.line(fmt::format("in the log already: {}", id.hex16()));
  world.line(fmt::format("{} {}; the log has {}", world.options.dry_run ? "would import" : "imported",
                         count_of(count, "record"), group.size()));
}

Result<void> run_import(World& world, const ImportOptions& options) {
  TOS_TRY(history::Group group, open_group(world));
  std::ifstream file;
  if (options.file != "-") {
    file.open(options.file);
    if (!file) return refuse(rules::CLI_005, "'{}' cannot be read", options.file);
  }
  // Before the reader looks at the group.
  TOS_TRY(const log::RepositoryLock lock, group.lock());
  // A line may repeat a record that the log has: where it has any that a line can repeat, each is looked up, and for
  // that the reader shares this thread's database instead of signing ahead.
  const bool asks_log = group.db().exists("SELECT 1 FROM idempotency");
  ImportReader reader(world, group, options.file == "-" ? std::cin : file, options.file, asks_log);
  Progress progress(world, "importing");
  std::optional<SigningAhead> ahead;
  if (!asks_log) ahead.emplace([&reader] { return reader.next(); });
  std::int64_t count = 0;
  {
    const auto next = [&]() -> Result<std::optional<history::SignedRecord>> {
      ++count;
      progress.update(count, count + 1);
      return ahead ? ahead->next() : reader.next();
    };
    auto appended = world.options.dry_run ? try_all(group, next) : group.append_many(next, lock, options.per_commit);
    if (!appended) {
      Refusal refusal = std::move(appended).error();
      if (refusal.where.path.empty())
        refusal.in_file(options.file).at_line(asks_log ? reader.line_number() : static_cast<int>(count));
      return refusal;
    }
    count = *appended;
  }
  if (!world.options.dry_run) (void)log::collect_garbage(group.repository());
  show_import(world, group, count, reader.repeated());
  say_unpublished(world, group);
  return {};
}

}  // namespace

void add_import(CLI::App& app, World& world) {
  auto options = std::make_shared<ImportOptions>();
  CLI::App* command = app.add_subcommand("import", "sign and append many records at once, all or none");
  command->add_option("file", options->file, "JSON lines with kind, author, key, at, body; - for stdin")
      ->required()
      ->type_name("FILE.jsonl");
  command->add_option("--per-commit", options->per_commit, "records a commit (default 1)")
      ->type_name("N")
      ->check(CLI::Range(std::size_t{1}, std::size_t{10'000}));
  command->callback([&world, options] { finish(world, run_import(world, *options)); });
}

}  // namespace tos::cli
