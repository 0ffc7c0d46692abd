#include "identity/redaction.h"

#include "charter/mandate.h"
#include "core/index/log_table.h"
#include "identity/rules.h"
#include "identity/subject.h"

namespace tos::identity {

Result<void> check_redaction(const Context& context, const Redaction& redaction) {
  const auto entry = index::find_entry(context.db, redaction.record);
  if (!entry) return refuse(rules::IDN_071, "{} is no record of this log", redaction.record.hex16()).hint("tos log");
  for (const auto& text : redaction.texts) {
    if (!index::has_text(context.db, entry->position, text.text)) {
      return refuse(rules::IDN_071, "the record has no text '{}'", text.text)
          .hint("tos show {}", redaction.record.hex16());
    }
  }
  if (redaction.decision) return charter::check_mandate(context, *redaction.decision, redaction.record.hex());
  if (entry->author != context.envelope.author) {
    return refuse(rules::IDN_070, "'{}' wrote this text", entry->author)
        .hint("put its removal to a decision: tos proposal new");
  }
  return {};
}

void apply_redaction(const Context& context, const Redaction& redaction) {
  for (const auto& text : redaction.texts) index::permit_absence(context.db, redaction.record, text.text);
  if (redaction.decision) charter::use_mandate(context, *redaction.decision);
}

std::string folder_of_redaction(const Context& context, const Redaction&) {
  return member_folder(context.envelope.author);
}

}  // namespace tos::identity
