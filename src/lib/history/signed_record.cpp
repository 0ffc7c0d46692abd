#include "history/signed_record.h"

#include "core/ssh/rules.h"
#include "core/ssh/signature.h"
#include "history/catalog.h"

namespace tos::history {
namespace {

enum class SignatureCheck { full, form_only };

// The id of the key that made the signature.
Result<KeyId> check_signature(const RecordParts& parts, SignatureCheck check) {
  auto signature = ssh::Signature::parse(parts.signature);
  if (!signature) return std::move(signature.error().at_line(parts.signature_line));
  if (signature->name_space() != record_namespace) {
    return refuse(ssh::SIG_009, "the signature is for '{}', not for {}", signature->name_space(), record_namespace)
        .at_line(parts.signature_line);
  }
  if (check == SignatureCheck::form_only) return signature->key_id();
  if (auto holds = signature->check_message(parts.message); !holds)
    return std::move(holds.error().at_line(parts.signature_line));
  return signature->key_id();
}

Result<void> decode_body(SignedRecord& record, const Message& message) {
  record.entry = find_kind(message.envelope.kind);
  if (record.entry == nullptr) return {};
  TOS_TRY(record.body, record.entry->kind.decode(message.body()));
  return {};
}

Result<void> read_enclosures(SignedRecord& record, const RecordParts& parts) {
  if (!parts.enclosures.empty()) {
    TOS_TRY(record.enclosures, parse_enclosures(parts.enclosures, parts.enclosures_line));
  }
  if (record.entry == nullptr) return {};
  const std::vector<TextField> fields = record.entry->kind.texts(*record.body);
  for (const TextField& field : fields) record.texts.emplace_back(field.name);
  TOS_TRY(record.absent_texts, match_enclosures(fields, record.enclosures, parts.enclosures_line));
  return {};
}

Result<SignedRecord> read_record(std::string bytes, SignatureCheck check) {
  SignedRecord record{.bytes = std::move(bytes)};
  TOS_TRY(const RecordParts parts, split_record(record.bytes));
  record.message_size = parts.message.size();
  record.id = parts.id();
  TOS_TRY(const KeyId signer, check_signature(parts, check));
  TOS_TRY(const Message message, parse_message(parts.message));
  record.envelope = message.envelope;
  if (signer != record.envelope.key) {
    return refuse(ssh::SIG_010, "the record names the key {} and is signed by {}", record.envelope.key.hex16(),
                  signer.hex16())
        .at_line(parts.signature_line);
  }
  TOS_CHECK(decode_body(record, message));
  TOS_CHECK(read_enclosures(record, parts));
  return record;
}

}  // namespace

Result<SignedRecord> read_signed_record(std::string bytes) {
  return read_record(std::move(bytes), SignatureCheck::full);
}
Result<SignedRecord> assemble_record(std::string bytes) {
  return read_record(std::move(bytes), SignatureCheck::form_only);
}

}  // namespace tos::history
