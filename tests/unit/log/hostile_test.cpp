// Repositories as an attacker or an accident would make them, built with git's own plumbing.
#include <algorithm>

#include "core/log/rules.h"
#include "fixture.h"

using namespace tos;
using namespace tos::log;

namespace {

const std::string attributes(gitattributes_text);

// Makes a bare repository whose main is one commit with the tree that `mktree_input` describes; $blob, $attributes and
// $empty name a file, init's .gitattributes and the empty tree.
std::filesystem::path with_tree(const TempDirectory& directory, const std::string& script) {
  const auto group = directory / "group";
  sh(directory.path(), "git init -q -b main --bare group");
  sh(group, "blob=$(echo x | git hash-object -w --stdin); attributes=$(printf '" + attributes +
                "' | git hash-object -w --stdin); empty=$(git hash-object -w -t tree /dev/null)\n"
                "tree() { perl -e 'binmode STDOUT; while (<STDIN>) { chomp; my ($m, $i, $n) = split / /, $_, 3; $n =~ "
                "s/\\\\x(..)/chr hex $1/ge; print \"$m $n\\0\", pack(\"H*\", $i) }' | git hash-object -w -t tree "
                "--literally --stdin; }\n" +
                script + "\ncommit=$(git commit-tree -m x $root) && git update-ref refs/heads/main $commit");
  return group;
}

// The rules that a listing of main's tree names, in order.
std::vector<std::string> listed_rules(const std::filesystem::path& group, std::size_t* file_count = nullptr) {
  const Repository repository = must(Repository::open(group));
  ObjectReader reader = must(ObjectReader::open(repository));
  const std::string tree = sh(group, "git rev-parse 'main^{tree}'");
  std::size_t files = 0;
  const auto listing = list_tree(reader, *ObjectId::parse(tree), [&](const TreeFile&) {
    ++files;
    return files < 200'000;
  });
  if (file_count != nullptr) *file_count = files;
  if (!listing) return {std::string(listing.error().rule->id)};
  std::vector<std::string> rules;
  for (const Refusal& problem : listing->problems) {
    rules.emplace_back(problem.rule->id);
    CHECK(std::ranges::all_of(problem.what, [](char c) { return c >= ' ' || c < 0; }));
  }
  return rules;
}

using Rules = std::vector<std::string>;

}  // namespace

TEST_CASE(
    "what may not stand in a tree is refused by its rule",
    "[accepts LOG-016, LOG-018, LOG-020][refuses LOG-009, LOG-011, LOG-016, LOG-017, LOG-018, LOG-019, LOG-020]") {
  struct Case {
    const char* what;
    const char* script;
    Rules rules;
  };
  const Case cases[] = {
      {"a plain file", "home=$(echo \"100644 $blob a.yaml\" | tree)", {}},
      {"a symbolic link", "home=$(echo \"120000 $blob a.yaml\" | tree)", {"LOG-016"}},
      {"an executable", "home=$(echo \"100755 $blob a.yaml\" | tree)", {"LOG-016"}},
      {"a submodule", "home=$(echo \"160000 $blob a.yaml\" | tree)", {"LOG-016"}},
      {"a group-writable file", "home=$(echo \"100664 $blob a.yaml\" | tree)", {"LOG-016"}},
      {"a zero-padded directory", "home=$(echo \"040000 $empty a\" | tree)", {"LOG-016"}},
      {"an odd mode", "home=$(echo \"777 $blob a.yaml\" | tree)", {"LOG-016"}},
      {"a dotfile", "home=$(echo \"100644 $blob .hidden\" | tree)", {"LOG-018"}},
      {"capitals", "home=$(echo \"100644 $blob A.yaml\" | tree)", {"LOG-018"}},
      {"a space", "home=$(echo \"100644 $blob a b.yaml\" | tree)", {"LOG-018"}},
      {"a control character", "home=$(echo \"100644 $blob a\\x1b[2J.yaml\" | tree)", {"LOG-018"}},
      {"bytes that are no UTF-8", "home=$(echo \"100644 $blob a\\xff.yaml\" | tree)", {"LOG-018"}},
      {"attributes", "home=$(echo \"100644 $attributes .gitattributes\" | tree)", {"LOG-019"}},
      {"attributes in NTFS spelling", "home=$(echo \"100644 $attributes GITATT~1\" | tree)", {"LOG-019"}},
      {".git", "home=$(echo \"100644 $blob .git\" | tree)", {"LOG-017"}},
      {".GIT", "home=$(echo \"40000 $empty .GIT\" | tree)", {"LOG-017"}},
      {"git~1", "home=$(echo \"100644 $blob git~1\" | tree)", {"LOG-017"}},
      {".git with a stream", "home=$(echo \"100644 $blob .git::$INDEX_ALLOCATION\" | tree)", {"LOG-017"}},
      {".git with dots and spaces", "home=$(echo \"100644 $blob .git . .\" | tree)", {"LOG-017"}},
      {".git to HFS+", "home=$(echo \"100644 $blob .g\\xe2\\x80\\x8cit\" | tree)", {"LOG-017"}},
      {"dot", "home=$(echo \"40000 $empty .\" | tree)", {"LOG-017"}},
      {"dot dot", "home=$(echo \"40000 $empty ..\" | tree)", {"LOG-017"}},
      {"a slash", "home=$(echo \"100644 $blob a/b.yaml\" | tree)", {"LOG-017"}},
      {"a backslash", "home=$(echo \"100644 $blob a\\x5cb.yaml\" | tree)", {"LOG-017"}},
      {"an empty name", "home=$(echo \"100644 $blob \" | tree)", {"LOG-017"}},
      {"an empty directory", "home=$(echo \"40000 $empty a\" | tree)", {"LOG-011"}},
      {"a name twice", "home=$(printf '100644 %s a\\n100644 %s a\\n' $blob $attributes | tree)", {"LOG-011"}},
      {"names out of order", "home=$(printf '100644 %s b\\n100644 %s a\\n' $blob $blob | tree)", {"LOG-011"}},
      {"a tree that is cut off",
       "home=$(printf '100644 a' | git hash-object -w -t tree --literally --stdin)",
       {"LOG-011"}},
      {"a tree that is a file", "home=$blob", {"LOG-009"}},
      {"a tree that is missing", "home=1111111111111111111111111111111111111111", {"LOG-009"}},
      {"a path of eight parts",
       "home=$(echo \"100644 $blob a\" | tree); for i in $(seq 6); do home=$(echo \"40000 $home a\" | tree); done",
       {}},
      {"a path of nine parts",
       "home=$(echo \"100644 $blob a\" | tree); for i in $(seq 7); do home=$(echo \"40000 $home a\" | tree); done",
       {"LOG-020"}},
      {"a path of 512 bytes",
       "a=$(printf 'a%.0s' $(seq 252)); home=$(echo \"100644 $blob $a\" | tree); home=$(echo \"40000 $home $a\" | "
       "tree)",
       {}},
      {"a path of 513 bytes",
       "a=$(printf 'a%.0s' $(seq 252)); home=$(echo \"100644 $blob ${a}a\" | tree); home=$(echo \"40000 $home $a\" | "
       "tree)",
       {"LOG-020"}},
      {"a long path", "home=$(echo \"100644 $blob $(printf 'a%.0s' $(seq 600))\" | tree)", {"LOG-020"}},
      {"a deep path",
       "home=$(echo \"100644 $blob a\" | tree); for i in $(seq 20); do home=$(echo \"40000 $home a\" | "
       "tree); done",
       {"LOG-020"}},
  };
  for (const Case& test : cases) {
    INFO(test.what);
    const TempDirectory directory;
    CHECK(listed_rules(with_tree(
              directory, std::string(test.script) + "\nroot=$(echo \"40000 $home ledger\" | tree)")) == test.rules);
  }
}

TEST_CASE("what may not stand at the root is refused by its rule",
          "[accepts LOG-017, LOG-019, LOG-020][refuses LOG-016, LOG-017, LOG-018, LOG-019, LOG-020]") {
  struct Case {
    const char* what;
    const char* script;
    Rules rules;
  };
  const Case cases[] = {
      {"init's own attributes", "root=$(echo \"100644 $attributes .gitattributes\" | tree)", {}},
      {"scripts, links and dotfiles in the free part",
       "root=$(printf '100644 %s .editorconfig\\n100755 %s build\\n120000 %s link\\n' $blob $blob $blob | tree)",
       {}},
      {"names that begin or end as dangerous ones do",
       "root=$(printf '100644 %s .git2\\n100644 %s git~2\\n100644 %s x.git\\n' $blob $blob $blob | tree)",
       {}},
      {"a name of 255 bytes", "root=$(echo \"100644 $blob $(printf 'a%.0s' $(seq 255))\" | tree)", {}},
      {"a name of 256 bytes", "root=$(echo \"100644 $blob $(printf 'a%.0s' $(seq 256))\" | tree)", {"LOG-020"}},
      {"a file and a directory of one name",
       "root=$(printf '100644 %s a\\n100644 %s a-b\\n40000 %s a\\n' $blob $blob $empty | tree)",
       {"LOG-011"}},
      {"a file and a directory of nearly one name",
       "root=$(printf '100644 %s a\\n100644 %s a-b\\n40000 %s aa\\n' $blob $blob $empty | tree)",
       {}},
      {"other attributes", "root=$(echo \"100644 $blob .gitattributes\" | tree)", {"LOG-019"}},
      {"executable attributes", "root=$(echo \"100755 $attributes .gitattributes\" | tree)", {"LOG-019"}},
      {"attributes in capitals", "root=$(echo \"100644 $attributes .GITATTRIBUTES\" | tree)", {"LOG-019"}},
      {"a home in capitals", "root=$(echo \"40000 $(echo \"100644 $blob a\" | tree) Ledger\" | tree)", {"LOG-018"}},
      {"a home that is a file", "root=$(echo \"100644 $blob ledger\" | tree)", {"LOG-018"}},
      {"a home that is a link", "root=$(echo \"120000 $blob ledger\" | tree)", {"LOG-018"}},
      {"a submodule deep in the free part",
       "root=$(echo \"160000 $blob s\" | tree); for i in 1 2 3; do root=$(echo \"40000 $root d\" | tree); done",
       {"LOG-016"}},
      {".git deep in the free part",
       "root=$(echo \"100644 $blob .giT\" | tree); for i in 1 2 3; do root=$(echo \"40000 $root d\" | tree); done",
       {"LOG-017"}},
      {"a free part without end",
       "root=$(echo \"100644 $blob a\" | tree); for i in $(seq 100); do root=$(echo \"40000 $root d\" | tree); done",
       {"LOG-020"}},
      {"a bomb of shared trees in the free part",
       "root=$(echo \"100644 $blob a\" | tree); for i in $(seq 20); do root=$(for n in 0 1 2 3 4 5 6 7 8 9; do echo "
       "\"40000 $root $n\"; done | tree); done",
       {}},
  };
  for (const Case& test : cases) {
    INFO(test.what);
    const TempDirectory directory;
    CHECK(listed_rules(with_tree(directory, test.script)) == test.rules);
  }
}

TEST_CASE("a bomb of shared trees in a home ends with the visitor's patience") {
  const TempDirectory directory;
  const auto group = with_tree(directory,
                               "t=$(for n in 0 1 2 3 4 5 6 7 8 9; do echo \"100644 $blob $n\"; done | tree); for i in "
                               "1 2 3 4 5 6; do t=$(for n in 0 1 2 3 4 5 6 7 8 9; do echo \"40000 $t $n\"; done | "
                               "tree); done; root=$(echo \"40000 $t ledger\" | tree)");
  std::size_t files = 0;
  CHECK(listed_rules(group, &files).empty());
  CHECK(files == 200'000);
}

TEST_CASE("problems are counted up to a hundred") {
  const TempDirectory directory;
  CHECK(listed_rules(with_tree(directory,
                               "t=$(seq -f \"100755 $blob %06g\" 5000 | tree); root=$(echo \"40000 $t "
                               "ledger\" | tree)"))
            .size() == max_tree_problems);
}

TEST_CASE("a hundred thousand unknown files are read") {
  const TempDirectory directory;
  std::size_t files = 0;
  CHECK(listed_rules(with_tree(directory,
                               "t=$(seq -f \"100644 $blob %06g\" 100000 | tree); root=$(echo \"40000 $t "
                               "ledger\" | tree)"),
                     &files)
            .empty());
  CHECK(files == 100'000);
}

TEST_CASE("a file of 1 MiB is read, and a larger one refused from its header", "[accepts LOG-012][refuses LOG-012]") {
  const TempDirectory directory;
  sh(directory.path(),
     "git init -q -b main --bare group && cd group && head -c 40000000 /dev/zero >zeros && "
     "git hash-object -w zeros >id");
  const bool packed = GENERATE(false, true);
  const ObjectId id = *ObjectId::parse(sh(directory / "group", "cat id"));
  if (packed) sh(directory / "group", "cat id | git pack-objects -q objects/pack/pack && rm -rf objects/??");
  const Repository repository = must(Repository::open(directory / "group"));
  ObjectReader reader = must(ObjectReader::open(repository));
  const auto blob = reader.blob(id);
  REQUIRE_FALSE(blob);
  CHECK(blob.error().rule == &LOG_012);
  const auto sized = [&](const std::string& bytes) {
    return *ObjectId::parse(sh(directory / "group", "head -c " + bytes + " /dev/zero | git hash-object -w --stdin"));
  };
  CHECK(must(reader.blob(sized("1048576"))).size() == 1'048'576);
  CHECK(reader.blob(sized("1048577")).error().rule == &LOG_012);
}

TEST_CASE("objects that are missing, mistyped or damaged are refused", "[refuses LOG-009, LOG-010]") {
  const TempDirectory directory;
  Repository repository = must(Repository::init(directory / "group", true));
  const ObjectId head = append_samples(repository, 0);
  ObjectReader reader = must(ObjectReader::open(repository));
  CHECK(reader.blob(ObjectId{}).error().rule == &LOG_009);
  CHECK(reader.blob(head).error().rule == &LOG_009);
  const ObjectId other = append_samples(repository, 1);
  const auto file = [](const ObjectId& id) { return "objects/" + id.hex().substr(0, 2) + "/" + id.hex().substr(2); };
  sh(directory / "group",
     "mv objects/pack aside && mkdir objects/pack && "
     "for pack in aside/*.pack; do git unpack-objects -q <$pack; done");
  repository = must(Repository::open(directory / "group"));
  sh(directory / "group", "chmod u+w " + file(head) + " && cp " + file(other) + " " + file(head));
  CHECK(must(ObjectReader::open(repository)).read(head, ObjectType::commit, 1000).error().rule == &LOG_010);
  CHECK(history_of(repository).error().rule == &LOG_010);
  sh(directory / "group", "head -c 20 /dev/urandom >" + file(head));
  CHECK(history_of(repository).error().rule == &LOG_009);
}

TEST_CASE("odd repositories are a matter of the environment",
          "[accepts LOG-001][refuses LOG-001, LOG-002, LOG-003, LOG-004, LOG-005, LOG-006, LOG-007, LOG-008]") {
  const TempDirectory directory;
  Repository group = must(Repository::init(directory / "group", false));
  append_samples(group, 0);
  append_samples(group, 1);
  const auto refused = [&](const char* name) {
    const auto opened = Repository::open(directory / name);
    REQUIRE_FALSE(opened);
    CHECK(opened.error().rule->failure_class == FailureClass::environment);
    CHECK_FALSE(opened.error().hint_text.empty());
    return opened.error().rule;
  };
  sh(directory.path(), "git clone -q --depth 1 file://$PWD/group shallow");
  CHECK(refused("shallow") == &LOG_002);
  sh(directory.path(),
     "git -C group config uploadpack.allowFilter true && git clone -q --filter=blob:none "
     "file://$PWD/group partial");
  CHECK(refused("partial") == &LOG_003);
  sh(directory.path(), "git clone -q group grafted && cd grafted && git rev-parse HEAD >.git/info/grafts");
  CHECK(refused("grafted") == &LOG_004);
  sh(directory.path(), "git clone -q group replaced && cd replaced && git replace HEAD HEAD~1");
  CHECK(refused("replaced") == &LOG_005);
  sh(directory.path(), "git -C replaced pack-refs --all");
  CHECK(refused("replaced") == &LOG_005);
  sh(directory.path(), "git init -q --object-format=sha256 sha256");
  CHECK(refused("sha256") == &LOG_006);
  CHECK(refused("nowhere") == &LOG_001);
  sh(directory.path(), "mkdir -p group/sub && git init -q -b other other");
  CHECK(refused("group/sub") == &LOG_001);
  CHECK(must(Repository::discover(directory / "group/sub")).head() == group.head());
  CHECK(must(Repository::open(directory / "other")).require_head().error().rule == &LOG_008);
  CHECK(Repository::init(directory / "group", false).error().rule == &LOG_007);
}

TEST_CASE("linked work trees and clones with alternates are read",
          "[accepts LOG-002, LOG-003, LOG-004, LOG-005, LOG-006]") {
  const TempDirectory directory;
  Repository group = must(Repository::init(directory / "group", false));
  append_samples(group, 0);
  sh(directory.path(), "git -C group worktree add -q ../linked -b side && git clone -q --shared group shared");
  Repository linked = must(Repository::open(directory / "linked"));
  CHECK(linked.head() == group.head());
  CHECK_FALSE(linked.has_checkout());
  CHECK(linked.tos_dir() == group.tos_dir());
  CHECK(must(history_of(linked)).record_count() == 1);
  Repository shared = must(Repository::open(directory / "shared"));
  append_samples(shared, 1);
  CHECK(must(history_of(shared)).record_count() == 2);
}

TEST_CASE("a merge ends the log and is named", "[accepts LOG-014][refuses LOG-014]") {
  const TempDirectory directory;
  Repository repository = must(Repository::init(directory / "group", false));
  append_samples(repository, 0);
  sh(directory / "group", "git checkout -q -b side");
  sh(directory / "group", "git commit -q --allow-empty -m side && git checkout -q main");
  append_samples(repository, 1);
  sh(directory / "group", "git merge -q --no-ff -m 'Merge branch side' side");
  append_samples(repository, 2);
  const History history = must(history_of(repository));
  REQUIRE(history.problem());
  CHECK(history.problem()->index == 2);
  CHECK(history.problem()->refusal.rule == &LOG_014);
  CHECK(history.commit_count() == 4);
}

TEST_CASE("a free commit that touches the homes ends the log", "[accepts LOG-015][refuses LOG-015]") {
  const TempDirectory directory;
  Repository repository = must(Repository::init(directory / "group", false));
  append_samples(repository, 0);
  const auto group = directory / "group";
  sh(group, "echo hello >README.md && git add . && git commit -qm README");
  CHECK_FALSE(must(history_of(repository)).problem());
  const std::string change = GENERATE("echo x >ledger/unsigned.yaml", "rm -r ledger", "chmod +x ledger/2026-11/20/*",
                                      "mkdir charter && echo x >charter/a.yaml");
  sh(group, change + "; git add -A . && git commit -qm 'Tidy up'");
  append_samples(repository, 5);
  const History history = must(history_of(repository));
  REQUIRE(history.problem());
  CHECK(history.problem()->index == 2);
  CHECK(history.problem()->refusal.rule == &LOG_015);
}

TEST_CASE("catching up reads only what is new, from the commit that is known", "[accepts LOG-021]") {
  const TempDirectory directory;
  Repository repository = must(Repository::init(directory / "group", false));
  const ObjectId base = append_samples(repository, 0, 5);
  append_samples(repository, 5);
  append_samples(repository, 6, 2);
  ObjectReader reader = must(ObjectReader::open(repository));
  int asked = 0;
  const History history = must(read_history(reader, *repository.head(), [&](const ObjectId& id) {
    ++asked;
    return id == base;
  }));
  CHECK(asked == 3);
  CHECK(history.base() == base);
  CHECK(history.record_count() == 3);
  const History whole = must(read_history(reader, *repository.head()));
  std::vector<std::string> added;
  const TreeListing listing =
      must(list_added(reader, whole.commit(0).tree, whole.commit(2).tree, [&](const auto& file) {
        added.emplace_back(file.path);
        return true;
      }));
  CHECK(listing.problems.empty());
  std::vector<std::string> expected{sample_record(5).path, sample_record(6).path, sample_record(7).path};
  std::ranges::sort(expected);
  CHECK(added == expected);
}

TEST_CASE("changed and removed records show when catching up", "[refuses LOG-021]") {
  const TempDirectory directory;
  Repository repository = must(Repository::init(directory / "group", false));
  append_samples(repository, 0, 3);
  const auto group = directory / "group";
  const std::string change = GENERATE("echo x >>" + sample_record(1).path, "git rm -q " + sample_record(1).path,
                                      std::string("git rm -rq ledger"));
  sh(group, change + "; git add -A . && git commit -qm 'Tidy up'");
  ObjectReader reader = must(ObjectReader::open(repository));
  const History history = must(history_of(repository));
  const TreeListing listing =
      must(list_added(reader, history.commit(0).tree, history.commit(1).tree, [](const auto&) { return true; }));
  REQUIRE(listing.problems.size() == 1);
  CHECK(listing.problems[0].rule == &LOG_021);
}

TEST_CASE("a commit message with text of its own logs nothing") {
  const TempDirectory directory;
  Repository repository = must(Repository::init(directory / "group", false));
  append_samples(repository, 0);
  sh(directory / "group",
     "echo x >ledger/2026-11/20/entry-0.yaml && git add . && git commit -q -m 'economy.entry by mara' "
     "-m 'Approved by all!' -m 'Record: " +
         sample_record(1).id.hex() + "'");
  const History history = must(history_of(repository));
  CHECK(history.record_count() == 1);
  REQUIRE(history.problem());
  CHECK(history.problem()->refusal.rule == &LOG_015);
}
