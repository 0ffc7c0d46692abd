#include "core/base/fault.h"

#include <sys/wait.h>
#include <unistd.h>

#include "core/base/rules.h"
#include "core/log/bulk_append.h"
#include "core/log/durable_file.h"
#include "core/log/rules.h"
#include "fixture.h"

using namespace tos;
using namespace tos::log;

namespace {

constexpr int killed = 137;

// Does `work` in a child process that dies at the fault point of this number (from 1); the child's exit status.
template <class Work>
int die_at(int point, const Work& work) {
  const pid_t child = ::fork();
  if (child == 0) {
    int count = 0;
    set_fault_hook([&](std::string_view) {
      if (++count == point) ::_exit(killed);
      return Fault::none;
    });
    work();
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void append_one(const std::filesystem::path& group) {
  auto repository = Repository::open(group);
  auto lock = RepositoryLock::acquire(*repository);
  static_cast<void>(append(*repository, *lock, repository->head(), std::vector{sample_commit(1)}));
}

void append_many(const std::filesystem::path& group) {
  auto repository = Repository::open(group);
  auto lock = RepositoryLock::acquire(*repository);
  auto bulk = BulkAppend::begin(*repository, *lock, repository->head());
  for (int i = 1; i < 4; ++i) static_cast<void>(bulk->add(sample_commit(i)));
  static_cast<void>(bulk->finish());
}

struct Scenario {
  const char* name;
  void (*work)(const std::filesystem::path& group);
  std::size_t records_after;
};

}  // namespace

TEST_CASE("killed at any point an append has happened or has not") {
  const bool bare = GENERATE(true, false);
  const Scenario scenario = GENERATE(Scenario{"append", append_one, 2}, Scenario{"bulk append", append_many, 4});
  int points = 0;
  bool seen_before = false, seen_after = false;
  for (int point = 1;; ++point) {
    const TempDirectory directory;
    const auto group = directory / "group";
    {
      Repository repository = must(Repository::init(group, bare));
      append_samples(repository, 0);
    }
    const int status = die_at(point, [&] { scenario.work(group); });
    REQUIRE((status == killed || status == 0));
    Repository repository = must(Repository::open(group));
    must(RepositoryLock::acquire(repository));  // finishes what was begun
    const std::size_t records = must(history_of(repository)).record_count();
    INFO(scenario.name << (bare ? ", bare" : "") << ", point " << point << ", records " << records);
    CHECK((records == 1 || records == scenario.records_after));
    (records == 1 ? seen_before : seen_after) = true;
    CHECK(sh(group, "git fsck --strict --no-progress --no-dangling") == "");
    if (!bare) CHECK(sh(group, "git status --porcelain -uno") == "");
    if (!bare) CHECK(sh(group, "find ledger -name 'entry-*' | wc -l") == std::to_string(records));
    if (status == 0) {
      points = point - 1;
      break;
    }
    // What was left over stands in nobody's way.
    if (records == 1) append_samples(repository, 1);
  }
  CHECK(seen_before);
  CHECK(seen_after);
  WARN(scenario.name << (bare ? ", bare: " : ": ") << points << " fault points");
}

TEST_CASE("a full disk at any point is a refusal, and the append has happened or has not") {
  const Scenario scenario = GENERATE(Scenario{"append", append_one, 2}, Scenario{"bulk append", append_many, 4});
  for (int point = 1;; ++point) {
    const TempDirectory directory;
    const auto group = directory / "group";
    Repository repository = must(Repository::init(group, false));
    append_samples(repository, 0);
    int count = 0;
    set_fault_hook([&](std::string_view) { return ++count == point ? Fault::disk_full : Fault::none; });
    scenario.work(group);
    set_fault_hook({});
    must(RepositoryLock::acquire(repository));
    const std::size_t records = must(history_of(repository)).record_count();
    CHECK((records == 1 || records == scenario.records_after));
    CHECK(sh(group, "git fsck --strict --no-progress --no-dangling; git status --porcelain") == "");
    if (count < point) break;
  }
}

TEST_CASE("a full disk names itself and its class", "[accepts SYS-001][refuses SYS-001]") {
  const TempDirectory directory;
  Repository repository = must(Repository::init(directory / "group", true));
  const RepositoryLock lock = must(RepositoryLock::acquire(repository));
  set_fault_hook([](std::string_view) { return Fault::disk_full; });
  const auto refused = append(repository, lock, std::nullopt, std::vector{sample_commit(0)});
  set_fault_hook({});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().rule == &SYS_001);
  CHECK(refused.error().rule->failure_class == FailureClass::environment);
  CHECK_FALSE(repository.head());
  CHECK(must(append(repository, lock, std::nullopt, std::vector{sample_commit(0)})) == repository.head());
}

TEST_CASE("two processes that append to one clone lose nothing") {
  const TempDirectory directory;
  const auto group = directory / "group";
  must(Repository::init(group, false));
  constexpr int processes = 2, appends = 12;
  std::vector<pid_t> children;
  for (int p = 0; p < processes; ++p) {
    if (const pid_t child = ::fork(); child != 0) {
      children.push_back(child);
      continue;
    }
    for (int i = 0; i < appends; ++i) {
      auto repository = Repository::open(group);
      auto lock = RepositoryLock::acquire(*repository, 60'000);
      if (!lock || !append(*repository, *lock, repository->head(), std::vector{sample_commit(p * 100 + i)})) ::_exit(1);
    }
    ::_exit(0);
  }
  for (const pid_t child : children) {
    int status = 0;
    ::waitpid(child, &status, 0);
    CHECK(status == 0);
  }
  const Repository repository = must(Repository::open(group));
  CHECK(must(history_of(repository)).record_count() == processes * appends);
  CHECK(sh(group, "git status --porcelain; git fsck --strict --no-progress") == "");
}

TEST_CASE("the second of two writers gives up in the end", "[accepts LOG-030][refuses LOG-030]") {
  const TempDirectory directory;
  Repository repository = must(Repository::init(directory / "group", true));
  Repository other = must(Repository::open(directory / "group"));
  {
    const RepositoryLock lock = must(RepositoryLock::acquire(repository));
    const auto second = RepositoryLock::acquire(other, 1);
    REQUIRE_FALSE(second);
    CHECK(second.error().rule == &LOG_030);
  }
  must(RepositoryLock::acquire(other, 1));
}

TEST_CASE("a file written durably is whole or absent", "[accepts SYS-001, SYS-002][refuses SYS-001, SYS-002]") {
  const TempDirectory directory;
  const auto path = directory / "evidence" / "a.txt";
  int points = 0;
  set_fault_hook([&](std::string_view) { return ++points == 2 ? Fault::disk_full : Fault::none; });
  CHECK(write_durably(path, "one", "evidence").error().rule == &SYS_001);
  set_fault_hook({});
  CHECK(read_file(path, 10).error().rule == &SYS_002);
  must(write_durably(path, "two", "evidence"));
  CHECK(must(read_file(path, 10)) == "two");
  CHECK(read_file(path, 2).error().rule == &SYS_002);
  CHECK(sh(directory / "evidence", "ls") == "a.txt");
}
