#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "cli/session.h"
#include "economy/transfer.h"

namespace CLI {
class App;
}

namespace tos::cli {

// What a movement moves, as people say it: TO AMOUNT CURRENCY, or a table of accounts and amounts.
struct LegsOptions {
  std::string to;
  std::string amount;
  std::string currency;
  std::string from;  // empty: the author's own account
  std::string file;  // of the table; "-" for stdin

  bool has_any() const { return !to.empty() || !amount.empty() || !from.empty() || !file.empty(); }
};
void add_payment_words(CLI::App& command, LegsOptions& options);  // TO AMOUNT CURRENCY and --from
void add_legs_option(CLI::App& command, LegsOptions& options);    // --legs

using LegList = std::vector<economy::LegField>;

// One payment: from an account to another of the same currency.
struct Payment {
  economy::AccountName from;
  economy::AccountName to;
  std::int64_t amount = 0;
};
Result<Payment> read_payment(history::Group& group, const LegsOptions& options, const Handle& author);

// What two legs are that are one payment; nothing of other legs.
std::optional<Payment> payment_of(const LegList& legs);

// The legs of either form. CLI-001, CLI-005, CLI-006, ECO-006, ECO-070, ECO-071.
Result<LegList> read_legs(history::Group& group, const LegsOptions& options, const Handle& author);
// A table as CSV: an account and its amount a line, negative for what goes out; `code` for accounts named by a handle
// alone. `name`: what a refusal calls it. A first line "account,amount" is passed over. May be empty.
Result<LegList> parse_legs(history::Group& group, std::string_view csv, const std::string& name, std::string_view code);
// The legs as such a table: the wording of a proposal that asks for them,
std::string legs_table(history::Group& group, const LegList& legs);
// and back from the wording that a decision was made on. CLI-004 where that has none.
Result<LegList> decided_legs(history::Group& group, const std::string& decision);

// "12.50 EUR from mara to ben"; "30.00 EUR and 4 HOURS among 7 accounts".
std::string movement_text(history::Group& group, const LegList& legs);
// "mara" of a member's or fund's account, where the currency is said beside it; the whole name of others.
std::string account_text(const economy::AccountName& account);
// For every member who is charged here: a warning where that took them beyond the soft limit.
void warn_of_soft_limits(World& world, history::Group& group, const LegList& legs);

// At most 400 legs, as one record holds them.
List<economy::LegField, 1, economy::max_legs> record_legs(LegList legs);

}  // namespace tos::cli
