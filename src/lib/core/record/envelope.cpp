#include "core/record/envelope.h"

#include "core/record/codec.h"
#include "core/record/rules.h"

namespace tos {
namespace {

constexpr std::string_view separator = "---\n";
constexpr char size_hint[] = "keep long documents beside the records, and their digest in one";

int lines_in(std::string_view text) {
  int lines = 0;
  for (const char c : text) lines += c == '\n';
  return lines;
}

// Offset of the first line that is exactly "---", at or after `from` (a line start); npos if there is none.
std::size_t find_separator(std::string_view bytes, std::size_t from) {
  if (bytes.substr(from).starts_with(separator)) return from;
  const std::size_t at = bytes.find("\n---\n", from);
  return at == std::string_view::npos ? at : at + 1;
}

}  // namespace

Result<RecordParts> split_record(std::string_view bytes) {
  if (bytes.size() > max_record_bytes)
    return refuse(rules::REC_001, "the file has {} bytes, over 1 MiB", bytes.size()).hint(size_hint);
  const std::size_t first = find_separator(bytes, 0);
  if (first == std::string_view::npos || first == 0) {
    return refuse(rules::REC_002, "no line that is exactly --- after a message").at_line(1).hint("tos explain REC-002");
  }
  if (first > max_message_bytes)
    return refuse(rules::REC_001, "the message has {} bytes, over 64 KiB", first).hint(size_hint);
  RecordParts parts{.message = bytes.substr(0, first), .signature = {}, .enclosures = {}};
  const std::size_t signature = first + separator.size();
  parts.signature_line = lines_in(parts.message) + 2;
  const std::size_t second = signature < bytes.size() ? find_separator(bytes, signature) : std::string_view::npos;
  parts.signature = bytes.substr(signature, second == std::string_view::npos ? second : second - signature);
  if (second == std::string_view::npos) return parts;
  parts.enclosures = bytes.substr(second + separator.size());
  parts.enclosures_line = parts.signature_line + lines_in(parts.signature) + 1;
  if (parts.enclosures.empty()) {
    return refuse(rules::REC_002, "the file ends after its second ---")
        .at_line(parts.enclosures_line)
        .hint("tos explain REC-002");
  }
  return parts;
}

std::string join_record(std::string_view message, std::string_view signature, std::string_view enclosures) {
  std::string out;
  out.reserve(message.size() + signature.size() + enclosures.size() + 8);
  out.append(message).append(separator).append(signature);
  if (!enclosures.empty()) out.append(separator).append(enclosures);
  return out;
}

std::string_view module_noun_of(std::string_view kind) { return kind.substr(0, kind.find('/')); }
std::string_view noun_of(std::string_view kind) {
  const std::string_view name = module_noun_of(kind);
  return name.substr(name.find('.') + 1);
}

namespace {

// module.noun/vN: lower-case words, hyphens inside the noun.
bool is_kind(std::string_view text) {
  const std::size_t dot = text.find('.');
  const std::size_t slash = text.find("/v");
  if (dot == std::string_view::npos || slash == std::string_view::npos || dot == 0 || slash <= dot + 1) return false;
  const auto all = [](std::string_view part, auto accepts) {
    for (const char c : part) {
      if (!accepts(c)) return false;
    }
    return !part.empty();
  };
  const auto letter = [](char c) { return c >= 'a' && c <= 'z'; };
  const std::string_view version = text.substr(slash + 2);
  return text.size() <= 64 && all(text.substr(0, dot), letter) &&
         all(text.substr(dot + 1, slash - dot - 1), [&](char c) { return letter(c) || c == '-'; }) &&
         version.size() <= 3 && version[0] != '0' && all(version, [](char c) { return c >= '0' && c <= '9'; });
}

// Walks the envelope's entries in their fixed order.
class EnvelopeReader {
 public:
  explicit EnvelopeReader(const Form& form) : map_(form.root()), next_(map_.first_child()) {}

  bool has(std::string_view name) const { return next_ != map_.children_end() && next_->key == name; }

  template <class T>
  Result<T> take(std::string_view name) {
    TOS_TRY(const NodeView node, take_node(name));
    return decode<T>(node);
  }

  Result<NodeView> take_node(std::string_view name) {
    if (next_ == map_.children_end()) return codec::missing_field(map_, name);
    if (next_->key != name) return codec::unexpected_field(next_, name);
    const NodeView node = next_;
    next_ = next_.next_sibling();
    return node;
  }

  Result<void> finish() const {
    if (next_ != map_.children_end()) return codec::unexpected_field(next_, {});
    return {};
  }

 private:
  NodeView map_;
  NodeView next_;
};

}  // namespace

struct SeenForm {
  Whole<1, max_plain_integer> size;
  LogRoot root;
};
inline constexpr auto seen_fields = fields<SeenForm>(field("size", &SeenForm::size, "how many records the author had"),
                                                     field("root", &SeenForm::root, "the log's root at that size"));
constexpr const auto& fields_of(const SeenForm*) { return seen_fields; }

namespace {

Result<std::string> take_kind(EnvelopeReader& reader) {
  TOS_TRY(const NodeView node, reader.take_node("kind"));
  if (!node.is(NodeKind::string) || !is_kind(node->text))
    return codec::wrong_type(node, "a kind like voting.ballot/v1");
  return std::string(node->text);
}

Result<std::string> take_idempotency_key(EnvelopeReader& reader) {
  TOS_TRY(const NodeView node, reader.take_node("idempotency_key"));
  const bool fits =
      node.is(NodeKind::string) && !node->text.empty() && node->text.size() <= 64 &&
      std::string_view::npos ==
          node->text.find_first_not_of(
              "!\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~");
  if (!fits) return codec::out_of_limits(node, "1 to 64 printable ASCII characters without spaces");
  return std::string(node->text);
}

Result<Envelope> read_envelope(EnvelopeReader& reader) {
  Envelope envelope;
  TOS_CHECK(reader.take<Whole<envelope_version, envelope_version>>("tos"));
  TOS_TRY(envelope.kind, take_kind(reader));
  if (reader.has("group")) {
    TOS_TRY(envelope.group, reader.take<GroupId>("group"));
  }
  TOS_TRY(envelope.author, reader.take<Handle>("author"));
  TOS_TRY(envelope.key, reader.take<KeyId>("key"));
  TOS_TRY(envelope.at, reader.take<Timestamp>("at"));
  if (reader.has("seen")) {
    TOS_TRY(const SeenForm seen, reader.take<SeenForm>("seen"));
    envelope.seen = Seen{.size = seen.size, .root = seen.root};
  }
  if (reader.has("idempotency_key")) {
    TOS_TRY(envelope.idempotency_key, take_idempotency_key(reader));
  }
  return envelope;
}

}  // namespace

Result<Message> parse_message(std::string_view bytes) {
  TOS_TRY(Form form, parse_form(bytes));
  EnvelopeReader reader(form);
  TOS_TRY(Envelope envelope, read_envelope(reader));
  TOS_TRY(const NodeView body, reader.take_node("body"));
  if (!body.is(NodeKind::map)) return codec::wrong_type(body, "a mapping");
  TOS_CHECK(reader.finish());
  const auto body_index = static_cast<std::uint32_t>(&*body - form.nodes().data());
  return Message{.envelope = std::move(envelope), .form = std::move(form), .body_index = body_index};
}

void print_envelope(FormPrinter& printer, const Envelope& envelope) {
  printer.key("tos");
  printer.integer(envelope_version);
  printer.key("kind");
  printer.string(envelope.kind);
  if (envelope.group) {
    printer.key("group");
    print(printer, *envelope.group);
  }
  printer.key("author");
  print(printer, envelope.author);
  printer.key("key");
  print(printer, envelope.key);
  printer.key("at");
  print(printer, envelope.at);
  if (envelope.seen) {
    printer.key("seen");
    print(printer, SeenForm{.size = {envelope.seen->size}, .root = envelope.seen->root});
  }
  if (envelope.idempotency_key) {
    printer.key("idempotency_key");
    printer.string(*envelope.idempotency_key);
  }
  printer.key("body");
}

Result<std::vector<Enclosure>> parse_enclosures(std::string_view bytes, int first_line) {
  TOS_TRY(const Form form, parse_form(bytes, first_line));
  std::vector<Enclosure> enclosures;
  const NodeView root = form.root();
  for (NodeView entry = root.first_child(); entry != root.children_end(); entry = entry.next_sibling()) {
    if (!entry.is(NodeKind::map) || entry->child_count != 2)
      return codec::wrong_type(entry, "a mapping of salt and text");
    const NodeView salt = entry.first_child();
    const NodeView text = salt.next_sibling();
    if (salt->key != "salt") return codec::unexpected_field(salt, "salt");
    if (text->key != "text") return codec::unexpected_field(text, "text");
    TOS_TRY(const Digest salt_bytes, codec::digest_of(salt));
    TOS_TRY(const std::string_view content, codec::string_of(text));
    enclosures.push_back({.name = std::string(entry->key), .salt = salt_bytes, .text = std::string(content)});
  }
  return enclosures;
}

std::string print_enclosures(const std::vector<Enclosure>& enclosures) {
  FormPrinter printer;
  for (const Enclosure& enclosure : enclosures) {
    printer.key(enclosure.name);
    printer.open_map();
    printer.key("salt");
    printer.string(to_hex(enclosure.salt));
    printer.key("text");
    printer.string(enclosure.text);
    printer.close_map();
  }
  return printer.take();
}

}  // namespace tos
