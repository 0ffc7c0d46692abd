#include "core/log/run_program.h"

#include "core/log/rules.h"
#include "fixture.h"

using namespace tos;
using namespace tos::log;

TEST_CASE("git runs with its arguments as they are, and where there is none the refusal says so",
          "[accepts LOG-035][refuses LOG-035]") {
  const ProgramOutcome outcome = must(run_git({.arguments = {"rev-parse", "--sq-quote", "a b; echo c"}}));
  CHECK(outcome.status == 0);
  CHECK(outcome.output == " 'a b; echo c'\n");
  const std::string path = std::getenv("PATH");
  REQUIRE(::setenv("PATH", "/nowhere", 1) == 0);
  const auto refused = run_git({.arguments = {"version"}});
  REQUIRE(::setenv("PATH", path.c_str(), 1) == 0);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().rule == &LOG_035);
  CHECK(refused.error().hint_text == "install git");
}
