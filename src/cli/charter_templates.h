#pragma once
#include <span>
#include <string_view>

namespace tos::cli {

// templates/charter/<name>.yaml, carried in the program.
struct CharterTemplate {
  std::string_view name;
  std::string_view text;
};
std::span<const CharterTemplate> charter_templates();

}  // namespace tos::cli
