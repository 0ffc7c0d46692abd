#pragma once
#include <memory>
#include <optional>

#include "core/log/append.h"

namespace tos::log {

// Appends many commits through packs of its own. Memory is bounded however many there are; nothing is visible before
// finish(), which flushes the packs and moves main. Dropping it without finish() leaves main as it was.
class BulkAppend {
 public:
  static Result<BulkAppend> begin(Repository& repository, const RepositoryLock& lock,
                                  const std::optional<ObjectId>& parent);
  BulkAppend(BulkAppend&&) noexcept;
  BulkAppend& operator=(BulkAppend&&) noexcept;
  ~BulkAppend();

  Result<ObjectId> add(const NewRecordCommit& commit);  // the commit's id; LOG-032 when a path is taken
  Result<ObjectId> finish();                            // main's new commit

 private:
  struct Impl;
  explicit BulkAppend(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace tos::log
