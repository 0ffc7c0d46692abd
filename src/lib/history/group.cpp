#include "history/group.h"

#include <unordered_map>

#include "core/base/rules.h"
#include "core/index/sound.h"
#include "core/log/history.h"
#include "core/log/rules.h"
#include "core/log/tree_entries.h"
#include "history/group_state.h"
#include "history/rules.h"

namespace tos::history {

namespace {

Result<log::ObjectId> tree_of(log::ObjectReader& reader, const log::ObjectId& commit) {
  TOS_TRY(const std::string_view bytes, reader.read(commit, log::ObjectType::commit, log::max_commit_bytes));
  TOS_TRY(const log::ParsedCommit parsed, log::parse_commit(bytes));
  return parsed.tree;
}

// The record files that `tree` adds to those of `base`.
Result<TreeFiles> files_between(log::ObjectReader& reader, const std::optional<log::ObjectId>& base,
                                const log::ObjectId& tree, std::span<const RecordId> logged) {
  if (!base) return TreeFiles::of_tree(reader, tree, logged);
  TOS_TRY(const log::ObjectId base_tree, tree_of(reader, *base));
  return TreeFiles::added(reader, base_tree, tree, logged);
}

constexpr int max_attempts = 8;  // to read while others write

std::size_t good_end(const log::History& history) {
  return history.problem() ? history.problem()->index : history.commit_count();
}

}  // namespace

// Commits up to which the log is published: what was fetched last, and what this clone once took for published. It
// never goes back, whatever a remote-tracking reference says. Nothing where there is no remote: then all of main is.
std::optional<std::vector<log::ObjectId>> Group::Impl::published_commits() const {
  if (!repository.published_ref() && !options.head) return std::nullopt;
  std::vector<log::ObjectId> commits;
  if (const auto fetched = repository.published_head()) commits.push_back(*fetched);
  if (const auto taken = repository.reference(published_mark)) commits.push_back(*taken);
  if (!commits.empty()) return commits;
  if (!options.head) return std::nullopt;
  if (const auto main = repository.head()) commits.push_back(*main);
  return commits;
}

// How many of the history's first commits are published. main may be ahead of, behind or apart from what was fetched.
Result<std::size_t> Group::Impl::find_published_end(log::ObjectReader& reader, const log::History& history,
                                                    bool& index_is_ahead) {
  const auto commits = published_commits();
  if (!commits) return history.commit_count();
  std::unordered_map<log::ObjectId, std::size_t> mine;
  if (history.base()) mine.emplace(*history.base(), 0);
  for (std::size_t i = 0; i < history.commit_count(); ++i) mine.emplace(history.commit(i).id, i + 1);
  std::optional<std::size_t> end;
  for (const log::ObjectId& commit : *commits) {
    TOS_TRY(const log::History theirs,
            log::read_history(reader, commit, [&](const log::ObjectId& other) { return mine.contains(other); }));
    if (theirs.base()) end = std::max(end.value_or(0), mine.at(*theirs.base()));
  }
  index_is_ahead = !end && history.base().has_value();
  return end.value_or(0);
}

Result<Progress> Group::Impl::replay_part(const log::History& history, std::size_t first, std::size_t end) {
  TOS_TRY(log::ObjectReader reader, log::ObjectReader::open(repository));
  const auto base = first == 0 ? history.base() : std::optional(history.commit(first - 1).id);
  TOS_TRY(const TreeFiles files, files_between(reader, base, history.commit(end - 1).tree, history.records()));
  const auto& strangers = files.strangers();
  const bool clean = files.problems().empty() && strangers.empty();
  if (!clean && end - first > 1) return replay_halves(history, first, end);
  const Replay before = replay;
  db.savepoint("part");
  TOS_TRY(Progress progress,
          replay_commits(repository, history, files, replay, options.reader_clock, options.threads, first, end));
  if (clean || progress.problem) {
    db.release("part");
    return progress;
  }
  db.rollback_to("part");
  replay = before;
  return Progress{.commit = base,
                  .records = {},
                  .problem = files.problems().empty() ? strangers.front() : files.problems().front()};
}

// Something stands where it may not: smaller and smaller parts, to stop before the commit that put it there.
Result<Progress> Group::Impl::replay_halves(const log::History& history, std::size_t first, std::size_t end) {
  const std::size_t middle = first + (end - first) / 2;
  TOS_TRY(Progress progress, replay_part(history, first, middle));
  if (progress.problem) return progress;
  TOS_TRY(Progress rest, replay_part(history, middle, end));
  rest.records.insert(rest.records.begin(), progress.records.begin(), progress.records.end());
  return rest;
}

Result<bool> Group::Impl::catch_up(const log::History& history, std::size_t published_end) {
  const std::size_t end = good_end(history);
  head = history.base();
  published = history.base();
  if (const std::size_t stop = std::min(published_end, end); stop > 0) {
    begin();
    if (index_commit(db) != history.base()) return false;
    TOS_TRY(Progress progress, replay_part(history, 0, stop));
    if (progress.commit) set_index_commit(db, *progress.commit);
    replay.save();
    db.commit();
    in_transaction = false;
    head = published = progress.commit;
    problem = std::move(progress.problem);
  }
  index_size = replay.size();
  index_root = replay.root();
  const bool is_published = repository.published_head() || repository.reference(published_mark);
  published_size = repository.published_ref() && !is_published ? 0 : index_size;
  if (!problem && published_end < end) {
    begin();
    if (index_commit(db) != published) return false;
    TOS_TRY(Progress progress, replay_part(history, published_end, end));
    head = progress.commit;
    unpublished = std::move(progress.records);
    problem = std::move(progress.problem);
  }
  if (!problem && history.problem()) problem = history.problem()->refusal;
  return true;
}

Result<void> Group::Impl::open() {
  main_head = options.head;
  if (!main_head) {
    TOS_TRY(main_head, repository.require_head());
  }
  TOS_TRY(log::ObjectReader reader, log::ObjectReader::open(repository));
  bool is_reset = false, is_read = false;
  for (int attempt = 0; attempt < max_attempts; ++attempt) {
    const auto known = index_commit(db);
    TOS_TRY(const log::History history,
            log::read_history(reader, *main_head, [&](const log::ObjectId& commit) { return known == commit; }));
    bool index_is_ahead = known && history.base() != known;
    std::size_t published_end = 0;
    if (!index_is_ahead) {
      TOS_TRY(published_end, find_published_end(reader, history, index_is_ahead));
    }
    if (index_is_ahead && !is_reset) {  // the read model is of another history than main's: start over
      reset_index(db);
      replay = Replay(db);
      is_reset = true;
      continue;
    }
    TOS_TRY(is_read, catch_up(history, published_end));
    if (is_read) break;
    let_go();
    replay = Replay(db);
    TOS_TRY(main_head, options.head ? Result<log::ObjectId>(*options.head) : repository.require_head());
  }
  if (!is_read) return refuse(log::LOG_030, "other tos processes keep writing to this clone").hint("run it again");
  if (replay.size() == 0) {
    if (problem) return *problem;
    return refuse(log::LOG_001, "this repository holds no group").hint("tos init --name NAME --handle HANDLE");
  }
  id = *replay.group();
  return {};
}

Group::Group(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Group::Group(Group&&) noexcept = default;
Group& Group::operator=(Group&&) noexcept = default;
Group::~Group() = default;

Result<Group> Group::open(log::Repository repository, const Options& options) {
  const std::filesystem::path tos_dir = repository.tos_dir();
  try {
    auto impl = std::make_unique<Impl>(std::move(repository), options);
    TOS_CHECK(impl->open());
    return Group(std::move(impl));
  } catch (const DatabaseError& error) {
    return index_refusal(tos_dir, error);
  }
}

Database& Group::db() { return impl_->db; }
log::Repository& Group::repository() { return impl_->repository; }
const GroupId& Group::id() const { return impl_->id; }
std::string Group::handle() const { return impl_->replay.group_handle(); }
std::string Group::name() const { return index::get_value(impl_->db, "group-name").value_or(""); }
std::int64_t Group::published_size() const { return impl_->published_size; }
std::int64_t Group::size() const { return impl_->replay.size(); }
std::vector<RecordId> Group::unpublished() const {
  if (impl_->published_size == impl_->index_size) return impl_->unpublished;
  std::vector<RecordId> all;
  for (std::int64_t position = impl_->published_size + 1; position <= impl_->replay.size(); ++position) {
    all.push_back(index::entry_at(impl_->db, position)->id);
  }
  return all;
}
bool Group::has_remote() const { return impl_->repository.published_ref().has_value(); }
LogRoot Group::root() const { return impl_->replay.root(); }
Timestamp Group::clock() const { return impl_->replay.clock(); }
Seen Group::seen() const {
  if (impl_->index_size == 0) return {.size = impl_->replay.size(), .root = impl_->replay.root()};
  return {.size = impl_->index_size, .root = impl_->index_root};
}
std::optional<log::ObjectId> Group::head() const { return impl_->head; }
std::optional<log::ObjectId> Group::published() const { return impl_->published; }
const std::optional<Refusal>& Group::problem() const { return impl_->problem; }

namespace {

std::optional<log::ObjectId> find_in_tree(std::string_view tree, std::string_view name) {
  log::TreeEntries entries(tree);
  while (const auto entry = entries.done() ? std::nullopt : entries.next()) {
    if (entry->name == name) return entry->id;
  }
  return std::nullopt;
}

// The object at a path of folders and a name.
Result<log::ObjectId> find_path(log::ObjectReader& reader, const log::ObjectId& root_tree, std::string_view path) {
  log::ObjectId at = root_tree;
  std::string_view rest = path;
  while (true) {
    const std::size_t slash = rest.find('/');
    TOS_TRY(const std::string_view tree, reader.read(at, log::ObjectType::tree, log::max_tree_bytes));
    const auto entry = find_in_tree(tree, rest.substr(0, slash));
    if (!entry) return refuse(log::LOG_009, "'{}' is not in the tree", path);
    at = *entry;
    if (slash == std::string_view::npos) return at;
    rest = rest.substr(slash + 1);
  }
}

}  // namespace

Result<std::string> read_tree_file(log::ObjectReader& reader, const log::ObjectId& root_tree, std::string_view path) {
  TOS_TRY(const log::ObjectId at, find_path(reader, root_tree, path));
  TOS_TRY(const std::string_view bytes, reader.blob(at));
  return std::string(bytes);
}

RecordLoader::RecordLoader(Group& group, log::ObjectReader reader, const log::ObjectId& tree)
    : group_(&group), reader_(std::move(reader)), tree_(tree) {}

Result<RecordLoader> RecordLoader::open(Group& group) {
  TOS_TRY(log::ObjectReader reader, log::ObjectReader::open(group.repository()));
  TOS_TRY(const log::ObjectId tree, tree_of(reader, *group.head()));
  return RecordLoader(group, std::move(reader), tree);
}

Result<const RecordLoader::Folder*> RecordLoader::folder(const std::string& path) {
  if (const auto known = folders_.find(path); known != folders_.end()) return &known->second;
  TOS_TRY(const log::ObjectId at, find_path(reader_, tree_, path));
  TOS_TRY(const std::string_view tree, reader_.read(at, log::ObjectType::tree, log::max_tree_bytes));
  Folder& found = folders_[path];
  log::TreeEntries entries(tree);
  while (const auto entry = entries.done() ? std::nullopt : entries.next()) found.emplace(entry->name, entry->id);
  return &found;
}

Result<SignedRecord> RecordLoader::load(const RecordId& id) {
  const auto entry = index::find_entry(group_->db(), id);
  if (!entry) return refuse(rules::LOG_115, "{} is no record of this log", id.hex16()).hint("tos log");
  const std::size_t slash = entry->path.rfind('/');
  TOS_SOUND(slash != std::string::npos);
  TOS_TRY(const Folder* files, folder(entry->path.substr(0, slash)));
  const auto file = files->find(std::string_view(entry->path).substr(slash + 1));
  if (file == files->end()) return refuse(log::LOG_009, "'{}' is not in the tree", entry->path);
  TOS_TRY(const std::string_view bytes, reader_.blob(file->second));
  return read_signed_record(std::string(bytes));
}

Result<SignedRecord> load_record(Group& group, const RecordId& id) {
  const auto entry = index::find_entry(group.db(), id);
  if (!entry) return refuse(rules::LOG_115, "{} is no record of this log", id.hex16()).hint("tos log");
  TOS_TRY(log::ObjectReader reader, log::ObjectReader::open(group.repository()));
  TOS_TRY(const log::ObjectId tree, tree_of(reader, *group.head()));
  TOS_TRY(std::string bytes, read_tree_file(reader, tree, entry->path));
  return read_signed_record(std::move(bytes));
}

}  // namespace tos::history
