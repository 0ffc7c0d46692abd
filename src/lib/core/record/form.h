#pragma once
#include <cstdint>
#include <forward_list>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace tos {

// Record form: the strict YAML subset in which records are written. Source: docs/spec/record-form.md.
// parse_form accepts exactly what print_form prints: print(parse(bytes)) == bytes.

inline constexpr int max_depth = 16;
inline constexpr std::int64_t max_plain_integer = (std::int64_t{1} << 53) - 1;

enum class NodeKind : std::uint8_t { integer, boolean, string, list, map };

struct Node {
  NodeKind kind;
  bool flag = false;       // boolean
  std::uint32_t line = 0;  // from 1
  std::uint32_t child_count = 0;
  std::uint32_t end = 0;    // index just past this node's subtree
  std::int64_t number = 0;  // integer
  std::string_view key;     // empty for a list item and the root
  std::string_view text;    // string
};

class NodeView;

// A parsed document. Nodes stand in reading order, children after their parent; strings point into the parsed bytes
// (which must outlive the document) or, where escapes were resolved, into the document itself.
class Form {
 public:
  NodeView root() const;
  const std::vector<Node>& nodes() const { return nodes_; }

 private:
  friend class FormParser;
  std::vector<Node> nodes_;
  std::forward_list<std::string> unescaped_;
};

class NodeView {
 public:
  NodeView(const Form& form, std::uint32_t index) : form_(&form), index_(index) {}
  const Node& operator*() const { return form_->nodes()[index_]; }
  const Node* operator->() const { return &form_->nodes()[index_]; }
  bool is(NodeKind kind) const { return (*this)->kind == kind; }
  // Children in order; a view equal to children_end() is past the last.
  NodeView first_child() const { return {*form_, index_ + 1}; }
  NodeView next_sibling() const { return {*form_, (*this)->end}; }
  NodeView children_end() const { return {*form_, (*this)->end}; }
  bool operator==(const NodeView& other) const { return index_ == other.index_; }

 private:
  const Form* form_;
  std::uint32_t index_;
};

// Refuses (REC-003, REC-004) with the line, counted from `first_line`. The bytes are one document: a non-empty block
// mapping that ends in LF. Linear in the size of the bytes.
Result<Form> parse_form(std::string_view bytes, int first_line = 1);

// Refuses (REC-003) bytes that are not UTF-8 or hold a character that record form does not allow.
Result<void> check_characters(std::string_view bytes, int first_line = 1);
// True where a string may stand in a record: valid UTF-8 and no refused character; LF and TAB are allowed.
bool is_allowed_text(std::string_view text);

// Writes values in record form. Keys and values must come in the kind's order; the printer knows only form.
class FormPrinter {
 public:
  void key(std::string_view name);   // starts an entry of the current mapping
  void integer(std::int64_t value);  // within ±max_plain_integer
  void boolean(bool value);
  void string(std::string_view value);  // chooses plain, quoted or block
  void empty_list();
  void empty_map();
  void open_map();  // a mapping as the value of the last key or as a list item
  void close_map();
  void open_list();  // non-empty; each item starts with item()
  void item();
  void close_list();
  std::string take() { return std::move(out_); }

 private:
  void value(std::string_view text);
  std::string out_;
  int indent_ = 0;
  bool after_dash_ = false;  // the next key stands on the line of its dash
  bool after_key_ = false;
  enum class FreshMap : std::uint8_t { none, after_key, after_dash } fresh_map_ = FreshMap::none;
};

// Prints a parsed document back; equal to what was parsed.
std::string print_form(const Form& form);

}  // namespace tos
