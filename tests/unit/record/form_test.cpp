#include "core/record/form.h"

#include <rapidcheck.h>

#include <catch2/catch.hpp>

#include "core/record/form_scalar.h"
#include "core/record/rules.h"

using namespace tos;

namespace {

std::string round_trip(std::string_view bytes) {
  const auto form = parse_form(bytes);
  if (!form) return "refused " + std::string(form.error().rule->id) + ": " + form.error().what;
  return print_form(*form);
}

}  // namespace

TEST_CASE("record form prints back what it parsed", "[accepts REC-004][accepts REC-003]") {
  const char* documents[] = {
      "a: 1\n",
      "a: -9007199254740991\nb: true\nc: word-with.dots/and_more\n",
      "a: \"yes\"\nb: \"\"\nc: \"12\"\nd: \"a: b # c\"\ne: \"tab\\there \\\"quoted\\\" back\\\\slash\"\n",
      "a: []\nb: {}\nc:\n  d: 1\n  e:\n    f: x\n",
      "list:\n  - 1\n  - word\n  - \"Quoted, here\"\n  - a: 1\n    b: 2\n  - a: 3\n    b:\n      - x\nlast: 1\n",
      "text: |\n  first line\n\n    indented\n  last: with colon # no comment\nnext: 1\n",
      "text: \"no final line feed\\nhere\"\n",
      "hex: 0123456789abcdef0123456789abcdef\nnum: \"01234567890123456789012345678901\"\n",
      "naïve: 1\n",
      "name: \"Zoë می‌خواهم\"\n",
  };
  for (const char* document : documents) {
    INFO(document);
    if (std::string_view(document).starts_with("na\xc3")) {
      CHECK(round_trip(document).starts_with("refused REC-004"));
    } else {
      CHECK(round_trip(document) == document);
    }
  }
}

TEST_CASE("what another YAML reader might read otherwise is refused", "[refuses REC-004]") {
  const char* documents[] = {
      "",
      "a: 1",
      " a: 1\n",
      "a:1\n",
      "a:  1\n",
      "a: 1 \n",
      "a: 1\na: 2\n",
      "A: 1\n",
      "a: no\n",
      "a: on\n",
      "a: ~\n",
      "no: 1\n",
      "a: null\n",
      "a: 1e3\n",
      "a: 0x1f\n",
      "a: 1_000\n",
      "a: 12:30\n",
      "a: 2026-01-01\n",
      "a: 017\n",
      "a: +1\n",
      "a: -0\n",
      "a: 1.5\n",
      "a: 9007199254740992\n",
      "a: .inf\n",
      "a: &x 1\n",
      "a: *x\n",
      "a: !!str x\n",
      "a: {b: 1}\n",
      "a: [1]\n",
      "a: 'x'\n",
      "a: x # comment\n",
      "# comment\na: 1\n",
      "a: >\n  x\n",
      "a: |-\n  x\n",
      "a: |\n  x\n\n",
      "a: \"plain\"\n",
      "a: \"x\\u0041\"\n",
      "a: \"x\ny\"\n",
      "a:\n   b: 1\n",
      "a:\n b: 1\n",
      "a:\n- 1\n",
      "a:\n  -1\n",
      "a:\n  - - 1\n",
      "a:\n",
      "<<: *x\n",
      "%YAML 1.2\n---\na: 1\n",
      "---\na: 1\n",
      "a: 1\n---\nb: 2\n",
      "a: 1\n...\n",
      "? a\n: 1\n",
      "a: 1\n\nb: 2\n",
      "a:\n  - 1\n - 2\n",
      "- 1\n",
      "a: 01234567890123456789012345678901\n",
      "a: 0b010101010101010101010101010101\n",
      "a: ABCDEF6789ABCDEF0123456789ABCDEF\n",
      "a: x y\n",
      "a: @x\n",
      "a: `x`\n",
      "a: \"b\": 1\n",
      "a: |\n  x \n",
      "a: |\n   x\n",
  };
  for (const char* document : documents) {
    INFO(document);
    CHECK(round_trip(document).starts_with("refused REC-004"));
  }
  std::string deep;
  for (int i = 0; i < 10'000; ++i) deep += std::string(static_cast<std::size_t>(2 * i), ' ') + "a:\n";
  CHECK(round_trip(deep).starts_with("refused REC-004"));
  std::string wide;
  for (int i = 0; i < 300; ++i) wide += "k" + std::to_string(i) + ": 1\n";
  CHECK(round_trip(wide).starts_with("refused REC-004"));
}

TEST_CASE("characters that hide or mislead are refused", "[refuses REC-003]") {
  for (const char* bad :
       {"\t",           "\r",           "\x01",         "\x7f",         "\xc2\x85",         "\xd8\x9c",
        "\xe2\x80\x8b", "\xe2\x80\x8e", "\xe2\x80\xa8", "\xe2\x80\xae", "\xe2\x81\xa6",     "\xef\xbb\xbf",
        "\xef\xbf\xbe", "\xef\xb7\x90", "\xc0\xaf",     "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xff",
        "\x80",         "\xe2\x80"}) {
    const std::string document = "key: \"some text before it " + std::string(bad) + " and after\"\n";
    INFO(document);
    CHECK(round_trip(document).starts_with("refused REC-003"));
  }
  CHECK(round_trip(std::string("a: \"x\0y\"\n", 9)).starts_with("refused REC-003"));
}

namespace {

void print_random(FormPrinter& printer, int depth) {
  const int choice = *rc::gen::inRange(0, depth > 4 ? 4 : 7);
  const auto any_string = [] {
    return *rc::gen::container<std::string>(rc::gen::elementOf(std::string("abe019:#-|\"\\' \n\t_/.~!&*[]{}yno")));
  };
  if (choice == 0) return printer.integer(*rc::gen::inRange<std::int64_t>(-max_plain_integer, max_plain_integer));
  if (choice == 1) return printer.boolean(*rc::gen::arbitrary<bool>());
  if (choice == 2) return printer.empty_list();
  if (choice == 3 || choice == 4) return printer.string(any_string());
  const int count = *rc::gen::inRange(1, 4);
  if (choice == 5) {
    printer.open_map();
    for (int i = 0; i < count; ++i) {
      printer.key("k" + std::to_string(i));
      print_random(printer, depth + 1);
    }
    return printer.close_map();
  }
  printer.open_list();
  for (int i = 0; i < count; ++i) {
    printer.item();
    if (*rc::gen::arbitrary<bool>()) {
      printer.string(any_string());
      continue;
    }
    printer.open_map();
    printer.key("first");
    print_random(printer, depth + 2);
    printer.key("second");
    print_random(printer, depth + 2);
    printer.close_map();
  }
  printer.close_list();
}

}  // namespace

TEST_CASE("whatever is printed parses back to the same bytes") {
  CHECK(rc::check("print then parse then print", [] {
    FormPrinter printer;
    printer.key("root");
    print_random(printer, 1);
    const std::string bytes = printer.take();
    RC_ASSERT(round_trip(bytes) == bytes);
  }));
}
