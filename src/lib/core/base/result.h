#pragma once
#include <fmt/format.h>

#include <expected>
#include <string>
#include <utility>

#include "core/base/rule.h"

namespace tos {

// Where a refused thing stands. Every part is optional; line counts from 1, 0 means "no line".
struct Where {
  std::string record;  // id, 64 hex
  std::string path;    // file or path in the tree
  int line = 0;
};

// Why something was refused: the rule, the place, what happened, and the next step.
struct Refusal {
  const Rule* rule;
  std::string what;
  Where where = {};
  std::string hint_text = {};

  template <class... Args>
  Refusal& hint(fmt::format_string<Args...> format, Args&&... args) {
    hint_text = fmt::format(format, std::forward<Args>(args)...);
    return *this;
  }
  Refusal& at_line(int line) {
    where.line = line;
    return *this;
  }
  Refusal& in_file(std::string path) {
    where.path = std::move(path);
    return *this;
  }
};

template <class T>
class [[nodiscard]] Result : public std::expected<T, Refusal> {
 public:
  using std::expected<T, Refusal>::expected;
  // A refusal converts, so that `return refuse(…).hint(…)` reads as one sentence.
  Result(Refusal&& refusal) : std::expected<T, Refusal>(std::unexpect, std::move(refusal)) {}
  Result(Refusal& refusal) : std::expected<T, Refusal>(std::unexpect, std::move(refusal)) {}
};

template <>
class [[nodiscard]] Result<void> : public std::expected<void, Refusal> {
 public:
  using std::expected<void, Refusal>::expected;
  Result(Refusal&& refusal) : std::expected<void, Refusal>(std::unexpect, std::move(refusal)) {}
  Result(Refusal& refusal) : std::expected<void, Refusal>(std::unexpect, std::move(refusal)) {}
};

template <class... Args>
Refusal refuse(const Rule& rule, fmt::format_string<Args...> format, Args&&... args) {
  return Refusal{.rule = &rule, .what = fmt::format(format, std::forward<Args>(args)...)};
}

}  // namespace tos

#define TOS_CONCAT_INNER(a, b) a##b
#define TOS_CONCAT(a, b) TOS_CONCAT_INNER(a, b)

// TOS_TRY(auto x, expression): x is the value, or this function returns the refusal.
#define TOS_TRY(declaration, ...) TOS_TRY_IMPL(TOS_CONCAT(tos_try_, __LINE__), declaration, __VA_ARGS__)
#define TOS_TRY_IMPL(name, declaration, ...)             \
  auto name = (__VA_ARGS__);                             \
  if (!name.has_value()) return std::move(name).error(); \
  declaration = *std::move(name)

// TOS_CHECK(expression): nothing, or this function returns the refusal.
#define TOS_CHECK(...)                                                                               \
  do {                                                                                               \
    if (auto tos_check = (__VA_ARGS__); !tos_check.has_value()) return std::move(tos_check).error(); \
  } while (false)
