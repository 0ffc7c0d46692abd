#include "cli/json_draft.h"

#include <nlohmann/json.hpp>

#include "cli/rules.h"
#include "cli/session.h"
#include "core/record/form.h"

namespace tos::cli {
namespace {

constexpr int max_depth_of_body = 14;

class JsonPrinter {
 public:
  explicit JsonPrinter(const ResolveLabel& resolve) : resolve_(resolve) {}

  Result<void> entries(const nlohmann::json& object, const TypeInfo& type, int depth) {
    if (!object.is_object() || depth > max_depth_of_body) return refuse(rules::CLI_006, "an object is due");
    std::size_t used = 0;
    for (const FieldInfo& field : type.fields) {
      const auto value = object.find(field.name);
      if (value == object.end() || value->is_null()) {
        if (field.optional) continue;
        return refuse(rules::CLI_006, "'{}' is missing: {}", field.name, field.meaning);
      }
      ++used;
      printer_.key(field.name);
      field_ = field.name;
      TOS_CHECK(print(*value, field.type.front(), depth));
    }
    if (used == object.size()) return {};
    for (const auto& [key, value] : object.items()) {
      const bool known = std::ranges::any_of(type.fields, [&](const FieldInfo& field) { return field.name == key; });
      if (!known) return refuse(rules::CLI_006, "'{}' is no field here", key);
    }
    return {};
  }

  JsonBody take() { return {.form = printer_.take(), .enclosures = std::move(enclosures_)}; }

 private:
  Result<void> print(const nlohmann::json& value, const TypeInfo& type, int depth) {
    switch (type.shape) {
      case Shape::integer:
        if (!value.is_number_integer() ||
            (value.is_number_unsigned() &&
             value.get<std::uint64_t>() > static_cast<std::uint64_t>(max_plain_integer)) ||
            value.get<std::int64_t>() > max_plain_integer || value.get<std::int64_t>() < -max_plain_integer) {
          return wrong(type);
        }
        printer_.integer(value.get<std::int64_t>());
        return {};
      case Shape::boolean:
        if (!value.is_boolean()) return wrong(type);
        printer_.boolean(value.get<bool>());
        return {};
      case Shape::list:
        return list(value, type, depth);
      case Shape::map: {
        printer_.open_map();
        TOS_CHECK(entries(value, type, depth + 1));
        printer_.close_map();
        return {};
      }
      default:
        return string(value, type);
    }
  }

  Result<void> string(const nlohmann::json& value, const TypeInfo& type) {
    if (!value.is_string()) return wrong(type);
    std::string text = value.get<std::string>();
    if (!is_allowed_text(text))
      return refuse(rules::CLI_006, "'{}' holds a character that records do not allow", field_);
    if (type.shape == Shape::text) {
      enclosures_.push_back(enclose(field_, std::move(text)));
      text = to_hex(enclosures_.back().digest().digest);
    } else if (type.shape == Shape::id && text.starts_with("@")) {
      TOS_TRY(text, resolve_(text.substr(1)));
    }
    printer_.string(text);
    return {};
  }

  Result<void> list(const nlohmann::json& value, const TypeInfo& type, int depth) {
    if (!value.is_array()) return wrong(type);
    if (value.empty()) {
      printer_.empty_list();
      return {};
    }
    printer_.open_list();
    for (const auto& item : value) {
      printer_.item();
      TOS_CHECK(print(item, type.items.front(), depth + 1));
    }
    printer_.close_list();
    return {};
  }

  Refusal wrong(const TypeInfo& type) const { return refuse(rules::CLI_006, "'{}' must be {}", field_, type.label); }

  const ResolveLabel& resolve_;
  FormPrinter printer_;
  std::vector<Enclosure> enclosures_;
  std::string field_;
};

}  // namespace

Result<JsonBody> json_to_form(const nlohmann::json& body, const TypeInfo& type, const ResolveLabel& resolve) {
  JsonPrinter printer(resolve);
  TOS_CHECK(printer.entries(body, type, 1));
  return printer.take();
}

}  // namespace tos::cli
