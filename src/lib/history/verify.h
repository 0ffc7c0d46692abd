#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/base/time.h"
#include "core/index/database.h"
#include "core/log/repository.h"

namespace tos::history {

enum class VerdictColour { green, red, unverified };

struct Verdict {
  VerdictColour colour = VerdictColour::green;
  std::string group;  // id, 64 hex; empty where not even the founding record could be read
  std::string group_handle;
  std::int64_t records = 0;  // in the log: the longest prefix of main's record commits in which every record passes
  std::int64_t signatures_checked = 0;
  std::string root;         // of that prefix
  std::string commit;       // main's head
  std::string good_commit;  // the last commit of that prefix
  std::int64_t redacted = 0;
  std::vector<Refusal> problems;
  bool lint_ok = true;   // every record in form and at its path
  bool smoke_ok = true;  // replay completes and every decision recounts

  // A problem's failure class, as a verdict tells it: never 404, for a log that misses what it names is malformed.
  static int class_of(const Refusal& problem);
  // The failure classes among the problems, ascending, each once.
  std::vector<int> classes() const;
};

struct VerifyOptions {
  Timestamp reader_clock;
  unsigned threads = 2;
  std::optional<log::ObjectId> head = {};  // instead of main
  std::function<void(std::int64_t done, std::int64_t total)> progress = {};
  // Called once at the end, where the log has a record, with the state after its last one.
  std::function<void(Database& db)> inspect = {};
};

// REC-009 for the first text that is absent without a redaction; nothing where there is none.
std::optional<Refusal> find_absent_text(Database& db);

// Judges the whole repository afresh from its objects; trusts no index and needs no key. Refuses only where there is
// nothing to judge (class environment). Memory: about 130 bytes a record.
Result<Verdict> verify(const log::Repository& repository, const VerifyOptions& options);

}  // namespace tos::history
