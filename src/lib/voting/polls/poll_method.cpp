#include "voting/polls/poll_method.h"

#include <utility>

namespace tos::voting {

BallotWay way_of(PollMethod method) {
  switch (method) {
    case PollMethod::majority:
    case PollMethod::supermajority:
    case PollMethod::consent:
      return BallotWay::choice;
    case PollMethod::approval:
      return BallotWay::approvals;
    case PollMethod::schulze:
      return BallotWay::order;
  }
  std::unreachable();
}

std::span<const std::string_view> choices_of(PollMethod method) {
  static constexpr std::array<std::string_view, 3> of_question{"yes", "no", "abstain"};
  static constexpr std::array<std::string_view, 4> of_consent{"consent", "concern", "stand-aside", "objection"};
  if (method == PollMethod::consent) return of_consent;
  if (chooses_option(method)) return {};
  return of_question;
}

}  // namespace tos::voting
