#include "cli/yaml_draft.h"

#include <yaml-cpp/yaml.h>

#include <set>

#include "cli/rules.h"
#include "core/record/form_scalar.h"

namespace tos::cli {
namespace {

constexpr int max_draft_depth = 16;
constexpr std::size_t max_draft_bytes = std::size_t{1024} * 1024;

Refusal refused(const YAML::Node& node, std::string what) {
  return refuse(rules::CLI_006, "{}", what).at_line(node.Mark().line + 1);
}

class DraftPrinter {
 public:
  Result<void> entries(const YAML::Node& node, const TypeInfo& type, int depth) {
    if (!node.IsMap()) return refused(node, "a mapping is due here");
    TOS_CHECK(check_keys(node, type));
    for (const FieldInfo& field : type.fields) {
      const YAML::Node value = node[field.name];
      if (!value.IsDefined() || value.IsNull()) {
        if (field.optional) continue;
        return refused(node, fmt::format("'{}' is missing: {}", field.name, field.meaning));
      }
      printer_.key(field.name);
      TOS_CHECK(print(value, field.type.front(), depth));
    }
    return {};
  }

  std::string take() { return printer_.take(); }

 private:
  static Result<void> check_keys(const YAML::Node& node, const TypeInfo& type) {
    std::set<std::string> seen;
    for (const auto& entry : node) {
      if (!entry.first.IsScalar()) return refused(entry.first, "a key is a word");
      const std::string key = entry.first.Scalar();
      if (!seen.insert(key).second) return refused(entry.first, fmt::format("'{}' stands twice", key));
      bool known = false;
      for (const FieldInfo& field : type.fields) known |= field.name == key;
      if (!known) return refused(entry.first, fmt::format("'{}' is unknown here", key));
    }
    return {};
  }

  Result<void> print(const YAML::Node& node, const TypeInfo& type, int depth) {
    if (depth > max_draft_depth) return refused(node, "nested too deeply");
    if (type.shape == Shape::list) return print_list(node, type, depth);
    if (type.shape == Shape::map) {
      printer_.open_map();
      TOS_CHECK(entries(node, type, depth + 1));
      printer_.close_map();
      return {};
    }
    if (!node.IsScalar()) return refused(node, fmt::format("{} is due here", type.label));
    const std::string text = node.Scalar();
    if (!is_allowed_text(text)) return refused(node, "a character that records do not allow");
    if (type.shape == Shape::integer) {
      if (!is_plain_integer(text)) return refused(node, fmt::format("'{}' is no integer", text));
      printer_.integer(std::stoll(text));
    } else if (type.shape == Shape::boolean) {
      if (text != "true" && text != "false") return refused(node, "true or false is due here");
      printer_.boolean(text == "true");
    } else {
      printer_.string(text);
    }
    return {};
  }

  Result<void> print_list(const YAML::Node& node, const TypeInfo& type, int depth) {
    if (!node.IsSequence()) return refused(node, "a list is due here");
    if (node.size() == 0) {
      printer_.empty_list();
      return {};
    }
    printer_.open_list();
    for (const auto& item : node) {
      printer_.item();
      TOS_CHECK(print(item, type.items.front(), depth + 1));
    }
    printer_.close_list();
    return {};
  }

  FormPrinter printer_;
};

}  // namespace

Result<std::string> yaml_to_form(std::string_view yaml, const TypeInfo& type) {
  if (yaml.size() > max_draft_bytes) return refuse(rules::CLI_006, "the file is larger than 1 MiB");
  // Aliases could make a small file mean an enormous one; no draft needs them.
  if (yaml.find("&") != std::string_view::npos && yaml.find("*") != std::string_view::npos) {
    return refuse(rules::CLI_006, "anchors and aliases may not stand in a draft");
  }
  try {
    DraftPrinter printer;
    const YAML::Node root = YAML::Load(std::string(yaml));
    TOS_CHECK(printer.entries(root, type, 1));
    return printer.take();
  } catch (const YAML::Exception& error) {
    return refuse(rules::CLI_006, "not YAML: {}", error.msg).at_line(error.mark.line + 1);
  }
}

}  // namespace tos::cli
