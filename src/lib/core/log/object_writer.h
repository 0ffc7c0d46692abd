#pragma once
#include <filesystem>
#include <set>
#include <string_view>

#include "core/base/result.h"
#include "core/log/object_id.h"
#include "core/log/object_reader.h"

namespace tos::log {

// Where new objects go: loose files, or a pack.
class ObjectSink {
 public:
  virtual ~ObjectSink() = default;
  // Stores an object (once) and returns its id.
  virtual Result<ObjectId> write(ObjectType type, std::string_view bytes) = 0;
  // A tree of which an earlier version may be in this sink: `token` is what the last call for this directory left
  // there, zero at first. A sink may store only the difference from `before`.
  virtual Result<ObjectId> write_tree(std::string_view bytes, std::string_view before, std::uint64_t& token) = 0;
};

// Loose objects, each flushed when written. For a handful at a time.
class LooseWriter final : public ObjectSink {
 public:
  explicit LooseWriter(const Repository& repository);
  Result<ObjectId> write(ObjectType type, std::string_view bytes) override;
  Result<ObjectId> write_tree(std::string_view bytes, std::string_view, std::uint64_t&) override {
    return write(ObjectType::tree, bytes);
  }
  // Makes the names last. Call before anything refers to the objects.
  Result<void> finish();

 private:
  const Repository& repository_;
  std::filesystem::path objects_;
  bool group_shared_;
  std::set<std::filesystem::path> touched_;
};

}  // namespace tos::log
