#include "history/record_source.h"

#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

#include "history/rules.h"

namespace tos::history {
namespace {

constexpr std::size_t chunk_size = 256;
constexpr std::size_t chunks_ahead = 6;

Result<SignedRecord> read_found(log::ObjectReader& reader, const TreeFiles::Found& found, const RecordId& id) {
  TOS_TRY(const std::string_view bytes, reader.blob(found.blob));
  TOS_TRY(SignedRecord record, read_signed_record(std::string(bytes)));
  if (record.id != id) {
    return refuse(rules::LOG_114, "the file holds record {}", record.id.hex16())
        .hint("restore the file from another clone: tos repair");
  }
  return record;
}

SourcedRecord read_one(log::ObjectReader& reader, const TreeFiles& files, const RecordId& id) {
  const auto found = files.find(id);
  if (!found) {
    Refusal missing = refuse(rules::LOG_109, "record {} is in a commit's list and not in the tree", id.hex());
    missing.where.record = id.hex();
    return {.id = id, .path = {}, .record = missing.hint("restore it from another clone: tos repair")};
  }
  SourcedRecord sourced{
      .id = id, .path = fmt::format("{}{}.yaml", found->prefix, id.hex16()), .record = read_found(reader, *found, id)};
  if (!sourced.record) {
    sourced.record.error().where.record = id.hex();
    sourced.record.error().where.path = sourced.path;
  }
  return sourced;
}

// Chunks read ahead by workers, handed out in order.
class ReadAhead {
 public:
  ReadAhead(const log::Repository& repository, const TreeFiles& files, std::span<const RecordId> ids, unsigned threads)
      : files_(files),
        ids_(ids),
        chunk_count_((ids.size() + chunk_size - 1) / chunk_size),
        slots_(chunks_ahead + threads) {
    for (unsigned i = 0; i < threads; ++i) workers_.emplace_back([this, &repository] { work(repository); });
  }

  ~ReadAhead() {
    {
      const std::scoped_lock lock(mutex_);
      stopped_ = true;
    }
    changed_.notify_all();
    workers_.clear();  // joins
  }

  std::size_t chunk_count() const { return chunk_count_; }

  Result<std::vector<SourcedRecord>> take(std::size_t chunk) {
    std::unique_lock lock(mutex_);
    Slot& slot = slots_[chunk % slots_.size()];
    changed_.wait(lock, [&] { return failure_ || (slot.filled && slot.chunk == chunk); });
    if (failure_) return *failure_;
    std::vector<SourcedRecord> records = std::move(slot.records);
    slot.filled = false;
    taken_ = chunk + 1;
    lock.unlock();
    changed_.notify_all();
    return records;
  }

 private:
  struct Slot {
    std::size_t chunk = 0;
    bool filled = false;
    std::vector<SourcedRecord> records;
  };

  void work(const log::Repository& repository) {
    auto reader = log::ObjectReader::open(repository);
    if (!reader) {
      const std::scoped_lock lock(mutex_);
      failure_ = reader.error();
      changed_.notify_all();
      return;
    }
    while (const auto chunk = next_chunk()) {
      std::vector<SourcedRecord> records;
      const auto part = ids_.subspan(*chunk * chunk_size);
      for (const RecordId& id : part.first(std::min(part.size(), chunk_size)))
        records.push_back(read_one(*reader, files_, id));
      const std::scoped_lock lock(mutex_);
      slots_[*chunk % slots_.size()] = {.chunk = *chunk, .filled = true, .records = std::move(records)};
      changed_.notify_all();
    }
  }

  std::optional<std::size_t> next_chunk() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return stopped_ || next_ == chunk_count_ || next_ < taken_ + slots_.size(); });
    if (stopped_ || next_ == chunk_count_) return std::nullopt;
    return next_++;
  }

  const TreeFiles& files_;
  std::span<const RecordId> ids_;
  std::size_t chunk_count_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Slot> slots_;
  std::size_t next_ = 0;
  std::size_t taken_ = 0;
  bool stopped_ = false;
  std::optional<Refusal> failure_;
  std::vector<std::jthread> workers_;
};

}  // namespace

Result<void> read_records(const log::Repository& repository, const TreeFiles& files, std::span<const RecordId> ids,
                          unsigned threads, const std::function<bool(SourcedRecord&)>& take) {
  if (threads <= 1 || ids.size() <= chunk_size) {
    TOS_TRY(log::ObjectReader reader, log::ObjectReader::open(repository));
    for (const RecordId& id : ids) {
      SourcedRecord record = read_one(reader, files, id);
      if (!take(record)) break;
    }
    return {};
  }
  ReadAhead ahead(repository, files, ids, threads);
  for (std::size_t chunk = 0; chunk < ahead.chunk_count(); ++chunk) {
    TOS_TRY(std::vector<SourcedRecord> records, ahead.take(chunk));
    for (SourcedRecord& record : records) {
      if (!take(record)) return {};
    }
  }
  return {};
}

}  // namespace tos::history
