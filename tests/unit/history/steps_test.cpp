// A read model that is caught up now and then holds what a replay from the beginning holds.
#include <catch2/catch.hpp>
#include <set>

#include "history/index_file.h"
#include "little_group.h"
#include "support/check_few.h"
#include "support/shell.h"

using namespace tos;
using namespace tos::test;

namespace {

void take(history::Replay& replay, const std::string& file) {
  const auto record = history::assemble_record(file);
  RC_ASSERT(record.has_value());
  const auto accepted = replay.accept(*record, record->envelope.at);
  if (!accepted) RC_FAIL(accepted.error().what);
}

void take_all(history::Replay& replay, std::span<const std::string> files) {
  for (const std::string& file : files) take(replay, file);
}

// As a command does: what is published comes into the index file, what is not is tried on top and rolled back.
void catch_up(const std::string& folder, std::span<const std::string> files, std::span<const std::string> unpublished) {
  Database db = history::open_index(folder);
  db.begin();
  history::Replay replay(db);
  take_all(replay, files);
  replay.save();
  db.commit();
  db.begin();
  history::Replay on_top(db);
  take_all(on_top, unpublished);
  db.rollback();
  RC_ASSERT(history::Replay(db).size() == replay.size());
}

std::string fingerprint_in_steps(const std::vector<std::string>& log, const std::set<std::size_t>& cuts) {
  const TempFolder folder;
  const std::string path = folder.path().string();
  const std::span<const std::string> files(log);
  std::size_t from = 0;
  for (const std::size_t cut : cuts) {
    catch_up(path, files.subspan(from, cut - from), files.subspan(cut, std::min<std::size_t>(3, log.size() - cut)));
    from = cut;
  }
  catch_up(path, files.subspan(from), {});
  return history::open_index(path).fingerprint();
}

std::string fingerprint_at_once(const std::vector<std::string>& log, Database db) {
  db.begin();
  history::Replay replay(db);
  take_all(replay, log);
  replay.save();
  db.commit();
  return db.fingerprint();
}

// By a replay that keeps nothing in memory from one record to the next.
std::string fingerprint_without_memory(const std::vector<std::string>& files) {
  Database db = Database::open_private();
  db.script(history::schema());
  for (const std::string& file : files) {
    using enum Database::Part;
    for (const Database::Part part : {charter, timers, log, roll, recusals}) db.bump(part);
    history::Replay replay(db);
    take(replay, file);
    replay.save();
  }
  return db.fingerprint();
}

}  // namespace

TEST_CASE("a read model in which much was refused is the one replayed from what was taken") {
  CHECK(check_few(12, [] {
    LittleGroup group;
    for (const Act& act : *some_acts()) (void)group.act(act);
    group.replay().save();
    RC_ASSERT(group.db().fingerprint() == fingerprint_without_memory(group.logged));
  }));
}

TEST_CASE("a read model caught up in steps is the one replayed at once") {
  CHECK(check_few(8, [] {
    LittleGroup group;
    for (const Act& act : *some_acts()) (void)group.act(act);
    std::set<std::size_t> cuts;
    for (int i = *rc::gen::inRange(0, 6); i > 0; --i)
      cuts.insert(*rc::gen::inRange<std::size_t>(1, group.logged.size()));
    const TempFolder folder;
    RC_ASSERT(fingerprint_in_steps(group.logged, cuts) ==
              fingerprint_at_once(group.logged, history::open_index(folder.path())));
  }));
}
