#pragma once
#include <string>
#include <string_view>

#include "core/ssh/public_key.h"

namespace tos::ssh {

// One line of an allowed_signers file (ssh-keygen(1)), without LF: `mara namespaces="tos.record.v1" ssh-ed25519 AAAA…`.
// Several namespaces are joined by commas. No dates: git judges them by the date a commit claims. The principal is a
// handle and the namespaces are ours, so neither needs quoting.
std::string allowed_signers_line(std::string_view principal, std::string_view name_spaces, const PublicKey& key);

}  // namespace tos::ssh
