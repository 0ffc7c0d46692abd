#pragma once
#include <compare>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace tos {

// A member's handle or a role's name: [a-z][a-z0-9]*(-[a-z0-9]+)*, 2 to 32 bytes, no reserved word, no name that
// Windows treats as a device. Source: docs/spec/record-form.md.
class Handle {
 public:
  Handle() = default;                                  // names nobody
  static Result<Handle> parse(std::string_view text);  // REC-011
  const std::string& text() const { return text_; }
  auto operator<=>(const Handle&) const = default;

 private:
  explicit Handle(std::string_view text) : text_(text) {}
  std::string text_;
};

}  // namespace tos

template <>
struct fmt::formatter<tos::Handle> : fmt::formatter<std::string_view> {
  auto format(const tos::Handle& handle, format_context& context) const {
    return formatter<std::string_view>::format(handle.text(), context);
  }
};
