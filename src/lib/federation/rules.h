#pragma once
#include "core/base/rule.h"

namespace tos::rules {

inline constexpr Rule FED_001{"FED-001", FailureClass::environment, "the remote can be reached",
                              "Pull, push and clone use your own git, with its ssh configuration, credentials and "
                              "proxies. Where git cannot reach the other side, nothing here has changed."};
inline constexpr Rule FED_002{"FED-002", FailureClass::conflict, "a clone never goes past a commit that breaks a rule",
                              "Pull takes the remote's log up to its last good commit and stops there, so that one bad "
                              "commit costs nobody their work. Somebody who may force the remote repairs it."};
inline constexpr Rule FED_003{"FED-003", FailureClass::conflict, "push adds to what the remote has",
                              "Others published in the meantime, again and again. Push pulls and tries five times, "
                              "then gives up; nothing is lost."};
inline constexpr Rule FED_004{"FED-004", FailureClass::forbidden, "a hub keeps its log",
                              "The branch main of a hub may not be deleted, and references that would make the "
                              "repository unreadable are not taken. Other branches are free."};
inline constexpr Rule FED_005{"FED-005", FailureClass::conflict, "a group publishes to one place",
                              "The remote named origin is where pull and push go. Another one would split the group "
                              "without anybody noticing."};
inline constexpr Rule FED_006{"FED-006", FailureClass::forbidden, "records are written by tos alone",
                              "A commit made by hand that touches the folders of records would end the log for "
                              "everyone. Free files (README, playbooks) are committed with git as usual."};
inline constexpr Rule FED_007{"FED-007", FailureClass::malformed, "a fork's parent is the one its founding names",
                              "A fork names its parent's group, size and root. The branch tos/parent has to have just "
                              "that root at just that size, or it is another group's history."};
inline constexpr Rule FED_008{"FED-008", FailureClass::conflict, "a hook of somebody else's is not overwritten",
                              "There is a hook of that name already which tos did not write."};

inline constexpr Rule FED_009{"FED-009", FailureClass::malformed, "what a fork takes over is of a size to be copied",
                              "Playbooks and the like come along with a fork, at most 10,000 files. More than that is "
                              "copied by hand, by somebody who looks at it."};

RuleTable federation_rules();

}  // namespace tos::rules
