#include "core/ssh/public_key.h"

#include <algorithm>
#include <vector>

#include "core/ssh/ed25519.h"
#include "core/ssh/rules.h"
#include "core/ssh/wire.h"

namespace tos::ssh {
namespace {

constexpr std::size_t max_application_bytes = 128;
constexpr std::size_t max_blob_bytes = 512;
constexpr std::size_t max_line_bytes = 4096;  // a comment may be long; the key is not

bool printable(std::string_view text) {
  return std::ranges::all_of(text, [](char letter) { return letter > ' ' && letter <= '~'; });
}

// What to say of an algorithm that is not in the table, without printing what an attacker wrote.
std::string shown_algorithm(std::string_view name) {
  if (name.empty() || name.size() > 64 || !printable(name)) return "of an unknown algorithm";
  return fmt::format("of algorithm '{}'", name);
}

Refusal unknown_algorithm(std::string_view name) {
  return refuse(SIG_015, "the key is {}", shown_algorithm(name))
      .hint("make a key that can sign records: tos key new, or ssh-keygen -t ed25519");
}

// Base58 with Bitcoin's alphabet (draft-msporny-base58): leading zero bytes become leading '1's.
std::string base58(std::string_view bytes) {
  static constexpr std::string_view digits = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
  std::vector<unsigned> reversed;
  for (const char byte : bytes) {
    unsigned carry = static_cast<std::uint8_t>(byte);
    for (unsigned& digit : reversed) {
      carry += digit * 256;
      digit = carry % 58;
      carry /= 58;
    }
    for (; carry != 0; carry /= 58) reversed.push_back(carry % 58);
  }
  std::string out(std::min(bytes.find_first_not_of('\0'), bytes.size()), '1');
  for (auto digit = reversed.rbegin(); digit != reversed.rend(); ++digit) out.push_back(digits[*digit]);
  return out;
}

}  // namespace

PublicKey::PublicKey(Algorithm algorithm, std::string_view point, std::string blob)
    : algorithm_(algorithm), blob_(std::move(blob)) {
  std::ranges::copy(point, point_.begin());
}

Result<PublicKey> PublicKey::from_blob(std::string_view blob) {
  if (blob.size() > max_blob_bytes) return refuse(SIG_013, "the key is longer than {} bytes", max_blob_bytes);
  WireReader reader(blob);
  const std::string_view name = reader.string();
  if (!reader.ok()) return refuse(SIG_013, "the key is cut short");
  const AlgorithmEntry* entry = find_algorithm(name);
  if (entry == nullptr) return unknown_algorithm(name);
  const std::string_view point = reader.string();
  const std::string_view application = entry->on_hardware ? reader.string() : std::string_view{};
  if (!reader.ok() || point.size() != ed25519_point_bytes)
    return refuse(SIG_013, "the key is cut short or its point is not 32 bytes");
  if (!reader.finished()) return refuse(SIG_013, "bytes follow the key");
  if (entry->on_hardware &&
      (application.empty() || application.size() > max_application_bytes || !printable(application))) {
    return refuse(SIG_013, "the hardware key's application is not a short printable word such as 'ssh:'");
  }
  // Canonical, on the curve, not of small order, and in the prime-order group: all four in one.
  if (!ed25519_valid_point(point)) {
    return refuse(SIG_014, "the key's point is not canonical, not on the curve, or not of prime order")
        .hint("ssh-keygen never makes such a key: ask where it comes from");
  }
  return PublicKey(entry->algorithm, point, std::string(blob));
}

Result<PublicKey> PublicKey::from_line(std::string_view line) {
  if (line.size() > max_line_bytes) return refuse(SIG_013, "the line is longer than {} bytes", max_line_bytes);
  while (!line.empty() && std::string_view(" \t\r\n").contains(line.back())) line.remove_suffix(1);
  if (line.contains('\n')) return refuse(SIG_013, "the file holds more than one line").hint("give one key a file");
  if (line.starts_with("-----BEGIN")) {
    return refuse(SIG_013, "this is not a public key file").hint("give the file that ends in .pub");
  }
  const std::size_t name_end = line.find(' ');
  const std::string_view name = line.substr(0, name_end);
  if (name_end == std::string_view::npos) return refuse(SIG_013, "the line is not an algorithm, a space and base64");
  if (find_algorithm(name) == nullptr) return unknown_algorithm(name);
  const std::string_view rest = line.substr(name_end + 1);
  const std::optional<std::string> blob = from_base64(rest.substr(0, rest.find(' ')));
  if (!blob) return refuse(SIG_013, "the key is not in canonical base64");
  TOS_TRY(PublicKey key, from_blob(*blob));
  if (entry_of(key.algorithm()).name != name)
    return refuse(SIG_013, "the line names one algorithm and the key another");
  return key;
}

Result<PublicKey> PublicKey::from_record(std::string_view text) {
  TOS_TRY(PublicKey key, from_line(text));
  if (key.to_line() != text) return refuse(SIG_013, "in a record, nothing follows the key").hint("{}", key.to_line());
  return key;
}

std::string_view PublicKey::application() const {
  WireReader reader(blob_);
  reader.string();
  reader.string();
  return reader.string();
}

std::string PublicKey::to_line() const { return fmt::format("{} {}", entry_of(algorithm_).name, to_base64(blob_)); }

std::string PublicKey::fingerprint() const {
  std::string text = to_base64(id().bytes());
  text.pop_back();  // 32 bytes end in one '=', which ssh-keygen leaves out
  return "SHA256:" + text;
}

std::optional<std::string> PublicKey::did_key() const {
  if (entry_of(algorithm_).on_hardware) return std::nullopt;
  std::string prefixed = "\xed\x01";
  prefixed.append(as_text(point_));
  return "did:key:z" + base58(prefixed);
}

}  // namespace tos::ssh
