#include "identity/key_proof.h"

#include "core/ssh/signature.h"
#include "identity/roll_write.h"
#include "identity/rules.h"

namespace tos::identity {

std::string key_proof_text(const GroupId& group, std::string_view handle, const KeyId& key) {
  return fmt::format("{} {} {}\n", group.hex(), handle, key.hex());
}

Result<void> check_key_proof(const GroupId& group, std::string_view handle, const ssh::PublicKey& key,
                             std::string_view proof) {
  const auto verified = ssh::verify(proof, key_proof_text(group, handle, key.id()), key_namespace, key);
  if (verified) return {};
  return refuse(rules::IDN_022, "the new key's proof of possession does not hold: {}", verified.error().what)
      .hint("the holder of the new key proves it: tos key prove HANDLE");
}

Result<void> check_key_is_free(Database& db, const KeyId& key) {
  if (find_key(db, key) || is_candidate_key(db, key)) {
    return refuse(rules::IDN_021, "the key {} is enrolled already", key.hex16())
        .hint("use a key of your own that no member has");
  }
  return {};
}

}  // namespace tos::identity
