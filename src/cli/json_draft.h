#pragma once
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "core/record/envelope.h"
#include "core/record/type_info.h"

namespace tos::cli {

// A body as JSON, printed in record form as `type` wants it. Where the type has a text, the JSON holds the prose, and
// an enclosure of it comes back beside the form. `resolve` turns the name after an @ in an id's place into that id.
struct JsonBody {
  std::string form;
  std::vector<Enclosure> enclosures;
};
using ResolveLabel = std::function<Result<std::string>(const std::string& label)>;
Result<JsonBody> json_to_form(const nlohmann::json& body, const TypeInfo& type, const ResolveLabel& resolve);

}  // namespace tos::cli
