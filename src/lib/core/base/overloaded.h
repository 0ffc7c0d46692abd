#pragma once

namespace tos {

// std::visit(overloaded{[](const A&) {…}, [](const B&) {…}}, variant)
template <class... Ts>
struct overloaded : Ts... {  // NOLINT(readability-identifier-naming): named as in the standard's own examples
  using Ts::operator()...;
};

}  // namespace tos
