#pragma once
#include <cstdint>
#include <memory>
#include <string_view>

#include "core/base/result.h"
#include "core/log/object_id.h"
#include "core/log/repository.h"

namespace tos::log {

struct ReaderShelf;

enum class ObjectType { commit = 1, tree = 2, blob = 3 };  // git's own numbers

inline constexpr std::size_t max_record_blob_bytes = 1 << 20;
inline constexpr std::size_t max_tree_bytes = 64 << 20;

// Reads objects of one repository. One per thread; opening one after another was closed is cheap. Commits and trees are
// checked against their ids (LOG-010); blobs are not: a record's id covers its bytes.
class ObjectReader {
 public:
  static Result<ObjectReader> open(const Repository& repository);
  ObjectReader(ObjectReader&&) noexcept = default;
  ObjectReader& operator=(ObjectReader&&) noexcept = default;
  ~ObjectReader();

  // The object's bytes, valid until the next read. LOG-009 when it is missing, of another type or unreadable;
  // LOG-012 when larger than `max_bytes`, found out from its header without loading it.
  Result<std::string_view> read(const ObjectId& id, ObjectType type, std::size_t max_bytes);
  Result<std::string_view> blob(const ObjectId& id, std::size_t max_bytes = max_record_blob_bytes) {
    return read(id, ObjectType::blob, max_bytes);
  }

 private:
  struct Impl;
  ObjectReader(std::shared_ptr<Impl> impl, std::shared_ptr<ReaderShelf> shelf);
  std::shared_ptr<Impl> impl_;
  std::shared_ptr<ReaderShelf> shelf_;
};

}  // namespace tos::log
