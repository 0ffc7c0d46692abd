#include "core/base/assert.h"
#include "core/record/form.h"
#include "core/record/form_scalar.h"

namespace tos {

void FormPrinter::key(std::string_view name) {
  if (!after_dash_) out_.append(static_cast<std::size_t>(indent_), ' ');
  after_dash_ = false;
  after_key_ = true;
  fresh_map_ = FreshMap::none;
  out_ += name;
  out_ += ':';
}

// A one-line value after "key:" or "-".
void FormPrinter::value(std::string_view text) {
  if (after_key_) out_ += ' ';
  out_ += text;
  out_ += '\n';
  after_key_ = after_dash_ = false;
}

void FormPrinter::integer(std::int64_t number) {
  TOS_ASSERT(number <= max_plain_integer && number >= -max_plain_integer);
  value(std::to_string(number));
}

void FormPrinter::boolean(bool flag) { value(flag ? "true" : "false"); }
void FormPrinter::empty_list() { value("[]"); }
void FormPrinter::empty_map() { value("{}"); }

void FormPrinter::string(std::string_view text) {
  switch (style_of(text)) {
    case ScalarStyle::plain:
      return value(text);
    case ScalarStyle::block: {
      value("|");
      const std::size_t inset = static_cast<std::size_t>(indent_) + 2;
      for (std::size_t start = 0; start < text.size();) {
        const std::size_t end = text.find('\n', start);
        if (end > start) out_.append(inset, ' ').append(text.substr(start, end - start));
        out_ += '\n';
        start = end + 1;
      }
      return;
    }
    case ScalarStyle::quoted: {
      std::string quoted = "\"";
      for (const char c : text) {
        if (c == '"' || c == '\\') quoted += '\\';
        if (c == '\n') {
          quoted += "\\n";
        } else if (c == '\t') {
          quoted += "\\t";
        } else {
          quoted += c;
        }
      }
      return value(quoted += '"');
    }
  }
}

void FormPrinter::open_map() {
  fresh_map_ = after_key_ ? FreshMap::after_key : FreshMap::after_dash;
  if (after_key_) out_ += '\n';
  indent_ += 2;
  after_key_ = false;
}

// A mapping of which no field was written is {}.
void FormPrinter::close_map() {
  indent_ -= 2;
  if (fresh_map_ == FreshMap::none) return;
  if (fresh_map_ == FreshMap::after_key) out_.back() = ' ';
  out_ += "{}\n";
  fresh_map_ = FreshMap::none;
  after_dash_ = false;
}

void FormPrinter::open_list() {
  out_ += '\n';
  indent_ += 2;
  after_key_ = false;
}

void FormPrinter::item() {
  out_.append(static_cast<std::size_t>(indent_), ' ');
  out_ += "- ";
  after_dash_ = true;
}

void FormPrinter::close_list() { indent_ -= 2; }

namespace {

void print_node(FormPrinter& printer, NodeView node);

void print_entries(FormPrinter& printer, NodeView map) {
  for (NodeView child = map.first_child(); child != map.children_end(); child = child.next_sibling()) {
    printer.key(child->key);
    print_node(printer, child);
  }
}

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
      for (NodeView child = node.first_child(); child != node.children_end(); child = child.next_sibling()) {
        printer.item();
        print_node(printer, child);
      }
      return printer.close_list();
    case NodeKind::map:
      if (node->child_count == 0) return printer.empty_map();
      printer.open_map();
      print_entries(printer, node);
      return printer.close_map();
  }
}

}  // namespace

std::string print_form(const Form& form) {
  FormPrinter printer;
  print_entries(printer, form.root());
  return printer.take();
}

}  // namespace tos
