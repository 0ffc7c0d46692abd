#pragma once
#include <optional>

#include "economy/transfer.h"

namespace tos::economy {

// economy.correction/v1: a transfer was wrong. It stays in the books; this reverses it, and moves the right legs.
struct Correction {
  RecordId corrects;
  List<LegField, 0, max_legs> legs;  // what it should have been; none: nothing at all
  Line<3, 200> reason;
  std::optional<RecordId> decision;
};

// economy.breaker-reset/v1: payments of a currency go on.
struct BreakerReset {
  RecordId decision;
  CurrencyCode code;
};

inline constexpr auto correction_fields = fields<Correction>(
    field("corrects", &Correction::corrects, "the transfer or correction"),
    field("legs", &Correction::legs, "what its legs should have been; none where it should not have been at all"),
    field("reason", &Correction::reason, "what was wrong, in one public line"),
    field("decision", &Correction::decision, "the decision that permits it, where the author alone may not"));
constexpr const auto& fields_of(const Correction*) { return correction_fields; }

inline constexpr auto breaker_reset_fields =
    fields<BreakerReset>(field("decision", &BreakerReset::decision, "the decision to go on"),
                         field("code", &BreakerReset::code, "the currency"));
constexpr const auto& fields_of(const BreakerReset*) { return breaker_reset_fields; }

// What a proposal to correct names as its act's target: the SHA-256 of the corrected record's id in hex, a line feed,
// and print_legs(legs).
std::string correction_target(const Correction& correction);

// What takes from an account is judged by the difference to what it corrects: who got too much gives it back.
Result<void> check_correction(const Context& context,
                              const Correction& correction);  // ECO-050 to ECO-052, as transfers
void apply_correction(const Context& context, const Correction& correction);
std::string folder_of_correction(const Context& context, const Correction& correction);

Result<void> check_breaker_reset(const Context& context, const BreakerReset& reset);  // ECO-002, ECO-060, CHA-…
void apply_breaker_reset(const Context& context, const BreakerReset& reset);
std::string folder_of_breaker_reset(const Context& context, const BreakerReset& reset);

}  // namespace tos::economy
