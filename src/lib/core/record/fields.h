#pragma once
#include <optional>
#include <string_view>
#include <tuple>
#include <utility>

namespace tos {

// A kind is a struct and one table of fields. From the table come decoding, printing, the JSON Schema, the editor
// template and the reference page.
template <class Owner, class T>
struct Field {
  std::string_view name;
  T Owner::* member;
  std::string_view meaning;
};

template <class Owner, class T>
consteval Field<Owner, T> field(std::string_view name, T Owner::* member, std::string_view meaning) {
  return {name, member, meaning};
}

template <class Owner, class... Ts>
struct Fields {
  std::tuple<Field<Owner, Ts>...> table;
};

template <class Owner, class... Ts>
consteval Fields<Owner, Ts...> fields(Field<Owner, Ts>... table) {
  return {std::tuple{table...}};
}

// The names of a closed choice, as records write them: specialise `static constexpr std::array<Name<E>, n> names`.
template <class E>
struct Name {
  E value;
  std::string_view text;
};
template <class E>
struct NamesOf;

template <class E>
constexpr std::string_view name_of(E value) {
  for (const Name<E>& name : NamesOf<E>::names) {
    if (name.value == value) return name.text;
  }
  std::unreachable();
}

template <class E>
constexpr std::optional<E> value_of(std::string_view text) {
  for (const Name<E>& name : NamesOf<E>::names) {
    if (name.text == text) return name.value;
  }
  return std::nullopt;
}

// Where a struct's table stands: `constexpr const auto& fields_of(const Ballot*) { return ballot_fields; }` beside it.
template <class T>
concept HasFields = requires(const T* owner) { fields_of(owner); };

}  // namespace tos
