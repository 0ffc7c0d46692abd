#include "core/log/sha1.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <utility>

#include "core/base/assert.h"

namespace tos::log {
namespace {

// Fetched once: looking the algorithm up costs more than hashing a commit.
const EVP_MD* algorithm() {
  static const EVP_MD* const sha1 = EVP_MD_fetch(nullptr, "SHA1", nullptr);
  TOS_ASSERT(sha1 != nullptr);
  return sha1;
}

EVP_MD_CTX* context_of(void* context) { return static_cast<EVP_MD_CTX*>(context); }

}  // namespace

Sha1::Sha1() : context_(EVP_MD_CTX_new()) {
  TOS_ASSERT(context_ != nullptr && EVP_DigestInit_ex2(context_of(context_), algorithm(), nullptr) == 1);
}

Sha1::~Sha1() { EVP_MD_CTX_free(context_of(context_)); }

void Sha1::update(std::string_view bytes) {
  TOS_ASSERT(EVP_DigestUpdate(context_of(context_), bytes.data(), bytes.size()) == 1);
}

ObjectId Sha1::finish() {
  ObjectId id;
  TOS_ASSERT(EVP_DigestFinal_ex(context_of(context_), id.bytes.data(), nullptr) == 1);
  TOS_ASSERT(EVP_DigestInit_ex2(context_of(context_), nullptr, nullptr) == 1);
  return id;
}

std::string_view type_name(ObjectType type) {
  switch (type) {
    case ObjectType::commit:
      return "commit";
    case ObjectType::tree:
      return "tree";
    case ObjectType::blob:
      return "blob";
  }
  std::unreachable();
}

ObjectId object_id_of(ObjectType type, std::string_view bytes) {
  static thread_local Sha1 hash;
  char header[32];
  const auto end = fmt::format_to_n(header, sizeof header, "{} {}", type_name(type), bytes.size());
  *end.out = '\0';
  hash.update({header, end.size + 1});
  hash.update(bytes);
  return hash.finish();
}

}  // namespace tos::log
