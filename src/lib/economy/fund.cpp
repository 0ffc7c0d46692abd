#include "economy/fund.h"

#include "economy/currency.h"
#include "economy/fund_rules.h"
#include "economy/tables.h"
#include "identity/roll.h"

namespace tos::economy {
namespace {

std::optional<std::int64_t> limit_field(const std::optional<AmountField>& field) {
  if (!field) return std::nullopt;
  return field->value;
}

// ECO-200.
Result<void> check_fund_handle(Database& db, const Handle& handle) {
  if (find_fund(db, handle.text())) {
    return refuse(rules::ECO_200, "there is a fund '{}' already", handle).hint("tos fund show {}", handle);
  }
  if (identity::find_member(db, handle.text())) {
    return refuse(rules::ECO_200, "'{}' is a member", handle).hint("choose another handle for the fund");
  }
  return {};
}

// ECO-201.
Result<void> check_fund_limits(Database& db, const Fund& fund) {
  if (!fund.per_month) return {};
  const std::int64_t month = *fund.per_month;
  if (fund.per_payment && *fund.per_payment > month) {
    return refuse(rules::ECO_201, "{} at once is more than {} in a month",
                  spelled(db, fund.currency, *fund.per_payment), spelled(db, fund.currency, month));
  }
  if (fund.per_person_month && *fund.per_person_month > month) {
    return refuse(rules::ECO_201, "{} to one person is more than {} in a month",
                  spelled(db, fund.currency, *fund.per_person_month), spelled(db, fund.currency, month));
  }
  return {};
}

}  // namespace

Result<void> check_fund(const Context& context, const Fund& fund) {
  TOS_CHECK(check_fund_handle(context.db, fund.handle));
  TOS_TRY(const CurrencyRow currency, require_currency(context.db, fund.currency));
  if (currency.kind == CurrencyKind::points) {
    return refuse(rules::ECO_202, "{} are support points", fund.currency).hint("tos currency list");
  }
  return check_fund_limits(context.db, fund);
}

void apply_fund(const Context& context, const Fund& fund) {
  FundRow row{.position = context.position,
              .id = context.id,
              .handle = fund.handle,
              .name = fund.name.text,
              .currency = fund.currency,
              .approvers = fund.approvers,
              .per_payment = limit_field(fund.per_payment),
              .per_month = limit_field(fund.per_month),
              .per_person_month = limit_field(fund.per_person_month),
              .dues = {},
              .opened_at = context.now};
  if (fund.dues) row.dues = {.amount = fund.dues->amount, .every = fund.dues->every};
  add_fund(context.db, row);
  open_account(context.db, row.account());
}

std::string folder_of_fund(const Context& context, const Fund&) { return ledger_folder(context); }

}  // namespace tos::economy
