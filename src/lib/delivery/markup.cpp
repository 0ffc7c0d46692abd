#include "delivery/markup.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/record/form.h"

namespace tos::delivery {
namespace {

constexpr std::string_view replacement = "\xef\xbf\xbd";

// The length of the character that begins the text, 0 where it is none that may stand.
std::size_t character_length(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t length = lead < 0x80 ? 1 : lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  return is_allowed_text(text.substr(0, length)) && text.size() >= length ? length : 0;
}

// Calls `write` with each ASCII character, and keeps the others as they are.
template <class Write>
std::string rewritten(std::string_view text, Write write) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  while (!text.empty()) {
    const std::size_t length = character_length(text);
    if (length == 0) {
      out += replacement;
    } else if (length == 1) {
      write(out, text.front());
    } else {
      out += text.substr(0, length);
    }
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return out;
}

}  // namespace

std::string escape_xml(std::string_view text) {
  return rewritten(text, [](std::string& out, char c) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  });
}

// CommonMark and what forges add to it: a backslash before ASCII punctuation makes it plain.
std::string escape_markdown(std::string_view text) {
  static constexpr std::string_view special = "\\`*_[]<>&|~$@#";
  text.remove_prefix(std::min(text.find_first_not_of(" \t\n"), text.size()));  // indented it would be code, or a list
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  std::string begin;
  const auto is_digit = [&](std::size_t at) { return at < text.size() && text[at] >= '0' && text[at] <= '9'; };
  if (digits > 0 && digits < text.size() && !is_digit(digits + 1) &&
      (text[digits] == '.' || text[digits] == ')')) {  // not a numbered list; 12.50 is none
    begin = std::string(text.substr(0, digits)) + '\\' + text[digits];
    text.remove_prefix(digits + 1);
  } else if (!text.empty() && std::string_view("-+=").find(text.front()) != std::string_view::npos &&
             !(text.front() == '-' && is_digit(1))) {  // -20.00 is no list
    begin = '\\';
  }
  return begin + rewritten(text, [](std::string& out, char c) {
           if (c == '\n' || c == '\t') c = ' ';
           if (c == '/' && out.ends_with(':')) out.insert(out.size() - 1, 1, '\\');  // no address becomes a link
           const bool is_host = c == '.' && out.ends_with("www");
           if (is_host || special.find(c) != std::string_view::npos) out += '\\';
           out += c;
         });
}

std::string escape_link(std::string_view target) {
  static constexpr std::string_view plain = "-._~/:?#@!$&+,;=%";
  std::string out;
  for (const char c : target) {
    const bool is_word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (is_word || plain.find(c) != std::string_view::npos) {
      out += c;
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

}  // namespace tos::delivery
