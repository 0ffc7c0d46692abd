#pragma once
#include <optional>
#include <string>
#include <vector>

#include "charter/parameters.h"
#include "delivery/proof_line.h"
#include "delivery/proof_tables.h"

namespace tos::delivery {

// A required gate and how it stands: the latest value of its token counts, absent is pending.
enum class GateState { green, red, pending };
struct Gate {
  std::string token;
  std::string wanted;
  GateState state = GateState::pending;
  std::string value;  // the latest; empty where pending
  std::string note;
  std::optional<std::int64_t> proof;  // position of the record that shows it
  bool is_unfit = false;              // its latest line is one that no record can hold: red, whatever it says
};

std::vector<Gate> gates_of(Database& db, const charter::DeliveryTerms& terms, std::int64_t initiative);
// The same of lines that are in no record: the last of a token counts.
std::vector<Gate> gates_in(const charter::DeliveryTerms& terms, const std::vector<LoggedLine>& lines);
// What `lines` show takes the place of what `gates` had.
void overlay(std::vector<Gate>& gates, const std::vector<LoggedLine>& lines);
// The same of what a job prints, where a line that no record can hold is red. DLV-063: an open code block hides one.
Result<void> overlay(std::vector<Gate>& gates, const FoundLines& found);
bool are_green(const std::vector<Gate>& gates);
// "SMOKE pending, VALIDATORS=RED (401)": those that are not green.
std::string not_green(const std::vector<Gate>& gates);

// The failure class that a red gate names in its note, as in VALIDATORS=RED (401,422): the lowest of 401, 403, 404,
// 409 and 422 there; nothing where it names none.
std::optional<int> class_in_note(std::string_view note);

}  // namespace tos::delivery

template <>
struct tos::NamesOf<tos::delivery::GateState> {
  using enum tos::delivery::GateState;
  static constexpr std::array names{tos::Name{green, "green"}, tos::Name{red, "red"}, tos::Name{pending, "pending"}};
};
