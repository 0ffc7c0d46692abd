#include "core/log/maintenance.h"

#include "fixture.h"

using namespace tos;
using namespace tos::log;

TEST_CASE("garbage is collected when git's own limits say so, and not before") {
  const TempDirectory directory;
  const auto group = directory / "group";
  Repository repository = must(Repository::init(group, true));
  append_samples(repository, 0, 5);
  const std::string packs = "find objects -name '*.pack' | wc -l";
  const std::string loose = "find objects -path 'objects/[0-9a-f][0-9a-f]/*' | wc -l";
  must(collect_garbage(repository));
  CHECK(sh(group, packs) == "1");
  sh(group, "git config gc.auto 0 && mkdir -p objects/17 && for i in $(seq 30); do : >objects/17/x$i; done");
  must(collect_garbage(repository));
  CHECK(sh(group, loose) == "30");
  sh(group,
     "git config gc.autoDetach false && git config gc.auto 1 && rm -r objects/17 && for i in $(seq 800); do "
     "echo $i; done | while read n; do echo $n | git hash-object -w --stdin; done");
  CHECK(sh(group, "ls").find("packed-refs") == std::string::npos);
  must(collect_garbage(repository));
  CHECK(sh(group, "ls").find("packed-refs") != std::string::npos);  // as git gc leaves it
  CHECK(must(history_of(must(Repository::open(group)))).record_count() == 5);
}

TEST_CASE("small packs are joined, and the large one stays as it is") {
  const TempDirectory directory;
  const auto group = directory / "group";
  Repository repository = must(Repository::init(group, true));
  append_samples(repository, 0, 200);
  sh(group, "git gc --quiet");
  const std::string large = sh(group, "basename objects/pack/*.pack");
  repository = must(Repository::open(group));
  for (int i = 0; i < 6; ++i) append_samples(repository, 200 + i);
  sh(group, "git config gc.autoPackLimit 6");
  repository = must(Repository::open(group));
  CHECK(sh(group, "ls objects/pack/*.pack | wc -l") == "7");
  must(collect_garbage(repository));
  CHECK(sh(group, "ls objects/pack/*.pack | wc -l") == "2");
  CHECK(sh(group, "ls objects/pack").find(large) != std::string::npos);
  CHECK(must(history_of(must(Repository::open(group)))).record_count() == 206);
}
