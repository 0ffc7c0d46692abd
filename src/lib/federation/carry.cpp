#include "federation/carry.h"

#include <algorithm>
#include <map>

#include "core/base/rules.h"
#include "core/index/log_table.h"
#include "core/log/commit_writer.h"
#include "core/log/durable_file.h"
#include "core/log/history.h"
#include "core/log/pack_writer.h"
#include "core/log/tree_listing.h"
#include "history/commit_stamp.h"

namespace tos::federation {
namespace {

constexpr std::size_t max_files_a_commit = 100'000;

// The sound records among the files that a commit adds: those it lists in that order, then the others by date.
std::vector<history::SignedRecord> sound_records(log::ObjectReader& reader, const std::vector<log::ObjectId>& blobs,
                                                 std::span<const RecordId> listed) {
  std::map<RecordId, std::size_t> places;
  for (std::size_t i = 0; i < listed.size(); ++i) places.emplace(listed[i], i);
  const auto place_of = [&](const RecordId& id) {
    const auto place = places.find(id);
    return place == places.end() ? listed.size() : place->second;
  };
  std::vector<history::SignedRecord> records;
  for (const log::ObjectId& blob : blobs) {
    const auto bytes = reader.blob(blob);
    if (!bytes) continue;
    auto record = history::read_signed_record(std::string(*bytes));
    if (record) records.push_back(*std::move(record));
  }
  std::ranges::sort(records, {}, [&](const history::SignedRecord& record) {
    return std::tuple(place_of(record.id), record.envelope.at.ms, record.id);
  });
  return records;
}

Result<CarryItem> collect_commit(log::ObjectReader& reader, const log::HistoryCommit& commit,
                                 const std::optional<log::ObjectId>& parent_tree) {
  CarryItem item{.commit = commit.id, .records = {}};
  std::vector<log::ObjectId> blobs;
  const auto take = [&](const log::TreeFile& file) {
    blobs.push_back(file.blob);
    return blobs.size() < max_files_a_commit;
  };
  TOS_TRY(const log::TreeListing listing, parent_tree ? log::list_added(reader, *parent_tree, commit.tree, take)
                                                      : log::list_tree(reader, commit.tree, take));
  item.records = sound_records(reader, blobs, commit.records);
  // What stands where nothing may is not copied; a record that was changed or removed leaves the free files alone.
  const bool may_copy = std::ranges::all_of(
      listing.problems, [](const Refusal& problem) { return problem.rule->id == std::string_view("LOG-021"); });
  if (may_copy && !commit.is_record_commit) {
    TOS_TRY(const auto changes, log::free_changes(reader, commit.id));
    item.changes_free_files = !changes.empty();
  }
  return item;
}

// Writes carried commits one on the other.
class Carrier {
 public:
  Carrier(history::Group& group, log::ObjectReader& reader, log::CommitWriter& writer)
      : group_(group), reader_(reader), writer_(writer), sink_(group.repository()) {}

  Result<void> add(CarryItem item) {
    for (history::SignedRecord& record : item.records) {
      if (index::find_entry(group_.db(), record.id)) continue;
      auto path = group_.take(record);
      if (!path && (path.error().rule == &SYS_001 || path.error().rule == &SYS_002)) return std::move(path).error();
      if (!path) {
        carried_.aside.push_back({.record = std::move(record), .why = std::move(path).error()});
        continue;
      }
      stamp_.add(record.envelope, group_.handle());
      commit_.records.push_back({.id = record.id, .path = *path, .bytes = std::move(record.bytes)});
      if (commit_.records.size() == log::max_records_per_commit) TOS_CHECK(write_records());
    }
    TOS_CHECK(write_records());
    return add_free_files(item);
  }

  // Again and again while that helps: the records that were set aside.
  Result<void> retry() {
    for (std::size_t before = carried_.aside.size() + 1; carried_.aside.size() < before;) {
      before = carried_.aside.size();
      for (SetAside& one : std::exchange(carried_.aside, {})) {
        CarryItem item;
        item.records.push_back(std::move(one.record));
        TOS_CHECK(add(std::move(item)));
      }
    }
    return {};
  }

  Result<Carried> finish() {
    TOS_CHECK(sink_.finish());
    carried_.head = *writer_.head();
    return std::move(carried_);
  }

 private:
  Result<void> write_records() {
    if (commit_.records.empty()) return {};
    commit_.stamp = stamp_.take();
    TOS_TRY(const log::ObjectId made, writer_.add(commit_, sink_, group_.repository().commit_signer()));
    carried_.head = made;
    carried_.records += commit_.records.size();
    commit_.records.clear();
    return {};
  }

  Result<void> add_free_files(const CarryItem& item) {
    if (!item.changes_free_files) return {};
    TOS_TRY(const auto copied, writer_.add_copy(reader_, item.commit, sink_));
    if (!copied) carried_.commits_aside.push_back(item.commit);
    return {};
  }

  history::Group& group_;
  log::ObjectReader& reader_;
  log::CommitWriter& writer_;
  log::PackWriter sink_;
  log::NewRecordCommit commit_;
  history::StampBuilder stamp_;
  Carried carried_;
};

}  // namespace

Result<std::vector<CarryItem>> collect(const log::Repository& repository, const std::optional<log::ObjectId>& from,
                                       const log::ObjectId& to) {
  TOS_TRY(log::ObjectReader reader, log::ObjectReader::open(repository));
  TOS_TRY(const log::History history,
          log::read_history(reader, to, [&](const log::ObjectId& commit) { return from == commit; }));
  TOS_TRY(auto parent_tree, log::root_tree_of(reader, history.base()));
  std::vector<CarryItem> items;
  for (std::size_t i = 0; i < history.commit_count(); ++i) {
    const log::HistoryCommit commit = history.commit(i);
    TOS_TRY(CarryItem item, collect_commit(reader, commit, parent_tree));
    items.push_back(std::move(item));
    parent_tree = commit.tree;
  }
  return items;
}

Result<Carried> carry(history::Group& group, std::vector<CarryItem> items, bool retry) {
  TOS_TRY(log::ObjectReader reader, log::ObjectReader::open(group.repository()));
  TOS_TRY(log::CommitWriter writer, log::CommitWriter::begin(reader, group.head()));
  Carrier carrier(group, reader, writer);
  for (CarryItem& item : items) TOS_CHECK(carrier.add(std::move(item)));
  if (retry) TOS_CHECK(carrier.retry());
  return carrier.finish();
}

Result<void> keep_aside(const log::Repository& repository, const std::vector<SetAside>& aside) {
  for (const SetAside& one : aside) {
    const std::filesystem::path stem = repository.tos_dir() / "aside" / one.record.id.hex();
    const std::string note =
        fmt::format("{} {}\n{}\n{}\n", one.why.rule->id, one.why.rule->title, one.why.what, one.why.hint_text);
    TOS_CHECK(log::write_durably(stem.string() + ".txt", note, "aside"));
    TOS_CHECK(log::write_durably(stem.string() + ".yaml", one.record.bytes, "aside"));
  }
  return {};
}

}  // namespace tos::federation
