# The charter templates travel inside the program: one generated source from templates/charter/*.yaml.
file(GLOB templates CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/templates/charter/*.yaml)
set(entries "")
foreach(template ${templates})
  get_filename_component(name ${template} NAME_WE)
  file(READ ${template} text)
  string(APPEND entries "    {\"${name}\", R\"tos(${text})tos\"},\n")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${template})
endforeach()
set(generated ${CMAKE_BINARY_DIR}/generated/charter_templates.cpp)
file(CONFIGURE OUTPUT ${generated} CONTENT
"#include \"cli/charter_templates.h\"

namespace tos::cli {

std::span<const CharterTemplate> charter_templates() {
  static constexpr CharterTemplate table[] = {
@entries@  };
  return table;
}

}  // namespace tos::cli
" @ONLY)
