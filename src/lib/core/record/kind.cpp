#include "core/record/kind.h"

#include "core/record/rules.h"

namespace tos {

std::string print_message(const Envelope& envelope, const Kind& kind, const Body& body) {
  FormPrinter printer;
  print_envelope(printer, envelope);
  kind.print(printer, body);
  return printer.take();
}

Result<std::vector<std::string>> match_enclosures(const std::vector<TextField>& texts,
                                                  const std::vector<Enclosure>& enclosures, int enclosures_line) {
  std::vector<std::string> absent;
  std::size_t next = 0;
  for (const TextField& field : texts) {
    if (next == enclosures.size() || enclosures[next].name != field.name) {
      absent.emplace_back(field.name);
      continue;
    }
    if (enclosures[next].digest() != field.text) {
      return refuse(rules::REC_008, "the enclosure '{}' is not the text that was signed", field.name)
          .at_line(enclosures_line)
          .hint("fetch the record again from a clone that has the text unchanged");
    }
    ++next;
  }
  if (next != enclosures.size()) {
    return refuse(rules::REC_008, "'{}' is not a text of this record, or is out of order", enclosures[next].name)
        .at_line(enclosures_line);
  }
  return absent;
}

}  // namespace tos
