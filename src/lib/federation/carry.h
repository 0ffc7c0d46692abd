#pragma once
#include <optional>
#include <vector>

#include "core/log/append.h"
#include "history/group.h"

// Commits made anew on another base: ids and signatures of records stay, only commits are new.
namespace tos::federation {

// What one commit brings: the records it adds, and whether it changes free files.
struct CarryItem {
  log::ObjectId commit;
  std::vector<history::SignedRecord> records;
  bool changes_free_files = false;
};

// The commits after `from` (nothing: from the root) up to `to`, oldest first. Readable records only: a file that is no
// sound record stays behind with its commit. Good commits give just what they log; bad ones what can be saved of them.
Result<std::vector<CarryItem>> collect(const log::Repository& repository, const std::optional<log::ObjectId>& from,
                                       const log::ObjectId& to);

struct SetAside {
  history::SignedRecord record;
  Refusal why;
};

struct Carried {
  log::ObjectId head;                             // the new commits' last; the base where there are none
  std::size_t records = 0;                        // carried
  std::vector<SetAside> aside;                    // records that do not pass on this base
  std::vector<log::ObjectId> commits_aside = {};  // commits whose free files are different here
};

// Makes the items' commits on top of `group`'s head, without moving main: what the log has already is left out. With
// `retry`, records that fail are tried again after the others, for those whose order was lost.
Result<Carried> carry(history::Group& group, std::vector<CarryItem> items, bool retry);

// Keeps records that were set aside under <tos_dir>/aside/: <id>.yaml and <id>.txt, which says why.
Result<void> keep_aside(const log::Repository& repository, const std::vector<SetAside>& aside);

}  // namespace tos::federation
