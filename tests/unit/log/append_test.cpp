#include "core/log/append.h"

#include <fstream>

#include "core/log/rules.h"
#include "fixture.h"

using namespace tos;
using namespace tos::log;

TEST_CASE("records appended are what history and tree say",
          "[accepts LOG-007, LOG-008, LOG-009, LOG-010, LOG-011, LOG-013][refuses LOG-013]") {
  const TempDirectory directory;
  const bool bare = GENERATE(true, false);
  Repository repository = must(Repository::init(directory / "group", bare));
  CHECK_FALSE(repository.head());
  append_samples(repository, 0);
  append_samples(repository, 1, 3);
  const History history = must(history_of(repository));
  REQUIRE(history.commit_count() == 2);
  CHECK(history.record_count() == 4);
  CHECK(history.commit(0).records.front() == sample_record(0).id);
  CHECK(history.commit(1).records.back() == sample_record(3).id);
  CHECK_FALSE(history.problem());

  ObjectReader reader = must(ObjectReader::open(repository));
  must(check_commit_header(reader, history.commit(0), std::nullopt, sample_stamp(0)));
  must(check_commit_header(reader, history.commit(1), history.commit(0).id, sample_stamp(1)));
  const auto other = check_commit_header(reader, history.commit(1), history.commit(0).id, sample_stamp(2));
  REQUIRE_FALSE(other);
  CHECK(other.error().rule == &LOG_013);

  std::vector<std::string> found;
  const TreeListing listing = must(list_tree(reader, history.commit(1).tree, [&](const TreeFile& file) {
    found.emplace_back(file.path);
    CHECK(must(ObjectReader::open(repository)).blob(file.blob).has_value());
    return true;
  }));
  CHECK(listing.problems.empty());
  CHECK(found.size() == 4);

  CHECK(sh(directory / "group", "git fsck --strict --no-progress") == "");
  CHECK(sh(directory / "group", "git log --format='%an <%ae> %cn %ad' --date=raw -1") ==
        "mara <mara@green.tos.invalid> mara 1795168801 +0000");
  if (!bare) CHECK(sh(directory / "group", "git status --porcelain") == "");
}

TEST_CASE("appending keeps what the user has in work tree and index") {
  const TempDirectory directory;
  Repository repository = must(Repository::init(directory / "group", false));
  append_samples(repository, 0);
  const auto group = directory / "group";
  sh(group, "echo staged >staged.txt && git add staged.txt && echo loose >loose.txt");
  append_samples(repository, 1);
  CHECK(sh(group, "git status --porcelain") == "A  staged.txt\n?? loose.txt");
  CHECK(sh(group, "git show --stat --format= | tail -1") == " 1 file changed, 2 insertions(+)");
}

TEST_CASE("a clone without a checkout stays without one") {
  const TempDirectory directory;
  Repository origin = must(Repository::init(directory / "group", false));
  append_samples(origin, 0);
  sh(directory.path(), "git clone -q --no-checkout group clone");
  Repository clone = must(Repository::open(directory / "clone"));
  CHECK_FALSE(clone.has_checkout());
  CHECK(clone.published_ref() == "refs/remotes/origin/main");
  CHECK(clone.published_head() == origin.head());
  append_samples(clone, 1);
  CHECK(sh(directory / "clone", "ls .git/index 2>/dev/null || echo none; ls | wc -l") == "none\n0");
  CHECK(clone.published_head() == origin.head());
  CHECK(must(history_of(clone)).record_count() == 2);
}

TEST_CASE("a path that is taken is refused and nothing changes",
          "[accepts LOG-032, LOG-033][refuses LOG-032, LOG-033]") {
  const TempDirectory directory;
  Repository repository = must(Repository::init(directory / "group", false));
  const ObjectId head = append_samples(repository, 0);
  const RepositoryLock lock = must(RepositoryLock::acquire(repository));
  const auto again = append(repository, lock, head, std::vector{sample_commit(0)});
  REQUIRE_FALSE(again);
  CHECK(again.error().rule == &LOG_032);
  NewRecordCommit below = sample_commit(1);
  below.records[0].path = sample_record(0).path + "/inside.yaml";
  CHECK(append(repository, lock, head, std::vector{below}).error().rule == &LOG_032);
  NewRecordCommit above = sample_commit(1);
  above.records[0].path = "ledger/2026-11";
  CHECK(append(repository, lock, head, std::vector{above}).error().rule == &LOG_032);
  for (const char* path : {"README.md", "ledger", "ledger/../x", "ledger//x", "ledger/.x", "ledger/X", "/ledger/x"}) {
    NewRecordCommit odd = sample_commit(1);
    odd.records[0].path = path;
    INFO(path);
    CHECK(append(repository, lock, head, std::vector{odd}).error().rule == &LOG_033);
  }
  CHECK(repository.head() == head);
  CHECK(sh(directory / "group", "git status --porcelain") == "");
  NewRecordCommit beside = sample_commit(1);
  beside.records[0].path = sample_record(0).path.substr(0, sample_record(0).path.rfind('/')) + "/a";
  must(append(repository, lock, head, std::vector{beside}));
}

TEST_CASE("a commit is logged also where git's index is locked, and the next append brings files and index up to it",
          "[accepts LOG-034][refuses LOG-034]") {
  const TempDirectory directory;
  const auto group = directory / "group";
  Repository repository = must(Repository::init(group, false));
  const ObjectId first = append_samples(repository, 0);
  sh(group, "echo >.git/index.lock");
  {
    const RepositoryLock lock = must(RepositoryLock::acquire(repository));
    const auto refused = append(repository, lock, first, std::vector{sample_commit(1)});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().rule == &LOG_034);
  }
  CHECK(must(history_of(repository)).record_count() == 2);
  sh(group, "rm .git/index.lock");
  append_samples(repository, 2);
  CHECK(sh(group, "git status --porcelain; git ls-files | wc -l") == "3");
}

TEST_CASE("main is only moved from where it was read", "[accepts LOG-031][refuses LOG-031]") {
  const TempDirectory directory;
  Repository repository = must(Repository::init(directory / "group", true));
  const ObjectId first = append_samples(repository, 0);
  const ObjectId second = append_samples(repository, 1);
  const RepositoryLock lock = must(RepositoryLock::acquire(repository));
  CHECK(append(repository, lock, first, std::vector{sample_commit(2)}).error().rule == &LOG_031);
  CHECK(append(repository, lock, std::nullopt, std::vector{sample_commit(2)}).error().rule == &LOG_031);
  CHECK(repository.head() == second);
  CHECK(must(append(repository, lock, second, std::vector{sample_commit(2)})) == repository.head());
}

TEST_CASE("free files are changed by free commits, and never in the homes", "[accepts LOG-033][refuses LOG-033]") {
  const TempDirectory directory;
  Repository repository = must(Repository::init(directory / "group", false));
  append_samples(repository, 0);
  const RepositoryLock lock = must(RepositoryLock::acquire(repository));
  FreeCommit commit{.name = "mara",
                    .email = "mara@green.tos.invalid",
                    .at = {1'795'168'801'000},
                    .message = "Say what this is\n",
                    .files = {{.path = std::string(gitattributes_path), .bytes = std::string(gitattributes_text)},
                              {.path = "README.md", .bytes = "hello\n"},
                              {.path = "docs/a/b.md", .bytes = "b\n"}}};
  must(append_free(repository, lock, repository.head(), commit));
  CHECK(sh(directory / "group", "git status --porcelain; cat README.md docs/a/b.md; git fsck --strict --no-progress") ==
        "hello\nb");
  commit.files = {{.path = "README.md", .bytes = "hello again\n"}, {.path = "docs/a/b.md", .bytes = std::nullopt}};
  must(append_free(repository, lock, repository.head(), commit));
  CHECK(sh(directory / "group", "git status --porcelain; ls") == "README.md\nledger");
  const History history = must(history_of(repository));
  CHECK(history.commit_count() == 3);
  CHECK(history.record_count() == 1);
  CHECK_FALSE(history.problem());
  for (const char* path : {"ledger/x", "charter", ".git/config", "a/../b", "", "a//b", "GIT~1/x"}) {
    commit.files = {{.path = path, .bytes = "x"}};
    INFO(path);
    CHECK(append_free(repository, lock, repository.head(), commit).error().rule == &LOG_033);
  }
}

TEST_CASE("moving main back takes work tree and index along") {
  const TempDirectory directory;
  Repository repository = must(Repository::init(directory / "group", false));
  const ObjectId first = append_samples(repository, 0);
  const ObjectId second = append_samples(repository, 1);
  const RepositoryLock lock = must(RepositoryLock::acquire(repository));
  must(move_main(repository, lock, second, first));
  CHECK(sh(directory / "group", "git status --porcelain; find ledger -type f | wc -l") == "1");
  must(move_main(repository, lock, first, second));
  CHECK(sh(directory / "group", "git status --porcelain; find ledger -type f | wc -l") == "2");
  sh(directory / "group", "echo mine >>" + sample_record(1).path);
  must(move_main(repository, lock, second, first));
  CHECK(sh(directory / "group", "tail -1 " + sample_record(1).path) == "mine");
}

TEST_CASE("a signed commit is the same log") {
  const TempDirectory directory;
  Repository repository = must(Repository::init(directory / "group", true));
  const RepositoryLock lock = must(RepositoryLock::acquire(repository));
  repository.sign_commits_with(
      [](std::string_view) { return Result<std::string>("-----BEGIN SSH SIGNATURE-----\n\nx\n-----END\n"); });
  must(append(repository, lock, std::nullopt, std::vector{sample_commit(0)}));
  const History history = must(history_of(repository));
  REQUIRE(history.record_count() == 1);
  CHECK(history.commit(0).has_signature);
  ObjectReader reader = must(ObjectReader::open(repository));
  must(check_commit_header(reader, history.commit(0), std::nullopt, sample_stamp(0)));
  CHECK_FALSE(check_commit_header(reader, history.commit(0), std::nullopt, sample_stamp(1)));
  CHECK(sh(directory / "group", "git fsck --strict --no-progress") == "");
}

TEST_CASE("records are appended to a packed repository with many directories") {
  const TempDirectory directory;
  Repository repository = must(Repository::init(directory / "group", false));
  append_samples(repository, 0, 200);
  {
    const RepositoryLock lock = must(RepositoryLock::acquire(repository));
    must(append(repository, lock, repository.head(), std::vector{sample_commit(200, 100, "members/mara")}));
  }
  sh(directory / "group", "git gc -q");
  Repository again = must(Repository::open(directory / "group"));
  append_samples(again, 300, 5);
  CHECK(must(history_of(again)).record_count() == 305);
  CHECK(sh(directory / "group", "git status --porcelain; git fsck --strict --no-progress; git ls-files | wc -l") ==
        "305");
}
