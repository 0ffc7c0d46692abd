#pragma once
#include <optional>
#include <string>

#include "core/index/database.h"

namespace tos::index {

extern const char* const timer_schema;

// Something that happens when the log clock reaches a time. Timers fire before the next record is checked, in the order
// (due, position of the record that set them, index in its kind's list).
struct Timer {
  Timestamp due;
  std::int64_t position = 0;
  int index = 0;        // distinguishes the timers that one record sets
  std::string name;     // "identity.role-end": which handler
  std::string subject;  // what it is about, as the handler wrote it (an id's bytes, a handle)
};

void set_timer(Database& db, const Timer& timer);
std::optional<Timer> next_due(Database& db, Timestamp now);  // the first with due ≤ now
void remove_timer(Database& db, const Timer& timer);

}  // namespace tos::index
