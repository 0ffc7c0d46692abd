#include "cli/idempotency.h"

#include <sodium.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <sstream>

#include "core/base/assert.h"
#include "core/index/log_table.h"
#include "history/rules.h"

namespace tos::cli {
namespace {

constexpr std::size_t random_key_bytes = 16;

struct LinePair {
  std::string there;
  std::string here;
};

// The first line of each that the other has not; empty where one of them has come to its end.
LinePair first_difference(const std::string& there, const std::string& here) {
  std::istringstream their_lines(there), our_lines(here);
  LinePair lines;
  while (lines.there == lines.here) {
    const bool theirs_go_on = static_cast<bool>(std::getline(their_lines, lines.there));
    const bool ours_go_on = static_cast<bool>(std::getline(our_lines, lines.here));
    if (!theirs_go_on && !ours_go_on) break;
  }
  return lines;
}

// What the log's record says and the new one would not, in words.
std::string difference_text(const LinePair& lines) {
  const auto bare = [](const std::string& line) {
    return line.substr(std::min(line.find_first_not_of(' '), line.size()));
  };
  if (lines.here.empty()) return fmt::format("which also says `{}`", bare(lines.there));
  if (lines.there.empty()) return fmt::format("which does not say `{}`", bare(lines.here));
  return fmt::format("which says `{}` and not `{}`", bare(lines.there), bare(lines.here));
}

}  // namespace

Result<void> check_same(const history::SignedRecord& logged, std::string_view kind, std::string message,
                        const std::vector<Enclosure>& enclosures) {
  const auto differs = [&](const LinePair& lines) {
    return refuse(rules::LOG_106, "'{}' used the idempotency key '{}' in record {}, {}", logged.envelope.author,
                  *logged.envelope.idempotency_key, logged.id.hex16(), difference_text(lines))
        .hint("another act needs another idempotency key: tos show {}", logged.id.hex16());
  };
  if (logged.envelope.kind != kind)
    return differs({.there = "kind: " + logged.envelope.kind, .here = fmt::format("kind: {}", kind)});
  for (const Enclosure& text : enclosures) {
    const auto same = std::ranges::find_if(
        logged.enclosures, [&](const Enclosure& other) { return other.name == text.name && other.text == text.text; });
    const std::string digest = to_hex(text.digest().digest);
    const std::size_t place = message.find(digest);
    if (same != logged.enclosures.end() && place != std::string::npos)
      message.replace(place, digest.size(), to_hex(same->digest().digest));
  }
  const std::string there(logged.message());
  if (there == message) return {};
  return differs(first_difference(there, message));
}

std::shared_ptr<std::string> add_idempotency_option(CLI::App& command) {
  auto key = std::make_shared<std::string>();
  command.add_option("--idempotency-key", *key, "the same key and words again write nothing and succeed")
      ->type_name("KEY");
  return key;
}

std::string idempotency_key_of(const std::string& given) {
  if (!given.empty()) return given;
  std::array<std::byte, random_key_bytes> bytes{};
  randombytes_buf(bytes.data(), bytes.size());
  std::string key;
  for (const std::byte byte : bytes) key += fmt::format("{:02x}", static_cast<unsigned>(byte));
  return key;
}

Result<std::optional<RecordId>> find_repeated(history::Group& group, const Draft& draft, const Handle& author) {
  if (!draft.idempotency_key) return std::optional<RecordId>{};
  const auto id = index::find_idempotent(group.db(), author, *draft.idempotency_key);
  if (!id) return std::optional<RecordId>{};
  TOS_TRY(const history::SignedRecord logged, history::load_record(group, *id));
  const KindEntry* entry = history::find_kind(draft.kind);
  TOS_ASSERT(entry != nullptr);
  TOS_CHECK(check_same(logged, draft.kind, print_message(logged.envelope, entry->kind, *draft.body), draft.enclosures));
  return id;
}

Result<Once> publish_once(World& world, history::Group& group, Draft draft, const Identity& identity,
                          const std::string& key) {
  draft.idempotency_key = idempotency_key_of(key);
  TOS_TRY(const auto earlier, find_repeated(group, draft, identity.handle));
  if (earlier) return Once{.id = *earlier, .is_repeated = true};
  TOS_TRY(const RecordId id, publish_draft(world, group, std::move(draft), identity));
  return Once{.id = id};
}

void show_once(World& world, history::Group& group, const Once& once, std::string_view sentence) {
  show_written(world, group, once.id,
               once.is_repeated ? fmt::format("in the log already: {}", once.id.hex16()) : std::string(sentence),
               once.is_repeated);
}

}  // namespace tos::cli
