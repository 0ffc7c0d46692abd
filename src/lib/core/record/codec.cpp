#include "core/record/codec.h"

#include "core/record/rules.h"

namespace tos::codec {
namespace {

std::string field_label(NodeView node) { return node->key.empty() ? "a list item" : fmt::format("'{}'", node->key); }

Refusal at(NodeView node, Refusal refusal) {
  return std::move(
      refusal.at_line(static_cast<int>(node->line)).hint("tos schema KIND shows fields, order and limits"));
}

}  // namespace

Refusal wrong_type(NodeView node, std::string_view wanted) {
  return at(node, refuse(rules::REC_006, "{} must be {}", field_label(node), wanted));
}

Refusal out_of_limits(NodeView node, std::string_view limits) {
  return at(node, refuse(rules::REC_007, "{} must be {}", field_label(node), limits));
}

Refusal unexpected_field(NodeView node, std::string_view owner_wants) {
  if (owner_wants.empty())
    return at(node, refuse(rules::REC_005, "'{}' is unknown here, repeated or out of order", node->key));
  return at(node, refuse(rules::REC_005, "'{}' stands where '{}' is due", node->key, owner_wants));
}

Refusal missing_field(NodeView map, std::string_view name) {
  return at(map, refuse(rules::REC_005, "'{}' is missing", name));
}

Result<std::string_view> string_of(NodeView node) {
  if (!node.is(NodeKind::string)) return wrong_type(node, "a string");
  return node->text;
}

Result<Digest> digest_of(NodeView node) {
  Digest digest;
  if (!node.is(NodeKind::string) || !from_hex(node->text, digest)) return wrong_type(node, "64 hex digits");
  return digest;
}

std::size_t count_characters(std::string_view text) {
  std::size_t count = 0;
  for (const char c : text) count += (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  return count;
}

}  // namespace tos::codec

namespace tos {

Result<Handle> Codec<Handle>::decode(NodeView node) {
  TOS_TRY(const std::string_view text, codec::string_of(node));
  auto handle = Handle::parse(text);
  if (!handle) handle.error().at_line(static_cast<int>(node->line));
  return handle;
}

Result<Timestamp> Codec<Timestamp>::decode(NodeView node) {
  TOS_TRY(const std::string_view text, codec::string_of(node));
  const auto at = Timestamp::parse(text);
  if (!at) return codec::wrong_type(node, "a UTC time like \"2026-11-20T10:00:00.000Z\"");
  return *at;
}

Result<Rational> Codec<Rational>::decode(NodeView node) {
  TOS_TRY(const std::string_view text, codec::string_of(node));
  const auto value = Rational::parse(text);
  if (!value) return codec::wrong_type(node, "a fraction like \"0.5\" or \"2/3\"");
  return *value;
}

}  // namespace tos
