#include "identity/standing.h"

#include "charter/mandate.h"
#include "core/index/sound.h"
#include "identity/open_polls.h"
#include "identity/roll_write.h"
#include "identity/rules.h"
#include "identity/subject.h"

namespace tos::identity {
namespace {

Result<Member> member_with_status(const Context& context, const Handle& handle, Status wanted) {
  TOS_TRY(Member member, require_member(context.db, handle));
  if (member.status != wanted) {
    return refuse(rules::IDN_031, "'{}' is {}, not {}", handle, status_text(member.status), status_text(wanted))
        .hint("tos member show {}", handle);
  }
  return member;
}

void change(const Context& context, const Handle& handle, Status status, const std::optional<RecordId>& decision) {
  const auto member = find_member(context.db, handle.text());
  TOS_SOUND(member.has_value());
  set_status(context, *member, status);
  if (decision) charter::use_mandate(context, *decision);
}

}  // namespace

Result<void> check_suspension(const Context& context, const Suspension& suspension) {
  TOS_TRY(const Member member, member_with_status(context, suspension.member, Status::active));
  if (suspension.decision) return charter::check_mandate(context, *suspension.decision, suspension.member.text());
  if (any_open_for(context.db, member.number)) {
    return refuse(rules::IDN_032, "'{}' is an elector of an open poll", suspension.member)
        .hint("wait until it is decided, or put the suspension to a decision");
  }
  return {};
}
void apply_suspension(const Context& context, const Suspension& suspension) {
  change(context, suspension.member, Status::suspended, suspension.decision);
}
std::string folder_of_suspension(const Context&, const Suspension& suspension) {
  return member_folder(suspension.member);
}
std::optional<Authority> authority_of_suspension(const Context&, const Suspension& suspension) {
  return authority_by(suspension.decision);
}

Result<void> check_reinstatement(const Context& context, const Reinstatement& reinstatement) {
  TOS_CHECK(member_with_status(context, reinstatement.member, Status::suspended));
  if (reinstatement.decision)
    return charter::check_mandate(context, *reinstatement.decision, reinstatement.member.text());
  return {};
}
void apply_reinstatement(const Context& context, const Reinstatement& reinstatement) {
  change(context, reinstatement.member, Status::active, reinstatement.decision);
}
std::string folder_of_reinstatement(const Context&, const Reinstatement& reinstatement) {
  return member_folder(reinstatement.member);
}
std::optional<Authority> authority_of_reinstatement(const Context&, const Reinstatement& reinstatement) {
  return authority_by(reinstatement.decision);
}

Result<void> check_leaving(const Context&, const Leaving&) {
  return {};
}  // IDN-010 has seen to it that the author is active
void apply_leaving(const Context& context, const Leaving&) {
  change(context, context.envelope.author, Status::left, std::nullopt);
  const auto member = find_member(context.db, context.envelope.author.text());
  context.db.run(
      "UPDATE role_term SET until_position = ?, ended_by = 'leaving' WHERE member = ? AND until_position IS NULL",
      context.position, member->number);
}
std::string folder_of_leaving(const Context& context, const Leaving&) { return member_folder(context.envelope.author); }

}  // namespace tos::identity
