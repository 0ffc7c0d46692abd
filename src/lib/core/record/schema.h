#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "core/record/kind.h"

namespace tos {

// From a kind's field table: what a record's message must look like, for programs and for people.

// JSON Schema (2020-12) of the message as YAML 1.2 or JSON reads it. It says no more than the table: not what one field
// asks of another, and not record form.
nlohmann::ordered_json json_schema(const Kind& kind);
// A body to fill in with an editor: every field with its meaning and limits, optional ones commented out.
std::string editor_template(const Kind& kind);

// A field with its place in the body, "founders[].handle": the rows of a kind's reference page.
struct FieldRow {
  std::string name;
  std::string type;  // for people: "one line, 3 to 200 characters"
  std::string meaning;
  bool optional = false;
};
std::vector<FieldRow> field_rows(const Kind& kind);

}  // namespace tos
