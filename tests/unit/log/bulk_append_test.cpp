#include "core/log/bulk_append.h"

#include "core/log/rules.h"
#include "fixture.h"

using namespace tos;
using namespace tos::log;

namespace {

std::string some_directory(int number) {
  return number % 3 == 0 ? "ledger/2026-11/" + std::to_string(10 + number / 100)
                         : "proposals/2026-11/bike-" + std::to_string(number % 5) + "/ballots";
}

}  // namespace

TEST_CASE("a bulk append is the same history as single ones") {
  const TempDirectory directory;
  Repository one = must(Repository::init(directory / "one", true));
  Repository many = must(Repository::init(directory / "many", false));
  const RepositoryLock one_lock = must(RepositoryLock::acquire(one));
  const RepositoryLock many_lock = must(RepositoryLock::acquire(many));
  for (const int per_commit : {1, 7, 60}) {
    std::vector<NewRecordCommit> commits;
    for (int i = 0; i < 4; ++i) {
      NewRecordCommit commit{.stamp = sample_stamp(i), .records = {}};
      for (int r = 0; r < per_commit; ++r) {
        const int number = per_commit * 1000 + i * per_commit + r;
        commit.records.push_back(sample_record(number, some_directory(number)));
      }
      commits.push_back(commit);
    }
    must(append(one, one_lock, one.head(), commits));
    BulkAppend bulk = must(BulkAppend::begin(many, many_lock, many.head()));
    for (const NewRecordCommit& commit : commits) must(bulk.add(commit));
    must(bulk.finish());
    CHECK(one.head() == many.head());
  }
  CHECK(sh(directory / "many", "git fsck --strict --no-progress; git status --porcelain") == "");
  CHECK(sh(directory / "many", "ls .git/objects/pack/*.pack | wc -l; ls .git/objects | wc -l") == "3\n2");
}

TEST_CASE("chains of tree deltas stay at fifty and stand up to git") {
  const TempDirectory directory;
  Repository repository = must(Repository::init(directory / "group", true));
  const RepositoryLock lock = must(RepositoryLock::acquire(repository));
  BulkAppend bulk = must(BulkAppend::begin(repository, lock, std::nullopt));
  for (int i = 0; i < 400; ++i) must(bulk.add(sample_commit(i, 1, some_directory(i))));
  must(bulk.finish());
  const auto group = directory / "group";
  CHECK(sh(group, "git fsck --strict --no-progress") == "");
  const std::string chains = sh(group, "git verify-pack -v objects/pack/*.idx | grep '^chain length'");
  CHECK(chains.find("chain length = 50:") != std::string::npos);
  CHECK(chains.find("chain length = 51:") == std::string::npos);
  CHECK(must(history_of(repository)).record_count() == 400);
  sh(group, "git gc -q && git fsck --strict --no-progress");
}

TEST_CASE("a bulk append that is dropped or refused leaves main alone") {
  const TempDirectory directory;
  Repository repository = must(Repository::init(directory / "group", false));
  const ObjectId head = append_samples(repository, 0);
  const std::string packs = sh(directory / "group", "ls .git/objects/pack");
  const RepositoryLock lock = must(RepositoryLock::acquire(repository));
  {
    BulkAppend bulk = must(BulkAppend::begin(repository, lock, head));
    must(bulk.add(sample_commit(1)));
    const auto taken = bulk.add(sample_commit(0));
    REQUIRE_FALSE(taken);
    CHECK(taken.error().rule == &LOG_032);
  }
  CHECK(repository.head() == head);
  CHECK(sh(directory / "group", "git status --porcelain; git fsck --strict --no-progress") == "");
  CHECK(sh(directory / "group", "ls .git/objects/pack") == packs);
  CHECK(BulkAppend::begin(repository, lock, std::nullopt).error().rule == &LOG_031);
}
