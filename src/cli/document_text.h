#pragma once
#include <optional>
#include <string>

#include "delivery/document.h"

namespace tos::cli {

// The report for a terminal: facts and tables with aligned columns; links and drawings are left out. Lines of tables
// longer than `columns` are cut.
std::string document_text(const delivery::Document& document, std::optional<std::size_t> columns);

}  // namespace tos::cli
