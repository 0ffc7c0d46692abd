#include "core/log/config.h"

#include <git2.h>

#include "core/log/git_handles.h"
#include "core/log/rules.h"

namespace tos::log {

Result<void> set_config(Repository& repository, const std::string& key, const std::optional<std::string>& value) {
  const std::string path = (repository.common_dir() / "config").string();
  git_config* raw = nullptr;
  int code = git_config_open_ondisk(&raw, path.c_str());
  const GitConfig config(raw);
  if (code == 0) {
    code = value ? git_config_set_string(raw, key.c_str(), value->c_str()) : git_config_delete_entry(raw, key.c_str());
  }
  if (code == 0 || (!value && code == GIT_ENOTFOUND)) return {};
  return with_lock_hint(refuse(LOG_006, "{} cannot be written: {}", path, last_git_error()), repository.common_dir());
}

Refusal with_lock_hint(Refusal refusal, const std::filesystem::path& directory) {
  const std::filesystem::path lock = directory / "config.lock";
  std::error_code error;
  if (std::filesystem::exists(std::filesystem::symlink_status(lock, error)))
    refusal.hint("a program that was stopped may have left it: if none is at work there, rm {}", lock.string());
  return refusal;
}

}  // namespace tos::log
