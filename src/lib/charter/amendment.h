#pragma once
#include "charter/parameters.h"
#include "core/index/kind_entry.h"

namespace tos::charter {

// charter.amendment/v1: puts a new charter in force, by the decision that adopted exactly it. The proposal's mandate
// names this kind and, as target, the SHA-256 of the new charter in record form.
struct Amendment {
  RecordId decision;
  Charter charter;
};
inline constexpr auto amendment_fields =
    fields<Amendment>(field("decision", &Amendment::decision, "the decision that adopted it"),
                      field("charter", &Amendment::charter, "the whole new charter"));
constexpr const auto& fields_of(const Amendment*) { return amendment_fields; }

Result<void> check_amendment(const Context& context,
                             const Amendment& amendment);  // CHA-020 and those of charter and mandate
void apply_amendment(const Context& context, const Amendment& amendment);
std::string folder_of_amendment(const Context& context, const Amendment& amendment);

KindTable charter_kinds();

}  // namespace tos::charter
