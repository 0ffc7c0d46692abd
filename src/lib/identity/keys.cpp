#include "identity/keys.h"

#include "charter/parameters.h"
#include "core/index/sound.h"
#include "core/ssh/public_key.h"
#include "identity/key_proof.h"
#include "identity/roll_write.h"
#include "identity/rules.h"
#include "identity/subject.h"

namespace tos::identity {
namespace {

// A valid key of this member.
Result<MemberKey> require_valid_key(const Context& context, const Member& member, const KeyId& id) {
  auto key = find_key(context.db, id);
  if (!key || key->member != member.number || key->until_position) {
    return refuse(rules::IDN_041, "{} is no valid key of '{}'", id.hex16(), member.handle)
        .hint("tos member show {}", member.handle);
  }
  return *std::move(key);
}

// The signing key is the key itself or was enrolled before it.
bool is_not_younger(const Context& context, const MemberKey& key) {
  if (key.id == context.envelope.key) return true;
  const auto signer = find_key(context.db, context.envelope.key);
  return signer && signer->member == key.member && signer->from_position < key.from_position;
}

Authority recovery_authority(const Context& context) {
  return {.needed = charter::current(context.db).recovery_threshold, .entitled = "steward"};
}

}  // namespace

Result<void> check_key_addition(const Context& context, const KeyAddition& addition) {
  TOS_TRY(const Member member, require_member(context.db, context.envelope.author));
  TOS_TRY(const ssh::PublicKey key, ssh::PublicKey::from_record(*addition.key));
  TOS_CHECK(check_key_is_free(context.db, key.id()));
  TOS_CHECK(check_key_proof(context.group, member.handle.text(), key, addition.proof.text));
  if (!addition.replaces) return {};
  TOS_TRY(const MemberKey replaced, require_valid_key(context, member, *addition.replaces));
  if (!is_not_younger(context, replaced)) {
    return refuse(rules::IDN_040, "the signing key is younger than the key it would replace")
        .hint("sign with the older key, or ask the stewards: tos key recover");
  }
  return {};
}

void apply_key_addition(const Context& context, const KeyAddition& addition) {
  const auto member = find_member(context.db, context.envelope.author.text());
  const auto key = ssh::PublicKey::from_record(*addition.key);
  TOS_SOUND(member && key);
  add_key(context, member->number, key->id(), *addition.key);
  if (addition.replaces) revoke_key(context, *addition.replaces, std::nullopt);
}

std::string folder_of_key_addition(const Context& context, const KeyAddition&) {
  return member_folder(context.envelope.author);
}

Result<void> check_key_revocation(const Context& context, const KeyRevocation& revocation) {
  TOS_TRY(const Member member, require_member(context.db, revocation.member));
  TOS_TRY(const MemberKey key, require_valid_key(context, member, revocation.key));
  if (revocation.compromised_from &&
      (*revocation.compromised_from < key.from_position || *revocation.compromised_from >= context.position)) {
    return refuse(rules::IDN_042, "position {} is not between the key's enrolment at {} and this record",
                  revocation.compromised_from->value, key.from_position);
  }
  if (context.envelope.author == revocation.member && !is_not_younger(context, key) &&
      !holds_role(context.db, member.number, "steward")) {
    return refuse(rules::IDN_040, "the signing key is younger than the key it would revoke")
        .hint("sign with that key or an older one, or ask the stewards");
  }
  return {};
}

void apply_key_revocation(const Context& context, const KeyRevocation& revocation) {
  std::optional<std::int64_t> compromised_from;
  if (revocation.compromised_from) compromised_from = revocation.compromised_from->value;
  revoke_key(context, revocation.key, compromised_from);
}

std::string folder_of_key_revocation(const Context&, const KeyRevocation& revocation) {
  return member_folder(revocation.member);
}

std::optional<Authority> authority_of_key_revocation(const Context& context, const KeyRevocation& revocation) {
  const auto key = find_key(context.db, revocation.key);
  const auto author = find_member(context.db, context.envelope.author.text());
  if (author && context.envelope.author == revocation.member) {
    // One's own key: no threshold where the signing key suffices, nor where IDN-040 will refuse it.
    const bool suffices = key && is_not_younger(context, *key);
    if (suffices || !holds_role(context.db, author->number, "steward")) return Authority{};
  }
  return recovery_authority(context);
}

Result<void> check_key_recovery(const Context& context, const KeyRecovery& recovery) {
  TOS_TRY(const Member member, require_member(context.db, recovery.member));
  if (member.status == Status::left) return refuse(rules::IDN_031, "'{}' has left", member.handle);
  TOS_TRY(const ssh::PublicKey key, ssh::PublicKey::from_record(*recovery.key));
  TOS_CHECK(check_key_is_free(context.db, key.id()));
  return check_key_proof(context.group, recovery.member.text(), key, recovery.proof.text);
}

void apply_key_recovery(const Context& context, const KeyRecovery& recovery) {
  const auto member = find_member(context.db, recovery.member.text());
  const auto key = ssh::PublicKey::from_record(*recovery.key);
  TOS_SOUND(member && key);
  for (const MemberKey& old : keys_of(context.db, member->number)) {
    if (!old.until_position) revoke_key(context, old.id, old.compromised_from);
  }
  add_key(context, member->number, key->id(), *recovery.key);
}

std::string folder_of_key_recovery(const Context&, const KeyRecovery& recovery) {
  return member_folder(recovery.member);
}
std::optional<Authority> authority_of_key_recovery(const Context& context, const KeyRecovery&) {
  return recovery_authority(context);
}

}  // namespace tos::identity
