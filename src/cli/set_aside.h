#pragma once
#include <string>
#include <vector>

#include "history/group.h"

namespace tos::cli {

// What a record is in plain words: "payment of 9.00 HOURS to ben ('phone')", "proposal 'Summer party'", "poll".
std::string plain_words_for(history::Group& group, const history::SignedRecord& record);

// A record that a pull or a repair set aside, and that lies under <tos_dir>/aside/ still: neither carried nor dropped.
struct LyingAside {
  RecordId id;
  std::string author;
  std::string what;  // in plain words
  std::string rule;  // that it broke, "ECO-012"
  std::string why;
};

// Of this author; of everybody where `handle` is empty. What was undone lies there too and is not meant: its author
// has dropped it. At most so many as are read at a glance.
std::vector<LyingAside> lying_aside(history::Group& group, const std::string& handle);

// The file as a shell finds it from where the command was typed, by its first 16 digits: ".git/tos/aside/9f…*.yaml".
std::string aside_file(const log::Repository& repository, const RecordId& id);

}  // namespace tos::cli
