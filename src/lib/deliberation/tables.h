#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "charter/parameters.h"
#include "core/base/id.h"
#include "core/base/result.h"
#include "core/index/database.h"
#include "core/record/fields.h"

namespace tos {
using ProposalId = Id<struct ProposalTag>;  // of one version: the record that states it
}

namespace tos::deliberation {

// The act that a decision on a proposal permits: a kind of record, and what it is done to.
struct Act {
  std::string kind;    // "identity.suspension/v1"
  std::string target;  // as that kind's page says: a handle, "handle/role", a digest
};

// One logged version of a proposal.
struct Version {
  std::int64_t position = 0;  // of its record in the log
  ProposalId id;
  std::int64_t chain = 0;   // position of the first version
  std::int64_t number = 0;  // within its chain, from 1
  Handle author;
  Timestamp logged_at;  // now() at its position: what waiting times count from
  std::string title;
  Handle decision_type;
  std::optional<Act> act;
  std::optional<Timestamp> sunset;
};

enum class ChainState { open, decided, withdrawn, archived };

// A proposal through all its versions.
struct Chain {
  std::int64_t first = 0;   // position of the first version: names the chain in the read model
  std::int64_t number = 0;  // 12 of P12: the order of first versions in the log
  std::int64_t newest = 0;  // position of the newest version
  std::string folder;       // "proposals/2026-11/shared-cargo-bike-51d2c0aa93b1e4f7"
  ChainState state = ChainState::open;
  std::optional<std::int64_t> open_poll;  // position of the poll on it that has no decision
  std::int64_t missed_quorums = 0;        // polls that ended without a quorum
  charter::Stage stage = charter::Stage::present;
  Timestamp stage_since;                // now() where it entered its stage
  bool adopted = false;                 // decided so
  std::optional<std::int64_t> refused;  // position of the version that members last objected to in a poll by consent
};

// What a record is about: a version, and its proposal.
struct Subject {
  Version version;
  Chain chain;
};

extern const char* const deliberation_schema;

void add_chain(Database& db, std::int64_t first, std::string_view folder, Timestamp now);
void add_version(Database& db, const Version& version);  // and makes it its chain's newest
std::optional<Version> find_version(Database& db, const ProposalId& id);
std::optional<Version> version_at(Database& db, std::int64_t position);
std::vector<Version> versions_of(Database& db, std::int64_t chain);   // oldest first
Result<Version> require_version(Database& db, const ProposalId& id);  // DEL-009
Result<Subject> require_open(Database& db, const ProposalId& id);     // DEL-009, DEL-021
// Where the records about a proposal lie. The version exists.
std::string folder_of_chain(Database& db, const ProposalId& version);
bool is_author(Database& db, std::int64_t chain, const Handle& member);  // of some version
Chain chain_at(Database& db, std::int64_t first);
std::vector<Chain> all_chains(Database& db);  // in order of number

// For voting, which knows about polls.
void set_chain_state(Database& db, std::int64_t chain, ChainState state);
void set_open_poll(Database& db, std::int64_t chain, std::optional<std::int64_t> poll);
void count_missed_quorum(Database& db, std::int64_t chain);
void set_adopted(Database& db, std::int64_t chain);
void set_refused(Database& db, std::int64_t chain, std::int64_t version);
void set_stage(Database& db, std::int64_t chain, charter::Stage stage, Timestamp now);
void archive_chain(Database& db, const Chain& chain, Timestamp now);                  // what is decided stays decided
void enter_vote(Database& db, std::int64_t chain, std::int64_t poll, Timestamp now);  // where a poll is opened

// Proposals in the order in which they ceased to be open: by a record, or by a timer.
struct Closing {
  std::int64_t number = 0;  // 1, 2, …
  std::int64_t chain = 0;
};
std::int64_t closing_count(Database& db);
std::vector<Closing> closings_after(Database& db, std::int64_t number);

void add_recusal(Database& db, std::int64_t chain, std::int64_t member, std::int64_t position);
bool is_recused(Database& db, std::int64_t chain, std::int64_t member);
// By records before a position; ascending member numbers.
std::vector<std::int64_t> recused_members(Database& db, std::int64_t chain, std::int64_t before = INT64_MAX);

// What a person typed: "P12" is the newest version of the 12th proposal; else a prefix of one version's id. DEL-020.
Result<Version> resolve_proposal(Database& db, std::string_view name);

}  // namespace tos::deliberation

template <>
struct tos::NamesOf<tos::deliberation::ChainState> {
  using enum tos::deliberation::ChainState;
  static constexpr std::array names{tos::Name{open, "open"}, tos::Name{decided, "decided"},
                                    tos::Name{withdrawn, "withdrawn"}, tos::Name{archived, "archived"}};
};
