#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <set>

#include "cli/bulk_import.h"
#include "cli/idempotency.h"
#include "cli/ledger_books.h"
#include "cli/rules.h"
#include "cli/session.h"
#include "cli/sync_report.h"
#include "cli/time_option.h"
#include "core/base/terminal_text.h"
#include "core/log/durable_file.h"
#include "core/log/maintenance.h"
#include "economy/books/bank_file.h"
#include "economy/books/books_rules.h"
#include "economy/books/open_collective.h"
#include "economy/transfer.h"
#include "identity/roll.h"
#include "identity/rules.h"

namespace tos::cli {
namespace {

namespace books = economy::books;

constexpr std::string_view transfer_kind = "economy.transfer/v1";
constexpr voting::InputLimits import_limits{.max_bytes = std::int64_t{1} << 30, .max_line_bytes = std::size_t{1} << 20};

struct LedgerImportOptions {
  std::string file;
  std::string rules;
  std::string format;
  std::string skip_bad;
  std::size_t per_commit = 100;
};

Result<books::ImportedFile> read_file_to_import(history::Group& group, const LedgerImportOptions& options) {
  const books::ScaleOf scale_of = [&group](const economy::CurrencyCode& code) -> std::optional<int> {
    const auto currency = economy::find_currency(group.db(), code.text());
    if (!currency) return std::nullopt;
    return currency->scale;
  };
  TOS_TRY(voting::Input input, voting::Input::open(options.file, import_limits));
  if (options.format == "open-collective") {
    if (!options.rules.empty())
      return refuse(rules::CLI_001, "--rules is for bank files").hint("leave --rules or --format out");
    return books::read_open_collective(input, scale_of);
  }
  if (!options.format.empty() && options.format != "csv")
    return refuse(rules::CLI_001, "--format '{}' is neither csv nor open-collective", options.format);
  if (options.rules.empty())
    return refuse(rules::CLI_001, "a bank file needs --rules FILE")
        .hint(
            "it says what the columns mean, as in: fields date, description, amount; account1 coop/EUR/external; "
            "account2 "
            "bank/EUR/external");
  constexpr std::size_t most_rules_bytes = std::size_t{1} << 20;
  auto text = log::read_file(options.rules, most_rules_bytes);
  if (!text) return refuse(rules::CLI_005, "'{}' cannot be read, or is over 1 MiB", options.rules);
  auto csv_rules = books::parse_csv_rules(*text);
  if (!csv_rules) return csv_rules.error().in_file(options.rules);
  return books::read_bank_file(input, *csv_rules, scale_of);
}

// Makes a signed record of one row after the other. Signs only: what it needs of the group it has from the start.
class TransferSigner {
 public:
  TransferSigner(history::Group& group, const Identity& identity, Timestamp at)
      : entry_(*history::find_kind(transfer_kind)), identity_(identity) {
    envelope_.kind = transfer_kind;
    envelope_.group = group.id();
    envelope_.seen = group.seen();
    envelope_.author = identity.handle;
    envelope_.key = identity.signer.key().id();
    envelope_.at = at;
  }

  const KindEntry& entry() const { return entry_; }
  const Envelope& envelope_for(const books::ImportedTransfer& transfer) {
    envelope_.idempotency_key = transfer.key;
    return envelope_;
  }
  std::string message(const books::ImportedTransfer& transfer) {
    economy::Transfer body;
    for (const economy::Leg& leg : transfer.legs)
      body.legs.items.push_back({.account = leg.account, .amount = {leg.amount}});
    body.date = transfer.date;
    if (!transfer.memo.empty()) body.memo = {transfer.memo};
    return print_message(envelope_for(transfer), entry_.kind, BodyOf<economy::Transfer>(std::move(body)));
  }
  Result<history::SignedRecord> sign(const books::ImportedTransfer& transfer) {
    const std::string text = message(transfer);
    TOS_TRY(const std::string signature, identity_.signer.sign(text, record_namespace));
    return history::assemble_record(join_record(text, signature, print_enclosures({})));
  }

 private:
  const KindEntry& entry_;
  const Identity& identity_;
  Envelope envelope_;
};

// One import, from what the file says to the log.
class LedgerImport {
 public:
  LedgerImport(World& world, const LedgerImportOptions& options, Identity identity, Timestamp at)
      : world_(world), options_(options), identity_(std::move(identity)), at_(at) {}

  Result<int> run(std::optional<history::Group> group) {
    TOS_TRY(file_, read_file_to_import(*group, options_));
    if (file_.rows == 0) {
      return refuse(rules::ECO_302, "there are no rows in it")
          .in_file(options_.file)
          .hint("is it the right file, and does skip in its rules leave any?");
    }
    leave_repeated(*group);
    if (!is_stopped()) TOS_CHECK(append(group));
    if (is_stopped()) return stop();
    if (!options_.skip_bad.empty() && !file_.bad.empty())
      world_.note(fmt::format("{} {}", world_.options.dry_run ? "would write" : "wrote", options_.skip_bad));
    show(*group);
    return 0;
  }

 private:
  bool is_stopped() const { return !file_.bad.empty() && options_.skip_bad.empty(); }

  void set_aside(const books::ImportedTransfer& transfer, Refusal why) {
    file_.bad.push_back({.line = transfer.line, .name = transfer.name, .why = std::move(why)});
  }

  // Another treasurer may have brought the row: the key says what it says, whoever imports it.
  static std::optional<RecordId> find_imported(Database& db, const std::vector<identity::Member>& members,
                                               const std::string& key) {
    for (const identity::Member& member : members) {
      if (auto id = index::find_idempotent(db, member.handle, key)) return id;
    }
    return std::nullopt;
  }

  // Rows that an earlier import brought are left out; those that now say something else are bad (LOG-106).
  void leave_repeated(history::Group& group) {
    if (!group.db().exists("SELECT 1 FROM idempotency")) return;
    TransferSigner signer(group, identity_, at_);
    const std::vector<identity::Member> members = identity::all_members(group.db());
    std::erase_if(file_.transfers, [&](const books::ImportedTransfer& transfer) {
      const auto id = find_imported(group.db(), members, transfer.key);
      if (!id) return false;
      auto record = history::load_record(group, *id);
      const std::string message = signer.message(transfer);
      Result<void> same;
      if (record) {
        same = check_same_act(*record, signer.envelope_for(transfer), signer.entry(), message);
      } else {
        same = std::move(record).error();
      }
      if (same) {
        ++repeated_;
      } else {
        set_aside(transfer, std::move(same).error());
      }
      return true;
    });
  }

  // All at once; where a record is refused, each is tried on its own, so that all that do not fit are told.
  Result<void> append(std::optional<history::Group>& group) {
    TOS_TRY(bool is_whole, append_all(*group));
    while (!is_whole) {
      TOS_CHECK(open_anew(group));
      TOS_CHECK(try_each(*group));
      if (is_stopped()) return {};
      TOS_CHECK(open_anew(group));
      TOS_TRY(is_whole, append_all(*group));
    }
    return {};
  }

  // What was tried is forgotten with the group that it was tried on, which has the read model for itself.
  Result<void> open_anew(std::optional<history::Group>& group) {
    group.reset();
    TOS_TRY(history::Group fresh, open_group(world_));
    group.emplace(std::move(fresh));
    return {};
  }

  history::Group::RecordStream stream(TransferSigner& signer) {
    return [this, &signer, at = std::size_t{0}]() mutable -> Result<std::optional<history::SignedRecord>> {
      if (at == file_.transfers.size()) return std::optional<history::SignedRecord>{};
      TOS_TRY(history::SignedRecord record, signer.sign(file_.transfers[at++]));
      return std::optional(std::move(record));
    };
  }

  // False where the log refuses a record: nothing is written then. With --dry-run nothing is written anyway.
  Result<bool> append_all(history::Group& group) {
    if (file_.transfers.empty()) return write_list();
    TOS_TRY(const log::RepositoryLock lock, group.lock());
    TransferSigner signer(group, identity_, at_);
    SigningAhead ahead(stream(signer));
    Progress progress(world_, "importing");
    const auto total = static_cast<std::int64_t>(file_.transfers.size());
    std::int64_t count = 0;
    const auto next = [&] {
      progress.update(count++, total);
      return ahead.next();
    };
    if (!world_.options.dry_run) TOS_CHECK(write_list());
    auto appended = world_.options.dry_run ? try_all(group, next) : group.append_many(next, lock, options_.per_commit);
    if (appended) {
      if (!world_.options.dry_run) (void)log::collect_garbage(group.repository());
      return true;
    }
    if (appended.error().rule->failure_class == FailureClass::environment) return std::move(appended).error();
    return false;
  }

  Result<void> try_each(history::Group& group) {
    TOS_TRY(auto fitting, those_that_fit(group));  // what signs ahead reads the others until here
    file_.transfers = std::move(fitting);
    return {};
  }
  Result<std::vector<books::ImportedTransfer>> those_that_fit(history::Group& group) {
    TransferSigner signer(group, identity_, at_);
    SigningAhead ahead(stream(signer));
    std::vector<books::ImportedTransfer> fitting;
    for (books::ImportedTransfer& transfer : file_.transfers) {
      TOS_TRY(const auto record, ahead.next());
      auto taken = group.take(*record);
      if (taken) {
        fitting.push_back(std::move(transfer));
      } else if (taken.error().rule == &rules::IDN_013) {  // and so it is with all that follow
        for_another_day_ = std::ssize(file_.transfers) - (&transfer - file_.transfers.data());
        set_aside(transfer, for_another_day(fitting.size()));
        break;
      } else {
        set_aside(transfer, std::move(taken).error());
      }
    }
    return fitting;
  }

  Refusal for_another_day(std::size_t fitting) const {
    return refuse(rules::IDN_013,
                  "this row and all after it, {} in all, are for another day: '{}' can add {} more today",
                  for_another_day_, identity_.handle, count_of(static_cast<std::int64_t>(fitting), "record"));
  }

  std::vector<std::string> bad_lines() {
    std::ranges::stable_sort(file_.bad, {}, &books::BadRow::line);
    std::vector<std::string> lines;
    for (const books::BadRow& bad : file_.bad) {
      lines.push_back(fmt::format("{}:{}: {}[{}] {}", options_.file, bad.line,
                                  bad.name.empty() ? "" : for_terminal(bad.name) + " ", bad.why.rule->id,
                                  for_terminal(bad.why.what)));
    }
    return lines;
  }

  // Before anything is written to the log: a list that cannot be written stops the import.
  Result<bool> write_list() {
    if (options_.skip_bad.empty() || file_.bad.empty() || world_.options.dry_run) return true;
    std::string text;
    for (const std::string& line : bad_lines()) text += line + "\n";
    if (text == written_) return true;
    if (written_.empty()) {
      TOS_TRY(const bool is_made, log::create_durably(options_.skip_bad, text, "import-list"));
      if (!is_made) return refuse(rules::CLI_007, "'{}' is there already", options_.skip_bad);
    } else {
      TOS_CHECK(log::write_durably(options_.skip_bad, text, "import-list"));
    }
    written_ = std::move(text);
    return true;
  }

  nlohmann::json summary(std::int64_t imported) {
    nlohmann::json bad = nlohmann::json::array();
    std::ranges::stable_sort(file_.bad, {}, &books::BadRow::line);
    for (const books::BadRow& row : file_.bad)
      bad.push_back({{"line", row.line}, {"name", row.name}, {"rule", row.why.rule->id}, {"what", row.why.what}});
    return {{"rows", file_.rows},    {"passed", file_.passed}, {"imported", imported},
            {"repeated", repeated_}, {"bad", std::move(bad)},  {"dry_run", world_.options.dry_run}};
  }

  Result<int> stop() {
    const std::int64_t count = std::ssize(file_.bad) + std::max<std::int64_t>(for_another_day_ - 1, 0);
    const bool is_only_late = for_another_day_ > 0 && file_.bad.size() == 1;
    Refusal refusal =
        refuse(rules::ECO_310, "{} not fit; nothing was imported",
               count == 1 ? "1 row does" : fmt::format("{} rows do", count))
            .hint("{}", is_only_late ? "--skip-bad LIST.txt imports what fits today; the same file again "
                                       "tomorrow brings the rest"
                                     : "mend the file or its rules, or import the rest: --skip-bad LIST.txt")
            .in_file(options_.file);
    if (!world_.options.json) {
      for (const std::string& line : bad_lines()) world_.line(line);
      return refusal;
    }
    show_json(world_, "tos.ledger.import/1", summary(0));
    world_.note(fmt::format("error[{}]: {}", refusal.rule->id, refusal.what));
    return exit_code(refusal.rule->failure_class);
  }

  void show(history::Group& group) {
    const auto count = static_cast<std::int64_t>(file_.transfers.size());
    if (world_.options.json) {
      show_json(world_, "tos.ledger.import/1", summary(count));
    } else {
      world_.line(fmt::format("{} {} from {} of {}", world_.options.dry_run ? "would import" : "imported",
                              count_of(count, "transfer"), count_of(file_.rows, "row"), options_.file));
      if (repeated_ > 0) world_.line(fmt::format("{} imported before", repeated_));
      if (file_.passed > 0) world_.line(fmt::format("{} left out as the file or its rules say", file_.passed));
      if (!file_.bad.empty())
        world_.line(
            fmt::format("{} not imported: they do not fit",
                        count_of(std::ssize(file_.bad) + std::max<std::int64_t>(for_another_day_ - 1, 0), "row")));
    }
    say_unpublished(world_, group);
  }

  World& world_;
  const LedgerImportOptions& options_;
  Identity identity_;
  Timestamp at_;
  books::ImportedFile file_;
  std::int64_t repeated_ = 0;
  std::int64_t for_another_day_ = 0;  // of the rows, the first of which stands among the bad ones
  std::string written_;               // the list of bad rows, as it stands in its file
};

Result<int> run_ledger_import(World& world, const LedgerImportOptions& options) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(Identity identity, choose_identity(world, group));
  TOS_TRY(const Timestamp at, signing_time(world));
  return LedgerImport(world, options, std::move(identity), at).run(std::move(group));
}

}  // namespace

void add_ledger_import(CLI::App& ledger, World& world) {
  auto options = std::make_shared<LedgerImportOptions>();
  CLI::App* command = ledger.add_subcommand("import", "transfers from a bank's CSV file or from Open Collective");
  command->add_option("file", options->file, "the CSV file")->required()->type_name("FILE");
  command->add_option("--rules", options->rules, "what its columns mean, as hledger's rules files say it")
      ->type_name("FILE");
  command->add_option("--format", options->format, "csv (default), or open-collective for its transactions.csv")
      ->type_name("FORMAT");
  command->add_option("--skip-bad", options->skip_bad, "import what fits, and write what does not to a new file")
      ->type_name("LISTFILE");
  command->add_option("--per-commit", options->per_commit, "records a commit (default 100)")
      ->type_name("N")
      ->check(CLI::Range(std::size_t{1}, std::size_t{10'000}));
  command->callback([&world, options] { finish(world, run_ledger_import(world, *options)); });
}

}  // namespace tos::cli
