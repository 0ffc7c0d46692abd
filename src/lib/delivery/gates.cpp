#include "delivery/gates.h"

#include <algorithm>
#include <charconv>

#include "core/base/terminal_text.h"
#include "delivery/rules.h"

namespace tos::delivery {
namespace {

void show(Gate& gate, std::string_view value, std::string_view note, std::optional<std::int64_t> proof) {
  gate.value = value;
  gate.note = note;
  gate.proof = proof;
  gate.state = value == gate.wanted ? GateState::green : GateState::red;
  gate.is_unfit = false;
}

void show_unfit(Gate& gate, std::string_view value) {
  constexpr std::size_t most_shown = 64;  // bytes
  gate.value = for_terminal(value.substr(0, most_shown));
  gate.note = "too long, or with a control character";
  gate.proof.reset();
  gate.state = GateState::red;
  gate.is_unfit = true;
}

std::vector<Gate> pending_gates(const charter::DeliveryTerms& terms) {
  std::vector<Gate> gates;
  for (const charter::RequiredGate& required : terms.required_gates) {
    gates.push_back(
        {.token = required.token.text, .wanted = required.value.text, .value = {}, .note = {}, .proof = {}});
  }
  return gates;
}

}  // namespace

std::vector<Gate> gates_of(Database& db, const charter::DeliveryTerms& terms, std::int64_t initiative) {
  std::vector<Gate> gates = pending_gates(terms);
  for (Gate& gate : gates) {
    if (const auto latest = latest_token(db, initiative, gate.token)) {
      show(gate, latest->value, latest->note, latest->proof);
    }
  }
  return gates;
}

std::vector<Gate> gates_in(const charter::DeliveryTerms& terms, const std::vector<LoggedLine>& lines) {
  std::vector<Gate> gates = pending_gates(terms);
  overlay(gates, lines);
  return gates;
}

void overlay(std::vector<Gate>& gates, const std::vector<LoggedLine>& lines) {
  for (Gate& gate : gates) {
    for (const LoggedLine& line : lines) {
      if (line.token == gate.token) show(gate, line.value, line.note, std::nullopt);
    }
  }
}

Result<void> overlay(std::vector<Gate>& gates, const FoundLines& found) {
  std::vector<const char*> latest(gates.size(), nullptr);  // all lines are views of one text: what is behind is later
  for (const std::string_view line : found.lines) {
    const ProofLine parts = *parse_proof_line(line);
    for (std::size_t i = 0; i < gates.size(); ++i) {
      if (parts.token != gates[i].token) continue;
      show(gates[i], parts.value, parts.note, std::nullopt);
      latest[i] = line.data();
    }
  }
  for (const FoundLines::Unfit& unfit : found.unfit) {
    const ProofLine parts = *parse_proof_line(unfit.plain);
    for (std::size_t i = 0; i < gates.size(); ++i) {
      const bool is_later = std::less<>()(latest[i], unfit.line.data());
      if (parts.token == gates[i].token && is_later) show_unfit(gates[i], parts.value);
    }
  }
  for (const Gate& gate : gates) {
    if (std::ranges::find(found.hidden_tokens, gate.token) == found.hidden_tokens.end()) continue;
    return refuse(rules::DLV_063, "the code block that begins in line {} is never closed, and {} stands in it",
                  found.open_fence_line, gate.token)
        .hint("a line that begins with ``` or ~~~ quotes what follows it, up to the next: print something else there");
  }
  return {};
}

bool are_green(const std::vector<Gate>& gates) {
  return std::ranges::all_of(gates, [](const Gate& gate) { return gate.state == GateState::green; });
}

std::string not_green(const std::vector<Gate>& gates) {
  std::string text;
  for (const Gate& gate : gates) {
    if (gate.state == GateState::green) continue;
    if (!text.empty()) text += ", ";
    text += gate.state == GateState::pending ? gate.token + " pending" : gate.token + "=" + gate.value;
    if (!gate.note.empty()) text += " (" + gate.note + ")";
  }
  return text;
}

std::optional<int> class_in_note(std::string_view note) {
  static constexpr std::array classes{401, 403, 404, 409, 422};
  std::optional<int> lowest;
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  while (!note.empty()) {
    const auto end = static_cast<std::size_t>(std::ranges::find_if_not(note, is_digit) - note.begin());
    int number = 0;
    if (end == 3) std::from_chars(note.data(), note.data() + end, number);
    const bool is_class = std::ranges::find(classes, number) != classes.end();
    if (is_class && (!lowest || number < *lowest)) lowest = number;
    note.remove_prefix(std::max<std::size_t>(end, 1));
  }
  return lowest;
}

}  // namespace tos::delivery
