#pragma once
#include <optional>
#include <string>
#include <vector>

#include "delivery/tables.h"

namespace tos::delivery {

// What proofs and reviews leave in the read model.

struct LoggedLine {
  std::string token;
  std::string value;
  std::string note;
};
struct LoggedMetric {
  std::string name;
  std::string unit;
  std::string before;  // empty: not measured
  std::string after;
};
// A link, a commit or an artefact.
enum class ReferenceSort { link, commit, artefact };
struct Reference {
  ReferenceSort sort = ReferenceSort::link;
  std::string text;    // the address, the commit's id, the artefact's name
  std::string digest;  // of an artefact, 64 hex digits
};

struct ProofRow {
  std::int64_t position = 0;
  RecordId id;
  std::int64_t initiative = 0;
  std::optional<std::int64_t> task;
  Timestamp at;
  Handle author;
  bool is_green = false;  // by itself it shows every gate that its charter requires
};

struct ProofParts {
  std::vector<LoggedLine> lines;
  std::vector<LoggedMetric> metrics;
  std::vector<Reference> references;
};

// A token's latest value in an initiative: that of the greatest (at, id), and in one proof of the last line; of the
// proofs since it was last opened again.
struct TokenRow {
  std::string value;
  std::string note;
  std::int64_t proof = 0;  // position
};

struct ProofCounts {
  std::int64_t proofs = 0;
  std::int64_t lines = 0;
  std::int64_t green = 0;  // proofs that show every required gate by themselves
};

extern const char* const proof_schema;

void add_proof(Database& db, const ProofRow& row, const ProofParts& parts);
std::vector<ProofRow> proofs_of(Database& db, std::int64_t initiative);  // in log order
ProofParts parts_of(Database& db, std::int64_t proof);
bool has_proof_for(Database& db, std::int64_t task);
std::optional<std::int64_t> first_proof_for(Database& db, std::int64_t task);  // position
std::optional<TokenRow> latest_token(Database& db, std::int64_t initiative, std::string_view token);
void forget_tokens(Database& db, std::int64_t initiative);  // where it is opened again
ProofCounts count_proofs(Database& db, std::int64_t initiative);
// The latest (at, id) measurement of each name, with the proof that it stands in.
struct MeasuredRow {
  LoggedMetric metric;
  std::int64_t proof = 0;
};
std::vector<MeasuredRow> measured_in(Database& db, std::int64_t initiative);  // by name

// What a delivery answered, check by check.
struct AnswerRow {
  std::int64_t check = 0;
  bool is_met = false;
  std::string note;
};
void add_answers(Database& db, std::int64_t delivery, const std::vector<AnswerRow>& answers);
std::vector<AnswerRow> answers_of(Database& db, std::int64_t delivery);

struct ReviewRow {
  std::int64_t position = 0;
  RecordId id;
  std::int64_t initiative = 0;
  std::string outcome;
  std::optional<std::int64_t> scheduled_days;
  Handle author;
  Timestamp at;
};
struct DissentRow {
  RecordId record;
  std::string verdict;
};
void add_review(Database& db, const ReviewRow& row, const std::vector<DissentRow>& dissent);
std::vector<ReviewRow> reviews_of(Database& db, std::int64_t initiative);  // in log order
std::vector<DissentRow> dissent_in(Database& db, std::int64_t review);

}  // namespace tos::delivery

template <>
struct tos::NamesOf<tos::delivery::ReferenceSort> {
  using enum tos::delivery::ReferenceSort;
  static constexpr std::array names{tos::Name{link, "link"}, tos::Name{commit, "commit"},
                                    tos::Name{artefact, "artefact"}};
};
