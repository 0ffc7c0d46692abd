#pragma once
#include <span>
#include <string_view>

namespace tos {

// How a rule fails. The number is the white paper's failure class; exit_code() maps it to the process status.
enum class FailureClass {
  usage = 2,        // the command was typed wrongly
  environment = 3,  // no repository, odd repository, no key, git missing, newer ruleset
  identity = 401,   // signature or key
  forbidden = 403,  // role, eligibility, recusal, window
  missing = 404,    // no such thing
  conflict = 409,   // diverged, duplicate, not yet
  malformed = 422,  // not in form, or against a rule
};

int exit_code(FailureClass failure_class);

// One rule: one id, one outcome. `why` is a paragraph for people; `tos explain <id>` prints it.
// Rules are constexpr objects in their module's rules.h; a Refusal points at one.
struct Rule {
  std::string_view id;  // "VOT-004"
  FailureClass failure_class;
  std::string_view title;  // "a ballot is cast before its poll closes"
  std::string_view why;
};

using RuleTable = std::span<const Rule* const>;

}  // namespace tos
