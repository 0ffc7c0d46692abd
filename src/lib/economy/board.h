#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "economy/aid_tables.h"

namespace tos::economy {

// The words of a text that a search finds: runs of letters and digits in lower case, each once, in order. ASCII is told
// apart, and small letters are known for Latin, Greek and Cyrillic; every other character beyond ASCII is a letter.
std::vector<std::string> search_words(std::string_view text);

// What of a listing can be searched: title, category, author and place.
void add_words(Database& db, const ListingRow& row);

struct BoardFilter {
  std::optional<ListingState> state = ListingState::open;  // nothing: all
  std::optional<Side> side = {};
  std::optional<AidKind> kind = {};
  std::string category = {};  // "" of any, as of all below
  std::string author = {};
  std::string currency = {};
  std::string text = {};   // every word of it begins a word of the listing
  std::string place = {};  // every word of it begins a word of the listing's place
};

struct BoardPage {
  std::vector<ListingRow> listings;  // newest first
  std::int64_t total = 0;            // on all pages
};

// Open listings of members who are not active any more are left out: nobody could answer them (ECO-157).
BoardPage search_board(Database& db, const BoardFilter& filter, std::int64_t limit, std::int64_t offset);

}  // namespace tos::economy
