#pragma once
#include <string>

namespace tos::cli {

// docs/kinds.md: every kind of record, its fields, and who may author it.
std::string kinds_page();

}  // namespace tos::cli
