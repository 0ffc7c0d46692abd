#include "core/record/schema.h"

#include <nlohmann/json.hpp>
#include <string_view>

namespace tos {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view founding_kind = "charter.founding/v1";  // the one record without group and seen
constexpr const char* digest_pattern = "^[0-9a-f]{64}$";
constexpr const char* handle_pattern = "^[a-z][a-z0-9]*(-[a-z0-9]+)*$";
constexpr const char* time_pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z$";
constexpr const char* fraction_pattern = "^[0-9]+(\\.[0-9]{1,9}|/[1-9][0-9]*)?$";

Json pattern(const char* text) { return {{"type", "string"}, {"pattern", text}}; }

Json schema_of(const TypeInfo& type);

Json map_schema(const TypeInfo& type) {
  Json properties = Json::object();
  Json required = Json::array();
  for (const FieldInfo& field : type.fields) {
    Json schema = schema_of(field.type.front());
    schema["description"] = field.meaning;
    properties[field.name] = std::move(schema);
    if (!field.optional) required.push_back(field.name);
  }
  return {{"type", "object"},
          {"properties", std::move(properties)},
          {"required", std::move(required)},
          {"additionalProperties", false}};
}

Json schema_of(const TypeInfo& type) {
  switch (type.shape) {
    case Shape::id:
    case Shape::text:
      return pattern(digest_pattern);
    case Shape::boolean:
      return {{"type", "boolean"}};
    case Shape::integer:
      return {{"type", "integer"}, {"minimum", type.least}, {"maximum", type.most}};
    case Shape::line:
      return {{"type", "string"}, {"minLength", type.least}, {"maxLength", type.most}, {"pattern", "^[^\\n]*$"}};
    case Shape::lines:
      return {{"type", "string"}, {"maxLength", type.most}};
    case Shape::key:
      return {{"type", "string"}};
    case Shape::handle:
      return {{"type", "string"}, {"minLength", 2}, {"maxLength", 32}, {"pattern", handle_pattern}};
    case Shape::time:
      return pattern(time_pattern);
    case Shape::fraction:
      return pattern(fraction_pattern);
    case Shape::choice:
      return {{"type", "string"}, {"enum", type.choices}};
    case Shape::list:
      return {{"type", "array"},
              {"items", schema_of(type.items.front())},
              {"minItems", type.least},
              {"maxItems", type.most}};
    case Shape::map:
      return map_schema(type);
  }
  std::unreachable();
}

Json envelope_schema(std::string_view kind) {
  Json at = pattern(time_pattern);
  Json properties{{"tos", {{"const", envelope_version}}}, {"kind", {{"const", kind}}}};
  if (kind != founding_kind) properties["group"] = pattern(digest_pattern);
  properties["author"] = {{"type", "string"}, {"minLength", 2}, {"maxLength", 32}, {"pattern", handle_pattern}};
  properties["key"] = pattern(digest_pattern);
  properties["at"] = std::move(at);
  if (kind != founding_kind) {
    properties["seen"] = {{"type", "object"},
                          {"properties",
                           {{"size", {{"type", "integer"}, {"minimum", 1}, {"maximum", max_plain_integer}}},
                            {"root", pattern(digest_pattern)}}},
                          {"required", {"size", "root"}},
                          {"additionalProperties", false}};
  }
  properties["idempotency_key"] = pattern("^[!-~]{1,64}$");
  return properties;
}

std::string sample_of(const TypeInfo& type) {
  switch (type.shape) {
    case Shape::boolean:
      return "false";
    case Shape::integer:
      return std::to_string(type.least);
    case Shape::choice:
      return type.choices.front();
    default:
      return "\"\"";
  }
}

void print_fields(std::string& out, const TypeInfo& map, const std::string& indent, bool commented);

void print_value(std::string& out, const FieldInfo& field, const std::string& indent, bool commented) {
  const std::string start = commented ? "# " + indent : indent;
  const TypeInfo& type = field.type.front();
  if (type.shape == Shape::map) {
    out += start + field.name + ":\n";
    return print_fields(out, type, indent + "  ", commented);
  }
  if (type.shape != Shape::list) {
    out += start + field.name + ": " + sample_of(type) + "\n";
    return;
  }
  const TypeInfo& item = type.items.front();
  if (type.least == 0) {
    out += start + field.name + ": []\n";
    return;
  }
  out += start + field.name + ":\n";
  if (item.shape != Shape::map) {
    out += start + "  - " + sample_of(item) + "\n";
    return;
  }
  out += start + "  -\n";
  print_fields(out, item, indent + "    ", commented);
}

std::string limits_of(const TypeInfo& type) {
  if (type.shape == Shape::text) return "text";
  return type.shape == Shape::list ? type.label + " of: " + limits_of(type.items.front()) : type.label;
}

void print_fields(std::string& out, const TypeInfo& map, const std::string& indent, bool commented) {
  for (const FieldInfo& field : map.fields) {
    out += "# " + indent + field.name + ": " + field.meaning + " (" + limits_of(field.type.front()) +
           (field.optional ? "; may be left out" : "") + ")\n";
    print_value(out, field, indent, commented || field.optional);
  }
}

void add_rows(std::vector<FieldRow>& rows, const TypeInfo& map, const std::string& prefix) {
  for (const FieldInfo& field : map.fields) {
    const TypeInfo& type = field.type.front();
    rows.push_back(
        {.name = prefix + field.name, .type = limits_of(type), .meaning = field.meaning, .optional = field.optional});
    if (type.shape == Shape::map) add_rows(rows, type, prefix + field.name + ".");
    if (type.shape == Shape::list && type.items.front().shape == Shape::map) {
      add_rows(rows, type.items.front(), prefix + field.name + "[].");
    }
  }
}

}  // namespace

nlohmann::ordered_json json_schema(const Kind& kind) {
  Json properties = envelope_schema(kind.name);
  properties["body"] = schema_of(kind.describe());
  Json required = Json::array();
  for (const auto& [name, schema] : properties.items()) {
    if (name != "idempotency_key") required.push_back(name);
  }
  return {{"$schema", "https://json-schema.org/draft/2020-12/schema"},
          {"title", kind.name},
          {"description", kind.meaning},
          {"type", "object"},
          {"properties", std::move(properties)},
          {"required", std::move(required)},
          {"additionalProperties", false}};
}

std::string editor_template(const Kind& kind) {
  std::string out = "# " + std::string(kind.name) + ": " + std::string(kind.meaning) + "\n";
  out += "# Lines that start with # are left out. A text stands here in full; tos takes its digest.\n\n";
  const TypeInfo body = kind.describe();
  print_fields(out, body, "", false);
  if (body.fields.empty()) out += "{}\n";
  return out;
}

std::vector<FieldRow> field_rows(const Kind& kind) {
  std::vector<FieldRow> rows;
  add_rows(rows, kind.describe(), "");
  return rows;
}

}  // namespace tos
