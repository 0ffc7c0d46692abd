#include "deliberation/editors.h"

#include <algorithm>

#include "charter/parameters.h"
#include "deliberation/tables.h"
#include "identity/roles.h"
#include "identity/roll.h"

namespace tos::deliberation {

bool holds_named_role(const Context& context) {
  const std::int64_t author = identity::author_number(context);
  const auto who = charter::who_may(charter::current(context.db), context.envelope.kind, "member");
  return std::ranges::any_of(
      who, [&](const std::string& role) { return role != "member" && identity::holds_role(context.db, author, role); });
}

bool may_edit(const Context& context, std::int64_t chain) {
  return is_author(context.db, chain, context.envelope.author) || holds_named_role(context);
}

}  // namespace tos::deliberation
