// Bytes that are no record: each refused by its rule, at its line, with the next step.
#include <catch2/catch.hpp>

#include "core/record/envelope.h"
#include "core/record/form.h"

using namespace tos;

namespace {

const std::string hex64 = "6b0e6b0e6b0e6b0e6b0e6b0e6b0e6b0e6b0e6b0e6b0e6b0e6b0e6b0e6b0e6b0e";

// A message whose line 11, the last one, is `last`.
std::string message_with(std::string_view last) {
  return "tos: 1\nkind: voting.ballot/v1\ngroup: " + hex64 + "\nauthor: mara\nkey: " + hex64 +
         "\nat: \"2026-11-20T10:00:00.000Z\"\nseen:\n  size: 412\n  root: " + hex64 + "\nbody:\n" + std::string(last);
}

struct Bad {
  const char* what;
  std::string bytes;
  const char* rule;
  int line;
  const char* hint;
};

template <class T>
void check_refused(const Bad& bad, const Result<T>& result) {
  INFO(bad.what);
  REQUIRE_FALSE(result);
  CHECK(result.error().rule->id == bad.rule);
  CHECK(result.error().where.line == bad.line);
  CHECK(result.error().hint_text == bad.hint);
}

std::string deep_mappings(int depth) {
  std::string text;
  for (int i = 0; i < depth; ++i) text += std::string(static_cast<std::size_t>(2 * i), ' ') + "a:\n";
  return text + std::string(static_cast<std::size_t>(2 * depth), ' ') + "a: 1\n";
}

constexpr const char* quote = "write it between double quotes";
constexpr const char* indent = "indent by two spaces a level, lists too";
constexpr const char* write_out = "write the value out where it is used";
constexpr const char* flow = "write one entry or item a line, without brackets";
constexpr const char* spaces = "records use LF line ends and spaces; `tos` writes them so";
constexpr const char* a_key = "a key is a-z, 0-9 and _, begins with a letter, and is no word such as yes, no or null";

}  // namespace

TEST_CASE("a document that is not in record form", "[refuses REC-003][refuses REC-004]") {
  const Bad cases[] = {
      {"nothing", "", "REC-004", 1, "end every line with LF, the last one too"},
      {"no LF at the end", "a: 1\nb: 2", "REC-004", 1, "end every line with LF, the last one too"},
      {"a duplicate key", "a: 1\nb: 2\na: 3\n", "REC-004", 3, "remove one of the two lines"},
      {"an anchor", "a: 1\nb: &x 2\n", "REC-004", 2, write_out},
      {"an alias", "a: 1\nb: *x\n", "REC-004", 2, write_out},
      {"an alias bomb", "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n", "REC-004", 1, write_out},
      {"a merge key", "a: 1\n<<: *x\n", "REC-004", 2, "write the entries out"},
      {"a tag", "a: !!str x\n", "REC-004", 1, "remove the tag; quotes make a string"},
      {"a tag before a key", "a: 1\n!!str b: x\n", "REC-004", 2, "remove the tag; quotes make a string"},
      {"a comment", "a: x # y\n", "REC-004", 1, "remove the comment"},
      {"a line of comment", "a: 1\n# x\n", "REC-004", 2, "remove the comment"},
      {"a directive", "%YAML 1.2\n", "REC-004", 1, "remove the line"},
      {"a document marker", "a: 1\n---\n", "REC-004", 2, indent},
      {"a second document", "a: 1\n...\nb: 1\n", "REC-004", 2, a_key},
      {"a flow mapping", "a: {b: 1}\n", "REC-004", 1, flow},
      {"a flow list", "a: 1\nb: [1, 2]\n", "REC-004", 2, flow},
      {"a flow document", "{a: 1}\n", "REC-004", 1, flow},
      {"flow style 10,000 deep", "a: " + std::string(10'000, '[') + std::string(10'000, ']') + "\n", "REC-004", 1,
       flow},
      {"an indented document", "  a: 1\n", "REC-004", 1, indent},
      {"an indent of one", "a:\n b: 1\n", "REC-004", 2, indent},
      {"an indent of four", "a:\n    b: 1\n", "REC-004", 2, indent},
      {"a list without indent", "a:\n- 1\n", "REC-004", 2, indent},
      {"a deeper second entry", "a:\n  b: 1\n    c: 2\n", "REC-004", 3, indent},
      {"a key without a value", "a:\n", "REC-004", 2, indent},
      {"an empty line", "a: 1\n\nb: 2\n", "REC-004", 2, "remove the line"},
      {"a list in a list", "a:\n  - - 1\n", "REC-004", 2, quote},
      {"a dash without a space", "a:\n  - 1\n  -2\n", "REC-004", 3, "write `- value`; no list in a list"},
      {"no space after the colon", "a:1\n", "REC-004", 1, a_key},
      {"two spaces after the colon", "a:  1\n", "REC-004", 1, "write `key: value`"},
      {"a space at the end", "a: x \n", "REC-004", 1, "remove it, or quote the value"},
      {"a question mark", "? a\n: 1\n", "REC-004", 1, a_key},
      {"capitals in a key", "a: 1\nB: 2\n", "REC-004", 2, a_key},
      {"a key that is a word for null", "a: 1\nnull: 2\n", "REC-004", 2, a_key},
      {"a key that is a word for no", "n: 2\n", "REC-004", 1, a_key},
      {"a long key", std::string(65, 'k') + ": 1\n", "REC-004", 1, "a key has at most 64 characters"},
      {"no", "a: no\n", "REC-004", 1, quote},
      {"on", "a: on\n", "REC-004", 1, quote},
      {"y", "a: 1\nb: y\n", "REC-004", 2, quote},
      {"null", "a: null\n", "REC-004", 1, quote},
      {"a tilde", "a: ~\n", "REC-004", 1, quote},
      {"an exponent", "a: 1e3\n", "REC-004", 1, quote},
      {"a hexadecimal number", "a: 0x1f\n", "REC-004", 1, quote},
      {"an octal number", "a: 0o17\n", "REC-004", 1, quote},
      {"a leading zero", "a: 017\n", "REC-004", 1, quote},
      {"an underscore in a number", "a: 1_000\n", "REC-004", 1, quote},
      {"base sixty", "a: 12:30\n", "REC-004", 1, quote},
      {"a date", "a: 2026-01-01\n", "REC-004", 1, quote},
      {"a fraction", "a: 1.5\n", "REC-004", 1, quote},
      {"infinity", "a: .inf\n", "REC-004", 1, quote},
      {"minus zero", "a: -0\n", "REC-004", 1, quote},
      {"a plus sign", "a: +1\n", "REC-004", 1, quote},
      {"2^53", "a: 9007199254740992\n", "REC-004", 1, quote},
      {"-2^53", "a: -9007199254740992\n", "REC-004", 1, quote},
      {"2^64", "a: 18446744073709551616\n", "REC-004", 1, quote},
      {"a number of a million digits", "a: " + std::string(1'000'000, '9') + "\n", "REC-004", 1, quote},
      {"an id of digits alone", "a: " + std::string(64, '1') + "\n", "REC-004", 1, quote},
      {"an id with e as its only letter", "a: 1e" + std::string(62, '1') + "\n", "REC-004", 1, quote},
      {"an id that is a binary number to some", "a: 0b" + std::string(62, '1') + "\n", "REC-004", 1, quote},
      {"an id in capitals", "a: " + std::string(64, 'A') + "\n", "REC-004", 1, quote},
      {"an id in quotes", "a: \"" + std::string(64, 'a') + "\"\n", "REC-004", 1, "write it without quotes"},
      {"a word in quotes", "a: \"word\"\n", "REC-004", 1, "write it without quotes"},
      {"lines in quotes", "a: \"one\\ntwo\\n\"\n", "REC-004", 1, "write it as a text block: | and lines below"},
      {"single quotes", "a: 'x y'\n", "REC-004", 1, "write \" for '"},
      {"an open quote", "a: \"x y\nb: 1\n", "REC-004", 1, "close it with \" on the same line"},
      {"a quote that ends in its escape", "a: \"x y\\\"\n", "REC-004", 1, "close it with \" on the same line"},
      {"a quote in a quote", "a: \"x \" y\"\n", "REC-004", 1, "write \\\" for it"},
      {"an escape of YAML's", "a: \"x\\u0041 y\"\n", "REC-004", 1, "write the character itself"},
      {"a folded text", "a: >\n  x\n", "REC-004", 1, "write | and the text below, indented by two"},
      {"a text block that keeps its end", "a: |+\n  x\n", "REC-004", 1, "write | and the text below, indented by two"},
      {"a text block with a space at the end", "a: |\n  x \nb: 1\n", "REC-004", 3,
       "write it between double quotes, with \\n for a line feed"},
      {"a text block with an empty line at its end", "a: |\n  x\n\n", "REC-004", 4,
       "write it between double quotes, with \\n for a line feed"},
      {"a line of spaces in a text block", "a: |\n  x\n  \n  y\n", "REC-004", 3, "leave an empty line empty"},
      {"17 levels", deep_mappings(16), "REC-004", 16, "nest less"},
      {"10,000 levels", deep_mappings(10'000), "REC-004", 16, "nest less"},
      {"a tab for an indent", "a:\n\tb: 1\n", "REC-003", 2, spaces},
      {"a tab in a string", "a: 1\nb: \"x\ty\"\n", "REC-003", 2, spaces},
      {"CRLF", "a: 1\r\nb: 2\r\n", "REC-003", 1, spaces},
      {"a byte order mark",
       "\xef\xbb\xbf"
       "a: 1\n",
       "REC-003", 1, spaces},
      {"NUL", std::string("a: 1\nb: \"x\0y\"\n", 14), "REC-003", 2, spaces},
      {"an escape for terminals", "a: \"x\x1b[2J\"\n", "REC-003", 1, spaces},
      {"DEL", "a: \"x\x7f\"\n", "REC-003", 1, spaces},
      {"a C1 control", "a: \"x\xc2\x85y\"\n", "REC-003", 1, spaces},
      {"a bidirectional override", "a: 1\nb: 1\nc: \"x\xe2\x80\xaey\"\n", "REC-003", 3, spaces},
      {"a bidirectional isolate", "a: \"x\xe2\x81\xa6y\"\n", "REC-003", 1, spaces},
      {"an Arabic letter mark", "a: \"x\xd8\x9cy\"\n", "REC-003", 1, spaces},
      {"a zero width space", "a: \"x\xe2\x80\x8by\"\n", "REC-003", 1, spaces},
      {"a word joiner", "a: \"x\xe2\x81\xa0y\"\n", "REC-003", 1, spaces},
      {"a line separator", "a: \"x\xe2\x80\xa8y\"\n", "REC-003", 1, spaces},
      {"a noncharacter", "a: \"x\xef\xbf\xbey\"\n", "REC-003", 1, spaces},
      {"a noncharacter far up", "a: \"x\xf4\x8f\xbf\xbfy\"\n", "REC-003", 1, spaces},
      {"ISO 8859-1",
       "a: 1\nb: \"K\xfc"
       "che\"\n",
       "REC-003", 2, "save the file as UTF-8"},
      {"UTF-16",
       std::string("\xff\xfe"
                   "a\0:\0",
                   6),
       "REC-003", 1, "save the file as UTF-8"},
      {"an overlong form", "a: \"x\xc0\xafy\"\n", "REC-003", 1, "save the file as UTF-8"},
      {"a surrogate", "a: \"x\xed\xa0\x80y\"\n", "REC-003", 1, "save the file as UTF-8"},
      {"above U+10FFFF", "a: \"x\xf4\x90\x80\x80y\"\n", "REC-003", 1, "save the file as UTF-8"},
      {"a character that is cut off", "a: \"x\xe2\x80\"\n", "REC-003", 1, "save the file as UTF-8"},
  };
  for (const Bad& bad : cases) check_refused(bad, parse_form(bad.bytes));
}

TEST_CASE("lines are counted from where the document begins in its file") {
  CHECK(parse_form("a: 1\nb: no\n", 40).error().where.line == 41);
  CHECK(parse_form("a: 1\nb: \t\n", 40).error().where.line == 41);
}

TEST_CASE("a form at its limits", "[accepts REC-003][accepts REC-004]") {
  CHECK(parse_form(deep_mappings(15)));
  CHECK(parse_form(std::string(64, 'k') + ": 1\n"));
  CHECK(parse_form("a: 9007199254740991\nb: -9007199254740991\n"));
  CHECK(
      parse_form("a: \"x \xe2\x80\x8c\xe2\x80\x8d \xf4\x8f\xbf\xbd \xef\xbf\xbd\"\n"));  // ZWNJ, ZWJ, U+10FFFD, U+FFFD
  std::string wide = "a:\n";
  for (int i = 0; i < 256; ++i) wide += "  k" + std::to_string(i) + ": 1\n";
  CHECK(parse_form(wide));
  check_refused({"257 entries", wide + "  last: 1\n", "REC-004", 258, "split what it says over several records"},
                parse_form(wide + "  last: 1\n"));
}

TEST_CASE("a message whose envelope does not hold what it should",
          "[refuses REC-005][refuses REC-006][refuses REC-007][refuses REC-011]") {
  const std::string good = message_with("  poll: " + hex64 + "\n");
  REQUIRE(parse_message(good));
  const auto with = [&](std::string_view from, std::string_view to) {
    std::string text = good;
    const std::size_t at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
  };
  constexpr const char* schema = "tos schema KIND shows fields, order and limits";
  constexpr const char* handle = "2 to 32 of a-z and 0-9, starting with a letter, words apart by single hyphens";
  const Bad cases[] = {
      {"another version", with("tos: 1", "tos: 2"), "REC-007", 1, schema},
      {"a version that is a string", with("tos: 1", "tos: \"1\""), "REC-006", 1, schema},
      {"no version", with("tos: 1\n", ""), "REC-005", 1, schema},
      {"a kind without a version", with("voting.ballot/v1", "voting.ballot"), "REC-006", 2, schema},
      {"a kind of version 0", with("voting.ballot/v1", "voting.ballot/v0"), "REC-006", 2, schema},
      {"a kind of 65 characters", with("voting.ballot/v1", "voting." + std::string(55, 'b') + "/v1"), "REC-006", 2,
       schema},
      {"a group that is no id", with("group: " + hex64, "group: maple"), "REC-006", 3, schema},
      {"a group of 63 digits", with("group: " + hex64, "group: " + hex64.substr(1)), "REC-006", 3, schema},
      {"a group in capitals", with("group: " + hex64, "group: \"" + std::string(64, 'A') + "\""), "REC-006", 3, schema},
      {"no author", with("author: mara\n", ""), "REC-005", 4, schema},
      {"an author of one letter", with("author: mara", "author: m"), "REC-011", 4, handle},
      {"an author of 33 letters", with("author: mara", "author: " + std::string(33, 'm')), "REC-011", 4, handle},
      {"an author with two hyphens", with("author: mara", "author: ma--ra"), "REC-011", 4, handle},
      {"an author in capitals", with("author: mara", "author: \"Mara\""), "REC-011", 4, handle},
      {"an author that is a device", with("author: mara", "author: com1"), "REC-011", 4, "choose another handle"},
      {"an author that is a reserved word", with("author: mara", "author: anyone"), "REC-011", 4,
       "choose another handle"},
      {"an author that is a number", with("author: mara", "author: 7"), "REC-006", 4, schema},
      {"fields out of order", with("author: mara\nkey: " + hex64, "key: " + hex64 + "\nauthor: mara"), "REC-005", 4,
       schema},
      {"a date without milliseconds", with("10:00:00.000Z", "10:00:00Z"), "REC-006", 6, schema},
      {"a date that is none", with("2026-11-20", "2026-02-29"), "REC-006", 6, schema},
      {"a time in another zone", with("00.000Z", "00.000+01:00"), "REC-006", 6, schema},
      {"seen is a list", with("seen:\n  size: 412\n  root: " + hex64, "seen: []"), "REC-006", 7, schema},
      {"seen nothing", with("size: 412", "size: 0"), "REC-007", 8, schema},
      {"seen less than nothing", with("size: 412", "size: -1"), "REC-007", 8, schema},
      {"seen without a root", with("  root: " + hex64 + "\n", ""), "REC-005", 7, schema},
      {"seen with more", with("  root: " + hex64 + "\n", "  root: " + hex64 + "\n  more: 1\n"), "REC-005", 10, schema},
      {"an empty idempotency key", with("body:", "idempotency_key: \"\"\nbody:"), "REC-007", 10, schema},
      {"an idempotency key with a space", with("body:", "idempotency_key: \"a b\"\nbody:"), "REC-007", 10, schema},
      {"an idempotency key of 65 characters", with("body:", "idempotency_key: " + std::string(65, 'k') + "\nbody:"),
       "REC-007", 10, schema},
      {"an idempotency key beyond ASCII", with("body:", "idempotency_key: \"\xc3\xbc\"\nbody:"), "REC-007", 10, schema},
      {"a body that is a list", with("body:\n  poll: " + hex64, "body: []"), "REC-006", 10, schema},
      {"no body", with("body:\n  poll: " + hex64 + "\n", ""), "REC-005", 1, schema},
      {"a field after the body", good + "more: 1\n", "REC-005", 12, schema},
  };
  for (const Bad& bad : cases) check_refused(bad, parse_message(bad.bytes));
}

TEST_CASE("an envelope at its limits", "[accepts REC-005][accepts REC-006][accepts REC-007][accepts REC-011]") {
  const std::string before = "tos: 1\nkind: voting." + std::string(54, 'b') + "/v1\nauthor: ";
  const std::string after = "\nkey: " + hex64 + "\nat: \"9999-12-31T23:59:59.999Z\"\n";
  for (const std::string& author :
       {std::string("m2"), std::string(32, 'm'), std::string("com-1"), std::string("com10")})
    CHECK(parse_message(before + author + after + "body: {}\n"));
  const auto message = parse_message(before + "mara" + after + "seen:\n  size: 9007199254740991\n  root: " + hex64 +
                                     "\nidempotency_key: \"!" + std::string(62, 'k') + "~\"\nbody: {}\n");
  REQUIRE(message);
  CHECK(message->envelope.seen->size == max_plain_integer);
  CHECK(message->envelope.idempotency_key->size() == 64);
  CHECK_FALSE(message->envelope.group);
}

TEST_CASE("a file that is no record file", "[accepts REC-001][accepts REC-002][refuses REC-001][refuses REC-002]") {
  const std::string message = "a: 1\n", signature = "signature\n";
  constexpr const char* shorter = "keep long documents beside the records, and their digest in one";
  constexpr const char* explain = "tos explain REC-002";
  const std::string filler(max_message_bytes - 4, 'x');
  const Bad cases[] = {
      {"nothing", "", "REC-002", 1, explain},
      {"no separator", message + signature, "REC-002", 1, explain},
      {"a separator with a space", message + "--- \n" + signature, "REC-002", 1, explain},
      {"a separator with CRLF", message + "---\r\n" + signature, "REC-002", 1, explain},
      {"a separator within a line", "a: ---\n" + signature, "REC-002", 1, explain},
      {"a separator without LF", message + "---", "REC-002", 1, explain},
      {"no message", "---\n" + signature, "REC-002", 1, explain},
      {"nothing after the second separator", message + "---\n" + signature + "---\n", "REC-002", 5, explain},
      {"a message over 64 KiB", "a: " + filler + "x\n---\n" + signature, "REC-001", 0, shorter},
      {"a file over 1 MiB", message + "---\n" + std::string(max_record_bytes, 'x'), "REC-001", 0, shorter},
  };
  for (const Bad& bad : cases) check_refused(bad, split_record(bad.bytes));

  const auto largest = split_record("a: " + filler + "\n---\n" + signature);
  REQUIRE(largest);
  CHECK(largest->message.size() == max_message_bytes);
  const std::string begin = message + "---\n" + signature + "---\n";
  const std::string file = begin + std::string(max_record_bytes - begin.size(), 'x');
  const auto parts = split_record(file);
  REQUIRE(parts);
  CHECK(parts->message == message);
  CHECK(parts->signature == signature);
  CHECK(parts->signature_line == 3);
  CHECK(parts->enclosures_line == 5);
  CHECK(join_record(parts->message, parts->signature, parts->enclosures) == file);
}

TEST_CASE("enclosures that are none", "[refuses REC-003][refuses REC-004][refuses REC-005][refuses REC-006]") {
  const std::string salt = "  salt: " + hex64 + "\n";
  constexpr const char* schema = "tos schema KIND shows fields, order and limits";
  REQUIRE(parse_enclosures("reason:\n" + salt + "  text: \"Why not.\"\n", 20));
  const Bad cases[] = {
      {"a text alone", "reason: \"Why not.\"\n", "REC-006", 20, schema},
      {"no text", "reason:\n" + salt, "REC-006", 20, schema},
      {"text before salt", "reason:\n  text: \"Why not.\"\n" + salt, "REC-005", 21, schema},
      {"a salt of 16 bytes", "reason:\n  salt: 6b0e6b0e6b0e6b0e6b0e6b0e6b0e6b0e\n  text: \"Why not.\"\n", "REC-006", 21,
       schema},
      {"a text that is a number", "reason:\n" + salt + "  text: 7\n", "REC-006", 22, schema},
      {"a text with an override", "reason:\n" + salt + "  text: \"\xe2\x80\xae\"\n", "REC-003", 22, spaces},
      {"the same twice", "reason:\n" + salt + "  text: \"Why not.\"\nreason:\n" + salt + "  text: x\n", "REC-004", 23,
       "remove one of the two lines"},
  };
  for (const Bad& bad : cases) check_refused(bad, parse_enclosures(bad.bytes, 20));
}
