#include <yaml-cpp/yaml.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/assert.h"
#include "core/record/form.h"

using namespace tos;

namespace {

// Draws decisions and strings from the fuzzer's bytes; zeros when they are used up.
class Draw {
 public:
  explicit Draw(std::string_view bytes) : bytes_(bytes) {}

  unsigned byte() {
    if (bytes_.empty()) return 0;
    const auto next = static_cast<unsigned char>(bytes_[0]);
    bytes_.remove_prefix(1);
    return next;
  }
  std::string text() {
    const std::size_t size = byte() % 80;
    std::string out(bytes_.substr(0, size));
    bytes_.remove_prefix(out.size());
    return is_allowed_text(out) ? out : "x";
  }
  // Characters of one alphabet: what is written plain, or nearly so.
  std::string word() {
    static constexpr std::string_view alphabets[] = {
        "0123456789abcdef", "0123456789e", "01b",          "0123456789d-",
        "inftrueyosnal",    "x0123_.:",    "abcz_./-0123", "-+.e0123456789"};
    const std::string_view alphabet = alphabets[byte() % std::size(alphabets)];
    static constexpr std::size_t sizes[] = {1, 2, 3, 4, 5, 32, 33, 64};
    std::string out(sizes[byte() % std::size(sizes)], ' ');
    for (char& c : out) c = alphabet[byte() % alphabet.size()];
    return out;
  }
  bool is_empty() const { return bytes_.empty(); }

 private:
  std::string_view bytes_;
};

void print_drawn_map(FormPrinter& printer, Draw& draw, int depth);

void print_drawn(FormPrinter& printer, Draw& draw, int depth) {
  switch (draw.byte() % (depth < 12 ? 8 : 6)) {
    case 0: {
      std::int64_t number = 0;
      for (unsigned i = draw.byte() % 7; i > 0; --i) number = number * 256 + draw.byte();
      return printer.integer(draw.byte() % 2 == 0 ? number : -number);
    }
    case 1:
      return printer.boolean(draw.byte() % 2 == 0);
    case 2:
      return printer.empty_list();
    case 3:
    case 4:
      return printer.string(draw.text());
    case 5:
      return printer.string(draw.word());
    case 6:
      printer.open_map();
      print_drawn_map(printer, draw, depth + 1);
      return printer.close_map();
    default:
      printer.open_list();
      for (unsigned i = draw.byte() % 4 + 1; i > 0; --i) {
        printer.item();
        if (draw.byte() % 2 == 0) {
          printer.string(draw.text());
        } else {
          printer.open_map();
          print_drawn_map(printer, draw, depth + 2);
          printer.close_map();
        }
      }
      return printer.close_list();
  }
}

void print_drawn_map(FormPrinter& printer, Draw& draw, int depth) {
  unsigned number = 0;
  do {
    printer.key("k" + std::to_string(number++));
    print_drawn(printer, draw, depth);
  } while (!draw.is_empty() && number < 200 && draw.byte() % 3 != 0);
}

// What YAML's readers resolve a plain scalar to by its looks, beside a string.
bool looks_like_another_type(const YAML::Node& node) {
  bool boolean = false;
  long long integer = 0;
  double number = 0;
  return node.IsNull() || YAML::convert<bool>::decode(node, boolean) ||
         YAML::convert<long long>::decode(node, integer) || YAML::convert<double>::decode(node, number);
}

void check_same(NodeView ours, const YAML::Node& theirs);

void check_children(NodeView ours, const YAML::Node& theirs) {
  TOS_ASSERT(theirs.size() == ours->child_count);
  auto other = theirs.begin();
  for (NodeView child = ours.first_child(); !(child == ours.children_end()); child = child.next_sibling(), ++other) {
    if (!ours.is(NodeKind::map)) {
      check_same(child, *other);
      continue;
    }
    TOS_ASSERT(other->first.IsScalar() && other->first.Scalar() == child->key &&
               !looks_like_another_type(other->first));
    check_same(child, other->second);
  }
}

void check_same(NodeView ours, const YAML::Node& theirs) {
  const bool plain = theirs.IsScalar() && theirs.Tag() == "?";
  switch (ours->kind) {
    case NodeKind::integer:
      TOS_ASSERT(plain && theirs.as<std::int64_t>() == ours->number);
      return;
    case NodeKind::boolean:
      TOS_ASSERT(plain && theirs.as<bool>() == ours->flag);
      return;
    case NodeKind::string:
      TOS_ASSERT(theirs.IsScalar() && theirs.Scalar() == ours->text);
      TOS_ASSERT(!plain || !looks_like_another_type(theirs));
      return;
    case NodeKind::list:
      TOS_ASSERT(theirs.IsSequence());
      return check_children(ours, theirs);
    case NodeKind::map:
      TOS_ASSERT(theirs.IsMap());
      return check_children(ours, theirs);
  }
}

void check_document(const std::string& text) {
  const auto form = parse_form(text);
  if (!form) return;
  const std::vector<YAML::Node> documents = YAML::LoadAll(text);
  TOS_ASSERT(documents.size() == 1);
  check_same(form->root(), documents[0]);
}

}  // namespace

// Whatever is in record form says the same to an ordinary YAML reader: the same tree of strings, integers and booleans.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  check_document(std::string(bytes));
  Draw draw(bytes);
  FormPrinter printer;
  print_drawn_map(printer, draw, 1);
  const std::string drawn = printer.take();
  TOS_ASSERT(parse_form(drawn).has_value());
  check_document(drawn);
  return 0;
}
