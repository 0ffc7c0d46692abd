#include <fcntl.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "cli/ledger_books.h"
#include "cli/rules.h"
#include "cli/session.h"
#include "cli/statements.h"
#include "economy/books/journal.h"
#include "economy/books/valueflows.h"

namespace tos::cli {
namespace {

namespace books = economy::books;

enum class ExportFormat { ledger, hledger, beancount, csv, json, vf };

struct ExportOptions {
  std::string format;
  std::string to;
  bool holds = false;
};

// A new file, or stdout.
class ExportTarget {
 public:
  static Result<ExportTarget> open(World& world, const std::string& path) {
    if (path.empty()) return ExportTarget(world, path, nullptr);
    const int handle = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (handle < 0 && errno == EEXIST)
      return refuse(rules::CLI_007, "'{}' is there already", path).hint("choose another name, or remove it");
    if (handle < 0) return refuse(rules::CLI_005, "'{}' cannot be written", path);
    return ExportTarget(world, path, fdopen(handle, "w"));
  }
  books::Sink sink() {
    return [this](std::string_view text) {
      if (file_ == nullptr) return world_->out(text);
      failed_ = failed_ || std::fwrite(text.data(), 1, text.size(), file_.get()) != text.size();
    };
  }
  // What could not be written whole is taken away.
  Result<void> finish() {
    if (file_ == nullptr) return {};
    failed_ = failed_ || std::fflush(file_.get()) != 0 || fsync(fileno(file_.get())) != 0;
    if (!failed_) return {};
    unlink(path_.c_str());
    return refuse(rules::CLI_005, "'{}' cannot be written whole", path_);
  }

 private:
  struct CloseFile {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  ExportTarget(World& world, std::string path, std::FILE* file) : world_(&world), path_(std::move(path)), file_(file) {}
  World* world_;
  std::string path_;
  std::unique_ptr<std::FILE, CloseFile> file_;
  bool failed_ = false;
};

// Everything there is: what other programs may need, and what a register and a balance list say.
void write_json_books(history::Group& group, const books::Chart& chart, const std::vector<books::BookHold>& holds,
                      const books::Sink& sink) {
  nlohmann::ordered_json preamble{{"group", group.id().hex()}, {"name", group.name()}};
  for (const economy::CurrencyRow& currency : chart.currencies) {
    preamble["currencies"].push_back({{"code", currency.code.text()},
                                      {"name", currency.name},
                                      {"kind", name_of(currency.kind)},
                                      {"scale", currency.scale}});
  }
  for (std::size_t place = 0; place < chart.accounts.size(); ++place) {
    const economy::AccountRow& row = chart.accounts[place];
    preamble["accounts"].push_back({{"account", row.name.text()},
                                    {"balance_minor", row.posted},
                                    {"held_out_minor", row.held_out},
                                    {"held_in_minor", row.held_in}});
  }
  for (const books::BookHold& hold : holds) {
    nlohmann::ordered_json one{{"record", hold.record.hex()},
                               {"from", chart.accounts[hold.from].name.text()},
                               {"to", chart.accounts[hold.to].name.text()},
                               {"amount_minor", hold.amount},
                               {"made_at", hold.made_at.to_string()},
                               {"memo", hold.memo}};
    if (hold.expires_at) one["expires_at"] = hold.expires_at->to_string();
    preamble["holds"].push_back(std::move(one));
  }
  std::string text = preamble.dump();
  text.pop_back();
  sink("{\"schema\": \"tos.ledger.export/1\", \"data\": " + text + ",\n\"postings\": [\n");
  const books::RegisterFilter all{.accounts = std::vector<bool>(chart.accounts.size(), true), .begin = {}, .end = {}};
  books::write_register(chart, books::read_entries(group.db(), chart), all, books::TableFormat::json, {}, sink);
  sink("]}, \"warnings\": []}\n");
}

void write_books(history::Group& group, ExportFormat format, bool holds_as_pending, const books::Sink& sink) {
  const books::Chart chart = books::load_chart(group.db());
  const auto holds = books::read_open_holds(group.db(), chart);
  books::JournalOptions journal{.format = books::JournalFormat::ledger,
                                .title = group.name(),
                                .dates = books::date_span(group.db()),
                                .holds_as_pending = holds_as_pending};
  switch (format) {
    case ExportFormat::csv: {
      const books::RegisterFilter all{
          .accounts = std::vector<bool>(chart.accounts.size(), true), .begin = {}, .end = {}};
      books::write_register(chart, books::read_entries(group.db(), chart), all, books::TableFormat::csv, {}, sink);
      return;
    }
    case ExportFormat::json:
      return write_json_books(group, chart, holds, sink);
    case ExportFormat::vf:
      return books::write_valueflows(chart, books::read_entries(group.db(), chart), holds,
                                     {.group_id = group.id().hex(), .title = group.name()}, sink);
    case ExportFormat::ledger:
      break;
    case ExportFormat::hledger:
      journal.format = books::JournalFormat::hledger;
      break;
    case ExportFormat::beancount:
      journal.format = books::JournalFormat::beancount;
      break;
  }
  books::write_journal(chart, books::read_entries(group.db(), chart), holds, journal, sink);
}

}  // namespace
}  // namespace tos::cli

template <>
struct tos::NamesOf<tos::cli::ExportFormat> {
  using enum tos::cli::ExportFormat;
  static constexpr std::array names{tos::Name{ledger, "ledger"},       tos::Name{hledger, "hledger"},
                                    tos::Name{beancount, "beancount"}, tos::Name{csv, "csv"},
                                    tos::Name{json, "json"},           tos::Name{vf, "vf"}};
};

namespace tos::cli {
namespace {

Result<void> run_export(World& world, const ExportOptions& options) {
  const std::string name = options.format.empty() ? (world.options.json ? "json" : "hledger") : options.format;
  TOS_TRY(const auto format, choice_option<ExportFormat>("format", name));
  const bool is_journal = format == ExportFormat::ledger || format == ExportFormat::hledger;
  if (options.holds && !is_journal)
    return refuse(rules::CLI_001, "--pending is for ledger and hledger").hint("leave it out");
  if (world.options.json && options.to.empty() && format != ExportFormat::json && format != ExportFormat::vf)
    return refuse(rules::CLI_001, "{} is no JSON", name).hint("leave --json out, or add --to FILE");
  TOS_TRY(history::Group group, open_group(world));
  if (world.options.dry_run && !options.to.empty()) {
    world.note(fmt::format("dry run: would write {}; nothing was written", options.to));
    return {};
  }
  TOS_TRY(ExportTarget target, ExportTarget::open(world, options.to));
  write_books(group, format, options.holds, target.sink());
  TOS_CHECK(target.finish());
  if (options.to.empty()) return {};
  if (world.options.json) show_json(world, "tos.ledger.exported/1", {{"file", options.to}, {"format", name}});
  world.note(fmt::format("wrote {} ({})", options.to, name));
  return {};
}

}  // namespace

void add_ledger_export(CLI::App& ledger, World& world) {
  auto options = std::make_shared<ExportOptions>();
  CLI::App* command = ledger.add_subcommand("export", "the whole ledger for other programs");
  command
      ->add_option("--format", options->format, "hledger (default), ledger, beancount, csv, json, or vf for Valueflows")
      ->type_name("FORMAT");
  command->add_option("--to", options->to, "a new file (else stdout)")->type_name("FILE");
  command->add_flag("--pending", options->holds,
                    "ledger, hledger: open holds as pending transactions, which --cleared leaves out");
  command->callback([&world, options] { finish(world, run_export(world, *options)); });
}

}  // namespace tos::cli
