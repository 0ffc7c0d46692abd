#include "cli/fund_names.h"

#include <algorithm>

#include "cli/names.h"
#include "cli/rules.h"
#include "core/index/short_name.h"
#include "economy/ledger_rules.h"
#include "economy/payment.h"
#include "identity/roll.h"

namespace tos::cli {

using economy::AccountName;
using economy::PaymentRow;

Result<AccountName> payee_option(Database& db, const economy::FundRow& fund, const std::string& text) {
  const auto slashes = std::ranges::count(text, '/');
  if (slashes == 2) return AccountName::parse(text);
  if (slashes == 1) {
    const std::size_t slash = text.find('/');
    return AccountName::parse(fmt::format("{}/{}/{}", text.substr(0, slash), fund.currency, text.substr(slash + 1)));
  }
  if (!identity::find_member(db, text)) {
    return refuse(rules::CLI_001, "'{}' is no member", text)
        .hint("somebody outside: {0}/external; another fund: {0}/fund; members: tos member list", text);
  }
  return AccountName::of(text, fund.currency, economy::Purpose::member);
}

std::string payee_name(const AccountName& account) {
  if (account.purpose() == economy::Purpose::member) return account.owner();
  return fmt::format("{}/{}", account.owner(), name_of(account.purpose()));
}

std::string payment_title(history::Group& group, const PaymentRow& payment) {
  const economy::FundRow fund = economy::fund_at(group.db(), payment.fund);
  return fmt::format("{} from {} to {}", economy::spelled(group.db(), fund.currency, payment.amount), fund.handle,
                     payee_name(payment.to));
}

Result<PaymentRow> find_payment_named(history::Group& group, std::string_view name) {
  std::vector<std::int64_t> found;
  if (const auto range = index::parse_id_prefix(name)) {
    for (Rows rows = group.db().query("SELECT position FROM payment WHERE id BETWEEN ? AND ? LIMIT 2",
                                      Blob{range->first_bytes()}, Blob{range->last_bytes()});
         rows.next();) {
      found.push_back(rows.integer(0));
    }
    if (found.size() > 1) {
      return refuse(rules::ECO_070, "several payments begin with {}", name).hint("give more digits");
    }
  } else if (name == "latest") {
    for (const PaymentRow& one : economy::waiting_payments(group.db())) found = {one.position};
  } else if (const auto decision = find_decision_named(group, name)) {
    const auto newest = group.db().number("SELECT max(position) FROM payment WHERE decision = ?", decision->id);
    if (newest) found.push_back(*newest);
  }
  if (found.empty()) return refuse(rules::ECO_070, "'{}' names no payment here", name).hint("tos fund show FUND");
  return economy::payment_at(group.db(), found.front());
}

std::vector<std::string> possible_approvers(history::Group& group, const PaymentRow& payment) {
  std::vector<std::string> handles;
  for (const identity::Member& member : identity::all_members(group.db())) {
    if (member.status != identity::Status::active) continue;
    if (economy::check_approver(group.db(), payment, member.handle)) handles.push_back(member.handle.text());
  }
  std::ranges::sort(handles);
  return handles;
}

}  // namespace tos::cli
