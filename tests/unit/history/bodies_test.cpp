// For every kind: what its field table allows is read and printed to itself, and what it does not allow is refused.
#include <rapidcheck.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

#include "history/catalog.h"

using namespace tos;

namespace {

// Writes bodies by what a kind says of its fields. With `spoil` the value of that number (in order of writing) is one
// that its field does not allow.
class RandomBody {
 public:
  explicit RandomBody(std::uint32_t seed, int spoil = -1) : random_(seed), spoil_(spoil) {}

  void write(FormPrinter& printer, const TypeInfo& type) {
    if (written_++ == spoil_) return write_wrong(printer, type);
    switch (type.shape) {
      case Shape::id:
      case Shape::text:
        return printer.string(hex());
      case Shape::boolean:
        return printer.boolean(chance(2));
      case Shape::integer:
        return printer.integer(chance(3) ? between(type.least, type.most) : chance(2) ? type.least : type.most);
      case Shape::line:
        return printer.string(line(type));
      case Shape::lines:
        return printer.string(lines(between(0, chance(9) ? type.most : 80)));
      case Shape::handle:
        return printer.string(chance(2) ? "m" + std::to_string(between(0, 999)) : "no-" + hex().substr(0, 29));
      case Shape::time:
        return printer.string(Timestamp{between(0, Timestamp::parse("9999-12-31T23:59:59.999Z")->ms)}.to_string());
      case Shape::fraction:
        return printer.string(Rational::of(between(0, 300), between(1, 200)).to_string());
      case Shape::choice:
        return printer.string(any_of(type.choices));
      case Shape::key:
        break;
      case Shape::list:
        return list(printer, type);
      case Shape::map:
        return map(printer, type, false);
    }
    RC_FAIL("a shape that this test does not write");
  }
  int written() const { return written_; }

 private:
  std::int64_t between(std::int64_t least, std::int64_t most) {
    return std::uniform_int_distribution(least, most)(random_);
  }
  bool chance(std::int64_t one_in) { return between(1, one_in) == 1; }
  const std::string& any_of(const std::vector<std::string>& items) {
    return items[static_cast<std::size_t>(between(0, static_cast<std::int64_t>(items.size()) - 1))];
  }
  std::string hex() { return RecordId(sha256(std::to_string(random_()))).hex(); }

  // Characters and words that a careless YAML writer would spoil.
  std::string characters(std::int64_t count) {
    static const std::vector<std::string> odd{"a", "Z", "0", " ", "\"", "\\", "-", ":", "#", "'", "\t", "|",
                                              "&", "%", "é", "€", "𝄞",  "ß",  "-", "{", "}", ",", "*",  "!"};
    std::string out;
    for (std::int64_t i = 0; i < count; ++i) out += any_of(odd);
    return out;
  }
  std::string line(const TypeInfo& type) {
    // Lines that are names of the ledger: its codes and accounts.
    if (type.label.starts_with("currency code")) return chance(2) ? "EUR" : "H" + std::to_string(between(0, 999));
    if (type.label.starts_with("account"))
      return chance(2) ? "group/EUR/external" : "no-" + hex().substr(0, 20) + "/H1/member";
    static const std::vector<std::string> words{"yes", "null", "true", "~", "1.5", "0x1f", "-1", "---", "2026-11-20"};
    if (chance(4)) {
      const std::string& word = any_of(words);
      if (static_cast<std::int64_t>(word.size()) >= type.least && static_cast<std::int64_t>(word.size()) <= type.most)
        return word;
    }
    return characters(between(type.least, std::min(type.most, type.least + 30)));
  }
  std::string lines(std::int64_t bytes) {
    std::string out;
    while (static_cast<std::int64_t>(out.size()) < bytes) out += chance(5) ? "\n" : characters(1);
    while (static_cast<std::int64_t>(out.size()) > bytes) {  // never inside a character
      do out.pop_back();
      while (!out.empty() && (static_cast<unsigned char>(out.back()) & 0x80) != 0);
    }
    return out;
  }

  void list(FormPrinter& printer, const TypeInfo& type) {
    const std::int64_t count = between(type.least, std::min(type.most, type.least + 3));
    if (count == 0) return printer.empty_list();
    printer.open_list();
    for (std::int64_t i = 0; i < count; ++i) {
      printer.item();
      write(printer, type.items.front());
    }
    printer.close_list();
  }
  void map(FormPrinter& printer, const TypeInfo& type, bool with_stranger) {
    printer.open_map();
    for (const FieldInfo& field : type.fields) {
      if (field.optional && chance(2)) continue;
      printer.key(field.name);
      write(printer, field.type.front());
    }
    if (with_stranger) {
      printer.key("stranger");
      printer.integer(1);
    }
    printer.close_map();
  }

  void write_wrong(FormPrinter& printer, const TypeInfo& type) {
    switch (type.shape) {
      case Shape::id:
      case Shape::text:
        return printer.string(any_of({hex().substr(1), "A" + hex().substr(1), hex() + "0", ""}));
      case Shape::boolean:
        return printer.string("true");
      case Shape::integer:
        if (type.least > -max_plain_integer && chance(2)) return printer.integer(type.least - 1);
        if (type.most < max_plain_integer && chance(2)) return printer.integer(type.most + 1);
        return printer.string(std::to_string(type.least));
      case Shape::line:
        if (chance(3)) return printer.integer(7);
        if (type.least > 0 && chance(2)) return printer.string(characters(type.least - 1));
        return printer.string(chance(2) ? characters(type.most + 1) : characters(type.least) + "\n");
      case Shape::lines:
        return printer.string(std::string(static_cast<std::size_t>(type.most) + 1, 'x'));
      case Shape::handle:
        return printer.string(any_of({"m", "Mara", "no", "member", "con", "a--b", "a-", "1a", std::string(33, 'a')}));
      case Shape::time:
        return printer.string(any_of({"2026-02-30T10:00:00.000Z", "2026-11-20T10:00:00Z", "2026-11-20 10:00:00.000Z",
                                      "2026-11-20T24:00:00.000Z", "1969-12-31T23:59:59.999Z"}));
      case Shape::fraction:
        return printer.string(any_of({"0.50", "2/4", "1/2", ".5", "1/0", "1e3", "05", "+1"}));
      case Shape::choice:
        return printer.string(type.choices.front() + "-");
      case Shape::list:
        return printer.boolean(true);
      case Shape::map:
        return map(printer, type, true);
      case Shape::key:
        break;
    }
    RC_FAIL("a shape that this test does not spoil");
  }

  std::mt19937 random_;
  int spoil_;
  int written_ = 0;
};

Envelope some_envelope(std::string_view kind) {
  return {.kind = std::string(kind),
          .group = GroupId(sha256("group")),
          .author = *Handle::parse("mara"),
          .key = KeyId(sha256("key")),
          .at = Timestamp{1'800'000'000'000},
          .seen = Seen{.size = 3, .root = {}},
          .idempotency_key = {}};
}

std::string written_message(const Kind& kind, RandomBody& body) {
  FormPrinter printer;
  print_envelope(printer, some_envelope(kind.name));
  body.write(printer, kind.describe());
  return printer.take();
}

std::vector<const KindEntry*> every_third_kind(std::uint32_t seed) {
  std::vector<const KindEntry*> kinds;
  for (const KindEntry* entry : history::all_kinds()) {
    if (seed++ % 3 == 0) kinds.push_back(entry);
  }
  return kinds;
}

// Reads a message that RandomBody has written.
Result<std::string> read_and_printed(const Kind& kind, const std::string& bytes) {
  TOS_TRY(const Message message, parse_message(bytes));
  TOS_TRY(const std::unique_ptr<Body> body, kind.decode(message.body()));
  return print_message(message.envelope, kind, *body);
}

}  // namespace

TEST_CASE("whatever a kind's fields allow is read and printed to the same bytes") {
  CHECK(rc::check([](std::uint32_t seed) {
    for (const KindEntry* entry : every_third_kind(seed)) {
      RandomBody body(seed);
      const std::string bytes = written_message(entry->kind, body);
      const auto printed = read_and_printed(entry->kind, bytes);
      if (!printed) RC_FAIL(printed.error().what + "\n" + bytes);
      RC_ASSERT(*printed == bytes);
    }
  }));
}

TEST_CASE("a body with one value that its field does not allow is refused, with its line") {
  CHECK(rc::check([](std::uint32_t seed) {
    for (const KindEntry* entry : every_third_kind(seed)) {
      RandomBody sound(seed);
      written_message(entry->kind, sound);
      RandomBody spoilt(seed, static_cast<int>(seed % static_cast<std::uint32_t>(sound.written())));
      const std::string bytes = written_message(entry->kind, spoilt);
      const auto printed = read_and_printed(entry->kind, bytes);
      if (printed) RC_FAIL("read:\n" + bytes);
      RC_ASSERT(printed.error().rule->id.starts_with("REC-"));
      RC_ASSERT(printed.error().where.line > 0);
      RC_ASSERT(printed.error().where.line <= std::ranges::count(bytes, '\n'));
    }
  }));
}
