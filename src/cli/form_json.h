#pragma once
#include <nlohmann/json_fwd.hpp>

#include "core/record/form.h"

namespace tos::cli {

// A document in record form as JSON, in the same order.
nlohmann::ordered_json form_json(NodeView node);

}  // namespace tos::cli
