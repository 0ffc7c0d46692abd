#pragma once
#include "core/index/database.h"

namespace tos {

// What a thread keeps in memory of one part of a database: emptied when that part may have changed, or when another
// database is asked. Use it as a static thread_local.
template <class Content>
class Remembered {
 public:
  Content& of(const Database& db, Database::Part part) {
    if (serial_ != db.serial() || epoch_ != db.epoch(part)) {
      content_ = {};
      serial_ = db.serial();
      epoch_ = db.epoch(part);
    }
    return content_;
  }

 private:
  std::uint64_t serial_ = 0;  // of no database
  std::uint64_t epoch_ = 0;
  Content content_;
};

}  // namespace tos
