#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "cli/json_draft.h"
#include "core/base/assert.h"
#include "core/record/form.h"
#include "history/catalog.h"

using namespace tos;

// A line of `tos import`: its body is refused, or becomes a body in record form, in the order of its kind's fields.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const nlohmann::json line = nlohmann::json::parse(text, nullptr, false);
  if (!line.is_object()) return 0;
  const auto kind = line.find("kind");
  const auto body = line.find("body");
  if (kind == line.end() || !kind->is_string() || body == line.end()) return 0;
  const KindEntry* entry = history::find_kind(kind->get<std::string>());
  if (entry == nullptr) return 0;
  const auto resolve = [](const std::string& label) -> Result<std::string> { return to_hex(sha256(label)); };
  const auto draft = cli::json_to_form(*body, entry->kind.describe(), resolve);
  if (!draft) {
    TOS_ASSERT(!draft.error().what.empty());
    return 0;
  }
  if (draft->form.empty()) return 0;  // a body without fields
  const auto form = parse_form(draft->form);
  TOS_ASSERT(form && print_form(*form) == draft->form);
  if (const auto decoded = entry->kind.decode(form->root())) {
    FormPrinter printer;
    printer.key("body");
    entry->kind.print(printer, **decoded);
    TOS_ASSERT(parse_form(printer.take()));
  }
  return 0;
}
