#pragma once
#include <vector>

#include "voting/methods/count.h"
#include "voting/methods/ties.h"

// What budget methods share.
namespace tos::voting {

// Who approves which projects, one entry a group of identical ballots. A project with points above zero, or ranked, is
// approved. Withdrawn projects are left out.
struct ProjectSupport {
  struct Supporter {
    std::uint32_t group;
    std::int64_t voters;
  };
  std::vector<std::vector<Supporter>> of;  // by project
  std::vector<std::int64_t> voters;        // by project
  std::vector<std::int64_t> points;        // by project: approvals, points or ranking points (see below)
  std::size_t groups = 0;
  std::int64_t ballots = 0;
};

// TAL-006, TAL-009, TAL-011. Points of a ranking: the longest ranking cast has n places; first place is n, next n - 1 …
Result<ProjectSupport> project_support(const Profile& profile, std::string_view method);

// Buys projects in the given order while they fit into what is left; fills selected, spent and the trace. What happens
// at the first that does not fit, and below which votes a project is left out, is in the rules. Among projects with
// equal points and cost, which stand together, the tie-breaker says who comes first where not all are bought; where it
// does not, the buying stops there: verdict and tied say so.
void buy_in_order(const Profile& profile, const std::vector<CandidateIndex>& order, const ProjectSupport& support,
                  const GreedyBudgetRules& rules, Ties& ties, Outcome& outcome);

// Projects by points, most first; equal ones by lower cost.
std::vector<CandidateIndex> by_points(const Profile& profile, std::vector<CandidateIndex> projects,
                                      const ProjectSupport& support);

}  // namespace tos::voting
