#pragma once

namespace tos {

// std::visit(overloaded{[](const A&) {…}, [](const B&) {…}}, variant)
template <class... Ts>
struct overloaded : Ts... {
  using Ts::operator()...;
};

}  // namespace tos
