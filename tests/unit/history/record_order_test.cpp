#include "history/record_order.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

#include "support/group_fixture.h"

using namespace tos;
using history::SignedRecord;

namespace {

// A record of which only what orders it is there: its id, when it was signed, and the ids that it names.
SignedRecord sketch(std::uint8_t number, std::int64_t at_ms, const std::vector<RecordId>& names = {}) {
  SignedRecord record;
  Digest digest{};
  digest.fill(number);
  record.id = RecordId(digest);
  record.envelope.at = {at_ms};
  record.bytes = "tos: 1\n";
  for (const RecordId& id : names) record.bytes += "- " + id.hex() + "\n";
  record.message_size = record.bytes.size();
  return record;
}

std::vector<std::size_t> order_of(const std::vector<SignedRecord>& records) {
  std::vector<const SignedRecord*> all;
  for (const SignedRecord& record : records) all.push_back(&record);
  return history::log_order(all);
}

}  // namespace

TEST_CASE("records stand behind those that they name, else by time and id") {
  std::vector<SignedRecord> records;
  records.push_back(sketch(1, 300));
  records.push_back(sketch(3, 100));
  records.push_back(sketch(2, 100));
  records.push_back(sketch(4, 50, {records[0].id, records[0].id, records[2].id}));
  CHECK(order_of(records) == std::vector<std::size_t>{2, 1, 0, 3});
  CHECK(order_of({}).empty());
}

TEST_CASE("a chain whose children were signed before their parents comes out from its root") {
  constexpr std::uint8_t length = 200;
  std::vector<SignedRecord> records;
  for (std::uint8_t i = 0; i < length; ++i) {
    std::vector<RecordId> parent;
    if (i > 0) parent.push_back(records.back().id);
    records.push_back(sketch(i, 1000 - i, parent));
  }
  std::vector<std::size_t> expected(length);
  for (std::size_t i = 0; i < length; ++i) expected[i] = i;
  CHECK(order_of(records) == expected);
  std::ranges::shuffle(records, std::mt19937(7));
  const auto order = order_of(records);
  for (std::size_t i = 0; i < length; ++i) CHECK(records[order[i]].id.digest().front() == i);
}

TEST_CASE("what is no id, is not here or is in no message orders nothing") {
  std::vector<SignedRecord> records;
  records.push_back(sketch(9, 200));
  records.push_back(sketch(1, 100, {sketch(8, 0).id}));
  records[1].bytes += "- a" + records[0].id.hex() + "\n";  // 65 digits
  records[1].message_size = records[1].bytes.size();
  records[1].bytes += "---\n" + records[0].id.hex() + "\n";
  CHECK(order_of(records) == std::vector<std::size_t>{1, 0});
}

TEST_CASE("a file that comes twice is taken twice, one after the other") {
  std::vector<SignedRecord> records;
  records.push_back(sketch(1, 100));
  records.push_back(sketch(2, 50, {records[0].id}));
  records.push_back(sketch(1, 100));
  CHECK(order_of(records) == std::vector<std::size_t>{0, 1, 2});
}
