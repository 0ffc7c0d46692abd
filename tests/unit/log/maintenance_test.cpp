#include "core/log/maintenance.h"

#include "fixture.h"

using namespace tos;
using namespace tos::log;

TEST_CASE("garbage is collected when git's own limits say so, and not before") {
  const TempDirectory directory;
  const auto group = directory / "group";
  Repository repository = must(Repository::init(group, true));
  append_samples(repository, 0, 5);
  const std::string count = "find objects -name '*.pack' | wc -l";
  must(collect_garbage(repository));
  CHECK(sh(group, count) == "0");
  sh(group, "git config gc.auto 0 && mkdir -p objects/17 && for i in $(seq 30); do : >objects/17/x$i; done");
  must(collect_garbage(repository));
  CHECK(sh(group, count) == "0");
  sh(group,
     "git config gc.autoDetach false && git config gc.auto 1 && rm -r objects/17 && for i in $(seq 800); do "
     "echo $i; done | while read n; do echo $n | git hash-object -w --stdin; done");
  must(collect_garbage(repository));
  CHECK(sh(group, count) != "0");
  CHECK(must(history_of(must(Repository::open(group)))).record_count() == 5);
}
