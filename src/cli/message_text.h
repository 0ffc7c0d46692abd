#pragma once
#include <string>
#include <string_view>

namespace tos::cli {

// What others wrote, as part of one line of a message: as for_terminal() has it, and a line feed as \n, so that
// nobody's words stand alone on a line, where they could pass for a proof line or a command to the runner of a
// pipeline. What such a runner takes for a command inside a line is broken up as well: ##[ anywhere, :: at the
// beginning of a word. Sources: actions/runner, ActionCommand.cs; Forgejo's runner, which reads the same.
std::string one_line(std::string_view text);

}  // namespace tos::cli
