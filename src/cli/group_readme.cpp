#include "cli/group_readme.h"

#include <fmt/format.h>

#include "cli/readme_block.h"
#include "delivery/markup.h"

namespace tos::cli {

std::string group_readme(std::string_view name, std::string_view handle) {
  return fmt::format(
      "# {0}\n\n"
      "This repository is the archive of a group that governs itself. Everything the group does is a record:\n"
      "a small text file, signed by a member, added to the branch `main` and never changed afterwards.\n"
      "What holds today (who is a member, what was decided) follows from these records under the group's charter.\n\n"
      "## Now\n\n"
      "{2}\n{3}\n\n"
      "`tos report readme` writes what is open and what was decided between these two lines.\n\n"
      "## Check it\n\n"
      "Nobody has to trust the machine that keeps this repository. With git and tos:\n\n"
      "```sh\n"
      "git clone <URL of this repository> {1} && cd {1}\n"
      "tos verify\n"
      "```\n\n"
      "The last line says `VALIDATORS=GREEN`, or what is wrong and where.\n\n"
      "## Join\n\n"
      "Ask with your own SSH key, and send the file to a member, who carries it into the log:\n\n"
      "```sh\n"
      "tos join --handle your-handle --out application.yaml\n"
      "```\n\n"
      "## Read it\n\n"
      "- `charter/`: who founded the group, and its rules\n"
      "- `members/`: who joined, with which keys and roles\n"
      "- `proposals/`: what was proposed, how it was voted on, and what was decided\n"
      "- `initiatives/`: what is being done about it, and the proofs\n\n"
      "Please do not use this forge's merge button or edit files in these folders: the log is written by `tos` "
      "alone.\n",
      delivery::escape_markdown(name), handle, readme_begin, readme_end);
}

}  // namespace tos::cli
