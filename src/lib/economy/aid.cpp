#include "economy/aid.h"

#include "economy/deal_end.h"
#include "economy/listing.h"

namespace tos::economy {

KindTable aid_kinds() {
  static constexpr KindEntry table[] = {
      kind_entry<Offer, check_offer, apply_offer, folder_of_offer>("economy.offer/v1", Signer::member, "member",
                                                                   "what a member gives or does for others"),
      kind_entry<Request, check_request, apply_request, folder_of_request>("economy.request/v1", Signer::member,
                                                                           "member", "what a member needs"),
      kind_entry<Match, check_match, apply_match, folder_of_match>("economy.match/v1", Signer::member, "member",
                                                                   "a member answers an offer or request"),
      kind_entry<Confirmation, check_confirmation, apply_confirmation, folder_of_confirmation>(
          "economy.confirmation/v1", Signer::member, "party", "one side of a deal says that it is done"),
      kind_entry<Dispute, check_dispute, apply_dispute, folder_of_dispute>(
          "economy.dispute/v1", Signer::member, "party", "one side of a deal does not agree"),
      kind_entry<Cancellation, check_cancellation, apply_cancellation, folder_of_cancellation>(
          "economy.cancellation/v1", Signer::member, "party", "an offer, a request or a deal is taken back"),
      kind_entry<DisputeRuling, check_dispute_ruling, apply_dispute_ruling, folder_of_dispute_ruling>(
          "economy.dispute-ruling/v1", Signer::member, "member", "the group decides a disputed deal"),
  };
  return table;
}

std::span<const TimerHandler> aid_timers() {
  static constexpr TimerHandler table[] = {
      {"economy.listing-end", end_listing},
      {"economy.deal-end", expire_deal},
  };
  return table;
}

}  // namespace tos::economy
