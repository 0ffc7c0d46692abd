#include "cli/commands.h"

#include "cli/all_commands.h"

namespace tos::cli {

std::span<const CommandEntry> commands() {
  static constexpr CommandEntry table[] = {
      {"init", add_init}, {"verify", add_verify}, {"log", add_log}, {"show", add_show}, {"explain", add_explain}, {"import", add_import}, {"carry", add_carry}, {"undo", add_undo},
      {"pull", add_pull}, {"push", add_push}, {"sync", add_sync}, {"clone", add_clone}, {"hub", add_hub}, {"hooks", add_hooks}, {"repair", add_repair}, {"fork", add_fork},
  };
  return table;
}

}  // namespace tos::cli
