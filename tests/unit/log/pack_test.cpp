#include <rapidcheck.h>

#include <set>

#include "core/log/durable_file.h"
#include "core/log/pack_delta.h"
#include "core/log/pack_store.h"
#include "fixture.h"

using namespace tos;
using namespace tos::log;

namespace {

// A tree object with a file for each number.
std::string tree_of(const std::set<int>& numbers, const std::string& prefix = "ballot-") {
  std::set<std::string> names;
  for (const int number : numbers) names.insert(prefix + std::to_string(number));
  std::string tree;
  for (const std::string& name : names) {
    tree += "100644 " + name;
    tree.push_back('\0');
    tree += (name + "....................").substr(name.size() - 3, 20);
  }
  return tree;
}

}  // namespace

TEST_CASE("a delta between two trees makes the second of the first") {
  rc::check([](const std::set<int>& before, const std::set<int>& added) {
    std::set<int> after = before;
    for (const int number : added) {
      if (!after.erase(number)) after.insert(number);
    }
    const std::string old_tree = tree_of(before), new_tree = tree_of(after);
    const std::string delta = tree_delta(old_tree, new_tree);
    RC_ASSERT(apply_delta(old_tree, delta, 1 << 20) == new_tree);
    RC_ASSERT(delta_result_size(delta) == new_tree.size());
  });
}

TEST_CASE("a delta in a large tree is short, and copies of any length are right") {
  std::set<int> numbers;
  const std::string prefix(200, 'b');  // long names make a tree large that few files need
  for (int i = 0; i < 80'000; ++i) numbers.insert(2 * i);
  const std::string before = tree_of(numbers, prefix);
  REQUIRE(before.size() > (1 << 24));
  numbers.insert(77'777);
  const std::string after = tree_of(numbers, prefix);
  const std::string delta = tree_delta(before, after);
  CHECK(delta.size() < 300);
  CHECK(apply_delta(before, delta, 1 << 26) == after);
  for (const int number : {3, 7'777, 159'001}) numbers.insert(number);
  const std::string scattered = tree_of(numbers, prefix);
  CHECK(tree_delta(before, scattered).size() < 1200);
  CHECK(apply_delta(before, tree_delta(before, scattered), 1 << 26) == scattered);
}

TEST_CASE("a malformed delta makes nothing, and never too much") {
  rc::check([](const std::string& base, std::string delta) {
    static_cast<void>(apply_delta(base, delta, 1000));
    delta = std::string(1, static_cast<char>(base.size() & 0x7f)) + delta;
    const auto result = apply_delta(base, delta, 1000);
    RC_ASSERT(!result || result->size() <= 1000);
  });
}

TEST_CASE("the pack reader reads what git packed, and every cut or changed byte safely") {
  const TempDirectory directory;
  Repository repository = must(Repository::init(directory / "group", true));
  append_samples(repository, 0, 20);
  for (int i = 20; i < 60; ++i) append_samples(repository, i);
  const auto group = directory / "group";
  sh(group, GENERATE("git repack -adfq --depth=50",
                     "git repack -adfq --depth=50 --window=50 && git -c "
                     "repack.useDeltaBaseOffset=false repack -adfq"));
  const std::string ids = sh(group, "git cat-file --batch-all-objects --batch-check='%(objectname) %(objecttype)'");
  const auto each_object = [&](auto&& visit) {
    for (std::size_t at = 0; at < ids.size(); at = std::min(ids.find('\n', at), ids.size() - 1) + 1) {
      visit(*ObjectId::parse(std::string_view(ids).substr(at, 40)), ids[at + 41] == 'c'   ? 1
                                                                    : ids[at + 41] == 't' ? 2
                                                                                          : 3);
    }
  };
  int count = 0;
  PackStore store({group / "objects"});
  const Repository again = must(Repository::open(group));
  ObjectReader reader = must(ObjectReader::open(again));
  each_object([&](const ObjectId& id, int type) {
    ++count;
    const auto found = store.read(id, 1 << 20);
    REQUIRE(found);
    CHECK(found->type == type);
    CHECK(reader.read(id, static_cast<ObjectType>(type), 1 << 20).has_value());
    CHECK(store.read(id, 3)->is_too_large);
  });
  CHECK(count > 200);

  const std::string pack = sh(group, "ls objects/pack/*.pack");
  const std::string bytes = must(read_file(group / pack, 1 << 24));
  sh(group, "chmod u+w objects/pack/*");
  for (int round = 0; round < 60; ++round) {
    std::string damaged = bytes;
    const std::size_t at = bytes.size() * static_cast<std::size_t>(round) / 60;
    if (round % 4 == 0) {
      damaged.resize(at);
    } else {
      damaged[at] = static_cast<char>(damaged[at] ^ (1 << round % 8));
    }
    must(write_durably(group / pack, damaged, "test"));
    PackStore odd({group / "objects"});
    each_object([&](const ObjectId& id, int) { static_cast<void>(odd.read(id, 1 << 20)); });
  }
}
