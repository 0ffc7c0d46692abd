#include <algorithm>
#include <cstdint>
#include <string_view>

#include "core/base/assert.h"
#include "core/record/form.h"

using namespace tos;

namespace {

void print_node(FormPrinter& printer, NodeView node);

void print_children(FormPrinter& printer, NodeView node, bool keyed) {
  for (NodeView child = node.first_child(); !(child == node.children_end()); child = child.next_sibling()) {
    keyed ? printer.key(child->key) : printer.item();
    print_node(printer, child);
  }
}

// The tree once more, through the printer that writes records.
void print_node(FormPrinter& printer, NodeView node) {
  switch (node->kind) {
    case NodeKind::integer:
      return printer.integer(node->number);
    case NodeKind::boolean:
      return printer.boolean(node->flag);
    case NodeKind::string:
      return printer.string(node->text);
    case NodeKind::list:
      if (node->child_count == 0) return printer.empty_list();
      printer.open_list();
      print_children(printer, node, false);
      return printer.close_list();
    case NodeKind::map:
      printer.open_map();
      print_children(printer, node, true);
      return printer.close_map();
  }
}

}  // namespace

// Bytes are refused with rule, line and hint, or are the only bytes that say what they say.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto form = parse_form(text);
  if (!form) {
    const Refusal& refusal = form.error();
    const auto lines = std::ranges::count(text, '\n');
    TOS_ASSERT(!refusal.what.empty() && !refusal.hint_text.empty());
    TOS_ASSERT(refusal.where.line >= 1 && refusal.where.line <= lines + 1);
    return 0;
  }
  TOS_ASSERT(print_form(*form) == text);
  FormPrinter printer;
  print_children(printer, form->root(), true);
  TOS_ASSERT(printer.take() == text);
  return 0;
}
