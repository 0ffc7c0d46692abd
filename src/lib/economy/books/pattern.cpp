#include "economy/books/pattern.h"

#include <algorithm>
#include <optional>
#include <string>

#include "core/base/utf8.h"
#include "economy/books/books_rules.h"

namespace tos::economy::books {
namespace {

constexpr std::size_t max_pattern_bytes = 1000;
constexpr std::size_t max_program = 4000;  // counted repeats are written out
constexpr int max_pattern_depth = 50;
constexpr int max_repeats = 255;
constexpr char32_t last_character = 0x10ffff;

// Bytes that are no UTF-8 stand for themselves.
std::u32string characters_of(std::string_view text) {
  std::u32string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const Utf8Character next = decode_utf8(text);
    out += next.size == 0 ? static_cast<unsigned char>(text[0]) : next.character;
    text.remove_prefix(next.size == 0 ? 1 : next.size);
  }
  return out;
}

constexpr char32_t in_lower_case(char32_t c) { return c >= U'A' && c <= U'Z' ? c + 32 : c; }
constexpr char32_t in_upper_case(char32_t c) { return c >= U'a' && c <= U'z' ? c - 32 : c; }
constexpr bool is_word_character(char32_t c) {
  return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z') || (c >= U'0' && c <= U'9') || c == U'_' || c >= 0x80;
}

}  // namespace

// Recursive descent over alternatives, sequences and repeated atoms; each emits its part of the program.
class PatternParser {
 public:
  explicit PatternParser(std::string_view text) : text_(characters_of(text)) {}

  Result<Pattern> parse() {
    TOS_CHECK(alternatives(0));
    if (at_ < text_.size()) return fault("a ) without its (");
    emit({.step = Pattern::Step::found});
    if (program().size() > max_program) return fault("too long once its repeats are written out");
    return std::move(pattern_);
  }

 private:
  using Step = Pattern::Step;
  std::vector<Pattern::Instruction>& program() { return pattern_.program_; }
  std::size_t emit(Pattern::Instruction instruction) {
    program().push_back(std::move(instruction));
    return program().size() - 1;
  }
  bool ended() const { return at_ >= text_.size(); }
  static Refusal fault(std::string_view what) {
    return refuse(rules::ECO_301, "the pattern cannot be read: {}", what)
        .hint("docs/books.md lists what patterns may say");
  }

  Result<void> alternatives(int depth) {
    if (depth > max_pattern_depth) return fault("groups nested too deep");
    const std::size_t start = program().size();
    TOS_CHECK(sequence(depth));
    std::vector<std::size_t> ends;
    while (!ended() && text_[at_] == U'|') {
      ++at_;
      // split START, NEXT before what is there; a jump to the end behind it
      insert_before(start, {.step = Step::split, .next = start + 1, .other = 0});
      for (std::size_t& end : ends) ++end;
      ends.push_back(emit({.step = Step::jump}));
      program()[start].other = program().size();
      TOS_CHECK(sequence(depth));
    }
    for (const std::size_t end : ends) program()[end].next = program().size();
    return {};
  }

  // Everything from `place` on moves by one, and so do the jumps within it.
  void insert_before(std::size_t place, Pattern::Instruction instruction) {
    for (std::size_t i = place; i < program().size(); ++i) {
      if (program()[i].step != Step::split && program()[i].step != Step::jump) continue;
      ++program()[i].next;
      ++program()[i].other;
    }
    program().insert(program().begin() + static_cast<std::ptrdiff_t>(place), std::move(instruction));
  }

  Result<void> sequence(int depth) {
    while (!ended() && text_[at_] != U'|' && text_[at_] != U')') {
      const std::size_t start = program().size();
      TOS_CHECK(atom(depth));
      TOS_CHECK(repeats(start));
      if (program().size() > max_program) return fault("too long once its repeats are written out");
    }
    return {};
  }

  Result<void> atom(int depth) {
    const char32_t c = text_[at_++];
    switch (c) {
      case U'(': {
        if (at_ + 1 < text_.size() && text_[at_] == U'?' && text_[at_ + 1] == U':') at_ += 2;
        TOS_CHECK(alternatives(depth + 1));
        if (ended()) return fault("a ( without its )");
        ++at_;
        return {};
      }
      case U'[':
        return bracket();
      case U'.':
        emit({.step = Step::one_of, .ranges = {{0, last_character}}});
        return {};
      case U'^':
        emit({.step = Step::begin});
        return {};
      case U'$':
        emit({.step = Step::end});
        return {};
      case U'*':
      case U'+':
      case U'?':
      case U'{':
        return fault("a repeat of nothing");
      case U'\\':
        return escape();
      default:
        emit({.step = Step::one_of, .ranges = {{c, c}}});
        return {};
    }
  }

  // The ranges of \d, \w, \s; nothing for other letters.
  static std::optional<std::vector<Pattern::Range>> named(char32_t letter) {
    switch (in_lower_case(letter)) {
      case U'd':
        return std::vector<Pattern::Range>{{U'0', U'9'}};
      case U'w':
        return std::vector<Pattern::Range>{{U'a', U'z'}, {U'0', U'9'}, {U'_', U'_'}, {0x80, last_character}};
      case U's':
        return std::vector<Pattern::Range>{{U'\t', U'\r'}, {U' ', U' '}, {0xa0, 0xa0}};
      default:
        return std::nullopt;
    }
  }
  static bool is_letter(char32_t c) { return in_lower_case(c) >= U'a' && in_lower_case(c) <= U'z'; }

  Result<void> escape() {
    if (ended()) return fault("a \\ at its end");
    const char32_t c = text_[at_++];
    if (c == U'b') {
      emit({.step = Step::word_edge});
    } else if (auto ranges = named(c)) {
      emit({.step = Step::one_of, .negated = c < U'a', .ranges = *std::move(ranges)});
    } else if (is_letter(c) || (c >= U'0' && c <= U'9')) {
      return fault("\\ before a letter or digit that means nothing here");
    } else {
      emit({.step = Step::one_of, .ranges = {{c, c}}});
    }
    return {};
  }

  Result<void> bracket() {
    Pattern::Instruction set{.step = Step::one_of};
    if (!ended() && text_[at_] == U'^') {
      set.negated = true;
      ++at_;
    }
    for (bool first = true;; first = false) {
      if (ended()) return fault("a [ without its ]");
      char32_t c = text_[at_++];
      if (c == U']' && !first) break;
      if (c == U'[' && !ended() && text_[at_] == U':') return fault("[:class:] is not understood; write [a-z0-9]");
      if (c == U'\\') {
        if (ended()) return fault("a [ without its ]");
        c = text_[at_++];
        if (const auto ranges = named(c)) {
          if (c < U'a') return fault("\\D, \\W and \\S cannot stand within [ ]");
          set.ranges.insert(set.ranges.end(), ranges->begin(), ranges->end());
          continue;
        }
        if (is_letter(c)) return fault("\\ before a letter that means nothing here");
      }
      char32_t last = c;
      if (at_ + 1 < text_.size() && text_[at_] == U'-' && text_[at_ + 1] != U']') {
        last = text_[at_ + 1];
        at_ += 2;
        if (last == U'\\' || last < c) return fault("a range that ends before it begins");
      }
      set.ranges.push_back({c, last});
    }
    emit(std::move(set));
    return {};
  }

  // {m}, {m,} or {m,n}; nothing where a repeat is not well-formed.
  std::optional<std::pair<int, std::optional<int>>> counts() {
    const auto number = [&]() -> std::optional<int> {
      int value = 0;
      const std::size_t begin = at_;
      while (!ended() && text_[at_] >= U'0' && text_[at_] <= U'9' && value <= max_repeats)
        value = value * 10 + static_cast<int>(text_[at_++] - U'0');
      if (at_ == begin || value > max_repeats) return std::nullopt;
      return value;
    };
    const auto least = number();
    if (!least || ended()) return std::nullopt;
    std::optional<int> most = least;
    if (text_[at_] == U',') {
      ++at_;
      most = number();
    }
    if (ended() || text_[at_] != U'}' || (most && *most < *least)) return std::nullopt;
    ++at_;
    return std::pair{*least, most};
  }

  Result<void> repeats(std::size_t start) {
    bool repeated = false;
    while (!ended()) {
      const char32_t c = text_[at_];
      if (c != U'*' && c != U'+' && c != U'?' && c != U'{') return {};
      if (repeated) return fault("a repeat of a repeat");
      repeated = true;
      ++at_;
      int least = c == U'+' ? 1 : 0;
      std::optional<int> most;
      if (c == U'?') most = 1;
      if (c == U'{') {
        const auto both = counts();
        if (!both) return fault("a { } that is no count up to 255");
        std::tie(least, most) = *both;
      }
      TOS_CHECK(write_out(start, least, most));
    }
    return {};
  }

  // The part from `start` on, `least` times and then up to `most` times (nothing: any number).
  Result<void> write_out(std::size_t start, int least, std::optional<int> most) {
    const std::vector<Pattern::Instruction> part(program().begin() + static_cast<std::ptrdiff_t>(start),
                                                 program().end());
    const auto copies = static_cast<std::size_t>(most ? *most : least + 1);
    if (part.size() * (copies + 1) > max_program) return fault("too long once its repeats are written out");
    program().resize(start);
    const auto copy = [&] {
      const std::size_t moved = program().size() - start;
      for (Pattern::Instruction instruction : part) {
        if (instruction.step == Step::split || instruction.step == Step::jump) {
          instruction.next += moved;
          instruction.other += moved;
        }
        emit(std::move(instruction));
      }
    };
    for (int i = 0; i < least; ++i) copy();
    if (!most) {
      const std::size_t split = emit({.step = Step::split});
      copy();
      emit({.step = Step::jump, .next = split});
      program()[split].next = split + 1;
      program()[split].other = program().size();
      return {};
    }
    std::vector<std::size_t> splits;
    for (int i = least; i < *most; ++i) {
      splits.push_back(emit({.step = Step::split}));
      program()[splits.back()].next = program().size();
      copy();
    }
    for (const std::size_t split : splits) program()[split].other = program().size();
    return {};
  }

  std::u32string text_;
  std::size_t at_ = 0;
  Pattern pattern_;
};

Result<Pattern> Pattern::parse(std::string_view text) {
  if (text.empty()) return refuse(rules::ECO_301, "a pattern is empty");
  if (text.size() > max_pattern_bytes)
    return refuse(rules::ECO_301, "a pattern has {} bytes; {} are the most", text.size(), max_pattern_bytes);
  return PatternParser(text).parse();
}

bool Pattern::takes(const Instruction& instruction, char32_t c) {
  const auto within = [&](char32_t one) {
    return std::ranges::any_of(instruction.ranges,
                               [&](const Range& range) { return one >= range.first && one <= range.last; });
  };
  return (within(in_lower_case(c)) || within(in_upper_case(c))) != instruction.negated;
}

bool Pattern::matches(std::string_view text) const {
  const std::u32string characters = characters_of(text);
  std::vector<std::size_t> now, later, open;
  std::vector<std::size_t> seen(program_.size(), 0);  // at which place, counted from 1, an instruction was reached
  for (std::size_t at = 0;; ++at) {
    const bool at_end = at == characters.size();
    const bool word_before = at > 0 && is_word_character(characters[at - 1]);
    const bool word_after = !at_end && is_word_character(characters[at]);
    now = std::move(later);
    later.clear();
    now.push_back(0);  // a match may begin anywhere
    // Follows what takes no character; what takes one stays in `waiting`.
    std::vector<std::size_t> waiting;
    for (const std::size_t first : now) {
      open.assign(1, first);
      while (!open.empty()) {
        const std::size_t place = open.back();
        open.pop_back();
        if (seen[place] == at + 1) continue;
        seen[place] = at + 1;
        const Instruction& instruction = program_[place];
        switch (instruction.step) {
          case Step::found:
            return true;
          case Step::split:
            open.push_back(instruction.other);
            open.push_back(instruction.next);
            break;
          case Step::jump:
            open.push_back(instruction.next);
            break;
          case Step::begin:
            if (at == 0) open.push_back(place + 1);
            break;
          case Step::end:
            if (at_end) open.push_back(place + 1);
            break;
          case Step::word_edge:
            if (word_before != word_after) open.push_back(place + 1);
            break;
          case Step::one_of:
            waiting.push_back(place);
            break;
        }
      }
    }
    if (at_end) return false;
    for (const std::size_t place : waiting)
      if (takes(program_[place], characters[at])) later.push_back(place + 1);
  }
}

}  // namespace tos::economy::books
