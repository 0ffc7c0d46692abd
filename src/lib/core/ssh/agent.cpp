#include "core/ssh/agent.h"

#include <algorithm>

#include "core/ssh/rules.h"
#include "core/ssh/signature.h"
#include "core/ssh/wire.h"

namespace tos::ssh {
namespace {

// RFC 9987, section 6.1.
constexpr char failure = 5;
constexpr char request_identities = 11;
constexpr char identities_answer = 12;
constexpr char sign_request = 13;
constexpr char sign_response = 14;

constexpr std::size_t max_comment_bytes = 128;

Refusal wrong_answer(std::string_view what) {
  return refuse(SIG_031, "{}", what).hint("does SSH_AUTH_SOCK name an ssh-agent? ssh-add -l asks it");
}

// Comments are shown to people, and an agent is not always theirs.
std::string shown_comment(std::string_view comment) {
  std::string out(comment.substr(0, max_comment_bytes));
  std::ranges::replace_if(out, [](char letter) { return letter < ' ' || letter > '~'; }, '?');
  return out;
}

Result<std::string> checked(const PublicKey& key, std::string_view message, std::string_view name_space,
                            std::string_view signature_blob) {
  TOS_TRY(const Signature signature, Signature::assemble(key, name_space, signature_blob));
  TOS_CHECK(signature.check_message(message));
  return signature.armored();
}

}  // namespace

Result<std::string> Agent::ask(std::string_view body, char expected) {
  std::string frame;
  put_string(frame, body);
  TOS_TRY(const std::string reply, channel_.exchange(frame));
  if (reply.size() > max_agent_reply_bytes) return wrong_answer("ssh-agent's answer is too long");
  WireReader reader(reply);
  const std::string_view answer = reader.string();
  if (!reader.finished() || answer.empty()) return wrong_answer("ssh-agent's answer is not one whole frame");
  if (answer.front() == failure) return refuse(SIG_032, "ssh-agent said no").hint("ssh-add -l lists what it holds");
  if (answer.front() != expected) return wrong_answer("ssh-agent answered something else than was asked");
  return std::string(answer.substr(1));
}

Result<std::vector<AgentIdentity>> Agent::identities() {
  const char request[] = {request_identities};
  TOS_TRY(const std::string answer, ask({request, 1}, identities_answer));
  WireReader reader(answer);
  const std::uint32_t count = reader.u32();
  if (count > max_agent_identities) return wrong_answer("ssh-agent claims to hold too many keys");
  std::vector<AgentIdentity> out;
  for (std::uint32_t i = 0; i < count && reader.ok(); ++i) {
    const std::string_view blob = reader.string();
    const std::string_view comment = reader.string();
    // A key that cannot sign records, RSA for instance, is none of our business.
    if (Result<PublicKey> key = PublicKey::from_blob(blob)) out.push_back({*std::move(key), shown_comment(comment)});
  }
  if (!reader.finished()) return wrong_answer("ssh-agent's list of keys is cut short or too long");
  return out;
}

Result<std::string> Agent::sign(const PublicKey& key, std::string_view message, std::string_view name_space) {
  std::string request(1, sign_request);
  put_string(request, key.blob());
  put_string(request, signed_data(message, name_space));
  put_u32(request, 0);  // no flags: they choose hashes for RSA
  TOS_TRY(const std::string answer, ask(request, sign_response));
  WireReader reader(answer);
  const std::string_view blob = reader.string();
  if (!reader.finished()) return wrong_answer("ssh-agent's signature is cut short or too long");
  Result<std::string> armored = checked(key, message, name_space, blob);
  if (!armored) {
    return refuse(SIG_033, "ssh-agent's signature is not usable: {}", armored.error().what)
        .hint("a hardware key must be one that asks for a touch: ssh-keygen -t ed25519-sk without no-touch-required");
  }
  return armored;
}

}  // namespace tos::ssh
