// Old bytes stay readable for ever: one message of every kind and version, and printing it again gives the same bytes.
// A changed golden is a change of the format and needs a new version of its kind.
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "core/record/envelope.h"
#include "history/catalog.h"

using namespace tos;

namespace {

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

// "" where the bytes are a message of this kind that prints to itself; else what differs.
std::string problem_of(const std::string& bytes, const KindEntry& entry) {
  if (bytes.empty()) return "no such file";
  const auto message = parse_message(bytes);
  if (!message) return fmt::format("line {}: {}", message.error().where.line, message.error().what);
  if (message->envelope.kind != entry.kind.name) return "of another kind: " + message->envelope.kind;
  const auto body = entry.kind.decode(message->body());
  if (!body) return fmt::format("line {}: {}", body.error().where.line, body.error().what);
  const std::string printed = print_message(message->envelope, entry.kind, **body);
  return printed == bytes ? "" : "printed otherwise:\n" + printed;
}

// "charter.roles.term_days": the fields that stand in a body, those of list items under the list's name.
void collect_shown(NodeView node, const std::string& path, std::set<std::string>& paths) {
  for (NodeView child = node.first_child(); child != node.children_end(); child = child.next_sibling()) {
    const bool is_item = child->key.empty();
    const std::string name = is_item ? path : (path.empty() ? "" : path + ".") + std::string(child->key);
    paths.insert(name);
    if (child.is(NodeKind::map) || child.is(NodeKind::list)) collect_shown(child, name, paths);
  }
}

// The same of what a kind describes.
void collect_described(const TypeInfo& type, const std::string& path, std::set<std::string>& paths) {
  for (const TypeInfo& item : type.items) collect_described(item, path, paths);
  for (const FieldInfo& field : type.fields) {
    const std::string name = (path.empty() ? "" : path + ".") + field.name;
    paths.insert(name);
    collect_described(field.type.front(), name, paths);
  }
}

}  // namespace

TEST_CASE("every kind has a golden record, which decodes and prints to the same bytes") {
  for (const KindEntry* entry : history::all_kinds()) {
    INFO(entry->kind.name);
    const std::string bytes = read_file(golden_path(entry->kind.name));
    CHECK(problem_of(bytes, *entry) == "");
  }
}

TEST_CASE("every golden record shows each of its kind's fields, and each of theirs") {
  for (const KindEntry* entry : history::all_kinds()) {
    INFO(entry->kind.name);
    const std::string bytes = read_file(golden_path(entry->kind.name));
    const auto message = parse_message(bytes);
    REQUIRE(message.has_value());
    std::set<std::string> shown;
    std::set<std::string> described;
    collect_shown(message->body(), "", shown);
    collect_described(entry->kind.describe(), "", described);
    CHECK(shown == described);
  }
}

TEST_CASE("every golden record is of a kind that there is") {
  const auto kinds = history::all_kinds();
  for (const auto& file : std::filesystem::directory_iterator(TOS_GOLDEN)) {
    INFO(file.path());
    CHECK(std::ranges::any_of(
        kinds, [&](const KindEntry* entry) { return golden_path(entry->kind.name) == file.path().string(); }));
  }
}
