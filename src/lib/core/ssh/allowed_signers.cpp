#include "core/ssh/allowed_signers.h"

#include <fmt/format.h>

namespace tos::ssh {

std::string allowed_signers_line(std::string_view principal, std::string_view name_spaces, const PublicKey& key) {
  return fmt::format("{} namespaces=\"{}\" {}", principal, name_spaces, key.to_line());
}

}  // namespace tos::ssh
