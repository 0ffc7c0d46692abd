#include <catch2/catch.hpp>

#include "support/test_aid.h"

using namespace tos;
using namespace tos::test;
using namespace tos::economy;

namespace {

using Words = std::vector<std::string>;

struct Board : TestAid {
  Board() {
    REQUIRE(offer("mara", {.category = "repair", .title = "Bike repair", .place = "Oak Street"}).has_value());
    REQUIRE(offer("ben", {.kind = AidKind::material,
                          .category = "fruit",
                          .title = "Äpfel & pears",
                          .place = "Orchard, Elm Street",
                          .currency = "CREDIT",
                          .amount = 30})
                .has_value());
    REQUIRE(request("noor", {.category = "repair", .title = "A bicycle pump", .currency = ""}).has_value());
  }
  Words titles(const BoardFilter& filter, std::int64_t limit = 10, std::int64_t offset = 0) {
    Words found;
    for (const ListingRow& row : search_board(db, filter, limit, offset).listings) found.push_back(row.title);
    return found;
  }
  Words search(std::string text) {
    BoardFilter filter;
    filter.text = std::move(text);
    return titles(filter);
  }
};

}  // namespace

TEST_CASE("words that a search finds") {
  CHECK(search_words("Bike repair, bike-hire") == Words{"bike", "repair", "hire"});
  CHECK(search_words("ÄPFEL Čaj ŽIVOT ΟΔΟΣ Дом ЁЛКА") == Words{"äpfel", "čaj", "život", "οδοσ", "дом", "ёлка"});
  CHECK(search_words("2×3 straße") == Words{"2×3", "straße"});
  CHECK(search_words(" ,;'\"\\ ").empty());
  CHECK(search_words("a\xff"
                     "b") == Words{"a", "b"});
}

TEST_CASE("the boards are searched by words and how they begin, newest first") {
  Board board;
  CHECK(board.search("") == Words{"A bicycle pump", "Äpfel & pears", "Bike repair"});
  CHECK(board.search("bi") == Words{"A bicycle pump", "Bike repair"});
  CHECK(board.search("BIKE rep") == Words{"Bike repair"});
  CHECK(board.search("repair") == Words{"A bicycle pump", "Bike repair"});  // a category too
  CHECK(board.search("äpf") == Words{"Äpfel & pears"});
  CHECK(board.search("ben") == Words{"Äpfel & pears"});
  CHECK(board.search("street") == Words{"Äpfel & pears", "Bike repair"});
  CHECK(board.search("pump oak").empty());
  CHECK(board.search("ike").empty());
}

TEST_CASE("the boards have filters and pages") {
  Board board;
  BoardFilter filter;
  filter.side = Side::request;
  CHECK(board.titles(filter) == Words{"A bicycle pump"});
  filter = {};
  filter.kind = AidKind::material;
  CHECK(board.titles(filter) == Words{"Äpfel & pears"});
  filter = {};
  filter.category = "repair";
  CHECK(board.titles(filter).size() == 2);
  filter.author = "mara";
  CHECK(board.titles(filter) == Words{"Bike repair"});
  filter = {};
  filter.currency = "CREDIT";
  CHECK(board.titles(filter) == Words{"Äpfel & pears"});
  filter = {};
  filter.place = "street elm";
  CHECK(board.titles(filter) == Words{"Äpfel & pears"});
  filter.place = "pears";  // not of a place
  CHECK(board.titles(filter).empty());

  CHECK(board.titles({}, 2) == Words{"A bicycle pump", "Äpfel & pears"});
  CHECK(board.titles({}, 2, 2) == Words{"Bike repair"});
  CHECK(search_board(board.db, {}, 2, 2).total == 3);
}

TEST_CASE("the boards show what can be answered, or all that there was") {
  Board board;
  const auto bike = board.search("bike");
  REQUIRE(bike.size() == 1);
  const RecordId id = search_board(board.db, {.text = "bike"}, 1, 0).listings[0].id;
  REQUIRE(board.cancel("mara", id).has_value());
  CHECK(board.search("bike").empty());
  BoardFilter filter;
  filter.state = ListingState::cancelled;
  CHECK(board.titles(filter) == Words{"Bike repair"});
  filter.state = std::nullopt;
  CHECK(board.titles(filter).size() == 3);
  board.set_status("ben", identity::Status::suspended);
  CHECK(board.search("") == Words{"A bicycle pump"});
}
