#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "core/base/id.h"
#include "core/base/time.h"
#include "core/record/form.h"
#include "core/record/handle.h"
#include "core/record/values.h"

namespace tos {

inline constexpr std::size_t max_message_bytes = std::size_t{64} * 1024;
inline constexpr std::size_t max_record_bytes = std::size_t{1024} * 1024;
inline constexpr std::string_view record_namespace = "tos.record.v1";  // of the signature
inline constexpr int envelope_version = 1;  // fixes the signature algorithms: SSHSIG, ssh-ed25519 and sk-ssh-ed25519

// The three parts of a record file, apart by lines that are exactly "---". Views into the file's bytes.
struct RecordParts {
  std::string_view message;     // up to the first ---, its final LF included: what is hashed and signed
  std::string_view signature;   // the armored SSH signature
  std::string_view enclosures;  // empty where the file has no third part
  int signature_line = 0;
  int enclosures_line = 0;

  RecordId id() const { return RecordId(sha256(message)); }
};

// REC-001, REC-002. Interprets nothing but the separators.
Result<RecordParts> split_record(std::string_view bytes);
std::string join_record(std::string_view message, std::string_view signature, std::string_view enclosures);

// The newest published log that the author had.
struct Seen {
  std::int64_t size = 0;
  LogRoot root;
  bool operator==(const Seen&) const = default;
};

// What every record says before its body.
struct Envelope {
  std::string kind;              // "voting.ballot/v1"
  std::optional<GroupId> group;  // absent only in the founding record
  Handle author;
  KeyId key;
  Timestamp at;
  std::optional<Seen> seen;  // absent only in the founding record
  std::optional<std::string> idempotency_key;
};

// "ballot" of "voting.ballot/v1"; "voting.ballot" of the same. The kind has passed parse_message.
std::string_view noun_of(std::string_view kind);
std::string_view module_noun_of(std::string_view kind);

// A parsed message: envelope, and the body still as form. The form points into the message's bytes.
struct Message {
  Envelope envelope;
  Form form;
  std::uint32_t body_index = 0;
  NodeView body() const { return {form, body_index}; }
};

// REC-003 to REC-007. `message` must outlive the result.
Result<Message> parse_message(std::string_view message);

// Starts a message: everything up to and including the key "body"; print the body's mapping next, then take().
void print_envelope(FormPrinter& printer, const Envelope& envelope);

// One enclosure: SHA-256(salt ‖ text) is the digest in the signed body.
struct Enclosure {
  std::string name;  // of the Text field in the body
  Digest salt{};
  std::string text;
  Text digest() const { return Text{sha256(as_text(salt), text)}; }
};

Result<std::vector<Enclosure>> parse_enclosures(std::string_view bytes, int first_line);
std::string print_enclosures(const std::vector<Enclosure>& enclosures);  // "" for none

}  // namespace tos
