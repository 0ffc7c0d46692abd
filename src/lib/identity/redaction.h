#pragma once
#include "core/index/kind_entry.h"

namespace tos::identity {

// identity.redaction/v1: permits the absence of enclosures, by the record's author or by decision (target: the record's
// id). The signed record, its count and its effect stay.
struct Redaction {
  RecordId record;
  List<Line<1, 64>, 1, 16> texts;  // names of Text fields
  std::optional<RecordId> decision;
  Line<3, 200> ground;
};
inline constexpr auto redaction_fields = fields<Redaction>(
    field("record", &Redaction::record, "whose texts are removed"), field("texts", &Redaction::texts, "which of them"),
    field("decision", &Redaction::decision, "the decision, where somebody else wrote it"),
    field("ground", &Redaction::ground, "why, in a line"));
constexpr const auto& fields_of(const Redaction*) { return redaction_fields; }

Result<void> check_redaction(const Context& context, const Redaction& redaction);
void apply_redaction(const Context& context, const Redaction& redaction);
std::string folder_of_redaction(const Context& context, const Redaction& redaction);

}  // namespace tos::identity
