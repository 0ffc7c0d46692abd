#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace tos::economy::books {

// A regular expression of the kind that rules files use, matched anywhere in a text, letters of either case alike
// (ASCII). Understood: . [a-z] [^a-z] \d \w \s \D \W \S \b, groups, |, * + ? {m,n}, ^ $, and \ before a sign that means
// itself. Time is the product of both lengths at most, whatever they say.
// Source: Ken Thompson, Regular Expression Search Algorithm, CACM 11(6), 1968.
class Pattern {
 public:
  static Result<Pattern> parse(std::string_view text);  // ECO-301
  bool matches(std::string_view text) const;

 private:
  friend class PatternParser;
  enum class Step { one_of, split, jump, begin, end, word_edge, found };
  struct Range {
    char32_t first = 0;
    char32_t last = 0;
  };
  struct Instruction {
    Step step = Step::found;
    bool negated = false;  // one_of: any but these
    std::vector<Range> ranges = {};
    std::size_t next = 0;   // split, jump
    std::size_t other = 0;  // split
  };
  static bool takes(const Instruction& instruction, char32_t c);

  std::vector<Instruction> program_;
};

}  // namespace tos::economy::books
