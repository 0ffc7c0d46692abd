#include "economy/books/journal_names.h"

#include <algorithm>

#include "core/base/utf8.h"

namespace tos::economy::books {
namespace {

struct JournalPlace {
  std::string_view path;
  bool has_owner;
};

JournalPlace journal_place(Purpose purpose) {
  switch (purpose) {
    case Purpose::member:
      return {"assets:members", true};
    case Purpose::fund:
      return {"assets:funds", true};
    case Purpose::escrow:
      return {"assets:escrow", false};
    case Purpose::issuance:
      return {"equity:issuance", false};
    case Purpose::conversion:
      return {"equity:conversion", false};
    case Purpose::external:
      return {"equity:external", true};
  }
  return {"equity:external", true};
}

bool is_space_in_journals(char32_t c) {
  return c <= 0x20 || (c >= 0x7f && c <= 0xa0) || c == 0x1680 || (c >= 0x2000 && c <= 0x200b) ||
         (c >= 0x2028 && c <= 0x202f) || c == 0x205f || c == 0x3000 || c == 0xfeff;
}

}  // namespace

std::string journal_account(JournalFormat format, const AccountName& name) {
  const JournalPlace place = journal_place(name.purpose());
  std::string path(place.path);
  if (place.has_owner) path += ":" + name.owner();
  if (format != JournalFormat::beancount) return path;
  bool begins = true;  // handles are lower-case: their first letter may change without two becoming one
  for (char& c : path) {
    if (begins && c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    begins = c == ':';
  }
  return path;
}

std::string journal_commodity(JournalFormat format, const CurrencyCode& code) {
  if (format == JournalFormat::beancount) {  // these words are values there, and codes have no dot
    const bool is_value = code.text() == "TRUE" || code.text() == "FALSE" || code.text() == "NULL";
    return is_value ? code.text() + ".C" : code.text();
  }
  const bool has_digit = std::ranges::any_of(code.text(), [](char c) { return c >= '0' && c <= '9'; });
  return has_digit ? '"' + code.text() + '"' : code.text();
}

std::string journal_description(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  bool space = true;  // none at the front
  while (!text.empty()) {
    const Utf8Character next = decode_utf8(text);
    const std::size_t size = next.size == 0 ? 1 : next.size;
    if (next.size == 0 || is_space_in_journals(next.character)) {
      if (!space) out += ' ';
      space = true;
    } else {
      if (next.character == ';') {
        out += ',';
      } else if (next.character == '|') {
        out += '/';
      } else {
        out += text.substr(0, size);
      }
      space = false;
    }
    text.remove_prefix(size);
  }
  if (out.ends_with(' ')) out.pop_back();
  return out;
}

std::string beancount_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c == '\n' || c == '\r' || c == '\t' ? ' ' : c;
  }
  return out + '"';
}

}  // namespace tos::economy::books
