#pragma once
#include <string>
#include <string_view>

namespace tos::delivery {

// What people or strangers wrote, made harmless for a document of another form. What is not UTF-8, and characters that
// no record may hold, become U+FFFD.
std::string escape_xml(std::string_view text);       // element content and quoted attributes, HTML's too
std::string escape_markdown(std::string_view text);  // one line: line feeds become spaces, blanks before it go
// A path within the repository, or a web address, as a link's target: whatever could end it is percent-encoded.
std::string escape_link(std::string_view target);

}  // namespace tos::delivery
