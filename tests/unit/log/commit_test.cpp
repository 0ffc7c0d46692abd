#include "core/log/commit.h"

#include <rapidcheck.h>

#include <catch2/catch.hpp>

#include "core/log/rules.h"

using namespace tos;
using namespace tos::log;

namespace {

RecordId record(int number) { return RecordId(sha256(std::to_string(number))); }

std::vector<RecordId> some_records(int count) {
  std::vector<RecordId> records;
  for (int i = 0; i < count; ++i) records.push_back(record(i));
  return records;
}

const CommitStamp stamp{.kind = "voting.ballot",
                        .author = "mara",
                        .group_handle = "green-street",
                        .latest_at = *Timestamp::parse("2026-11-20T10:00:00.999Z")};
const ObjectId tree = *ObjectId::parse("4b825dc642cb6eb9a060e54bf8d69288fbee4904");

std::string line(int number) { return "Record: " + record(number).hex() + "\n"; }

}  // namespace

TEST_CASE("a record commit to the byte") {
  const auto one = some_records(1);
  CHECK(expected_commit_bytes(tree, std::nullopt, stamp, one) ==
        "tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\n"
        "author mara <mara@green-street.tos.invalid> 1795168800 +0000\n"
        "committer mara <mara@green-street.tos.invalid> 1795168800 +0000\n"
        "\n"
        "voting.ballot by mara\n"
        "\n"
        "Record: 5feceb66ffc86f38d952786c6d696c79c2dbc239dd4e91b46729d73a27fb57e9\n");
  CHECK(record_message(stamp, some_records(2)) == "2 records\n\n" + line(0) + line(1));
}

TEST_CASE("what was written is read back") {
  rc::check([] {
    const auto records = some_records(*rc::gen::inRange(1, 50));
    const auto parent = *rc::gen::arbitrary<bool>() ? std::optional(tree) : std::nullopt;
    std::string bytes = expected_commit_bytes(tree, parent, stamp, records);
    const bool is_signed = *rc::gen::arbitrary<bool>();
    const std::string plain = bytes;
    if (is_signed) bytes = with_signature(bytes, "-----BEGIN X-----\n\nabc\n-----END X-----\n");
    const auto commit = parse_commit(bytes);
    RC_ASSERT(commit.has_value());
    RC_ASSERT(commit->tree == tree);
    RC_ASSERT(commit->parents.size() == (parent ? 1U : 0U));
    RC_ASSERT(commit->has_signature == is_signed);
    RC_ASSERT(commit->commit_class == CommitClass::record);
    RC_ASSERT(commit->records == records);
    RC_ASSERT(without_signature(bytes) == plain);
  });
}

TEST_CASE("a message that is not to the byte that of a record commit logs nothing") {
  const std::string good = "voting.ballot by mara\n\n" + line(1);
  CHECK(parse_record_message("identity.key-addition by mara\n\n" + line(1)));
  REQUIRE(parse_record_message(good));
  const std::string bad[] = {
      "",
      "voting.ballot by mara\n",
      "voting.ballot by mara\n\n",
      "voting.ballot by mara\n" + line(1),
      "\n\n" + line(1),
      " voting.ballot by mara\n\n" + line(1),
      "voting.ballot by Mara\n\n" + line(1),
      "voting by mara\n\n" + line(1),
      "voting.ballot for mara\n\n" + line(1),
      "voting.ballot by mara \n\n" + line(1),
      "voting.ballot by mara\r\n\r\n" + line(1),
      "1 records\n\n" + line(1),
      "voting.ballot by mara\n\n" + line(1) + line(2),
      "2 records\n\n" + line(1) + line(1),
      "2 records\n\n" + line(1),
      "02 records\n\n" + line(1) + line(2),
      "3 records\n\n" + line(1) + line(2),
      good + "\n",
      good + "Signed-off-by: mara\n",
      good.substr(0, good.size() - 1),
      "voting.ballot by mara\n\nbecause I can\n\n" + line(1),
      "voting.ballot by mara\n\n\n" + line(1),
      "voting.ballot by mara\n\nrecord: " + record(1).hex() + "\n",
      "voting.ballot by mara\n\nRecord: " + record(1).hex().substr(1) + "\n",
      "voting.ballot by mara\n\nRecord: A" + record(1).hex().substr(1) + "\n",
  };
  for (const std::string& message : bad) {
    INFO(message);
    CHECK_FALSE(parse_record_message(message));
  }
}

TEST_CASE("a commit lists at most ten thousand records") {
  CHECK(parse_record_message(record_message(stamp, some_records(10'000))));
  CHECK_FALSE(parse_record_message(record_message(stamp, some_records(10'001))));
}

TEST_CASE("what is no commit is refused", "[refuses LOG-011]") {
  const std::string id = tree.hex();
  const std::string bad[] = {"",
                             "tree",
                             "tree " + id,
                             "tree " + id + "\n\n",
                             "tree " + id + "\nauthor a <b> 1 +0000\n",
                             "parent " + id + "\nauthor a <b> 1 +0000\n\nx",
                             "tree " + id + "x\nauthor a\n\nx"};
  for (const std::string& bytes : bad) {
    INFO(bytes);
    const auto commit = parse_commit(bytes);
    REQUIRE_FALSE(commit);
    CHECK(commit.error().rule == &LOG_011);
  }
}

TEST_CASE("other headers and a gpgsig-like line in the message are no signature") {
  const std::string start = "tree " + tree.hex() + "\nauthor a <b> 1 +0000\ncommitter a <b> 1 +0000\n";
  const auto merge = parse_commit("tree " + tree.hex() + "\nparent " + tree.hex() + "\nparent " + tree.hex() +
                                  "\nauthor a <b> 1 +0000\ncommitter a <b> 1 +0000\n\nMerge\n");
  REQUIRE(merge);
  CHECK(merge->parents.size() == 2);
  const std::string bytes = start + "encoding x\n\ngpgsig abc\n def\n";
  const auto free = parse_commit(bytes);
  REQUIRE(free);
  CHECK_FALSE(free->has_signature);
  CHECK(free->commit_class == CommitClass::free);
  CHECK(free->message == "gpgsig abc\n def\n");
}
