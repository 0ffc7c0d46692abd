#include "economy/board.h"

#include <algorithm>

#include "core/base/utf8.h"

namespace tos::economy {
namespace {

bool is_word_character(char32_t character) {
  return character >= 0x80 || (character >= U'0' && character <= U'9') || (character >= U'a' && character <= U'z');
}

// Small letters of the alphabets whose capitals lie at a fixed distance, or next to them.
// Source: the Unicode Standard, code charts Latin-1, Latin Extended-A, Greek, Cyrillic.
char32_t to_small(char32_t character) {
  const auto within = [character](char32_t first, char32_t last) { return character >= first && character <= last; };
  if (within(U'A', U'Z') || within(0xc0, 0xde)) return character == 0xd7 ? character : character + 0x20;
  if (within(0x100, 0x137) || within(0x14a, 0x177)) return character | 1U;
  if (within(0x139, 0x148) || within(0x179, 0x17e)) return character + (character & 1U);
  if (within(0x391, 0x3a9) || within(0x410, 0x42f)) return character + 0x20;
  if (within(0x400, 0x40f)) return character + 0x50;
  return character;
}

void append_small(std::string& word, char32_t character, std::string_view as_written) {
  const char32_t small = to_small(character);
  if (small == character) {
    word += as_written;
  } else if (small < 0x80) {
    word += static_cast<char>(small);
  } else {  // all of the above are below U+0800
    word += static_cast<char>(0xc0U | (small >> 6));
    word += static_cast<char>(0x80U | (small & 0x3fU));
  }
}

constexpr std::string_view place_mark = "@";  // no word of a text begins with it

std::vector<std::string> words_of_listing(const ListingRow& row) {
  std::vector<std::string> words;
  for (const std::string_view text :
       {std::string_view(row.title), std::string_view(row.category.text()), std::string_view(row.author.text())}) {
    std::ranges::move(search_words(text), std::back_inserter(words));
  }
  for (std::string& word : search_words(row.place)) {
    words.push_back(std::string(place_mark) + word);
    words.push_back(std::move(word));
  }
  std::ranges::sort(words);
  words.erase(std::ranges::unique(words).begin(), words.end());
  return words;
}

// A JSON array; words hold neither quotes nor backslashes nor control characters.
std::string wanted_words(const BoardFilter& filter) {
  std::vector<std::string> wanted;
  for (const std::string& word : search_words(filter.text)) wanted.push_back('"' + word + '"');
  for (const std::string& word : search_words(filter.place))
    wanted.push_back(fmt::format("\"{}{}\"", place_mark, word));
  return fmt::format("[{}]", fmt::join(wanted, ","));
}

// ?1 state, ?2 side, ?3 kind, ?4 category, ?5 author, ?6 currency, ?7 words as a JSON array; "" and "[]": any.
#define TOS_FROM_BOARD(state)                                                                                      \
  "FROM aid_listing WHERE " state                                                                                  \
  " AND ?2 IN ('', side) AND ?3 IN ('', kind) AND ?4 IN ('', category) AND ?5 IN ('', author) "                    \
  "AND ?6 IN ('', coalesce(currency, '')) "                                                                        \
  "AND (?7 = '[]' OR position IN (SELECT listing FROM json_each(?7) w JOIN aid_word ON word >= w.value "           \
  "AND word < (w.value || char(1114111)) GROUP BY listing HAVING count(DISTINCT w.key) = json_array_length(?7))) " \
  "AND (state <> 'open' OR EXISTS(SELECT 1 FROM member m WHERE m.handle = author AND m.status = 'active')) "
#define TOS_BOARD_PAGE(state) "SELECT position " TOS_FROM_BOARD(state) "ORDER BY position DESC LIMIT ?8 OFFSET ?9"
#define TOS_BOARD_TOTAL(state) "SELECT count(*) " TOS_FROM_BOARD(state)

}  // namespace

std::vector<std::string> search_words(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  const auto end_word = [&] {
    if (!word.empty() && std::ranges::find(words, word) == words.end()) words.push_back(word);
    word.clear();
  };
  while (!text.empty()) {
    const auto [character, size] = decode_utf8(text);
    const std::string_view as_written = text.substr(0, std::max<std::size_t>(size, 1));
    text.remove_prefix(as_written.size());
    if (size > 0 && is_word_character(to_small(character))) {
      append_small(word, character, as_written);
    } else {
      end_word();
    }
  }
  end_word();
  return words;
}

void add_words(Database& db, const ListingRow& row) {
  for (const std::string& word : words_of_listing(row)) {
    db.run("INSERT INTO aid_word(word, listing) VALUES(?,?)", word, row.position);
  }
}

BoardPage search_board(Database& db, const BoardFilter& filter, std::int64_t limit, std::int64_t offset) {
  const std::string_view state = filter.state ? name_of(*filter.state) : "";
  const std::string_view side = filter.side ? name_of(*filter.side) : "";
  const std::string_view kind = filter.kind ? name_of(*filter.kind) : "";
  const std::string words = wanted_words(filter);
  const char* const page_query = filter.state ? TOS_BOARD_PAGE("state = ?1") : TOS_BOARD_PAGE("?1 = ''");
  const char* const total_query = filter.state ? TOS_BOARD_TOTAL("state = ?1") : TOS_BOARD_TOTAL("?1 = ''");
  BoardPage page;
  page.total =
      db.number(total_query, state, side, kind, filter.category, filter.author, filter.currency, words).value_or(0);
  for (Rows rows = db.query(page_query, state, side, kind, filter.category, filter.author, filter.currency, words,
                            limit, offset);
       rows.next();) {
    page.listings.push_back(listing_at(db, rows.integer(0)));
  }
  return page;
}

}  // namespace tos::economy
