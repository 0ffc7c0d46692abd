#pragma once
#include <optional>

#include "core/index/kind_entry.h"
#include "economy/amount.h"
#include "economy/fund_tables.h"

namespace tos::economy {

// What each member is asked to pay into a fund, and how often.
struct DuesTerms {
  AmountField amount;
  Every every = Every::month;
};

// economy.fund/v1: money that belongs to the group, for a purpose. Its terms are for ever: who gives to it knows what
// it may be used for. Other terms are another fund, and a decision that moves there what is left.
struct Fund {
  Handle handle;
  Line<3, 100> name;
  CurrencyCode currency;
  Whole<1, 10> approvers{1};
  std::optional<AmountField> per_payment;
  std::optional<AmountField> per_month;
  std::optional<AmountField> per_person_month;
  std::optional<DuesTerms> dues;
  Text purpose;
};

inline constexpr auto dues_terms_fields =
    fields<DuesTerms>(field("amount", &DuesTerms::amount, "what a member pays for a period, in the smallest unit"),
                      field("every", &DuesTerms::every, "how long a period is"));
constexpr const auto& fields_of(const DuesTerms*) { return dues_terms_fields; }

inline constexpr auto fund_fields =
    fields<Fund>(field("handle", &Fund::handle, "its name in accounts and commands"),
                 field("name", &Fund::name, "what people call it"), field("currency", &Fund::currency, "what it holds"),
                 field("approvers", &Fund::approvers, "how many other members approve each payment"),
                 field("per_payment", &Fund::per_payment, "the most that one payment may be"),
                 field("per_month", &Fund::per_month, "the most that it pays in a calendar month (UTC)"),
                 field("per_person_month", &Fund::per_person_month, "the most that it pays to one person in a month"),
                 field("dues", &Fund::dues, "what members are asked to pay into it"),
                 field("purpose", &Fund::purpose, "what it is for"));
constexpr const auto& fields_of(const Fund*) { return fund_fields; }

Result<void> check_fund(const Context& context, const Fund& fund);  // ECO-002, ECO-200 to ECO-202
void apply_fund(const Context& context, const Fund& fund);
std::string folder_of_fund(const Context& context, const Fund& fund);

}  // namespace tos::economy
