#include "voting/methods/ties.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <numeric>

#include "core/base/bytes.h"
#include "core/base/overloaded.h"

namespace tos::voting {
namespace {

using Order = std::vector<CandidateIndex>;

Order profile_order(const Profile& profile) {
  Order order(profile.candidates.size());
  std::iota(order.begin(), order.end(), 0);
  return order;
}

Result<Order> listed(const Profile& profile, const ListedOrder& list) {
  if (list.order.empty()) return profile_order(profile);
  Order sorted = list.order;
  std::ranges::sort(sorted);
  if (sorted != profile_order(profile))
    return refuse(TAL_012, "the tie order lists {} candidates of {}", list.order.size(), profile.candidates.size())
        .hint("name every candidate once, the one who wins ties first");
  return list.order;
}

Order drawn(const Profile& profile, const SeededOrder& seed) {
  std::vector<Digest> digests;
  digests.reserve(profile.candidates.size());
  for (std::size_t i = 0; i < profile.candidates.size(); ++i)
    digests.push_back(sha256(seed.seed + std::string(1, '\0'), fmt::format("{}", i + 1)));
  Order order = profile_order(profile);
  std::ranges::sort(order, {}, [&](CandidateIndex c) { return digests[static_cast<std::size_t>(c)]; });
  return order;
}

// RCTab shuffles the declared candidates' names in sorted order; undeclared write-ins are no candidates there.
Order shuffled(const Profile& profile, std::int64_t seed) {
  Order names;
  Order rest;
  for (const CandidateIndex c : profile_order(profile)) {
    const bool declared = profile.candidates[static_cast<std::size_t>(c)].standing != Standing::undeclared_write_in;
    (declared ? names : rest).push_back(c);
  }
  std::ranges::stable_sort(names, java_less, [&](CandidateIndex c) -> std::string_view {
    return profile.candidates[static_cast<std::size_t>(c)].name;
  });
  Order order;
  for (const std::size_t i : JavaGenerator(seed).shuffled(names.size())) order.push_back(names[i]);
  order.insert(order.end(), rest.begin(), rest.end());
  return order;
}

}  // namespace

Result<Ties> Ties::make(const Profile& profile, const TieBreaker& tie_breaker) {
  Ties ties;
  for (const Candidate& candidate : profile.candidates) ties.names_.push_back(candidate.name);
  Order order;
  if (const auto* list = std::get_if<ListedOrder>(&tie_breaker)) {
    TOS_TRY(order, listed(profile, *list));
    ties.by_ = TieAction::By::listed_order;
  } else if (const auto* seed = std::get_if<SeededOrder>(&tie_breaker)) {
    order = drawn(profile, *seed);
    ties.by_ = TieAction::By::seeded_order;
  } else if (const auto* java = std::get_if<JavaRandom>(&tie_breaker)) {
    ties.by_ = TieAction::By::java_random;
    if (java->permutation) {
      order = shuffled(profile, java->seed);
    } else {
      ties.generator_.emplace(java->seed);
    }
  }
  ties.place_.resize(order.size());
  for (std::size_t place = 0; place < order.size(); ++place)
    ties.place_[static_cast<std::size_t>(order[place])] = place;
  return ties;
}

bool Ties::operator()(CandidateIndex a, CandidateIndex b) const {
  if (place_.empty()) return a < b;
  return place_[static_cast<std::size_t>(a)] < place_[static_cast<std::size_t>(b)];
}

void Ties::sort_as_java(Order& tied) const {
  if (!generator_) return;
  std::ranges::stable_sort(tied, java_less, [&](CandidateIndex c) { return names_[static_cast<std::size_t>(c)]; });
}

std::optional<CandidateIndex> Ties::pick(TieAction& tie) {
  sort_as_java(tie.tied);
  return draw(tie);
}

std::optional<CandidateIndex> Ties::draw(TieAction& tie) {
  tie.by = by_;
  tie.chosen.clear();
  if (generator_) {
    tie.chosen = {tie.tied[generator_->next_index(tie.tied.size())]};
  } else if (!place_.empty()) {
    tie.chosen = {tie.need == TieAction::Need::eliminate ? *std::ranges::max_element(tie.tied, std::cref(*this))
                                                         : *std::ranges::min_element(tie.tied, std::cref(*this))};
  } else {
    return std::nullopt;
  }
  return tie.chosen.front();
}

std::optional<CandidateIndex> Ties::pick_by_previous_rounds(TieAction& tie, std::span<const Round> previous) {
  const bool fewest = tie.need == TieAction::Need::eliminate;
  sort_as_java(tie.tied);
  Order left = tie.tied;
  for (std::size_t r = previous.size(); r-- > 0 && left.size() > 1;) {
    const auto total = [&](CandidateIndex c) { return previous[r].totals[static_cast<std::size_t>(c)].value_or(0); };
    const Amount edge =
        fewest ? total(*std::ranges::min_element(left, {}, total)) : total(*std::ranges::max_element(left, {}, total));
    if (generator_) {  // RCTab keeps the survivors in the order of a hash set, which a later draw depends on
      std::vector<std::string_view> names;
      for (const CandidateIndex c : left) names.push_back(names_[static_cast<std::size_t>(c)]);
      Order hashed;
      for (const std::size_t i : java_hash_set_order(names)) hashed.push_back(left[i]);
      left = hashed;
    }
    std::erase_if(left, [&](CandidateIndex c) { return total(c) != edge; });
    if (left.size() == 1) {
      tie.by = TieAction::By::previous_rounds;
      tie.decided_by_round = previous[r].number;
      tie.chosen = left;
      return left.front();
    }
  }
  TieAction rest = tie;
  rest.tied = left;
  const auto chosen = draw(rest);
  tie.by = rest.by;
  tie.chosen = rest.chosen;
  return chosen;
}

CandidateIndex Ties::pick_harmless(TieAction& tie) {
  tie.by = TieAction::By::harmless;
  tie.chosen = {*std::ranges::max_element(tie.tied)};
  return tie.chosen.front();
}

Order Ties::ranked(Order tied) const {
  std::ranges::sort(tied, std::cref(*this));
  return tied;
}

}  // namespace tos::voting
