#include "cli/idempotency.h"

#include <sodium.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <sstream>

#include "cli/acting.h"
#include "core/base/assert.h"
#include "core/index/log_table.h"
#include "history/rules.h"
#include "identity/approval.h"

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

// What a record says, as it was before it was signed.
Draft draft_of(history::SignedRecord record) {
  return {.kind = record.envelope.kind,
          .body = std::move(record.body),
          .enclosures = std::move(record.enclosures),
          .idempotency_key = record.envelope.idempotency_key};
}

}  // namespace

Result<void> check_same_act(const history::SignedRecord& logged, const Envelope& envelope, const KindEntry& entry,
                            const std::string& message) {
  const auto differs = [&](const LinePair& lines) {
    return refuse(rules::LOG_106, "'{}' used the idempotency key '{}' in record {}, {}", logged.envelope.author,
                  *logged.envelope.idempotency_key, logged.id.hex16(), difference_text(lines))
        .hint("another act needs another idempotency key: tos show {}", logged.id.hex16());
  };
  if (logged.envelope.kind != envelope.kind)
    return differs({.there = "kind: " + logged.envelope.kind, .here = "kind: " + envelope.kind});
  const std::string there = print_message(envelope, entry.kind, *logged.body);
  if (there == message) return {};
  return differs(first_difference(there, message));
}

std::string as_logged(const history::SignedRecord& logged, std::string message,
                      const std::vector<Enclosure>& enclosures) {
  for (const Enclosure& text : enclosures) {
    const auto same = std::ranges::find_if(
        logged.enclosures, [&](const Enclosure& other) { return other.name == text.name && other.text == text.text; });
    const std::string digest = to_hex(text.digest().digest);
    const std::size_t place = message.find(digest);
    if (same != logged.enclosures.end() && place != std::string::npos)
      message.replace(place, digest.size(), to_hex(same->digest().digest));
  }
  return message;
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
  Envelope envelope = logged.envelope;
  envelope.kind = draft.kind;
  TOS_CHECK(check_same_act(logged, envelope, *entry,
                           as_logged(logged, print_message(envelope, entry->kind, *draft.body), draft.enclosures)));
  return id;
}

Result<Once> publish_once(World& world, history::Group& group, Draft draft, const Identity& identity,
                          const std::string& key) {
  draft.idempotency_key = idempotency_key_of(key);
  TOS_TRY(const auto earlier, find_repeated(group, draft, identity.handle));
  if (earlier) return Once{.id = *earlier, .is_repeated = true};
  TOS_TRY(history::SignedRecord record, sign_record(world, group, std::move(draft), identity));
  const std::string bytes = record.bytes;
  auto published = publish_signed(world, group, std::move(record));
  if (published) return Once{.id = *published};
  const Rule* rule = published.error().rule;
  if (rule != &rules::LOG_105 && rule != &rules::LOG_106) return std::move(published).error();
  // Another process was quicker; with the lock the group was read again, and has that one's record.
  TOS_TRY(history::SignedRecord refused, history::assemble_record(bytes));
  TOS_TRY(const auto since, find_repeated(group, draft_of(std::move(refused)), identity.handle));
  if (!since) return std::move(published).error();
  return Once{.id = *since, .is_repeated = true};
}

void show_once(World& world, history::Group& group, const Once& once, std::string_view sentence) {
  std::string said(sentence);
  const auto pending = identity::find_pending(group.db(), once.id);
  if (pending && pending->state == "open") {
    said = fmt::format("waits, with {} so far; others agree with tos approve {}", approval_progress(group, once.id),
                       once.id.hex16());
  }
  if (once.is_repeated) said = fmt::format("in the log already: {}", once.id.hex16());
  show_written(world, group, once.id, said, once.is_repeated);
}

}  // namespace tos::cli
