#include "identity/subject.h"

#include "identity/rules.h"

namespace tos::identity {

Result<Member> require_member(Database& db, const Handle& handle) {
  auto member = find_member(db, handle.text());
  if (!member) return refuse(rules::IDN_030, "'{}' is no member of this group", handle).hint("tos member list");
  return *std::move(member);
}

std::string member_folder(const Handle& handle) { return "members/" + handle.text(); }

std::optional<Authority> authority_by(const std::optional<RecordId>& decision) {
  if (decision) return Authority{};
  return std::nullopt;
}

}  // namespace tos::identity
