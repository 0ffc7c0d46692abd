#pragma once
#include <string_view>

#include "core/log/object_id.h"
#include "core/log/object_reader.h"

namespace tos::log {

// git's name for an object: SHA-1("<type> <size>\0" ‖ bytes).
ObjectId object_id_of(ObjectType type, std::string_view bytes);

// Incremental SHA-1, for pack trailers.
class Sha1 {
 public:
  Sha1();
  Sha1(const Sha1&) = delete;
  Sha1& operator=(const Sha1&) = delete;
  ~Sha1();
  void update(std::string_view bytes);
  ObjectId finish();  // then it starts anew

 private:
  void* context_;
};

std::string_view type_name(ObjectType type);  // "commit", "tree", "blob"

}  // namespace tos::log
