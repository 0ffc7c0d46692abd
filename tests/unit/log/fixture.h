#pragma once
#include <unistd.h>

#include <array>
#include <catch2/catch.hpp>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "core/log/append.h"
#include "core/log/history.h"
#include "core/log/repository.h"
#include "core/log/tree_listing.h"

namespace tos::log {

// A directory that goes away with the test.
class TempDirectory {
 public:
  TempDirectory() {
    // In memory where there is such a place: what is tested is the order of writes, not the speed of a disk.
    const std::filesystem::path memory = "/dev/shm";
    const auto parent = ::access(memory.c_str(), W_OK) == 0 ? memory : std::filesystem::temp_directory_path();
    std::string name = (parent / "tos_log_XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) std::abort();
    path_ = name;
  }
  TempDirectory(const TempDirectory&) = delete;
  TempDirectory& operator=(const TempDirectory&) = delete;
  ~TempDirectory() {
    std::error_code error;
    std::filesystem::remove_all(path_, error);
  }
  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(std::string_view name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

struct ShellOutput {
  int status;
  std::string text;  // standard output and error
};

// Runs a shell command in `directory`, with git free of the user's configuration.
inline ShellOutput run(const std::filesystem::path& directory, const std::string& command) {
  const std::string line =
      "cd '" + directory.string() +
      "' && export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=x GIT_AUTHOR_EMAIL=x@x "
      "GIT_COMMITTER_NAME=x GIT_COMMITTER_EMAIL=x@x && { " +
      command + "\n} 2>&1";
  FILE* pipe = ::popen(line.c_str(), "r");
  ShellOutput output{.status = -1, .text = {}};
  std::array<char, 4096> buffer;
  while (const std::size_t count = std::fread(buffer.data(), 1, buffer.size(), pipe)) {
    output.text.append(buffer.data(), count);
  }
  output.status = ::pclose(pipe);
  return output;
}

// The same, which must succeed; without the last line ending.
inline std::string sh(const std::filesystem::path& directory, const std::string& command) {
  ShellOutput output = run(directory, command);
  INFO(command << "\n" << output.text);
  REQUIRE(output.status == 0);
  if (output.text.ends_with('\n')) output.text.pop_back();
  return output.text;
}

template <class T>
T must(Result<T> result) {
  if (!result) FAIL(result.error().rule->id << ": " << result.error().what);
  return *std::move(result);
}
inline void must(Result<void> result) {
  if (!result) FAIL(result.error().rule->id << ": " << result.error().what);
}

inline NewRecord sample_record(int number, const std::string& directory = "ledger/2026-11/20") {
  const std::string bytes = "record " + std::to_string(number) + "\n" + std::string(300, 'x') + "\n";
  const RecordId id(sha256(bytes));
  return {.id = id, .path = directory + "/entry-" + id.hex16() + ".yaml", .bytes = bytes};
}

inline CommitStamp sample_stamp(int number) {
  return {.kind = "economy.entry",
          .author = "mara",
          .group_handle = "green",
          .latest_at = Timestamp{1'795'168'800'000 + number * 1000}};
}

inline NewRecordCommit sample_commit(int first, int count = 1, const std::string& directory = "ledger/2026-11/20") {
  NewRecordCommit commit{.stamp = sample_stamp(first), .records = {}};
  for (int i = first; i < first + count; ++i) commit.records.push_back(sample_record(i, directory));
  return commit;
}

inline ObjectId append_samples(Repository& repository, int first, int count = 1) {
  const RepositoryLock lock = must(RepositoryLock::acquire(repository));
  return must(append(repository, lock, repository.head(), std::vector{sample_commit(first, count)}));
}

inline Result<History> history_of(const Repository& repository) {
  TOS_TRY(ObjectReader reader, ObjectReader::open(repository));
  TOS_TRY(const ObjectId head, repository.require_head());
  return read_history(reader, head);
}

}  // namespace tos::log
