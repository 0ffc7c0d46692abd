#pragma once
#include <memory>
#include <string>
#include <vector>

#include "core/index/kind_entry.h"
#include "core/record/envelope.h"

namespace tos::history {

// A record whose signature holds, whose bytes are in record form and whose body is of its kind. Whether it may enter a
// log is another question: Replay answers it.
struct SignedRecord {
  std::string bytes;  // the whole file
  std::size_t message_size = 0;
  RecordId id;
  Envelope envelope;
  const KindEntry* entry = nullptr;       // null: a kind that no ruleset known here has (REC-010 when it is checked)
  std::unique_ptr<Body> body;             // null with entry
  std::vector<std::string> texts;         // names of the body's Text fields
  std::vector<std::string> absent_texts;  // of those, the ones whose enclosure is not here
  std::vector<Enclosure> enclosures;

  std::string_view message() const { return std::string_view(bytes).substr(0, message_size); }
};

// Size → split → signature → characters and form → envelope → body → enclosures. Nothing unverified is interpreted.
// A pure function of the bytes: safe on any thread. Refusals carry a line; the caller adds the path.
Result<SignedRecord> read_signed_record(std::string bytes);

// The same for a record that this process has just signed itself: everything but the curve arithmetic.
Result<SignedRecord> assemble_record(std::string bytes);

}  // namespace tos::history
