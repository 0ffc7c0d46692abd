#include "core/base/svg.h"

#include <fmt/format.h>

namespace tos::svg {

std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : text) {
    switch (c) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '"':
        result += "&quot;";
        break;
      default:
        result += c;
    }
  }
  return result;
}

std::string shortened(const std::string& text, std::size_t most_characters) {
  std::size_t characters = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xc0) != 0x80 && ++characters > most_characters) {
      return text.substr(0, i) + "…";
    }
  }
  return text;
}

std::string text_at(std::int64_t x, std::int64_t y, std::string_view anchor, std::string_view text) {
  return fmt::format("<text x=\"{}\" y=\"{}\" text-anchor=\"{}\">{}</text>\n", x, y, anchor, escaped(text));
}

std::string page(std::int64_t width, std::int64_t height, std::string_view title, std::string_view description,
                 std::string_view body) {
  return fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" viewBox=\"0 0 {0} {1}\" "
      "font-family=\"sans-serif\" font-size=\"12\" role=\"img\">\n<title>{2}</title>\n{3}"
      "<rect width=\"{0}\" height=\"{1}\" fill=\"#fff\"/>\n<text x=\"12\" y=\"24\" font-size=\"16\">{2}</text>\n{4}"
      "</svg>\n",
      width, height, escaped(title), description.empty() ? "" : fmt::format("<desc>{}</desc>\n", escaped(description)),
      body);
}

}  // namespace tos::svg
