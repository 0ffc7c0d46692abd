#pragma once
#include <string>
#include <string_view>

namespace tos::log {

// `plain` as a zlib stream, at a level that favours speed: records are short.
std::string deflated(std::string_view plain);
// The same into a buffer that is kept between calls.
void deflate_onto(std::string& out, std::string_view plain);

}  // namespace tos::log
