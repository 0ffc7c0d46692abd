#pragma once
// libgit2, for this module's own sources only.
#include <git2.h>

#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/log/repository.h"

namespace tos::log {

template <auto free_function>
struct GitDeleter {
  template <class T>
  void operator()(T* handle) const {
    free_function(handle);
  }
};

using GitRepository = std::unique_ptr<git_repository, GitDeleter<git_repository_free>>;
using GitOdb = std::unique_ptr<git_odb, GitDeleter<git_odb_free>>;
using GitOdbObject = std::unique_ptr<git_odb_object, GitDeleter<git_odb_object_free>>;
using GitReference = std::unique_ptr<git_reference, GitDeleter<git_reference_free>>;
using GitReferenceIterator = std::unique_ptr<git_reference_iterator, GitDeleter<git_reference_iterator_free>>;
using GitObject = std::unique_ptr<git_object, GitDeleter<git_object_free>>;
using GitConfig = std::unique_ptr<git_config, GitDeleter<git_config_free>>;
using GitConfigIterator = std::unique_ptr<git_config_iterator, GitDeleter<git_config_iterator_free>>;
using GitIndex = std::unique_ptr<git_index, GitDeleter<git_index_free>>;

// A git_buf that libgit2 fills.
struct GitBuffer {
  git_buf buf = GIT_BUF_INIT;
  GitBuffer() = default;
  GitBuffer(const GitBuffer&) = delete;
  GitBuffer& operator=(const GitBuffer&) = delete;
  ~GitBuffer() { git_buf_dispose(&buf); }
  std::string text() const { return {buf.ptr, buf.size}; }
};

inline const git_oid* as_oid(const ObjectId& id) { return reinterpret_cast<const git_oid*>(id.bytes.data()); }
inline ObjectId from_oid(const git_oid& oid) { return ObjectId::from_raw(oid.id); }

// What libgit2 says about its last failure on this thread.
std::string last_git_error();

// Starts libgit2 once for the process, with what every use here relies on.
void start_libgit2();

// An ObjectReader that nobody uses, kept for whoever opens the next: opening one maps every pack.
struct ReaderShelf {
  std::mutex mutex;
  std::shared_ptr<void> idle;  // an ObjectReader::Impl
};

struct Repository::Impl {
  GitRepository handle;
  GitOdb odb;
  std::filesystem::path git_dir;
  std::filesystem::path common_dir;
  std::optional<std::filesystem::path> work_tree;
  std::vector<std::filesystem::path> object_directories;  // besides <common_dir>/objects
  CommitSigner commit_signer;
  std::shared_ptr<ReaderShelf> shelf = std::make_shared<ReaderShelf>();
};

}  // namespace tos::log
