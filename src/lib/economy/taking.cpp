#include <algorithm>
#include <map>

#include "charter/mandate.h"
#include "economy/book.h"
#include "economy/ledger_rules.h"
#include "identity/roll.h"

// Who may take from which account.
namespace tos::economy {
namespace {

Result<void> check_letting_in(const Context& context, const Leg& leg) {
  TOS_TRY(const CurrencyRow currency, require_currency(context.db, leg.account.currency()));
  const std::string_view from = leg.account.purpose() == Purpose::issuance ? "issued" : "let in from outside";
  if (!currency.terms.issuance || currency.terms.issuance->roles.empty()) {
    return refuse(rules::ECO_022, "{} is {} by decision only", currency.code, from)
        .hint("tos ledger propose makes a proposal of it");
  }
  const IssuanceTerms& terms = *currency.terms.issuance;
  const bool entitled = std::ranges::any_of(terms.roles, [&](const Handle& role) {
    return identity::holds_role(context.db, identity::author_number(context), role.text());
  });
  if (!entitled) {
    std::string roles;
    for (const Handle& role : terms.roles) roles += (roles.empty() ? "" : ", ") + role.text();
    return refuse(rules::ECO_022, "{} is {} by a {}, and '{}' is none", currency.code, from, roles,
                  context.envelope.author)
        .hint("ask one, or let the group decide: tos ledger propose");
  }
  return {};
}

bool lets_in(const Leg& leg) {
  return leg.amount < 0 && (leg.account.purpose() == Purpose::issuance || leg.account.purpose() == Purpose::external);
}

// What the movement lets in as a whole, with what was let in this month.
Result<void> check_month(const Context& context, Legs legs) {
  std::map<CurrencyCode, Int128> sums;
  for (const Leg& leg : legs) {
    if (lets_in(leg)) sums[leg.account.currency()] -= leg.amount;
  }
  for (const auto& [code, sum] : sums) {
    TOS_TRY(const CurrencyRow currency, require_currency(context.db, code));
    if (!currency.terms.issuance || !currency.terms.issuance->most_per_month) continue;
    const std::int64_t most = *currency.terms.issuance->most_per_month;
    const std::int64_t already = context.db
                                     .number("SELECT amount FROM let_in WHERE currency = ? AND month = ?", code.text(),
                                             month_folder(context.now))
                                     .value_or(0);
    if (already + sum <= most) continue;
    return refuse(rules::ECO_022, "in a month at most {} {} are let in, and {} were",
                  format_amount(most, currency.scale), code, format_amount(already, currency.scale))
        .hint("wait until next month, or let the group decide: tos ledger propose");
  }
  return {};
}

Result<void> check_taking_from(const Context& context, const Leg& leg) {
  switch (leg.account.purpose()) {
    case Purpose::member:
      if (leg.account.owner() == context.envelope.author.text()) return {};
      return refuse(rules::ECO_020, "{} is not {}'s", leg.account, context.envelope.author)
          .hint("ask '{}', or let the group decide: tos ledger propose", leg.account.owner());
    case Purpose::fund:  // check_movable() has refused it
    case Purpose::escrow:
    case Purpose::conversion:
      return refuse(rules::ECO_021, "nobody takes from {} by hand", leg.account)
          .hint("{}", leg.account.purpose() == Purpose::escrow ? "tos points return" : "tos convert");
    case Purpose::issuance:
    case Purpose::external:
      return check_letting_in(context, leg);
  }
  std::unreachable();
}

// ECO-023, and ECO-021 of funds: what no decision permits.
Result<void> check_movable(const Context& context, Legs legs) {
  for (const Leg& leg : legs) {
    TOS_TRY(const CurrencyRow currency, require_currency(context.db, leg.account.currency()));
    if (currency.kind == CurrencyKind::points) {
      return refuse(rules::ECO_023, "{} are support points", currency.code).hint("tos points give PROPOSAL POINTS");
    }
    if (leg.amount < 0 && leg.account.purpose() == Purpose::fund) {
      return refuse(rules::ECO_021, "{} is taken from by payments only", leg.account)
          .hint("tos fund propose {}", leg.account.owner());
    }
    if (currency.terms.transferable || leg.amount > 0 || leg.account.purpose() != Purpose::member) continue;
    const bool to_member = std::ranges::any_of(legs, [&](const Leg& other) {
      return other.amount > 0 && other.account.purpose() == Purpose::member &&
             other.account.currency() == currency.code;
    });
    if (to_member) return refuse(rules::ECO_023, "{} is not transferable between members", currency.code);
  }
  return {};
}

}  // namespace

Result<void> check_setting_aside(const Context& context, Legs legs) {
  TOS_CHECK(check_movable(context, legs));
  for (const Leg& leg : legs) {
    if (leg.amount < 0) TOS_CHECK(check_taking_from(context, leg));
  }
  return {};
}

Result<void> check_taking(const Context& context, Legs legs) {
  TOS_CHECK(check_setting_aside(context, legs));
  return check_month(context, legs);
}

Result<void> check_permitted(const Context& context, Legs legs, const std::optional<RecordId>& decision,
                             std::string_view target) {
  if (!decision) return check_taking(context, legs);
  TOS_CHECK(check_movable(context, legs));
  return charter::check_mandate(context, *decision, target);
}

void note_let_in(const Context& context, Legs legs) {
  for (const Leg& leg : legs) {
    if (!lets_in(leg)) continue;
    const auto currency = find_currency(context.db, leg.account.currency().text());
    if (!currency || !currency->terms.issuance || !currency->terms.issuance->most_per_month) continue;
    const std::string month = month_folder(context.now);
    const std::int64_t already =
        context.db.number("SELECT amount FROM let_in WHERE currency = ? AND month = ?", currency->code.text(), month)
            .value_or(0);
    context.db.run(
        "INSERT INTO let_in(currency, month, amount) VALUES(?,?,?) ON CONFLICT DO UPDATE SET amount = excluded.amount",
        currency->code.text(), month, add_within(already, -leg.amount).value_or(greatest_total));
  }
}

}  // namespace tos::economy
