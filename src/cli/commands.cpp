#include "cli/commands.h"

#include "cli/all_commands.h"

namespace tos::cli {

std::span<const CommandEntry> commands() {
  // clang-format off: one command a line
  static constexpr CommandEntry table[] = {
      {"init", add_init},
      {"accept", add_accept},
      {"join", add_join},
      {"member", add_member},
      {"key", add_key},
      {"whoami", add_whoami},
      {"role", add_role},
      {"charter", add_charter},
      {"approve", add_approve},
      {"redact", add_redact},
      {"config", add_config},
      {"status", add_status},
      {"due", add_due},
      {"proposal", add_proposal},
      {"recuse", add_recuse},
      {"poll", add_poll},
      {"ballot", add_ballot},
      {"decision", add_decision},
      {"pull", add_pull},
      {"push", add_push},
      {"sync", add_sync},
      {"clone", add_clone},
      {"fork", add_fork},
      {"hub", add_hub},
      {"hooks", add_hooks},
      {"repair", add_repair},
      {"import", add_import},
      {"carry", add_carry},
      {"undo", add_undo},
      {"verify", add_verify},
      {"log", add_log},
      {"list", add_list},
      {"show", add_show},
      {"explain", add_explain},
      {"schema", add_schema},
      {"tally", add_tally},
      {"completion", add_completion},
      {"man", add_man},
  };
  // clang-format on
  return table;
}

}  // namespace tos::cli
