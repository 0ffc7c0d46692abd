#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace tos {

// What a field may hold, as data: the source of schema, template and reference page.
enum class Shape : std::uint8_t {
  id,
  text,
  boolean,
  integer,
  line,
  lines,
  handle,
  time,
  fraction,
  choice,
  key,
  list,
  map
};

struct FieldInfo;

struct TypeInfo {
  Shape shape;
  std::string label;  // for people: "one line, 3 to 200 characters"
  std::int64_t least = 0;
  std::int64_t most = 0;
  std::vector<std::string> choices = {};  // choice
  std::vector<TypeInfo> items = {};       // list: one
  std::vector<FieldInfo> fields;          // map; no initializer: FieldInfo is not complete yet
};

struct FieldInfo {
  std::string name;
  std::string meaning;
  bool optional = false;
  std::vector<TypeInfo> type = {};  // exactly one
};

}  // namespace tos
