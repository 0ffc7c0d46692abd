#include <algorithm>
#include <iterator>
#include <span>
#include <utility>

#include "voting/formats/blt_text.h"
#include "voting/formats/rules.h"

namespace tos::voting {
namespace {

class BltNamesReader {
 public:
  BltNamesReader(BltText& text, std::size_t candidates, Warnings& warnings)
      : text_(text), candidates_(candidates), warnings_(warnings) {}
  Result<BltNames> read();

 private:
  using Texts = std::vector<std::string>;
  static constexpr std::size_t most_after_names = 3;  // the title, Wichmann's source and comment

  Result<void> read_lines();
  Result<void> read_line();
  Result<void> read_quoted_line(Texts& texts);
  Result<bool> has_texts_beside_names() const;
  Result<Texts> one_text_a_name();

  BltText& text_;
  std::size_t candidates_;
  Warnings& warnings_;
  std::vector<Texts> lines_;  // the texts of each line
  std::size_t count_ = 0;     // of all texts
};

// Every text of a line that begins with a quote. "Ann ""Bo"" Lee" has doubled quotes inside, "Ann" "Bo" are two texts,
// and "Ann "Bo" Lee" is what some programs write for one name with quotes in it.
Result<void> BltNamesReader::read_quoted_line(std::vector<std::string>& texts) {
  constexpr std::size_t longest_quoted = 16 * 1024;  // over several lines, each of which is looked at anew
  const int begins = text_.line_number();
  std::string text(text_.rest);
  for (;;) {
    texts.clear();
    bool open = false;
    bool strict = true;
    std::string current;
    for (std::size_t at = 0; at < text.size() && strict; ++at) {
      const char c = text[at];
      if (open && c == '"' && at + 1 < text.size() && text[at + 1] == '"') {
        current += c;
        ++at;
      } else if (open && c == '"') {
        open = false;
        texts.push_back(std::exchange(current, {}));
        strict = at + 1 == text.size() || std::string_view(" \t\n").contains(text[at + 1]);
      } else if (open) {
        current += c;
      } else if (c == '"') {
        open = true;
      } else if (c == '#') {
        text.resize(at);
      } else if (c != ' ' && c != '\t' && c != '\n') {
        strict = false;
      }
    }
    if (strict && !open) break;
    const std::string_view whole = trim(text);
    if (!strict && whole.size() >= 2 && whole.ends_with('"') && text.find('\n') == std::string::npos) {
      texts = {std::string(whole.substr(1, whole.size() - 2))};
      warnings_.add("names with bare quotes", fmt::format("line {}: read as one name: {}", begins, shown(texts[0])));
      break;
    }
    if (!strict) return refuse(FMT_008, "text stands outside the quotes: {}", shown(text)).at_line(begins);
    TOS_TRY(const bool more, text_.next_line());
    if (!more) return refuse(FMT_004, "a quoted name is not closed before the end of the file").at_line(begins);
    text += '\n';
    text += text_.line;
    if (text.size() > longest_quoted)
      return refuse(FMT_010, "a quoted name is longer than {} KiB", longest_quoted >> 10).at_line(begins);
  }
  text_.rest = {};
  return {};
}

Result<void> BltNamesReader::read_line() {
  if (text_.rest.front() == '"') {
    TOS_CHECK(read_quoted_line(lines_.emplace_back()));
  } else {  // without quotes: the line
    std::string_view bare = text_.rest;
    for (const std::string_view comment : {" #", "\t#"}) bare = bare.substr(0, bare.find(comment));
    lines_.emplace_back().emplace_back(trim(bare));
    text_.rest = {};
  }
  count_ += lines_.back().size();
  return {};
}

Result<void> BltNamesReader::read_lines() {
  for (;;) {
    TOS_TRY(const bool more, text_.advance());
    if (!more) return {};
    TOS_CHECK(read_line());
    if (lines_.size() > candidates_ + most_after_names)
      return refuse(FMT_006, "more names follow than the {} candidates: {}", candidates_, shown(lines_.back().front()));
  }
}

// Names may share a line: all of them the first one. Where each has its own, texts beside it are the party or the like;
// where only some have, nobody can tell.
Result<bool> BltNamesReader::has_texts_beside_names() const {
  if (lines_.size() <= candidates_) return false;
  if (lines_.front().size() == candidates_ && lines_[1].size() == 1) return false;
  const auto names = std::span(lines_).first(candidates_);
  const auto several = std::ranges::count_if(names, [](const Texts& line) { return line.size() > 1; });
  if (several == 0) return false;
  const bool all = static_cast<std::size_t>(several) == candidates_ || count_ > candidates_ + most_after_names;
  if (all) return true;
  return refuse(FMT_008, "some lines of the names hold several texts: are they names?").hint("put one name on a line");
}

// The names, then what follows them.
Result<BltNamesReader::Texts> BltNamesReader::one_text_a_name() {
  TOS_TRY(const bool with_party, has_texts_beside_names());
  Texts texts;
  for (Texts& line : lines_) {
    if (with_party && line.size() > 1)
      warnings_.add("texts beside names", fmt::format("left aside beside {}: {}", shown(line[0]), shown(line[1])));
    if (with_party) line.resize(1);
    std::ranges::move(line, std::back_inserter(texts));
  }
  if (texts.size() < candidates_)
    return text_.cut_off(fmt::format("after the names of {} of {} candidates", texts.size(), candidates_));
  if (texts.size() > candidates_ + most_after_names)
    return refuse(FMT_006, "more names follow than the {} candidates: {}", candidates_,
                  shown(texts[candidates_ + most_after_names]));
  return texts;
}

Result<BltNames> BltNamesReader::read() {
  TOS_CHECK(read_lines());
  TOS_TRY(const Texts texts, one_text_a_name());
  BltNames names;
  for (std::size_t i = 0; i < candidates_; ++i) {
    TOS_TRY(std::string name, read_name(texts[i], warnings_));
    names.candidates.push_back(std::move(name));
  }
  if (texts.size() == candidates_) {
    warnings_.add("title", "the file has no title after the names");
    return names;
  }
  TOS_TRY(names.title, read_name(trim(texts[candidates_]), warnings_));
  for (std::size_t i = candidates_ + 1; i < texts.size(); ++i)
    warnings_.add("texts after the title",
                  fmt::format("a text follows the title and is left aside: {}", shown(texts[i])));
  return names;
}

}  // namespace

Result<BltNames> read_blt_names(BltText& text, std::size_t candidates, Warnings& warnings) {
  return BltNamesReader(text, candidates, warnings).read();
}

}  // namespace tos::voting
