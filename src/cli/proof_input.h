#pragma once
#include <string>

#include "core/base/result.h"

namespace tos::cli {

// A job's output: a file, or "-" for stdin; at most 64 MiB (CLI-005).
Result<std::string> read_proof_input(const std::string& file);

}  // namespace tos::cli
