#pragma once
#include <rapidcheck.h>

#include <iostream>

namespace tos::test {

// rc::check for properties of which a hundred cases would take too long. A seed in RC_PARAMS is kept.
template <class Testable>
bool check_few(int cases, Testable&& testable) {
  rc::detail::TestParams params = rc::detail::configuration().testParams;
  params.maxSuccess = cases;
  const auto result = rc::detail::checkTestable(std::forward<Testable>(testable), rc::detail::TestMetadata(), params);
  rc::detail::printResultMessage(result, std::cerr);
  std::cerr << "\n";
  return result.template is<rc::detail::SuccessResult>();
}

}  // namespace tos::test
