#include "cli/commands.h"

#include "cli/all_commands.h"

namespace tos::cli {

std::span<const CommandEntry> commands() {
  // clang-format off: one command a line
  static constexpr CommandEntry table[] = {
      {"init", add_init},
      {"status", add_status},
      {"due", add_due},
      {"proposal", add_proposal},
      {"recuse", add_recuse},
      {"poll", add_poll},
      {"ballot", add_ballot},
      {"decision", add_decision},
      {"import", add_import},
      {"carry", add_carry},
      {"undo", add_undo},
      {"verify", add_verify},
      {"log", add_log},
      {"list", add_list},
      {"show", add_show},
      {"explain", add_explain},
      {"schema", add_schema},
      {"completion", add_completion},
      {"man", add_man},
      {\"tally\", add_tally},
  };
  // clang-format on
  return table;
}

}  // namespace tos::cli
