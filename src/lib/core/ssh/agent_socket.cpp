#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>

#include "core/ssh/agent.h"
#include "core/ssh/rules.h"
#include "core/ssh/wire.h"

namespace tos::ssh {
namespace {

using MonotonicClock = std::chrono::steady_clock;  // measures the wait; no decision depends on it

class Socket {
 public:
  Socket() : descriptor_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {}
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  ~Socket() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

Refusal unreachable(std::string_view what) {
  return refuse(SIG_030, "{}", what).hint("start an agent: eval \"$(ssh-agent)\" and then ssh-add");
}

// Waits until the socket is ready or the deadline has passed.
Result<void> wait_for(const Socket& socket, short events, MonotonicClock::time_point deadline) {
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - MonotonicClock::now()).count();
    pollfd entry{.fd = socket.descriptor(), .events = events, .revents = 0};
    const int ready = left <= 0 ? 0 : ::poll(&entry, 1, static_cast<int>(left));
    if (ready > 0) return {};
    if (ready == 0) return unreachable("ssh-agent did not answer in time");
    if (errno != EINTR) return unreachable("waiting for ssh-agent failed");
  }
}

Result<void> send_all(const Socket& socket, std::string_view bytes, MonotonicClock::time_point deadline) {
  while (!bytes.empty()) {
    TOS_CHECK(wait_for(socket, POLLOUT, deadline));
    const ssize_t sent = ::send(socket.descriptor(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && (errno == EAGAIN || errno == EINTR)) continue;
    if (sent <= 0) return unreachable("ssh-agent closed the connection");
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return {};
}

// Appends exactly `size` bytes to `out`.
Result<void> receive(const Socket& socket, std::string& out, std::size_t size, MonotonicClock::time_point deadline) {
  std::size_t filled = out.size();
  out.resize(filled + size);
  while (filled < out.size()) {
    TOS_CHECK(wait_for(socket, POLLIN, deadline));
    const ssize_t got = ::recv(socket.descriptor(), out.data() + filled, out.size() - filled, 0);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) continue;
    if (got <= 0) return unreachable("ssh-agent closed the connection");
    filled += static_cast<std::size_t>(got);
  }
  return {};
}

Result<void> connect_to(const Socket& socket, const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof address.sun_path || path.contains('\0')) {
    return unreachable("there is no agent socket, or its path is too long");
  }
  std::memcpy(address.sun_path, path.data(), path.size());
  if (socket.descriptor() < 0 ||
      ::connect(socket.descriptor(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    return unreachable("no ssh-agent answers on its socket").in_file(path);
  }
  return {};
}

}  // namespace

UnixAgentChannel::UnixAgentChannel(std::string socket_path, int timeout_seconds)
    : socket_path_(std::move(socket_path)), timeout_seconds_(timeout_seconds) {}

Result<std::string> UnixAgentChannel::exchange(std::string_view frame) {
  const auto deadline = MonotonicClock::now() + std::chrono::seconds(timeout_seconds_);
  const Socket socket;
  TOS_CHECK(connect_to(socket, socket_path_));
  TOS_CHECK(send_all(socket, frame, deadline));
  std::string reply;
  TOS_CHECK(receive(socket, reply, 4, deadline));
  const std::uint32_t size = WireReader(reply).u32();
  if (size == 0 || size > max_agent_reply_bytes - 4) {
    return refuse(SIG_031, "ssh-agent announces an answer of {} bytes", size)
        .hint("does SSH_AUTH_SOCK name an ssh-agent? ssh-add -l asks it");
  }
  TOS_CHECK(receive(socket, reply, size, deadline));
  return reply;
}

}  // namespace tos::ssh
