#include "core/log/durable_file.h"
#include "core/log/index_patch.h"
#include "core/log/sha1.h"
#include "fixture.h"

using namespace tos;
using namespace tos::log;

namespace {

// git itself agrees with the index: nothing to say, and the tree that it would commit is main's.
void check_clean(const std::filesystem::path& group) {
  CHECK(sh(group, "git status --porcelain -uno") == "");
  CHECK(sh(group, "git write-tree") == sh(group, "git rev-parse 'main^{tree}'"));
  CHECK(sh(group, "git fsck --strict --no-progress --no-dangling") == "");
}

}  // namespace

TEST_CASE("the index follows main whatever form git gave it") {
  const TempDirectory directory;
  const auto group = directory / "group";
  Repository repository = must(Repository::init(group, false));
  append_samples(repository, 0, 40);
  check_clean(group);
  const std::string prepare = GENERATE(
      "git reset -q --hard && git status", "git update-index --index-version 4", "git update-index --split-index",
      "git update-index --untracked-cache", "git read-tree HEAD", "git update-index --refresh",
      "git -c index.threads=2 reset -q --hard", "git sparse-checkout set --no-cone /ledger/ /docs/");
  INFO(prepare);
  sh(group, prepare);
  Repository again = must(Repository::open(group));
  if (prepare.find("split") != std::string::npos) {
    // libgit2 does not read it: main has moved, the index waits for git.
    const RepositoryLock lock = must(RepositoryLock::acquire(again));
    CHECK_FALSE(append(again, lock, again.head(), std::vector{sample_commit(40)}));
    CHECK(must(history_of(again)).record_count() == 41);
    return;
  }
  append_samples(again, 40);
  check_clean(group);
  append_samples(again, 41, 30);
  check_clean(group);
  {
    const RepositoryLock lock = must(RepositoryLock::acquire(again));
    must(append(again, lock, again.head(), std::vector{sample_commit(80, 3, "members/mara"), sample_commit(90)}));
    check_clean(group);
    const ObjectId head = *again.head();
    must(move_main(again, lock, head, *ObjectId::parse(sh(group, "git rev-parse main~3"))));
    check_clean(group);
    CHECK(sh(group, "ls") == "ledger");
  }
}

TEST_CASE("flags, conflicts and other people's entries on a path are left alone") {
  const TempDirectory directory;
  const auto group = directory / "group";
  Repository repository = must(Repository::init(group, false));
  append_samples(repository, 0, 3);
  const std::string path = sample_record(3).path;
  sh(group, "echo mine >x && git update-index --add --cacheinfo 100644,$(git hash-object -w x)," + path + "; rm x");
  append_samples(repository, 3);
  CHECK(sh(group, "git diff --cached --name-only") == path);
  CHECK(sh(group, "git show :" + path) == "mine");
}

TEST_CASE("an index that is cut or changed is not patched into something else") {
  const TempDirectory directory;
  const auto group = directory / "group";
  Repository repository = must(Repository::init(group, false));
  append_samples(repository, 0, 20);
  sh(group, "git read-tree HEAD");
  const std::string index = must(read_file(group / ".git/index", 1 << 20));
  const std::vector<TreeChange> changes{{.path = sample_record(50).path,
                                         .before = std::nullopt,
                                         .now = FileState{.mode = 0100644, .id = *repository.head()}}};
  const std::vector<std::optional<struct stat>> stats(1);
  REQUIRE(patched_index(index, changes, stats));
  for (std::size_t size = 0; size < index.size(); size += 7) {
    static_cast<void>(patched_index(std::string_view(index).substr(0, size), changes, stats));
    std::string damaged = index;
    damaged[size] = static_cast<char>(damaged[size] ^ 0x41);
    static_cast<void>(patched_index(damaged, changes, stats));
  }
}
