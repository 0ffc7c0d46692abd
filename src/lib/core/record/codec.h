#pragma once
#include <functional>
#include <type_traits>

#include "core/base/id.h"
#include "core/base/rational.h"
#include "core/base/time.h"
#include "core/record/fields.h"
#include "core/record/form.h"
#include "core/record/handle.h"
#include "core/record/type_info.h"
#include "core/record/values.h"

namespace tos {

// Codec<T> for every type that a field may hold: decode (REC-005 to REC-007 and REC-011 with the line), print,
// describe.
template <class T>
struct Codec;

namespace codec {
Refusal wrong_type(NodeView node, std::string_view wanted);
Refusal out_of_limits(NodeView node, std::string_view limits);
Refusal unexpected_field(NodeView node, std::string_view owner_wants);
Refusal missing_field(NodeView map, std::string_view name);
Result<std::string_view> string_of(NodeView node);
Result<Digest> digest_of(NodeView node);
std::size_t count_characters(std::string_view text);  // of valid UTF-8

template <class V>
inline constexpr bool is_optional = false;
template <class V>
inline constexpr bool is_optional<std::optional<V>> = true;
}  // namespace codec

template <class T>
Result<T> decode(NodeView node) {
  return Codec<T>::decode(node);
}
template <class T>
void print(FormPrinter& printer, const T& value) {
  Codec<T>::print(printer, value);
}

template <class Tag>
struct Codec<Id<Tag>> {
  static Result<Id<Tag>> decode(NodeView node) {
    TOS_TRY(const Digest digest, codec::digest_of(node));
    return Id<Tag>(digest);
  }
  static void print(FormPrinter& printer, const Id<Tag>& id) { printer.string(id.hex()); }
  static TypeInfo describe() { return {.shape = Shape::id, .label = "id: 64 hex digits"}; }
};

template <>
struct Codec<Text> {
  static Result<Text> decode(NodeView node) {
    TOS_TRY(const Digest digest, codec::digest_of(node));
    return Text{digest};
  }
  static void print(FormPrinter& printer, const Text& text) { printer.string(to_hex(text.digest)); }
  static TypeInfo describe() { return {.shape = Shape::text, .label = "text: digest of an enclosure"}; }
};

template <>
struct Codec<bool> {
  static Result<bool> decode(NodeView node) {
    if (!node.is(NodeKind::boolean)) return codec::wrong_type(node, "true or false");
    return node->flag;
  }
  static void print(FormPrinter& printer, bool value) { printer.boolean(value); }
  static TypeInfo describe() { return {.shape = Shape::boolean, .label = "true or false"}; }
};

template <std::int64_t Least, std::int64_t Most>
struct Codec<Whole<Least, Most>> {
  static_assert(Least >= -max_plain_integer && Most <= max_plain_integer);
  static Result<Whole<Least, Most>> decode(NodeView node) {
    if (!node.is(NodeKind::integer)) return codec::wrong_type(node, "an integer");
    if (node->number < Least || node->number > Most) return codec::out_of_limits(node, describe().label);
    return Whole<Least, Most>{node->number};
  }
  static void print(FormPrinter& printer, const Whole<Least, Most>& value) { printer.integer(value.value); }
  static TypeInfo describe() {
    return {
        .shape = Shape::integer, .label = fmt::format("integer, {} to {}", Least, Most), .least = Least, .most = Most};
  }
};

template <std::size_t Least, std::size_t Most>
struct Codec<Line<Least, Most>> {
  static Result<Line<Least, Most>> decode(NodeView node) {
    TOS_TRY(const std::string_view text, codec::string_of(node));
    const std::size_t length = codec::count_characters(text);
    if (length < Least || length > Most || text.find('\n') != std::string_view::npos) {
      return codec::out_of_limits(node, describe().label);
    }
    return Line<Least, Most>{std::string(text)};
  }
  static void print(FormPrinter& printer, const Line<Least, Most>& line) { printer.string(line.text); }
  static TypeInfo describe() {
    return {.shape = Shape::line,
            .label = fmt::format("one line, {} to {} characters", Least, Most),
            .least = Least,
            .most = Most};
  }
};

template <std::size_t Most>
struct Codec<Lines<Most>> {
  static Result<Lines<Most>> decode(NodeView node) {
    TOS_TRY(const std::string_view text, codec::string_of(node));
    if (text.size() > Most) return codec::out_of_limits(node, describe().label);
    return Lines<Most>{std::string(text)};
  }
  static void print(FormPrinter& printer, const Lines<Most>& lines) { printer.string(lines.text); }
  static TypeInfo describe() {
    return {.shape = Shape::lines, .label = fmt::format("lines, at most {} bytes", Most), .most = Most};
  }
};

template <>
struct Codec<Handle> {
  static Result<Handle> decode(NodeView node);
  static void print(FormPrinter& printer, const Handle& handle) { printer.string(handle.text()); }
  static TypeInfo describe() { return {.shape = Shape::handle, .label = "handle"}; }
};

template <>
struct Codec<Timestamp> {
  static Result<Timestamp> decode(NodeView node);
  static void print(FormPrinter& printer, Timestamp at) { printer.string(at.to_string()); }
  static TypeInfo describe() { return {.shape = Shape::time, .label = "time: UTC, milliseconds"}; }
};

template <>
struct Codec<Rational> {
  static Result<Rational> decode(NodeView node);
  static void print(FormPrinter& printer, const Rational& value) { printer.string(value.to_string()); }
  static TypeInfo describe() { return {.shape = Shape::fraction, .label = "fraction: \"0.5\" or \"2/3\""}; }
};

template <class E>
  requires std::is_enum_v<E>
struct Codec<E> {
  static Result<E> decode(NodeView node) {
    TOS_TRY(const std::string_view text, codec::string_of(node));
    if (const auto value = value_of<E>(text)) return *value;
    return codec::out_of_limits(node, describe().label);
  }
  static void print(FormPrinter& printer, E value) { printer.string(name_of(value)); }
  static TypeInfo describe() {
    TypeInfo info{.shape = Shape::choice, .label = "one of"};
    for (const Name<E>& name : NamesOf<E>::names) {
      info.label += info.choices.empty() ? " " : ", ";
      info.label += name.text;
      info.choices.emplace_back(name.text);
    }
    return info;
  }
};

template <class T, std::size_t Least, std::size_t Most>
struct Codec<List<T, Least, Most>> {
  static Result<List<T, Least, Most>> decode(NodeView node) {
    if (!node.is(NodeKind::list)) return codec::wrong_type(node, "a list");
    if (node->child_count < Least || node->child_count > Most) return codec::out_of_limits(node, describe().label);
    List<T, Least, Most> list;
    list.items.reserve(node->child_count);
    for (NodeView child = node.first_child(); child != node.children_end(); child = child.next_sibling()) {
      TOS_TRY(T item, tos::decode<T>(child));
      list.items.push_back(std::move(item));
    }
    return list;
  }
  static void print(FormPrinter& printer, const List<T, Least, Most>& list) {
    if (list.empty()) return printer.empty_list();
    printer.open_list();
    for (const T& item : list) {
      printer.item();
      tos::print(printer, item);
    }
    printer.close_list();
  }
  static TypeInfo describe() {
    TypeInfo info{
        .shape = Shape::list, .label = fmt::format("list, {} to {} items", Least, Most), .least = Least, .most = Most};
    info.items.push_back(Codec<T>::describe());
    return info;
  }
};

// A struct with a field table. Fields stand in the table's order; a std::optional one may be absent.
template <HasFields T>
struct Codec<T> {
  static Result<T> decode(NodeView node) {
    if (!node.is(NodeKind::map)) return codec::wrong_type(node, "a mapping");
    T owner{};
    NodeView next = node.first_child();
    Result<void> result;
    std::apply([&](const auto&... field) { (void)(decode_field(owner, field, node, next, result) && ...); },
               fields_of(&owner).table);
    TOS_CHECK(std::move(result));
    if (next != node.children_end()) return codec::unexpected_field(next, {});
    return owner;
  }

  static void print(FormPrinter& printer, const T& owner) {
    printer.open_map();
    print_entries(printer, owner);
    printer.close_map();
  }

  static void print_entries(FormPrinter& printer, const T& owner) {
    std::apply([&](const auto&... field) { (print_field(printer, owner, field), ...); }, fields_of(&owner).table);
  }

  static TypeInfo describe() {
    TypeInfo info{.shape = Shape::map, .label = "mapping"};
    const T* none = nullptr;
    std::apply([&](const auto&... field) { (describe_field(info, field), ...); }, fields_of(none).table);
    return info;
  }

 private:
  template <class V>
  static bool decode_field(T& owner, const Field<T, V>& field, NodeView map, NodeView& next, Result<void>& result) {
    if (next == map.children_end() || next->key != field.name) {
      if constexpr (codec::is_optional<V>) {
        return true;
      } else {
        result = next == map.children_end() ? codec::missing_field(map, field.name)
                                            : codec::unexpected_field(next, field.name);
        return false;
      }
    }
    auto value = [&] {
      if constexpr (codec::is_optional<V>) {
        return tos::decode<typename V::value_type>(next);
      } else {
        return tos::decode<V>(next);
      }
    }();
    if (!value) {
      result = std::move(value).error();
      return false;
    }
    owner.*field.member = *std::move(value);
    next = next.next_sibling();
    return true;
  }

  template <class V>
  static void print_field(FormPrinter& printer, const T& owner, const Field<T, V>& field) {
    if constexpr (codec::is_optional<V>) {
      if (!(owner.*field.member)) return;
      printer.key(field.name);
      tos::print(printer, *(owner.*field.member));
    } else {
      printer.key(field.name);
      tos::print(printer, owner.*field.member);
    }
  }

  template <class V>
  static void describe_field(TypeInfo& info, const Field<T, V>& field) {
    FieldInfo described{
        .name = std::string(field.name), .meaning = std::string(field.meaning), .optional = codec::is_optional<V>};
    if constexpr (codec::is_optional<V>) {
      described.type.push_back(Codec<typename V::value_type>::describe());
    } else {
      described.type.push_back(Codec<V>::describe());
    }
    info.fields.push_back(std::move(described));
  }
};

}  // namespace tos
