#pragma once
#include <optional>

#include "core/index/kind_entry.h"
#include "economy/amount.h"
#include "economy/fund_tables.h"

namespace tos::economy {

inline constexpr std::string_view payment_kind = "economy.payment/v1";
inline constexpr std::string_view payment_end_timer = "economy.payment-end";
inline constexpr std::int64_t payment_days = 30;  // in which it is approved, or lapses

// economy.payment/v1: a fund pays what a decision permits, once others have approved it.
struct Payment {
  Handle fund;
  AccountName to;
  AmountField amount;
  RecordId decision;
  std::optional<Line<1, 200>> memo;
  std::optional<Text> interest;
};

// economy.payment-approval/v1: another member has looked at a payment and agrees.
struct PaymentApproval {
  RecordId payment;
};

inline constexpr auto payment_fields = fields<Payment>(
    field("fund", &Payment::fund, "the fund's handle"), field("to", &Payment::to, "the account that gets it"),
    field("amount", &Payment::amount, "how much, in the smallest unit"),
    field("decision", &Payment::decision, "the decision that permits it"),
    field("memo", &Payment::memo, "what it is for, in one public line"),
    field("interest", &Payment::interest, "what those who propose, write or get it have to do with each other"));
constexpr const auto& fields_of(const Payment*) { return payment_fields; }

inline constexpr auto payment_approval_fields =
    fields<PaymentApproval>(field("payment", &PaymentApproval::payment, "the payment that is approved"));
constexpr const auto& fields_of(const PaymentApproval*) { return payment_approval_fields; }

// What a proposal for a payment names as its act's target: "relief/EUR/12000/noor/member".
std::string payment_target(const Handle& fund, const AccountName& to, std::int64_t amount);
// The same, read back; nothing for other forms. `decision` and the texts stay empty.
std::optional<Payment> read_payment_target(std::string_view target);

// Whether this member may approve the payment, as far as the payment itself says: ECO-232 to ECO-234.
Result<void> check_approver(Database& db, const PaymentRow& payment, const Handle& member);

// What no payment of this fund can be, at whatever time: ECO-203, ECO-220, ECO-222, and ECO-223 and ECO-224 where it is
// more than a whole month's.
Result<void> check_payment_terms(Database& db, const FundRow& fund, const AccountName& to, std::int64_t amount);
Result<void> check_payment(const Context& context,
                           const Payment& payment);  // ECO-203, ECO-220 to ECO-224, CHA-010 to CHA-013
void apply_payment(const Context& context, const Payment& payment);
std::string folder_of_payment(const Context& context, const Payment& payment);

// ECO-230 to ECO-234; the last one that is needed also asks ECO-223, ECO-224 and what every movement asks.
Result<void> check_payment_approval(const Context& context, const PaymentApproval& approval);
void apply_payment_approval(const Context& context, const PaymentApproval& approval);
std::string folder_of_payment_approval(const Context& context, const PaymentApproval& approval);

// Timer payment_end_timer: it was not approved in time, and its decision may be carried out again.
void lapse_payment(Database& db, Timestamp due, std::string_view subject);

}  // namespace tos::economy
