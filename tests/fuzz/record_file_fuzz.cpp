#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/assert.h"
#include "history/catalog.h"
#include "history/signed_record.h"

using namespace tos;

namespace {

// A message is the only one that says what it says: envelope and body print to the same bytes.
void check_message(std::string_view bytes, const std::vector<Enclosure>& enclosures) {
  const auto message = parse_message(bytes);
  if (!message) return;
  const KindEntry* entry = history::find_kind(message->envelope.kind);
  if (entry == nullptr) return;
  const auto body = entry->kind.decode(message->body());
  if (!body) {
    TOS_ASSERT(body.error().where.line > 0 && !body.error().hint_text.empty());
    return;
  }
  TOS_ASSERT(print_message(message->envelope, entry->kind, **body) == bytes);
  const auto texts = entry->kind.texts(**body);
  if (const auto absent = match_enclosures(texts, enclosures, 1))
    TOS_ASSERT(absent->size() + enclosures.size() == texts.size());
}

}  // namespace

// A record file is cut in one way and joined again to the same bytes; its parts are refused or have one spelling.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto parts = split_record(bytes);
  if (!parts) {
    TOS_ASSERT(!history::read_signed_record(std::string(bytes)));
    return 0;
  }
  TOS_ASSERT(join_record(parts->message, parts->signature, parts->enclosures) == bytes);
  std::vector<Enclosure> enclosures;
  if (!parts->enclosures.empty()) {
    if (const auto read = parse_enclosures(parts->enclosures, parts->enclosures_line)) {
      TOS_ASSERT(print_enclosures(*read) == parts->enclosures);
      enclosures = *read;
    }
  }
  check_message(parts->message, enclosures);
  if (const auto record = history::read_signed_record(std::string(bytes))) {
    TOS_ASSERT(record->id == parts->id() && record->message() == parts->message);
    TOS_ASSERT(record->entry == nullptr || record->texts.size() == record->absent_texts.size() + enclosures.size());
  }
  return 0;
}
