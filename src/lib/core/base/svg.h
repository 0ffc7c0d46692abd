#pragma once
#include <cstdint>
#include <string>
#include <string_view>

// Drawings: plain SVG without scripts, styles or anything from elsewhere; the same data give the same bytes.
namespace tos::svg {

std::string escaped(std::string_view text);  // element content and quoted attributes

// Cut by code points, so that a name never ends inside a character; then it ends in an ellipsis.
std::string shortened(const std::string& text, std::size_t most_characters);

// `anchor`: which end of the text stands at x: "start", "middle" or "end".
std::string text_at(std::int64_t x, std::int64_t y, std::string_view anchor, std::string_view text);

// The whole drawing on white, with its title above it. `description` is for those who cannot see it; may be empty.
std::string page(std::int64_t width, std::int64_t height, std::string_view title, std::string_view description,
                 std::string_view body);

}  // namespace tos::svg
