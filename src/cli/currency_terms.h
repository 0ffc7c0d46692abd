#pragma once
#include <optional>
#include <string>
#include <vector>

#include "cli/world.h"
#include "economy/currency.h"
#include "economy/tables.h"

namespace CLI {
class App;
}

namespace tos::cli {

// A currency's terms as options of a command: what is given replaces what holds, the rest stays.
struct TermsOptions {
  bool is_transferable = false;
  bool is_not_transferable = false;
  std::string max_balance;
  std::string credit_limit;
  std::optional<std::int64_t> growth_days;
  std::string soft;
  std::string hard;
  std::string earned_step;
  std::optional<std::int64_t> earned_window_days;
  std::string velocity;
  std::optional<std::int64_t> velocity_hours;
  std::string breaker;
  std::optional<std::int64_t> breaker_hours;
  std::optional<std::int64_t> decay_idle_days;
  std::string decay_keep;
  std::optional<std::int64_t> decay_every_days;
  std::vector<std::string> issuers;
  std::string issue_per_month;
  std::vector<std::string> without;  // parts that are left out from now on

  bool has_any() const;
};
void add_terms_options(CLI::App& command, TermsOptions& options);

// `terms` with what the options say. CLI-001, ECO-071.
Result<economy::CurrencyTerms> read_terms(const TermsOptions& options, economy::CurrencyTerms terms,
                                          std::string_view code, int scale);

// The terms as people read them, each with its heading: "credit", "down to -20.00 HOURS, …".
struct TermLine {
  std::string heading;
  std::string text;
};
std::vector<TermLine> terms_in_words(const economy::CurrencyTerms& terms, std::string_view code, int scale);

}  // namespace tos::cli
