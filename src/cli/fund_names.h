#pragma once
#include <string>
#include <vector>

#include "cli/ledger_names.h"
#include "economy/fund_tables.h"
#include "economy/tables.h"

namespace tos::cli {

inline constexpr const char* fund_help = "its handle: tos fund list";

// Who gets a payment: "noor", a member; "repair/fund", "bakery/external", "group/conversion"; or a whole account.
Result<economy::AccountName> payee_option(Database& db, const economy::FundRow& fund, const std::string& text);
// The same in short: "noor", "bakery/external".
std::string payee_name(const economy::AccountName& account);

// "30.00 EUR from relief to noor".
std::string payment_title(history::Group& group, const economy::PaymentRow& payment);
// A payment by the first digits of its id, by its decision ("D7", its title), or `latest`: the newest that waits.
// ECO-070.
Result<economy::PaymentRow> find_payment_named(history::Group& group, std::string_view name);
// Active members who may still approve it, by handle.
std::vector<std::string> possible_approvers(history::Group& group, const economy::PaymentRow& payment);

}  // namespace tos::cli
