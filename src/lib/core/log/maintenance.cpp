#include "core/log/maintenance.h"

#include <cstdlib>
#include <filesystem>

#include "core/log/rules.h"
#include "core/log/run_program.h"

namespace tos::log {

namespace {

namespace fs = std::filesystem;

// A limit from git's configuration; 0 or less: never.
long limit(const Repository& repository, std::string_view key, long otherwise) {
  const auto value = repository.config(key);
  return value ? std::strtol(value->c_str(), nullptr, 10) : otherwise;
}

template <class Counts>
long count_files(const fs::path& directory, const Counts& counts) {
  long count = 0;
  std::error_code error;
  for (fs::directory_iterator entry(directory, error), end; !error && entry != end; entry.increment(error)) {
    if (counts(entry->path())) ++count;
  }
  return count;
}

// What git gc --auto asks itself (git's builtin/gc.c): loose objects are estimated from one directory of 256. Asking
// it here saves a process for every command.
bool has_many_loose(const Repository& repository) {
  const long most = limit(repository, "gc.auto", 6700);
  const long there = count_files(repository.common_dir() / "objects" / "17", [](const fs::path&) { return true; });
  return most > 0 && there > (most + 255) / 256;
}

bool has_many_packs(const Repository& repository) {
  const long most = limit(repository, "gc.autopacklimit", 50);
  const long there = count_files(repository.common_dir() / "objects" / "pack",
                                 [](const fs::path& path) { return path.extension() == ".pack"; });
  return most > 0 && limit(repository, "gc.auto", 6700) > 0 && there > most;
}

Result<bool> run(const Repository& repository, std::vector<std::string> command) {
  command.insert(command.begin(), {"--git-dir", repository.common_dir().string()});
  TOS_TRY(const ProgramOutcome outcome, run_git({.arguments = std::move(command)}));
  return outcome.status == 0;
}

// Joins small packs until each is at least twice as large as all smaller ones: a record costs log(size) over the years,
// where git gc would write the whole history again every fifty commands. git before 2.32 cannot.
Result<bool> join_packs(const Repository& repository) {
  return run(repository, {"repack", "-d", "--geometric=2", "--quiet"});
}

}  // namespace

Result<void> collect_garbage(const Repository& repository) {
  const bool is_loose = has_many_loose(repository);
  if (!is_loose && !has_many_packs(repository)) return {};
  if (!is_loose) {
    TOS_TRY(const bool joined, join_packs(repository));
    if (joined) return {};
  }
  TOS_TRY(const bool collected, run(repository, {"gc", "--auto", "--quiet"}));
  if (!collected) return refuse(LOG_035, "git gc --auto failed").hint("git gc shows why");
  return {};
}

}  // namespace tos::log
