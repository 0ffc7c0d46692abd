#pragma once
#include <optional>

#include "economy/aid_tables.h"
#include "economy/amount.h"
#include "economy/book.h"

namespace tos::economy {

inline constexpr std::int64_t deal_days = 90;  // in which the giver confirms, or one of the two disputes

// economy.match/v1: a member answers. Who answers an offer receives; who answers a request gives.
struct Match {
  RecordId listing;
  std::optional<AmountField> hours;
  std::optional<AmountField> amount;
};

// economy.confirmation/v1: one side says that it was done, and what it came to.
struct Confirmation {
  RecordId match;
  std::optional<AmountField> amount;
};

inline constexpr auto match_fields = fields<Match>(
    field("listing", &Match::listing, "the offer or request that is answered"),
    field("hours", &Match::hours, "hours of time or skill, in the currency's smallest unit; its rate makes credits"),
    field("amount", &Match::amount, "what else it comes to, in the currency's smallest unit"));
constexpr const auto& fields_of(const Match*) { return match_fields; }

inline constexpr auto confirmation_fields = fields<Confirmation>(
    field("match", &Confirmation::match, "the deal: the record that answered"),
    field("amount", &Confirmation::amount, "what of the held amount is paid, in the smallest unit; absent: all of it"));
constexpr const auto& fields_of(const Confirmation*) { return confirmation_fields; }

// ECO-154 to ECO-159, and as a hold of the receiver's for the giver.
Result<void> check_match(const Context& context, const Match& match);
void apply_match(const Context& context, const Match& match);
std::string folder_of_match(const Context& context, const Match& match);

// ECO-034, ECO-160 to ECO-163; where the two now agree, as a movement.
Result<void> check_confirmation(const Context& context, const Confirmation& confirmation);
void apply_confirmation(const Context& context, const Confirmation& confirmation);
std::string folder_of_confirmation(const Context& context, const Confirmation& confirmation);

// ⌊hours × rate⌋, in the currency's smallest unit; ECO-016 beyond the range of amounts.
Result<std::int64_t> credits_of(std::int64_t hours, Rational rate);

// ECO-160, ECO-162: a deal that is not settled yet.
Result<DealRow> require_unsettled(Database& db, const RecordId& id);
// ECO-161.
Result<Party> require_party(const DealRow& deal, const Handle& member);
// Whether `amount` may be paid of what is held (ECO-034), now.
Result<void> check_paying(const Context& context, const DealRow& deal, std::int64_t amount);
void complete_deal(const Context& context, DealRow deal, std::int64_t amount);
// Without a payment: cancelled or expired. What was held is free again, and the listing open.
void end_deal(Database& db, DealRow deal, DealState state, Timestamp now);

// Timer "economy.deal-end": the giver has not confirmed, and nobody disputes.
void expire_deal(Database& db, Timestamp due, std::string_view subject);

}  // namespace tos::economy
