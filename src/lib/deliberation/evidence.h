#pragma once
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "core/index/kind_entry.h"
#include "deliberation/tables.h"

namespace tos {
using EvidenceId = Id<struct EvidenceTag>;
using FileDigest = Id<struct FileDigestTag>;  // SHA-256 of a file outside the log
}  // namespace tos

namespace tos::deliberation {

enum class EvidenceKind { research, data, expert, precedent };
enum class Side { in_favour, against };
enum class ReviewVerdict { confirmed, disputed };
enum class DisputeGround { inaccurate, outdated, misleading, irrelevant, fabricated };
enum class EvidenceState { unconfirmed, confirmed, disputed };

// deliberation.evidence/v1: what speaks for or against a proposal, and where it can be read.
struct Evidence {
  ProposalId proposal;
  EvidenceKind kind = EvidenceKind::research;
  Side side = Side::in_favour;
  Title title;
  std::optional<Line<8, 1000>> url;
  std::optional<FileDigest> digest;
  std::optional<Text> summary;
};

// deliberation.evidence-review/v1: another member confirms or disputes it. A member's later review replaces theirs.
struct EvidenceReview {
  EvidenceId evidence;
  ReviewVerdict verdict = ReviewVerdict::confirmed;
  std::optional<DisputeGround> ground;
  std::optional<Text> reason;
};

inline constexpr auto evidence_fields =
    fields<Evidence>(field("proposal", &Evidence::proposal, "any version of the proposal"),
                     field("kind", &Evidence::kind, "what sort of evidence it is"),
                     field("side", &Evidence::side, "whether it speaks for or against the proposal"),
                     field("title", &Evidence::title, "what it shows, in one line"),
                     field("url", &Evidence::url, "where it can be read"),
                     field("digest", &Evidence::digest, "SHA-256 of the file that holds it"),
                     field("summary", &Evidence::summary, "what it says, in short"));
constexpr const auto& fields_of(const Evidence*) { return evidence_fields; }

inline constexpr auto evidence_review_fields =
    fields<EvidenceReview>(field("evidence", &EvidenceReview::evidence, "the evidence"),
                           field("verdict", &EvidenceReview::verdict, "what the member found"),
                           field("ground", &EvidenceReview::ground, "what is wrong with it, where it is disputed"),
                           field("reason", &EvidenceReview::reason, "how the member found it"));
constexpr const auto& fields_of(const EvidenceReview*) { return evidence_review_fields; }

// DOMAIN: 3 confirmations = confirmed, 2 disputes = disputed; where there are both it is disputed.
inline constexpr std::int64_t confirmations_to_confirm = 3;
inline constexpr std::int64_t disputes_to_dispute = 2;

struct EvidenceRow {
  std::int64_t position = 0;
  EvidenceId id;
  std::int64_t number = 0;  // 3 of E3
  std::int64_t chain = 0;
  Handle author;
  EvidenceKind kind = EvidenceKind::research;
  Side side = Side::in_favour;
  std::string title;
  std::string url;  // empty: none
  std::optional<FileDigest> digest;
  std::int64_t confirmations = 0;  // members whose last review says so
  std::int64_t disputes = 0;
  EvidenceState state() const;
};
std::optional<EvidenceRow> find_evidence(Database& db, const EvidenceId& id);
EvidenceRow evidence_at(Database& db, std::int64_t position);
std::vector<EvidenceRow> evidence_of(Database& db, std::int64_t chain);  // in order of number

// Sources (address and digest) of evidence that is not disputed, counted up to `most`.
std::int64_t count_undisputed_sources(Database& db, std::int64_t chain, std::int64_t most);

Result<void> check_evidence(const Context& context, const Evidence& evidence);  // DEL-009, DEL-021, DEL-030, DEL-031
void apply_evidence(const Context& context, const Evidence& evidence);
std::string folder_of_evidence(const Context& context, const Evidence& evidence);
Result<void> check_evidence_review(const Context& context,
                                   const EvidenceReview& review);  // DEL-021, DEL-032 to DEL-034
void apply_evidence_review(const Context& context, const EvidenceReview& review);
std::string folder_of_evidence_review(const Context& context, const EvidenceReview& review);

}  // namespace tos::deliberation

template <>
struct tos::NamesOf<tos::deliberation::EvidenceKind> {
  using enum tos::deliberation::EvidenceKind;
  static constexpr std::array names{tos::Name{research, "research"}, tos::Name{data, "data"},
                                    tos::Name{expert, "expert"}, tos::Name{precedent, "precedent"}};
};
template <>
struct tos::NamesOf<tos::deliberation::Side> {
  using enum tos::deliberation::Side;
  static constexpr std::array names{tos::Name{in_favour, "for"}, tos::Name{against, "against"}};
};
template <>
struct tos::NamesOf<tos::deliberation::ReviewVerdict> {
  using enum tos::deliberation::ReviewVerdict;
  static constexpr std::array names{tos::Name{confirmed, "confirmed"}, tos::Name{disputed, "disputed"}};
};
template <>
struct tos::NamesOf<tos::deliberation::DisputeGround> {
  using enum tos::deliberation::DisputeGround;
  static constexpr std::array names{tos::Name{inaccurate, "inaccurate"}, tos::Name{outdated, "outdated"},
                                    tos::Name{misleading, "misleading"}, tos::Name{irrelevant, "irrelevant"},
                                    tos::Name{fabricated, "fabricated"}};
};
template <>
struct tos::NamesOf<tos::deliberation::EvidenceState> {
  using enum tos::deliberation::EvidenceState;
  static constexpr std::array names{tos::Name{unconfirmed, "unconfirmed"}, tos::Name{confirmed, "confirmed"},
                                    tos::Name{disputed, "disputed"}};
};
