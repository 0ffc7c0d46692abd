#include "core/base/terminal_text.h"

#include <catch2/catch.hpp>

using namespace tos;

TEST_CASE("text for a terminal: controls and what is no UTF-8 are shown, letters are kept") {
  CHECK(for_terminal("Ann é שלום 日本 🎉\t\n") == "Ann é שלום 日本 🎉\t\n");
  CHECK(for_terminal("\x1b[31m\r\x7f") == "\\x1b[31m\\x0d\\x7f");
  CHECK(for_terminal(std::string_view("a\0b", 3)) == "a\\x00b");
  CHECK(for_terminal("\u0080\u009b31m\u009f\u00a0") == "\\u0080\\u009b31m\\u009f\u00a0");
  CHECK(for_terminal("\u202a\u202e\u2066\u2069\u2029\u202f\u2065\u206a") ==
        "\\u202a\\u202e\\u2066\\u2069\u2029\u202f\u2065\u206a");
  CHECK(for_terminal("\x9b"
                     "31m\xe2\x80") == "\\x9b31m\\xe2\\x80");
  CHECK(for_terminal("\xed\xa0\x80\xc0\x9b") == "\\xed\\xa0\\x80\\xc0\\x9b");
  CHECK(for_terminal("\xef\xbf\xae\xef\xbf\xbd\xef\xbf\xbe\xef\xbf\xbf") == "\uffee\ufffd\\ufffe\\uffff");
  CHECK(is_valid_utf8("é日🎉"));
  CHECK_FALSE(is_valid_utf8("\xf4\x90\x80\x80"));
  CHECK_FALSE(is_valid_utf8("\xe0\x80\x9b"));
}
