#include "core/ssh/agent.h"

#include <catch2/catch.hpp>
#include <functional>

#include "core/ssh/ed25519.h"
#include "core/ssh/rules.h"
#include "core/ssh/signature.h"
#include "unit/ssh/fixtures.h"

using namespace tos;
using namespace tos::ssh;

namespace {

// An agent that answers whatever the test likes.
struct ScriptedAgent final : AgentChannel {
  explicit ScriptedAgent(std::function<std::string(std::string_view)> answer) : answer_(std::move(answer)) {}
  explicit ScriptedAgent(std::string reply) : answer_([reply](std::string_view) { return reply; }) {}
  Result<std::string> exchange(std::string_view frame) override { return answer_(frame); }

 private:
  std::function<std::string(std::string_view)> answer_;
};

std::string framed(std::string_view body) {
  std::string out;
  put_string(out, body);
  return out;
}

std::string numbered(std::uint32_t number) {
  std::string out;
  put_u32(out, number);
  return out;
}

std::string text(std::string_view bytes) { return framed(bytes); }

std::string_view listing(std::string reply) {
  ScriptedAgent channel(std::move(reply));
  const auto identities = Agent(channel).identities();
  return identities ? "good" : identities.error().rule->id;
}

std::string_view signing(std::string reply) {
  ScriptedAgent channel(std::move(reply));
  const auto signature = Agent(channel).sign(test_key(1).public_key(), "message", test_name_space);
  return signature ? "good" : signature.error().rule->id;
}

// string algorithm ‖ string bytes over signed_data(message), made with seed `number`.
std::string signature_blob(std::uint8_t number, std::string_view message, std::string_view name_space) {
  const std::string secret =
      std::string(32, static_cast<char>(number)) + std::string(as_text(test_key(number).public_key().point()));
  const auto bytes =
      ed25519_sign(signed_data(message, name_space),
                   std::span<const std::uint8_t, 64>(reinterpret_cast<const std::uint8_t*>(secret.data()), 64));
  return text("ssh-ed25519") + text(as_text(bytes));
}

}  // namespace

TEST_CASE("identities: the keys that can sign are listed, others skipped", "[accepts SIG-031]") {
  const std::string key(test_key(1).public_key().blob());
  const std::string rsa = text("ssh-rsa") + text("\1\0\1") + text(std::string(256, '\x7f'));
  ScriptedAgent channel(framed("\x0c" + numbered(3) + text(rsa) + text("old") + text(key) + text("mara\x1b[2J@home") +
                               text("") + text("nothing at all")));
  const auto identities = Agent(channel).identities();
  REQUIRE(identities);
  REQUIRE(identities->size() == 1);
  CHECK(identities->front().key == test_key(1).public_key());
  CHECK(identities->front().comment == "mara?[2J@home");
  CHECK(listing(framed("\x0c" + numbered(0))) == "good");
}

TEST_CASE("identities: an answer that is not one is refused", "[refuses SIG-031, SIG-032]") {
  const std::string one = text(test_key(1).public_key().blob()) + text("mara");
  CHECK(listing(framed("\x05")) == "SIG-032");
  CHECK(listing("") == "SIG-031");
  CHECK(listing(framed("")) == "SIG-031");
  CHECK(listing(std::string("\0\0", 2)) == "SIG-031");
  CHECK(listing(framed("\x0e" + numbered(0))) == "SIG-031");              // the wrong type
  CHECK(listing(framed("\x0c")) == "SIG-031");                            // no count
  CHECK(listing(framed("\x0c" + numbered(2) + one)) == "SIG-031");        // fewer than it says
  CHECK(listing(framed("\x0c" + numbered(1) + one + one)) == "SIG-031");  // more than it says
  CHECK(listing(framed("\x0c" + numbered(0xffffffff) + one)) == "SIG-031");
  CHECK(listing(framed("\x0c" + numbered(1) + numbered(0xffffffff))) == "SIG-031");
  CHECK(listing(framed("\x0c" + numbered(1) + numbered(0x7fffffff) + "x")) == "SIG-031");
  CHECK(listing(framed("\x0c" + numbered(0)) + "x") == "SIG-031");  // bytes after the frame
  CHECK(listing(numbered(0xffffffff) + "\x0c") == "SIG-031");       // a giant length
  CHECK(listing(framed("\x0c" + std::string(max_agent_reply_bytes, '\0'))) == "SIG-031");
}

TEST_CASE("sign: the request is as RFC 9987 says, the answer becomes the armor that a key file would give",
          "[accepts SIG-032, SIG-033]") {
  std::string asked;
  ScriptedAgent channel([&](std::string_view frame) {
    asked = frame;
    return framed("\x0e" + text(signature_blob(1, "message", test_name_space)));
  });
  const auto signature = Agent(channel).sign(test_key(1).public_key(), "message", test_name_space);
  REQUIRE(signature);
  CHECK(*signature == test_key(1).sign("message", test_name_space));
  CHECK(asked == framed("\x0d" + text(test_key(1).public_key().blob()) + text(signed_data("message", test_name_space)) +
                        numbered(0)));
}

TEST_CASE("sign: an answer that does not fit is refused", "[accepts SIG-033][refuses SIG-031, SIG-032, SIG-033]") {
  const std::string good = signature_blob(1, "message", test_name_space);
  CHECK(signing(framed("\x0e" + text(good))) == "good");
  CHECK(signing(framed("\x05")) == "SIG-032");
  CHECK(signing(framed("\x0c" + numbered(0))) == "SIG-031");
  CHECK(signing(framed("\x0e" + text(good) + "x")) == "SIG-031");
  CHECK(signing(framed("\x0e" + numbered(0xffffffff) + good)) == "SIG-031");
  CHECK(signing(framed("\x0e" + text(""))) == "SIG-033");
  CHECK(signing(framed("\x0e" + text(good + "x"))) == "SIG-033");
  CHECK(signing(framed("\x0e" + text(signature_blob(2, "message", test_name_space)))) == "SIG-033");
  CHECK(signing(framed("\x0e" + text(signature_blob(1, "massage", test_name_space)))) == "SIG-033");
  CHECK(signing(framed("\x0e" + text(signature_blob(1, "message", "git")))) == "SIG-033");
  CHECK(signing(framed("\x0e" + text(text("ssh-rsa") + text(std::string(64, 'x'))))) == "SIG-033");
  CHECK(signing(framed("\x0e" + text(std::string(100'000, 'x')))) == "SIG-033");
}

TEST_CASE("what an honest token signs is accepted when a person was present, and only then") {
  const std::string point(as_text(test_key(1).public_key().point()));
  const PublicKey key = PublicKey::from_blob(text("sk-ssh-ed25519@openssh.com") + text(point) + text("ssh:")).value();
  const auto answer = [&](char flags, std::string_view application) {
    const std::string data = std::string(as_text(sha256(application))) + flags + numbered(9) +
                             std::string(as_text(sha256(signed_data("message", test_name_space))));
    const std::string secret = std::string(32, '\1') + point;
    const auto bytes =
        ed25519_sign(data, std::span<const std::uint8_t, 64>(reinterpret_cast<const std::uint8_t*>(secret.data()), 64));
    return framed("\x0e" + text(text("sk-ssh-ed25519@openssh.com") + text(as_text(bytes)) + flags + numbered(9)));
  };
  const auto judged = [&](std::string reply) -> std::string {
    ScriptedAgent channel(std::move(reply));
    const auto signature = Agent(channel).sign(key, "message", test_name_space);
    if (!signature) return signature.error().what;
    CHECK(verify(*signature, "message", test_name_space, key));
    CHECK(Signature::parse(*signature)->counter() == 9);
    return "good";
  };
  CHECK(judged(answer('\1', "ssh:")) == "good");
  CHECK(judged(answer('\5', "ssh:")) == "good");  // verified by PIN as well
  CHECK(judged(answer('\0', "ssh:")).contains("without a person"));
  CHECK(judged(answer('\4', "ssh:")).contains("without a person"));
  CHECK(judged(answer('\1', "ssh:other")).contains("does not fit"));
}
