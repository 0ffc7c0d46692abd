#include "core/log/maintenance.h"

#include <cstdlib>
#include <filesystem>

#include "core/log/rules.h"
#include "core/log/run_git.h"

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
bool is_due(const Repository& repository) {
  const fs::path objects = repository.common_dir() / "objects";
  const long loose_limit = limit(repository, "gc.auto", 6700);
  if (loose_limit <= 0) return false;
  const long loose = count_files(objects / "17", [](const fs::path&) { return true; });
  if (loose > (loose_limit + 255) / 256) return true;
  const long pack_limit = limit(repository, "gc.autopacklimit", 50);
  const long packs = count_files(objects / "pack", [](const fs::path& path) { return path.extension() == ".pack"; });
  return pack_limit > 0 && packs > pack_limit;
}

}  // namespace

Result<void> collect_garbage(const Repository& repository) {
  if (!is_due(repository)) return {};
  TOS_TRY(const GitOutcome outcome,
          run_git({.arguments = {"--git-dir", repository.common_dir().string(), "gc", "--auto", "--quiet"}}));
  if (outcome.status != 0) return refuse(LOG_035, "git gc --auto failed: {}", outcome.last_words());
  return {};
}

}  // namespace tos::log
