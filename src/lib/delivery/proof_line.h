#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tos::delivery {

// A proof line: TOKEN=VALUE alone on a line, with at most a note in parentheses after it. Source: white paper, DOMAIN:
// ^([A-Z][A-Z0-9_]*)=(\S+)(?:[ \t]+\((.*)\))?[ \t]*$
struct ProofLine {
  std::string_view token;
  std::string_view value;
  std::string_view note;  // between the parentheses; empty where there are none
};

// Nothing unless the whole of `line`, which holds no line feed, is one. Views into it. Linear.
std::optional<ProofLine> parse_proof_line(std::string_view line);

inline constexpr std::size_t most_line_characters = 1000;

// The proof lines of a text as a job prints it or a person writes it, in order, repeats kept. Lines end in LF or CRLF.
// What stands in a fenced code block, as CommonMark has them, is quoted and does not count. Views into the text.
struct FoundLines {
  // A proof line that no record can hold: over 1000 characters, or with a control character or bytes that are no UTF-8.
  struct Unfit {
    std::string_view line;
    std::string plain;  // without the colours of a terminal: a proof line
  };
  std::vector<std::string_view> lines;
  std::vector<Unfit> unfit;                // also in order
  std::size_t open_fence_line = 0;         // where a code block begins that nothing closes; 0: nowhere
  std::vector<std::string> hidden_tokens;  // of the proof lines in that block
};
FoundLines find_proof_lines(std::string_view text);

}  // namespace tos::delivery
