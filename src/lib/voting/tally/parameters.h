#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "voting/formats/election.h"
#include "voting/methods/method_rules.h"
#include "voting/methods/tie_breaker.h"

namespace tos::voting {

// A parameter of one or more methods as people write it: `--<name> <value>`, a flag where `value` is empty.
// THE table of parameters: the command line, its help and the check of what belongs to a method come from it.
struct Parameter {
  std::string_view name;
  std::string_view value;  // what the value looks like: "N", "winning-votes|margins"; empty: a flag
  std::string_view help;
  // Sets it. False: the method has no such parameter. CNT-003: not a value that it can take.
  Result<bool> (*set)(MethodRules& rules, std::string_view text);
};
std::span<const Parameter> parameters();

struct ParameterValue {
  std::string name;
  std::string text;
};
// Sets what was given, in order. CNT-002, CNT-003; CNT-005: one that is given twice, other than --majority, which is of
// one option each.
Result<void> set_parameters(MethodRules& rules, const std::vector<ParameterValue>& given);

// The defaults of a method by name; CNT-001 lists the methods.
Result<MethodRules> method_named(std::string_view name);

// "none", "order", "order:3,1,2", "seed:TEXT", "java-random:SEED", "java-permutation:SEED". CNT-003.
Result<TieBreaker> parse_tie_breaker(std::string_view text);

// The kinds of ballot that a method counts, best first.
std::vector<BallotKind> kinds_of(const MethodRules& rules);

}  // namespace tos::voting
