#pragma once
#include <optional>
#include <vector>

#include "core/index/kind_entry.h"
#include "economy/account.h"
#include "economy/amount.h"

namespace tos::economy {

enum class CurrencyKind {
  points,         // support points: from joining and taking part, given to ideas, never to a member
  time,           // hours: members' balances add up to nothing, within their credit
  mutual_credit,  // the same, in another unit
  backed,         // stands for something outside: comes in and goes out through external accounts
  issued,         // made by the group from its issuance account
};

// How far below zero a member may go: the least of `hard`, and the grown limit with what was earned.
struct CreditTerms {
  Whole<0, max_amount> limit;  // of a member of `growth_days`; newer ones in proportion, rounded down
  Whole<0, 3650> growth_days{90};
  Whole<0, max_amount> soft;              // below minus this, commands warn
  Whole<0, max_amount> hard;              // nobody ever goes below minus this
  Whole<0, max_amount> earned_step;       // more credit for each member whom one received from within the window,
  Whole<1, 3650> earned_window_days{90};  // each counted once
};

// What one member or fund may spend within a sliding window.
struct VelocityTerms {
  Whole<1, 8760> window_hours{24};
  AmountField most;
};

// More than this share of what members and funds held when the window began, spent within it, opens the breaker.
struct BreakerTerms {
  Whole<1, 8760> window_hours{24};
  Rational share{1, 2};
};

// What the balance of an idle member loses goes back to the issuance account (decay.h).
struct DecayTerms {
  Whole<0, 3650> idle_days{90};  // 0: everybody's, also of those who take part
  Whole<1, 3650> every_days{30};
  Rational keep{9, 10};
};

// Who lets amounts in: for issued currencies from the issuance account, for backed ones from outside.
struct IssuanceTerms {
  List<Handle, 0, 8> roles;                   // holders of any; empty: only a decision
  std::optional<AmountField> most_per_month;  // by the roles together, by log clock, UTC
};

// What decisions may change of a currency.
struct CurrencyTerms {
  bool transferable = true;                         // between members
  std::optional<Whole<1, max_amount>> max_balance;  // of a member
  std::optional<CreditTerms> credit;                // time and mutual-credit only
  std::optional<VelocityTerms> velocity;
  std::optional<BreakerTerms> breaker;
  std::optional<DecayTerms> decay;        // issued only
  std::optional<IssuanceTerms> issuance;  // backed and issued only
};

// economy.currency/v1: a currency of this group. Its code, kind and scale are for ever.
struct Currency {
  CurrencyCode code;
  Line<3, 100> name;
  CurrencyKind kind = CurrencyKind::time;
  Whole<0, max_scale> scale;
  CurrencyTerms terms;
};

// economy.currency-change/v1: other terms, which a decision adopted.
struct CurrencyChange {
  RecordId decision;
  CurrencyCode code;
  CurrencyTerms terms;
};

inline constexpr auto credit_terms_fields = fields<CreditTerms>(
    field("limit", &CreditTerms::limit, "how far below zero a member may go who has been one for growth_days"),
    field("growth_days", &CreditTerms::growth_days, "days in which a new member's limit grows to the full one"),
    field("soft", &CreditTerms::soft, "how far below zero commands begin to warn"),
    field("hard", &CreditTerms::hard, "how far below zero nobody ever goes"),
    field("earned_step", &CreditTerms::earned_step, "more credit for each member one received from in the window"),
    field("earned_window_days", &CreditTerms::earned_window_days, "length of that window"));
constexpr const auto& fields_of(const CreditTerms*) { return credit_terms_fields; }

inline constexpr auto velocity_terms_fields =
    fields<VelocityTerms>(field("window_hours", &VelocityTerms::window_hours, "length of the sliding window"),
                          field("most", &VelocityTerms::most, "what one account may spend within it"));
constexpr const auto& fields_of(const VelocityTerms*) { return velocity_terms_fields; }

inline constexpr auto breaker_terms_fields = fields<BreakerTerms>(
    field("window_hours", &BreakerTerms::window_hours, "length of the sliding window"),
    field("share", &BreakerTerms::share, "share of all balances at its beginning that may be spent within it"));
constexpr const auto& fields_of(const BreakerTerms*) { return breaker_terms_fields; }

inline constexpr auto decay_terms_fields =
    fields<DecayTerms>(field("idle_days", &DecayTerms::idle_days,
                             "days without a record after which a member's balance shrinks; 0: always"),
                       field("every_days", &DecayTerms::every_days, "days from one time to the next"),
                       field("keep", &DecayTerms::keep, "the share that stays each time"));
constexpr const auto& fields_of(const DecayTerms*) { return decay_terms_fields; }

inline constexpr auto issuance_terms_fields = fields<IssuanceTerms>(
    field("roles", &IssuanceTerms::roles, "whose holders may let amounts in; none: only a decision"),
    field("most_per_month", &IssuanceTerms::most_per_month, "what they may let in together in a month"));
constexpr const auto& fields_of(const IssuanceTerms*) { return issuance_terms_fields; }

inline constexpr auto currency_terms_fields = fields<CurrencyTerms>(
    field("transferable", &CurrencyTerms::transferable, "whether members may pay each other"),
    field("max_balance", &CurrencyTerms::max_balance, "the most that a member may have"),
    field("credit", &CurrencyTerms::credit, "how far below zero members may go (time and mutual-credit)"),
    field("velocity", &CurrencyTerms::velocity, "how fast an account may spend"),
    field("breaker", &CurrencyTerms::breaker, "what turns payments into holds until a decision"),
    field("decay", &CurrencyTerms::decay, "what becomes of idle members' balances (issued)"),
    field("issuance", &CurrencyTerms::issuance, "who lets amounts in (backed and issued)"));
constexpr const auto& fields_of(const CurrencyTerms*) { return currency_terms_fields; }

inline constexpr auto currency_fields = fields<Currency>(
    field("code", &Currency::code, "its code: two to twelve capitals and digits"),
    field("name", &Currency::name, "what people call it"), field("kind", &Currency::kind, "how it comes to be"),
    field("scale", &Currency::scale, "decimals of an amount: 2 where the smallest unit is 0.01"),
    field("terms", &Currency::terms, "what a decision may change"));
constexpr const auto& fields_of(const Currency*) { return currency_fields; }

inline constexpr auto currency_change_fields =
    fields<CurrencyChange>(field("decision", &CurrencyChange::decision, "the decision that adopted the terms"),
                           field("code", &CurrencyChange::code, "the currency"),
                           field("terms", &CurrencyChange::terms, "its terms from now on, all of them"));
constexpr const auto& fields_of(const CurrencyChange*) { return currency_change_fields; }

// What a proposal to change terms names as its act's target: "CODE/" and the SHA-256 of the terms in record form.
std::string currency_change_target(const CurrencyCode& code, const CurrencyTerms& terms);
// ECO-003, ECO-004: terms that fit the kind and each other.
Result<void> check_terms(CurrencyKind kind, const CurrencyTerms& terms);
Result<void> check_issuers(Database& db, const CurrencyTerms& terms);  // ECO-004: roles of the charter

Result<void> check_currency(const Context& context, const Currency& currency);  // ECO-001 to ECO-005
void apply_currency(const Context& context, const Currency& currency);
std::string folder_of_currency(const Context& context, const Currency& currency);

Result<void> check_currency_change(const Context& context, const CurrencyChange& change);  // ECO-002 to ECO-004, CHA-…
void apply_currency_change(const Context& context, const CurrencyChange& change);
std::string folder_of_currency_change(const Context& context, const CurrencyChange& change);

// "ledger/2026-11/20" of the record's own `at`: where every economic record lies.
std::string ledger_folder(const Context& context);

}  // namespace tos::economy

template <>
struct tos::NamesOf<tos::economy::CurrencyKind> {
  using enum tos::economy::CurrencyKind;
  static constexpr std::array names{tos::Name{points, "points"}, tos::Name{time, "time"},
                                    tos::Name{mutual_credit, "mutual-credit"}, tos::Name{backed, "backed"},
                                    tos::Name{issued, "issued"}};
};
