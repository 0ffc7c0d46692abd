#pragma once
#include <algorithm>

#include "core/log/commit.h"
#include "core/record/envelope.h"

namespace tos::history {

// What a commit's header must say, gathered from its records in order.
class StampBuilder {
 public:
  void add(const Envelope& envelope, std::string group_handle) {
    if (stamp_.kind.empty()) {
      stamp_ = {.kind = std::string(module_noun_of(envelope.kind)),
                .author = envelope.author.text(),
                .group_handle = std::move(group_handle),
                .latest_at = envelope.at};
    } else {
      stamp_.latest_at = std::max(stamp_.latest_at, envelope.at);
    }
  }
  log::CommitStamp take() { return std::exchange(stamp_, {}); }

 private:
  log::CommitStamp stamp_;
};

}  // namespace tos::history
