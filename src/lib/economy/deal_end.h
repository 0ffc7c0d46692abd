#pragma once
#include "economy/deal.h"

namespace tos::economy {

// economy.dispute/v1: the two do not agree. What is held stays held.
struct Dispute {
  RecordId match;
  Text reason;
};

// economy.cancellation/v1: of an offer or request, or of a deal.
struct Cancellation {
  RecordId of;
};

// economy.dispute-ruling/v1: the group decides what of the held amount is paid.
struct DisputeRuling {
  RecordId decision;
  RecordId match;
  Whole<0, max_amount> amount;
};

inline constexpr auto dispute_fields =
    fields<Dispute>(field("match", &Dispute::match, "the deal: the record that answered"),
                    field("reason", &Dispute::reason, "what is wrong, in the member's words"));
constexpr const auto& fields_of(const Dispute*) { return dispute_fields; }

inline constexpr auto cancellation_fields =
    fields<Cancellation>(field("of", &Cancellation::of, "the offer, the request, or the record that answered"));
constexpr const auto& fields_of(const Cancellation*) { return cancellation_fields; }

inline constexpr auto dispute_ruling_fields = fields<DisputeRuling>(
    field("decision", &DisputeRuling::decision, "the decision that says so"),
    field("match", &DisputeRuling::match, "the deal: the record that answered"),
    field("amount", &DisputeRuling::amount, "what of the held amount is paid, in the smallest unit; 0: cancelled"));
constexpr const auto& fields_of(const DisputeRuling*) { return dispute_ruling_fields; }

// What a proposal for a ruling names as its act's target: the deal's id, "/", and the amount in the smallest unit.
std::string dispute_ruling_target(const RecordId& match, std::int64_t amount);

Result<void> check_dispute(const Context& context, const Dispute& dispute);  // ECO-160 to ECO-162, ECO-164
void apply_dispute(const Context& context, const Dispute& dispute);
std::string folder_of_dispute(const Context& context, const Dispute& dispute);

Result<void> check_cancellation(const Context& context,
                                const Cancellation& cancellation);  // ECO-162, ECO-165 to ECO-168
void apply_cancellation(const Context& context, const Cancellation& cancellation);
std::string folder_of_cancellation(const Context& context, const Cancellation& cancellation);

// ECO-034, ECO-160, ECO-162, ECO-169, CHA-010 to CHA-013; where something is paid, as a movement.
Result<void> check_dispute_ruling(const Context& context, const DisputeRuling& ruling);
void apply_dispute_ruling(const Context& context, const DisputeRuling& ruling);
std::string folder_of_dispute_ruling(const Context& context, const DisputeRuling& ruling);

}  // namespace tos::economy
