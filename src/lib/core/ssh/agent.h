#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/ssh/public_key.h"

namespace tos::ssh {

// Limits on what an agent may answer; OpenSSH's own agent stays far below them.
inline constexpr std::size_t max_agent_reply_bytes = 256 * 1024;
inline constexpr std::size_t max_agent_identities = 1024;

// Where requests to an ssh-agent go (RFC 9987). A frame is u32 length ‖ body, both ways.
struct AgentChannel {
  virtual ~AgentChannel() = default;
  // Sends one frame and returns the one frame that answers it, length included. What comes back is not trusted.
  virtual Result<std::string> exchange(std::string_view frame) = 0;
};

// A Unix socket, as SSH_AUTH_SOCK names it (the caller reads the environment). One connection an exchange; an agent
// that does not answer within the time limit is given up (SIG-030). The default leaves time to touch a hardware key.
class UnixAgentChannel final : public AgentChannel {
 public:
  explicit UnixAgentChannel(std::string socket_path, int timeout_seconds = 60);
  Result<std::string> exchange(std::string_view frame) override;

 private:
  std::string socket_path_;
  int timeout_seconds_;
};

struct AgentIdentity {
  PublicKey key;
  std::string comment;  // printable ASCII, at most 128 bytes; anything else became '?'
};

class Agent {
 public:
  explicit Agent(AgentChannel& channel) : channel_(channel) {}
  // The keys that can sign records, in the agent's order; keys of other algorithms are skipped.
  // Refusals: SIG-030, SIG-031.
  Result<std::vector<AgentIdentity>> identities();
  // Armored signature, checked before it is returned. Refusals: SIG-030 to SIG-033.
  Result<std::string> sign(const PublicKey& key, std::string_view message, std::string_view name_space);

 private:
  // The body of the reply: its first byte is `expected`, or the agent said no.
  Result<std::string> ask(std::string_view body, char expected);

  AgentChannel& channel_;
};

}  // namespace tos::ssh
