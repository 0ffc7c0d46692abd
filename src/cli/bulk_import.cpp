#include "cli/bulk_import.h"

namespace tos::cli {
namespace {

constexpr std::size_t most_ready = 512;

}  // namespace

SigningAhead::~SigningAhead() {
  {
    const std::scoped_lock lock(mutex_);
    stopped_ = true;
  }
  changed_.notify_all();
}

Result<std::optional<history::SignedRecord>> SigningAhead::next() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return !ready_.empty(); });
  auto record = std::move(ready_.front());
  const bool was_full = ready_.size() == most_ready;
  ready_.pop_front();
  lock.unlock();
  if (was_full) changed_.notify_all();
  return record;
}

void SigningAhead::work(const history::Group::RecordStream& next) {
  while (true) {
    auto record = next();
    const bool is_last = !record || !*record;
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return stopped_ || ready_.size() < most_ready; });
    if (stopped_) return;
    ready_.push_back(std::move(record));
    const bool was_empty = ready_.size() == 1;
    lock.unlock();
    if (was_empty) changed_.notify_all();
    if (is_last) return;
  }
}

Result<std::int64_t> try_all(history::Group& group, const history::Group::RecordStream& next) {
  for (std::int64_t count = 0;; ++count) {
    TOS_TRY(const auto record, next());
    if (!record) return count;
    auto taken = group.take(*record);
    if (!taken) {
      taken.error().where.record = record->id.hex();
      return std::move(taken).error();
    }
  }
}

}  // namespace tos::cli
