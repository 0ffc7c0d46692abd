#pragma once
#include <string_view>

#include "core/base/result.h"
#include "core/log/object_id.h"
#include "core/log/object_reader.h"

namespace tos::log {

// Where new objects go.
class ObjectSink {
 public:
  virtual ~ObjectSink() = default;
  // Stores an object (once) and returns its id.
  virtual Result<ObjectId> write(ObjectType type, std::string_view bytes) = 0;
  // A tree of which an earlier version may be in this sink: `token` is what the last call for this directory left
  // there, zero at first. A sink may store only the difference from `before`.
  virtual Result<ObjectId> write_tree(std::string_view bytes, std::string_view before, std::uint64_t& token) = 0;
};

}  // namespace tos::log
