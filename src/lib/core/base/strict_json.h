#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string_view>

#include "core/base/result.h"

namespace tos {

// A JSON document that says nothing twice: of two values of one name the last would hold, and nobody would be told of
// the first. Refuses by `rule`, with the line: what is no JSON, a name given twice in an object, lists and objects
// nested deeper than 64. Source: RFC 8259.
Result<nlohmann::json> parse_strict_json(std::string_view text, const Rule& rule);

}  // namespace tos
