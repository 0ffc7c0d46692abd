#include "economy/fund_kinds.h"

#include "economy/contribution.h"
#include "economy/conversion.h"
#include "economy/fund.h"
#include "economy/payment.h"

namespace tos::economy {

KindTable fund_kinds() {
  static constexpr KindEntry table[] = {
      kind_entry<Fund, check_fund, apply_fund, folder_of_fund>("economy.fund/v1", Signer::member, "steward",
                                                               "money that belongs to the group, for a purpose"),
      kind_entry<Contribution, check_contribution, apply_contribution, folder_of_contribution>(
          "economy.contribution/v1", Signer::member, "member", "a member pays into a fund"),
      kind_entry<Payment, check_payment, apply_payment, folder_of_payment>(
          payment_kind, Signer::member, "member", "a fund pays what a decision permits, once others approve it"),
      kind_entry<PaymentApproval, check_payment_approval, apply_payment_approval, folder_of_payment_approval>(
          "economy.payment-approval/v1", Signer::member, "member", "a member agrees to a payment"),
      kind_entry<Rate, check_rate, apply_rate, folder_of_rate>(rate_kind, Signer::member, "member",
                                                               "what one currency is worth in another"),
      kind_entry<Conversion, check_conversion, apply_conversion, folder_of_conversion>(
          "economy.conversion/v1", Signer::member, "member", "a member changes one currency into another"),
  };
  return table;
}

std::span<const TimerHandler> fund_timers() {
  static constexpr TimerHandler table[] = {{payment_end_timer, lapse_payment}};
  return table;
}

}  // namespace tos::economy
