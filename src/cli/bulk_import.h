#pragma once
#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <thread>

#include "history/group.h"

namespace tos::cli {

// What the commands that sign and append many records at once share.

// Signs ahead in a thread of its own, a bounded number of records, while this one judges and writes them. `next` hands
// out one signed record after the other and must not touch this thread's database.
class SigningAhead {
 public:
  explicit SigningAhead(history::Group::RecordStream next) : worker_([this, next = std::move(next)] { work(next); }) {}
  ~SigningAhead();
  Result<std::optional<history::SignedRecord>> next();

 private:
  void work(const history::Group::RecordStream& next);

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Result<std::optional<history::SignedRecord>>> ready_;
  bool stopped_ = false;
  std::jthread worker_;  // last: joined before the rest goes
};

// Judges all and writes nothing; how many there were.
Result<std::int64_t> try_all(history::Group& group, const history::Group::RecordStream& next);

}  // namespace tos::cli
