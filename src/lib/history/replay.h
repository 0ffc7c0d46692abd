#pragma once
#include <array>
#include <optional>

#include "core/index/log_table.h"
#include "core/index/remembered.h"
#include "core/log/merkle.h"
#include "history/signed_record.h"
#include "identity/roll.h"

namespace tos::history {

// How far ahead of the reader's clock a record may be dated.
inline constexpr Duration clock_tolerance = minutes(5);

// Continues a log in a read model, record by record. The state is in the database; this holds what is cheap to keep.
class Replay {
 public:
  // `db` has the schema; the log in it may be empty. The caller has a transaction open, or none is needed (verify).
  explicit Replay(Database& db);

  std::int64_t size() const { return static_cast<std::int64_t>(frontier_.size()); }
  LogRoot root();
  Timestamp clock() const { return clock_; }
  std::optional<GroupId> group() const { return group_; }
  std::string group_handle() const;
  Database& db() const { return *db_; }
  // The home path of the record that accept() took last.
  const std::string& last_path() const { return last_path_; }
  const std::string& last_folder() const { return last_folder_; }

  // Checks the record as the next one of the log and applies it. `reader_clock` is the reader's wall clock (LOG-104).
  // On a refusal the state is as before, provided a transaction is open.
  Result<void> accept(const SignedRecord& record, Timestamp reader_clock);

  // Writes what this object keeps into the database: before a commit.
  void save();

 private:
  struct Prefix {
    std::int64_t size = -1;
    LogRoot root;
    Timestamp clock;
  };
  const Prefix& prefix(std::int64_t size);  // of this log; 0 ≤ size ≤ size()
  Result<void> check_place(const SignedRecord& record, Timestamp reader_clock);
  Result<void> check_seen(const Envelope& envelope);
  Result<void> check_times(const Envelope& envelope, Timestamp reader_clock) const;
  const std::optional<Timestamp>& next_timer();
  void fire_timers(Timestamp now);
  Result<void> check_author(const Context& context, const SignedRecord& record,
                            const std::optional<identity::SigningMember>& signer) const;
  Result<void> check_kind(const Context& context, const SignedRecord& record,
                          const std::optional<identity::SigningMember>& signer, Authority& authority) const;
  Result<void> check_effect_of_approval(const Context& context, const SignedRecord& record) const;
  void apply(const Context& context, const SignedRecord& record, const std::optional<identity::SigningMember>& signer,
             const Authority& authority);
  void apply_effect_of_approval(const Context& context, const SignedRecord& record);

  Database* db_;  // a pointer, so that a replay can be copied back when a commit is not taken
  log::MerkleFrontier frontier_;
  Timestamp clock_;
  std::optional<GroupId> group_;
  std::int64_t rules_ = 0;
  bool founded_ = false;
  // Prefixes that records saw and commits ended at, each at its size modulo the length: the next record saw one of
  // them.
  std::array<Prefix, 32> known_prefixes_;
  Remembered<std::optional<std::optional<Timestamp>>> timers_;  // when the first is due; nothing: ask
  std::string last_path_;
  std::string last_folder_;
};

}  // namespace tos::history
