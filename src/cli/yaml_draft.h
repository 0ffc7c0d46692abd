#pragma once
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/record/codec.h"
#include "core/record/type_info.h"

namespace tos::cli {

// What people write by hand (charters, editor templates, imports) is ordinary YAML: any order, comments, any style.
// This prints it in record form as `type` wants it, to be parsed and signed. Refuses (CLI-006) unknown and repeated
// keys, aliases, and what is no YAML, with the line.
Result<std::string> yaml_to_form(std::string_view yaml, const TypeInfo& type);

template <class T>
Result<T> decode_yaml(std::string_view yaml) {
  TOS_TRY(const std::string form_text, yaml_to_form(yaml, Codec<T>::describe()));
  TOS_TRY(const Form form, parse_form(form_text));
  auto decoded = decode<T>(form.root());
  if (!decoded) decoded.error().where.line = 0;  // of the printed form, which nobody has seen
  return decoded;
}

}  // namespace tos::cli
