#pragma once
#include <string>

#include "core/base/result.h"

namespace tos::cli {

// What another program wrote, such as a job's output or a table: a file, or "-" for stdin; at most 64 MiB (CLI-005).
Result<std::string> read_input(const std::string& file);

}  // namespace tos::cli
