#include "cli/kinds_page.h"

#include <fmt/format.h>

#include "cli/command_doc.h"
#include "core/record/schema.h"
#include "history/catalog.h"

namespace tos::cli {
namespace {

constexpr std::string_view head = R"(# Kinds of record

Made from the program's field tables by `tos schema --write .`; do not edit it.

Every record begins with the same envelope: `tos`, `kind`, `group`, `author`, `key`, `at`, `seen`, and, if wished,
`idempotency_key`. What follows under `body` depends on its kind and is listed here. A field of type text holds the
SHA-256 of salt and text; the text itself is an enclosure. `tos schema KIND` prints a kind's JSON Schema, and
`templates/records/` has a form to fill in for each.
)";

std::string authors_of(const KindEntry& entry) {
  switch (entry.signer) {
    case Signer::founder:
      return "one of the founders that it names, with the key that it names";
    case Signer::candidate:
      return "a founder who has not answered yet, with the key that the founding record names";
    case Signer::applicant:
      return "who is not a member yet, with the key that the record carries";
    case Signer::member:
      break;
  }
  if (entry.default_permission == "member") return "any active member";
  if (entry.default_permission == "party") return "the active members whom its rules name";
  return fmt::format("an active member who is {}, unless the charter says otherwise", entry.default_permission);
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '|') out += '\\';
    out += c;
  }
  return out;
}

}  // namespace

std::string kinds_page() {
  std::string page(head);
  for (const KindEntry* entry : history::all_kinds()) {
    page += fmt::format("\n## {}\n\n{}. Author: {}.\n", entry->kind.name, capitalised(std::string(entry->kind.meaning)),
                        authors_of(*entry));
    if (entry->authority != nullptr) page += "What the record itself says can ask for more people, or for others.\n";
    const auto rows = field_rows(entry->kind);
    page += rows.empty() ? "\nIts body is empty.\n" : "\n| Field | Type | |\n|---|---|---|\n";
    for (const FieldRow& row : rows) {
      page += fmt::format("| `{}`{} | {} | {} |\n", row.name, row.optional ? " (optional)" : "", escaped(row.type),
                          escaped(row.meaning));
    }
  }
  return page;
}

}  // namespace tos::cli
