#pragma once
#include "identity/roll.h"

namespace tos::identity {

// IDN-030: the member that a record is about.
Result<Member> require_member(Database& db, const Handle& handle);
std::string member_folder(const Handle& handle);
// One active member suffices where a decision permits the act; otherwise the kind's permission decides.
std::optional<Authority> authority_by(const std::optional<RecordId>& decision);

}  // namespace tos::identity
