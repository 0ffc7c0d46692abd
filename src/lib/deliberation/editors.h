#pragma once
#include "core/index/kind_entry.h"

namespace tos::deliberation {

// Whether the record's author holds a role that the charter names for its kind, beside the members.
bool holds_named_role(const Context& context);
// The author of some version of the proposal, or such a role.
bool may_edit(const Context& context, std::int64_t chain);

}  // namespace tos::deliberation
