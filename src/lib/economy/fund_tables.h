#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/id.h"
#include "core/base/rational.h"
#include "core/base/time.h"
#include "core/index/database.h"
#include "core/record/handle.h"
#include "economy/account.h"

namespace tos::economy {

enum class Every { month, quarter, year };
enum class ContributionKind { contribution, dues, donation };
enum class PaymentState { waiting, paid, lapsed };

extern const char* const fund_schema;

struct DuesRow {
  std::int64_t amount = 0;
  Every every = Every::month;
};

struct FundRow {
  std::int64_t position = 0;  // of its record
  RecordId id;
  Handle handle;
  std::string name;
  CurrencyCode currency;
  std::int64_t approvers = 1;
  std::optional<std::int64_t> per_payment;
  std::optional<std::int64_t> per_month;
  std::optional<std::int64_t> per_person_month;
  std::optional<DuesRow> dues;
  Timestamp opened_at;  // now() at its position
  AccountName account() const { return AccountName::of(handle.text(), currency, Purpose::fund); }
};

void add_fund(Database& db, const FundRow& fund);
std::optional<FundRow> find_fund(Database& db, std::string_view handle);
FundRow fund_at(Database& db, std::int64_t position);
std::vector<FundRow> all_funds(Database& db);                         // by position
Result<FundRow> require_fund(Database& db, std::string_view handle);  // ECO-203

struct ContributionRow {
  std::int64_t position = 0;
  std::int64_t fund = 0;  // position
  Handle member;
  std::int64_t amount = 0;
  ContributionKind kind = ContributionKind::contribution;
  std::string period;  // of dues: "2026-11", "2026-q4", "2026"; else empty
  Timestamp paid_at;
};

void add_contribution(Database& db, const ContributionRow& contribution);
std::vector<ContributionRow> contributions_to(Database& db, std::int64_t fund);  // by position
std::int64_t dues_paid(Database& db, std::int64_t fund, std::string_view period, const Handle& member);

// A payment from a fund: written, and paid once enough members have approved it.
struct PaymentRow {
  std::int64_t position = 0;
  RecordId id;
  std::int64_t fund = 0;  // position
  Handle author;
  AccountName to;
  std::int64_t amount = 0;
  RecordId decision;
  std::optional<std::string> memo;
  PaymentState state = PaymentState::waiting;
  Timestamp written_at;
  Timestamp until;  // lapses then
  std::optional<Timestamp> paid_at = {};
  std::string_view person() const;  // the handle that is paid; "" for a fund or a conversion account
};

void add_payment(Database& db, const PaymentRow& payment);
std::optional<PaymentRow> find_payment(Database& db, const RecordId& id);
PaymentRow payment_at(Database& db, std::int64_t position);
std::vector<PaymentRow> payments_from(Database& db, std::int64_t fund);  // by position
std::vector<PaymentRow> waiting_payments(Database& db);                  // by position
void set_paid(Database& db, const PaymentRow& payment, Timestamp at);
void set_lapsed(Database& db, std::int64_t payment);
// What a fund has paid in a calendar month (UTC), in all or to one person.
std::int64_t paid_in_month(Database& db, std::int64_t fund, std::string_view month);
std::int64_t paid_in_month(Database& db, std::int64_t fund, std::string_view month, std::string_view person);

void add_payment_approval(Database& db, std::int64_t payment, std::int64_t position, const Handle& member);
std::vector<Handle> payment_approvers(Database& db, std::int64_t payment);  // in the order of their approvals

struct RateRow {
  std::int64_t position = 0;
  RecordId id;
  CurrencyCode from;
  CurrencyCode to;
  Rational rate;  // how many of `to` one of `from` is worth; 0: no conversions
  RecordId decision;
};

void add_rate(Database& db, const RateRow& rate);
std::optional<RateRow> find_rate(Database& db, const RecordId& id);
std::optional<RateRow> rate_in_force(Database& db, const CurrencyCode& from, const CurrencyCode& to);
std::vector<RateRow> rates_in_force(Database& db);  // by the two codes

// "12.50 EUR": an amount as people write it.
std::string spelled(Database& db, const CurrencyCode& code, std::int64_t amount);

}  // namespace tos::economy

template <>
struct tos::NamesOf<tos::economy::Every> {
  using enum tos::economy::Every;
  static constexpr std::array names{tos::Name{month, "month"}, tos::Name{quarter, "quarter"}, tos::Name{year, "year"}};
};
template <>
struct tos::NamesOf<tos::economy::ContributionKind> {
  using enum tos::economy::ContributionKind;
  static constexpr std::array names{tos::Name{contribution, "contribution"}, tos::Name{dues, "dues"},
                                    tos::Name{donation, "donation"}};
};
template <>
struct tos::NamesOf<tos::economy::PaymentState> {
  using enum tos::economy::PaymentState;
  static constexpr std::array names{tos::Name{waiting, "waiting"}, tos::Name{paid, "paid"},
                                    tos::Name{lapsed, "lapsed"}};
};
