#pragma once
#include <array>
#include <span>
#include <string_view>

#include "core/record/fields.h"

namespace tos::voting {

// The methods that polls count, by the ids that charters and polls write.
enum class PollMethod { majority, supermajority, approval, schulze, consent };

// What a ballot says: a word, the options approved of, or an order of options by ranks or scores.
enum class BallotWay { choice, approvals, order };
BallotWay way_of(PollMethod method);
std::span<const std::string_view> choices_of(PollMethod method);  // the words; none where there are options
inline bool chooses_option(PollMethod method) { return way_of(method) != BallotWay::choice; }
// Whether a threshold says how much is enough. Consent asks that nobody objects, Schulze compares options in pairs.
inline bool has_threshold(PollMethod method) { return method != PollMethod::consent && method != PollMethod::schulze; }

// Whether a decision names the rule that counted it. The figures of a yes or no say all there is.
inline bool states_rule(PollMethod method) {
  return method != PollMethod::majority && method != PollMethod::supermajority;
}

}  // namespace tos::voting

template <>
struct tos::NamesOf<tos::voting::PollMethod> {
  using enum tos::voting::PollMethod;
  static constexpr std::array names{tos::Name{majority, "majority"}, tos::Name{supermajority, "supermajority"},
                                    tos::Name{approval, "approval"}, tos::Name{schulze, "schulze"},
                                    tos::Name{consent, "consent"}};
};
template <>
struct tos::NamesOf<tos::voting::BallotWay> {
  using enum tos::voting::BallotWay;
  static constexpr std::array names{tos::Name{choice, "a choice"}, tos::Name{approvals, "approvals"},
                                    tos::Name{order, "ranks or scores"}};
};
