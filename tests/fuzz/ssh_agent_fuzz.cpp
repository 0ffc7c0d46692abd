#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/assert.h"
#include "core/ssh/agent.h"
#include "core/ssh/private_key.h"
#include "core/ssh/signature.h"

using namespace tos::ssh;

namespace {

struct FixedReply final : AgentChannel {
  explicit FixedReply(std::string_view text) : reply(text) {}
  tos::Result<std::string> exchange(std::string_view) override { return reply; }
  std::string reply;
};

}  // namespace

// Whatever answers on the socket: a bounded list of sound keys, a sound signature, or a refusal.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const PublicKey key = PrivateKey::from_seed(std::array<std::uint8_t, 32>{}).public_key();
  FixedReply channel(std::string_view(reinterpret_cast<const char*>(data), size));
  Agent agent(channel);
  if (const auto identities = agent.identities()) {
    TOS_ASSERT(identities->size() <= max_agent_identities);
    for (const AgentIdentity& identity : *identities) {
      TOS_ASSERT(PublicKey::from_record(identity.key.to_line()).has_value());
    }
  }
  if (const auto signature = agent.sign(key, "message", "ns")) {
    TOS_ASSERT(verify(*signature, "message", "ns", key).has_value());
  }
  return 0;
}
