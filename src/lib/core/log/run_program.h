#pragma once
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/result.h"

namespace tos::log {

struct ProgramCommand {
  std::string program;                                                // a name to search on the PATH, or a path
  std::vector<std::string> arguments;                                 // after the program; no shell reads them
  std::vector<std::pair<std::string, std::string>> environment = {};  // on top of the user's own
  std::optional<std::string> input = {};                              // what it reads; nothing: an empty file
};

struct GitCommand {
  std::vector<std::string> arguments;                                 // after "git"; no shell reads them
  std::vector<std::pair<std::string, std::string>> environment = {};  // on top of the user's own
  std::string directory = {};                                         // where it runs; empty: here
};

struct ProgramOutcome {
  int status = 0;      // 0: it succeeded
  std::string output;  // at most max_program_output_bytes of each; the rest is dropped
  std::string errors;

  // The last lines of what it said on its error output, on one line: for a message.
  std::string last_words() const;
};

inline constexpr std::size_t max_program_output_bytes = 1 << 20;

// Runs a program of the user to its end, with its messages in English. Nothing where it cannot be started.
Result<std::optional<ProgramOutcome>> run_program(const ProgramCommand& command);

// Runs the user's own git to its end, with nothing on its input and its messages in English. LOG-035 when it cannot be
// started; whether it succeeded is the outcome's status.
Result<ProgramOutcome> run_git(const GitCommand& command);

}  // namespace tos::log
