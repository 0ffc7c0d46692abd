#pragma once
#include <memory>
#include <string>
#include <vector>

#include "core/record/codec.h"
#include "core/record/envelope.h"

namespace tos {

// A decoded body whose type only its kind knows.
struct Body {
  virtual ~Body() = default;
};
template <class T>
struct BodyOf final : Body {
  explicit BodyOf(T body) : value(std::move(body)) {}
  T value;
};

// A Text field of a body: its name, and the digest that its enclosure must match.
struct TextField {
  std::string_view name;
  Text text;
};

// What core knows of a kind: its name, and how its body is read and written. One per struct with a field table.
struct Kind {
  std::string_view name;     // "voting.ballot/v1"
  std::string_view meaning;  // one line for people
  Result<std::unique_ptr<Body>> (*decode)(NodeView);
  void (*print)(FormPrinter&, const Body&);
  std::vector<TextField> (*texts)(const Body&);
  TypeInfo (*describe)();
};

namespace kind_detail {

template <class T>
Result<std::unique_ptr<Body>> decode_body(NodeView node) {
  TOS_TRY(T body, decode<T>(node));
  return std::unique_ptr<Body>(std::make_unique<BodyOf<T>>(std::move(body)));
}
template <class T>
void print_body(FormPrinter& printer, const Body& body) {
  print(printer, static_cast<const BodyOf<T>&>(body).value);
}
template <class T, class V>
void collect_text(std::vector<TextField>& out, const T& owner, const Field<T, V>& field) {
  if constexpr (std::is_same_v<V, Text>) out.push_back({field.name, owner.*field.member});
  if constexpr (std::is_same_v<V, std::optional<Text>>) {
    if (owner.*field.member) out.push_back({field.name, *(owner.*field.member)});
  }
}
template <class T>
std::vector<TextField> body_texts(const Body& body) {
  std::vector<TextField> out;
  const T& owner = static_cast<const BodyOf<T>&>(body).value;
  std::apply([&](const auto&... field) { (collect_text(out, owner, field), ...); }, fields_of(&owner).table);
  return out;
}

}  // namespace kind_detail

template <class T>
constexpr Kind make_kind(std::string_view name, std::string_view meaning) {
  return {.name = name,
          .meaning = meaning,
          .decode = kind_detail::decode_body<T>,
          .print = kind_detail::print_body<T>,
          .texts = kind_detail::body_texts<T>,
          .describe = [] { return Codec<T>::describe(); }};
}

// The message of a record: envelope and body in record form. The bytes to hash and sign.
std::string print_message(const Envelope& envelope, const Kind& kind, const Body& body);

// REC-008: every enclosure that is present is named by a Text field, once, in the fields' order, and matches its
// digest. Returns the names of the Text fields whose enclosure is absent; whether that is permitted only the log can
// tell (REC-009).
Result<std::vector<std::string>> match_enclosures(const std::vector<TextField>& texts,
                                                  const std::vector<Enclosure>& enclosures, int enclosures_line);

}  // namespace tos
