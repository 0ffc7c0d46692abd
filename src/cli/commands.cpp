#include "cli/commands.h"

#include "cli/all_commands.h"

namespace tos::cli {

std::span<const CommandEntry> commands() {
  static constexpr CommandEntry table[] = {
      {"init", add_init},       {"accept", add_accept}, {"join", add_join},       {"member", add_member},
      {"key", add_key},         {"whoami", add_whoami}, {"role", add_role},       {"charter", add_charter},
      {"approve", add_approve}, {"redact", add_redact}, {"config", add_config},   {"verify", add_verify},
      {"log", add_log},         {"show", add_show},     {"explain", add_explain}, {"import", add_import},
      {"carry", add_carry},     {"undo", add_undo},
  };
  return table;
}

}  // namespace tos::cli
