#include "cli/form_json.h"

#include <nlohmann/json.hpp>

namespace tos::cli {

// Record form is at most max_depth deep, and so is this.
nlohmann::ordered_json form_json(NodeView node) {
  switch (node->kind) {
    case NodeKind::integer:
      return node->number;
    case NodeKind::boolean:
      return node->flag;
    case NodeKind::string:
      return std::string(node->text);
    case NodeKind::list: {
      nlohmann::ordered_json items = nlohmann::ordered_json::array();
      for (NodeView child = node.first_child(); !(child == node.children_end()); child = child.next_sibling())
        items.push_back(form_json(child));
      return items;
    }
    case NodeKind::map: {
      nlohmann::ordered_json entries = nlohmann::ordered_json::object();
      for (NodeView child = node.first_child(); !(child == node.children_end()); child = child.next_sibling())
        entries[std::string(child->key)] = form_json(child);
      return entries;
    }
  }
  std::unreachable();
}

}  // namespace tos::cli
