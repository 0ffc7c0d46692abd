#pragma once
#include "core/index/kind_entry.h"

namespace tos::identity {

// identity.key-addition/v1: a member enrols a further key; with `replaces`, rotates the old one out.
struct KeyAddition {
  Line<20, 512> key;
  Lines<2048> proof;  // armored signature of key_proof_text by the new key
  std::optional<KeyId> replaces;
};
// identity.key-revocation/v1: by a key of the member that is not younger, or by the stewards' threshold.
struct KeyRevocation {
  Handle member;
  KeyId key;
  std::optional<Whole<1, max_plain_integer>> compromised_from;
};
// identity.key-recovery/v1: stewards enrol a key for a member who lost all; the others are revoked.
struct KeyRecovery {
  Handle member;
  Line<20, 512> key;
  Lines<2048> proof;
};

inline constexpr auto key_addition_fields =
    fields<KeyAddition>(field("key", &KeyAddition::key, "the new SSH public key"),
                        field("proof", &KeyAddition::proof, "its signature of group, handle and key"),
                        field("replaces", &KeyAddition::replaces, "the key that it takes the place of"));
constexpr const auto& fields_of(const KeyAddition*) { return key_addition_fields; }
inline constexpr auto key_revocation_fields =
    fields<KeyRevocation>(field("member", &KeyRevocation::member, "whose key"),
                          field("key", &KeyRevocation::key, "the key that is valid no longer"),
                          field("compromised_from", &KeyRevocation::compromised_from,
                                "the log position from which somebody else may have used it"));
constexpr const auto& fields_of(const KeyRevocation*) { return key_revocation_fields; }
inline constexpr auto key_recovery_fields =
    fields<KeyRecovery>(field("member", &KeyRecovery::member, "who lost their keys"),
                        field("key", &KeyRecovery::key, "their new SSH public key"),
                        field("proof", &KeyRecovery::proof, "its signature of group, handle and key"));
constexpr const auto& fields_of(const KeyRecovery*) { return key_recovery_fields; }

Result<void> check_key_addition(const Context& context, const KeyAddition& addition);
void apply_key_addition(const Context& context, const KeyAddition& addition);
std::string folder_of_key_addition(const Context& context, const KeyAddition& addition);

Result<void> check_key_revocation(const Context& context, const KeyRevocation& revocation);
void apply_key_revocation(const Context& context, const KeyRevocation& revocation);
std::string folder_of_key_revocation(const Context& context, const KeyRevocation& revocation);
std::optional<Authority> authority_of_key_revocation(const Context& context, const KeyRevocation& revocation);

Result<void> check_key_recovery(const Context& context, const KeyRecovery& recovery);
void apply_key_recovery(const Context& context, const KeyRecovery& recovery);
std::string folder_of_key_recovery(const Context& context, const KeyRecovery& recovery);
std::optional<Authority> authority_of_key_recovery(const Context& context, const KeyRecovery& recovery);

}  // namespace tos::identity
