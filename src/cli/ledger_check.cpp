#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/ledger_books.h"
#include "cli/session.h"
#include "cli/sync_report.h"
#include "economy/books/audit.h"
#include "economy/books/books_rules.h"

namespace tos::cli {
namespace {

namespace books = economy::books;

nlohmann::json audit_json(const books::Audit& audit) {
  nlohmann::json data{{"entries", audit.entries},        {"postings", audit.postings},
                      {"open_holds", audit.open_holds},  {"findings", audit.findings},
                      {"remarks", audit.remarks},        {"sums", nlohmann::json::object()},
                      {"held", nlohmann::json::object()}};
  for (const auto& sum : audit.sums) data["sums"][sum.currency.text()] = books::format_total(sum.balance, sum.scale);
  for (const auto& sum : audit.held) data["held"][sum.currency.text()] = books::format_total(sum.balance, sum.scale);
  return data;
}

Result<int> run_check(World& world) {
  TOS_TRY(history::Group group, open_group(world));
  const books::Chart chart = books::load_chart(group.db());
  const auto holds = books::read_open_holds(group.db(), chart);
  const books::Audit audit = books::audit_ledger(chart, books::read_entries(group.db(), chart), holds);
  const int code = audit.findings.empty() ? 0 : exit_code(rules::ECO_320.failure_class);
  if (world.options.json) {
    show_json(world, "tos.ledger.check/1", audit_json(audit));
    return code;
  }
  std::vector<std::vector<std::string>> rows;
  for (std::size_t i = 0; i < audit.sums.size(); ++i) {
    rows.push_back({audit.sums[i].currency.text(), books::format_total(audit.sums[i].balance, audit.sums[i].scale),
                    books::format_total(audit.held[i].balance, audit.held[i].scale)});
  }
  world.out(table({"CURRENCY", "SUM OF ALL", "HELD"}, rows, world.columns(), {1, 2}));
  world.line(fmt::format("{} in {}, {}, {}", count_of(audit.postings, "posting"),
                         audit.entries == 1 ? "1 entry" : fmt::format("{} entries", audit.entries),
                         count_of(static_cast<std::int64_t>(chart.accounts.size()), "account"),
                         count_of(audit.open_holds, "open hold")));
  for (const std::string& remark : audit.remarks) world.line("remark: " + remark);
  for (const std::string& finding : audit.findings) world.line("finding: " + finding);
  if (code != 0)
    return refuse(rules::ECO_320, "the ledger does not agree with itself: {}",
                  count_of(static_cast<std::int64_t>(audit.findings.size()), "finding"))
        .hint("tos verify; the read model is made anew once its file is gone: rm .git/tos/index*");
  world.line("the ledger agrees with itself");
  return code;
}

}  // namespace

void add_ledger_check(CLI::App& ledger, World& world) {
  CLI::App* command = ledger.add_subcommand(
      "check", "add everything up again: sums, balances, holds and limits; exit 6 where something does not agree");
  command->callback([&world] { finish(world, run_check(world)); });
}

}  // namespace tos::cli
