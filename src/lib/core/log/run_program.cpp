#include "core/log/run_program.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "core/log/posix.h"
#include "core/log/rules.h"

extern char** environ;  // NOLINT(readability-redundant-declaration): POSIX leaves the declaration to the program

namespace tos::log {
namespace {

struct Pipe {
  FileHandle reading;
  FileHandle writing;
};

Result<Pipe> make_pipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return system_refusal(LOG_035, "a pipe to a program");
  return Pipe{.reading = FileHandle(ends[0]), .writing = FileHandle(ends[1])};
}

// An open file that holds the text, at its beginning.
Result<FileHandle> memory_file(std::string_view text) {
  FileHandle file(::memfd_create("input", MFD_CLOEXEC));
  if (!file) return system_refusal(LOG_035, "the input of a program");
  TOS_CHECK(write_all(file.get(), text, "the input of a program"));
  if (::lseek(file.get(), 0, SEEK_SET) != 0) return system_refusal(LOG_035, "the input of a program");
  return file;
}

// The user's environment with some names set anew.
std::vector<std::string> environment_with(const std::vector<std::pair<std::string, std::string>>& changes) {
  std::vector<std::string> all;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const std::string_view name = text.substr(0, text.find('='));
    if (std::ranges::none_of(changes, [&](const auto& change) { return change.first == name; })) all.emplace_back(text);
  }
  for (const auto& [name, value] : changes) all.push_back(name + "=" + value);
  return all;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> all;
  all.reserve(texts.size() + 1);
  for (std::string& text : texts) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

// Reads both pipes to their ends, so that the child never waits for us.
void drain(const Pipe& out, const Pipe& err, ProgramOutcome& outcome) {
  std::array<pollfd, 2> files{pollfd{out.reading.get(), POLLIN, 0}, pollfd{err.reading.get(), POLLIN, 0}};
  const std::array<std::string*, 2> texts{&outcome.output, &outcome.errors};
  char buffer[1 << 14];
  while (files[0].fd >= 0 || files[1].fd >= 0) {
    if (::poll(files.data(), files.size(), -1) < 0 && errno != EINTR) return;
    for (std::size_t i = 0; i < files.size(); ++i) {
      if (files[i].fd < 0 || files[i].revents == 0) continue;
      const ssize_t count = ::read(files[i].fd, buffer, sizeof buffer);
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) {
        files[i].fd = -1;
        continue;
      }
      const std::size_t room = max_program_output_bytes - texts[i]->size();
      texts[i]->append(buffer, std::min(room, static_cast<std::size_t>(count)));
    }
  }
}

}  // namespace

std::string ProgramOutcome::last_words() const {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < errors.size();) {
    const std::size_t end = std::min(errors.find('\n', at), errors.size());
    std::string line = errors.substr(at, end - at);
    std::erase_if(line, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
    // What git adds after a remote that did not answer, whatever the reason: it would push the reason out.
    const bool is_advice = line.starts_with("hint:") ||
                           line.starts_with("Please make sure you have the correct access") ||
                           line == "and the repository exists.";
    if (!line.empty() && !is_advice) lines.push_back(std::move(line));
    at = end + 1;
  }
  std::string words;
  for (std::size_t i = lines.size() > 3 ? lines.size() - 3 : 0; i < lines.size(); ++i) {
    words += (words.empty() ? "" : "; ") + lines[i];
  }
  return words.empty() ? "it said nothing" : words;
}

Result<std::optional<ProgramOutcome>> run_program(const ProgramCommand& command) {
  TOS_TRY(Pipe out, make_pipe());
  TOS_TRY(Pipe err, make_pipe());
  FileHandle input;
  if (command.input) {
    TOS_TRY(input, memory_file(*command.input));
  }
  std::vector<std::string> arguments{command.program};
  arguments.insert(arguments.end(), command.arguments.begin(), command.arguments.end());
  auto changes = command.environment;
  changes.emplace_back("LC_ALL", "C.UTF-8");
  std::vector<std::string> environment = environment_with(changes);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  if (input) {
    posix_spawn_file_actions_adddup2(&actions, input.get(), STDIN_FILENO);
  } else {
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  }
  posix_spawn_file_actions_adddup2(&actions, out.writing.get(), STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, err.writing.get(), STDERR_FILENO);
  pid_t child = 0;
  const int code = ::posix_spawnp(&child, command.program.c_str(), &actions, nullptr, pointers(arguments).data(),
                                  pointers(environment).data());
  posix_spawn_file_actions_destroy(&actions);
  out.writing = FileHandle();
  err.writing = FileHandle();
  if (code != 0) return std::optional<ProgramOutcome>();
  ProgramOutcome outcome;
  drain(out, err, outcome);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  outcome.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  if (outcome.status == 127) return std::optional<ProgramOutcome>();
  return std::optional(std::move(outcome));
}

Result<ProgramOutcome> run_git(const GitCommand& command) {
  std::vector<std::string> arguments;
  if (!command.directory.empty()) arguments = {"-C", command.directory};
  arguments.insert(arguments.end(), command.arguments.begin(), command.arguments.end());
  TOS_TRY(auto outcome,
          run_program({.program = "git", .arguments = std::move(arguments), .environment = command.environment}));
  if (!outcome) return refuse(LOG_035, "git could not be started").hint("install git");
  return *std::move(outcome);
}

}  // namespace tos::log
