#pragma once
#include "core/base/id.h"
#include "core/index/database.h"
#include "core/ssh/public_key.h"

namespace tos::identity {

inline constexpr std::string_view key_namespace = "tos.key.v1";

// What a new key signs, in that namespace, before somebody else's record may enrol it: one line.
std::string key_proof_text(const GroupId& group, std::string_view handle, const KeyId& key);

// IDN-022: `proof` is such a signature. IDN-021: the key is nobody's yet.
Result<void> check_key_proof(const GroupId& group, std::string_view handle, const ssh::PublicKey& key,
                             std::string_view proof);
Result<void> check_key_is_free(Database& db, const KeyId& key);

}  // namespace tos::identity
