// Old bytes stay readable for ever: one message of every kind and version, and printing it again gives the same bytes.
// A changed golden is a change of the format and needs a new version of its kind.
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "core/record/envelope.h"
#include "deliberation/module.h"
#include "voting/polls/module.h"

using namespace tos;

namespace {

std::vector<KindEntry> all_kinds() {
  std::vector<KindEntry> kinds;
  for (const KindTable table : {deliberation::deliberation_kinds(), voting::voting_kinds()}) {
    kinds.insert(kinds.end(), table.begin(), table.end());
  }
  return kinds;
}

// "voting.ballot/v1" → ".../voting.ballot-v1.yaml"
std::string golden_path(std::string_view kind) {
  std::string name(kind);
  std::ranges::replace(name, '/', '-');
  return std::string(TOS_GOLDEN) + "/" + name + ".yaml";
}

std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

TEST_CASE("every kind has a golden record, which decodes and prints to the same bytes") {
  for (const KindEntry& entry : all_kinds()) {
    INFO(entry.kind.name);
    const std::string bytes = read_file(golden_path(entry.kind.name));
    const auto message = parse_message(bytes);
    REQUIRE(message.has_value());
    CHECK(message->envelope.kind == entry.kind.name);
    const auto body = entry.kind.decode(message->body());
    REQUIRE(body.has_value());
    CHECK(print_message(message->envelope, entry.kind, **body) == bytes);
  }
}

TEST_CASE("every golden record shows each of its kind's fields") {
  for (const KindEntry& entry : all_kinds()) {
    const std::string bytes = read_file(golden_path(entry.kind.name));
    for (const FieldInfo& field : entry.kind.describe().fields) {
      INFO(entry.kind.name << ": " << field.name);
      CHECK(bytes.find("\n  " + field.name + ":") != std::string::npos);
    }
  }
}

TEST_CASE("every golden record is of a kind that there is") {
  const auto kinds = all_kinds();
  for (const auto& file : std::filesystem::directory_iterator(TOS_GOLDEN)) {
    INFO(file.path());
    CHECK(std::ranges::any_of(
        kinds, [&](const KindEntry& entry) { return golden_path(entry.kind.name) == file.path().string(); }));
  }
}
