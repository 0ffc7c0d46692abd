#include "economy/currency.h"

#include "charter/mandate.h"
#include "charter/parameters.h"
#include "core/index/sound.h"
#include "economy/book.h"
#include "economy/decay.h"
#include "economy/ledger_rules.h"
#include "economy/points.h"

namespace tos::economy {
namespace {

Result<void> check_kind_terms(CurrencyKind kind, const CurrencyTerms& terms) {
  const bool lends = kind == CurrencyKind::time || kind == CurrencyKind::mutual_credit;
  const bool let_in = kind == CurrencyKind::backed || kind == CurrencyKind::issued;
  const auto misfit = [&](std::string_view what) {
    return refuse(rules::ECO_003, "a currency of kind {} has no {}", name_of(kind), what);
  };
  if (terms.credit && !lends) return misfit("credit");
  if (terms.issuance && !let_in) return misfit("issuance rule");
  if (terms.decay && kind != CurrencyKind::issued && kind != CurrencyKind::points) return misfit("decay");
  if (kind != CurrencyKind::points) return {};
  if (terms.transferable) return misfit("transfers between members");
  if (terms.max_balance || terms.velocity || terms.breaker || terms.decay)
    return misfit("terms: the charter's support_points say them");
  return {};
}

}  // namespace

Result<void> check_terms(CurrencyKind kind, const CurrencyTerms& terms) {
  TOS_CHECK(check_kind_terms(kind, terms));
  const Rational whole{1, 1};
  if (terms.credit && terms.credit->soft > terms.credit->hard)
    return refuse(rules::ECO_004, "the soft limit is beyond the hard one");
  if (terms.credit && terms.credit->limit > terms.credit->hard)
    return refuse(rules::ECO_004, "the credit limit is beyond the hard one");
  if (terms.breaker && terms.breaker->share > whole) return refuse(rules::ECO_004, "the breaker's share is above 1");
  if (terms.decay && terms.decay->keep >= whole) return refuse(rules::ECO_004, "idle members keep all or more");
  return {};
}

Result<void> check_issuers(Database& db, const CurrencyTerms& terms) {
  if (!terms.issuance) return {};
  for (const Handle& role : terms.issuance->roles) {
    if (charter::find_role(charter::current(db), role.text()) == nullptr)
      return refuse(rules::ECO_004, "the charter has no role '{}'", role);
  }
  return {};
}

std::string currency_change_target(const CurrencyCode& code, const CurrencyTerms& terms) {
  FormPrinter printer;
  Codec<CurrencyTerms>::print_entries(printer, terms);
  return fmt::format("{}/{}", code, to_hex(sha256(printer.take())));
}

std::string ledger_folder(const Context& context) { return "ledger/" + day_folder(context.envelope.at); }

Result<void> check_currency(const Context& context, const Currency& currency) {
  if (find_currency(context.db, currency.code.text())) {
    return refuse(rules::ECO_001, "there is a currency {} already", currency.code)
        .hint("its terms change by decision: tos currency propose {}", currency.code);
  }
  if (currency.kind == CurrencyKind::points) {
    if (const auto other = points_currency(context.db))
      return refuse(rules::ECO_005, "{} are this group's support points", other->code);
    if (currency.scale != 0) return refuse(rules::ECO_003, "support points have no decimals");
  }
  TOS_CHECK(check_terms(currency.kind, currency.terms));
  return check_issuers(context.db, currency.terms);
}

void apply_currency(const Context& context, const Currency& currency) {
  add_currency(context.db, {.position = context.position,
                            .code = currency.code,
                            .name = currency.name.text,
                            .kind = currency.kind,
                            .scale = static_cast<int>(currency.scale.value),
                            .terms = currency.terms,
                            .breaker_since = {},
                            .terms_since = {}});
  if (currency.kind == CurrencyKind::points) begin_points(context);
}

std::string folder_of_currency(const Context& context, const Currency&) { return ledger_folder(context); }

Result<void> check_currency_change(const Context& context, const CurrencyChange& change) {
  TOS_TRY(const CurrencyRow currency, require_currency(context.db, change.code));
  TOS_CHECK(check_terms(currency.kind, change.terms));
  return charter::check_mandate(context, change.decision, currency_change_target(change.code, change.terms));
}

void apply_currency_change(const Context& context, const CurrencyChange& change) {
  charter::use_mandate(context, change.decision);
  set_terms(context.db, change.code, change.terms, context.now);
  const auto currency = find_currency(context.db, change.code.text());
  TOS_SOUND(currency.has_value());
  restart_spending(context, *currency);
  watch_all_balances(context.db, *currency, context.now);
}

std::string folder_of_currency_change(const Context& context, const CurrencyChange&) { return ledger_folder(context); }

}  // namespace tos::economy
