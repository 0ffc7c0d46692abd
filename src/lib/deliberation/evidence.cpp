#include "deliberation/evidence.h"

#include <algorithm>

#include "core/index/fitting.h"
#include "core/index/sound.h"
#include "deliberation/rules.h"
#include "identity/roll.h"

namespace tos::deliberation {
namespace {

#define TOS_SELECT_EVIDENCE                                                                                      \
  "SELECT position, id, number, chain, author, kind, side, title, url, digest, "                                 \
  "(SELECT count(*) FROM evidence_review r WHERE r.evidence = evidence.position AND verdict = 'confirmed'), "    \
  "(SELECT count(*) FROM evidence_review r WHERE r.evidence = evidence.position AND verdict = 'disputed') FROM " \
  "evidence "

EvidenceRow read_evidence(const Rows& rows) {
  EvidenceRow row{.position = rows.integer(0),
                  .id = rows.id<EvidenceId>(1),
                  .number = rows.integer(2),
                  .chain = rows.integer(3),
                  .author = sound_handle(rows.bytes(4)),
                  .kind = fitting(value_of<EvidenceKind>(rows.bytes(5))),
                  .side = fitting(value_of<Side>(rows.bytes(6))),
                  .title = rows.text(7),
                  .url = rows.text(8),
                  .digest = {},
                  .confirmations = rows.integer(10),
                  .disputes = rows.integer(11)};
  if (!rows.is_null(9)) row.digest = rows.id<FileDigest>(9);
  return row;
}

// One more piece of this source that is not disputed, or one less.
void add_undisputed(Database& db, std::int64_t chain, std::string_view url, const std::optional<FileDigest>& digest,
                    std::int64_t pieces) {
  db.run(
      "INSERT INTO evidence_source(chain, url, digest, undisputed) VALUES(?,?,?,?) ON CONFLICT(chain, url, digest) DO "
      "UPDATE SET undisputed = undisputed + excluded.undisputed",
      chain, url, digest ? digest->hex() : std::string(), pieces);
}

bool is_web_address(std::string_view url) {
  const std::size_t scheme = url.starts_with("https://") ? 8 : url.starts_with("http://") ? 7 : 0;
  return scheme != 0 && url.size() > scheme && std::ranges::all_of(url, [](char c) { return c > ' ' && c <= '~'; });
}

}  // namespace

EvidenceState EvidenceRow::state() const {
  if (disputes >= disputes_to_dispute) return EvidenceState::disputed;
  return confirmations >= confirmations_to_confirm ? EvidenceState::confirmed : EvidenceState::unconfirmed;
}

std::optional<EvidenceRow> find_evidence(Database& db, const EvidenceId& id) {
  Rows rows = db.query(TOS_SELECT_EVIDENCE "WHERE id = ?", id);
  if (!rows.next()) return std::nullopt;
  return read_evidence(rows);
}

EvidenceRow evidence_at(Database& db, std::int64_t position) {
  Rows rows = db.query(TOS_SELECT_EVIDENCE "WHERE position = ?", position);
  const bool exists = rows.next();
  TOS_SOUND(exists);
  return read_evidence(rows);
}

std::vector<EvidenceRow> evidence_of(Database& db, std::int64_t chain) {
  std::vector<EvidenceRow> found;
  for (Rows rows = db.query(TOS_SELECT_EVIDENCE "WHERE chain = ? ORDER BY number", chain); rows.next();) {
    found.push_back(read_evidence(rows));
  }
  return found;
}

std::int64_t count_undisputed_sources(Database& db, std::int64_t chain, std::int64_t most) {
  return db
      .number("SELECT count(*) FROM (SELECT 1 FROM evidence_source WHERE chain = ? AND undisputed > 0 LIMIT ?)", chain,
              most)
      .value_or(0);
}

Result<void> check_evidence(const Context& context, const Evidence& evidence) {
  TOS_CHECK(require_open(context.db, evidence.proposal));
  if (!evidence.url && !evidence.digest) {
    return refuse(rules::DEL_030, "'{}' names no source", *evidence.title).hint("--source URL, or --file FILE");
  }
  if (evidence.url && !is_web_address(*evidence.url)) {
    return refuse(rules::DEL_031, "'{}' is no web address", **evidence.url).hint("https://…, without spaces");
  }
  return {};
}

void apply_evidence(const Context& context, const Evidence& evidence) {
  const auto version = find_version(context.db, evidence.proposal);
  TOS_SOUND(version.has_value());
  std::optional<std::string_view> url;
  if (evidence.url) url = evidence.url->text;
  context.db.run(
      "INSERT INTO evidence(position, id, number, chain, author, kind, side, title, url, digest) "
      "VALUES(?, ?, (SELECT coalesce(max(number), 0) + 1 FROM evidence), ?, ?, ?, ?, ?, ?, ?)",
      context.position, context.id, version->chain, context.envelope.author, name_of(evidence.kind),
      name_of(evidence.side), *evidence.title, url, evidence.digest);
  add_undisputed(context.db, version->chain, url.value_or(""), evidence.digest, 1);
}

std::string folder_of_evidence(const Context& context, const Evidence& evidence) {
  return folder_of_chain(context.db, evidence.proposal);
}

Result<void> check_evidence_review(const Context& context, const EvidenceReview& review) {
  const auto evidence = find_evidence(context.db, review.evidence);
  if (!evidence) {
    return refuse(rules::DEL_032, "there is no evidence {} here", review.evidence.hex16()).hint("tos proposal show P");
  }
  TOS_CHECK(require_open(context.db, version_at(context.db, evidence->chain)->id));
  if (evidence->author == context.envelope.author) {
    return refuse(rules::DEL_033, "'{}' is E{} by '{}'", evidence->title, evidence->number, evidence->author)
        .hint("others confirm or dispute it");
  }
  const bool disputes = review.verdict == ReviewVerdict::disputed;
  if (disputes != review.ground.has_value()) {
    return refuse(rules::DEL_034, "this {} has {} ground", disputes ? "dispute" : "confirmation", disputes ? "no" : "a")
        .hint("tos evidence dispute E{} --ground inaccurate|outdated|misleading|irrelevant|fabricated",
              evidence->number);
  }
  return {};
}

void apply_evidence_review(const Context& context, const EvidenceReview& review) {
  const auto evidence = find_evidence(context.db, review.evidence);
  TOS_SOUND(evidence.has_value());
  std::optional<std::string_view> ground;
  if (review.ground) ground = name_of(*review.ground);
  // Later means signed later: whatever was carried first.
  context.db.run(
      "INSERT INTO evidence_review(evidence, member, at, id, verdict, ground) VALUES(?,?,?,?,?,?) "
      "ON CONFLICT(evidence, member) DO UPDATE SET at = excluded.at, id = excluded.id, verdict = excluded.verdict, "
      "ground = excluded.ground WHERE (excluded.at, excluded.id) > (evidence_review.at, evidence_review.id)",
      evidence->position, identity::author_number(context), context.envelope.at, context.id, name_of(review.verdict),
      ground);
  const bool was_disputed = evidence->state() == EvidenceState::disputed;
  const bool is_disputed = evidence_at(context.db, evidence->position).state() == EvidenceState::disputed;
  if (was_disputed == is_disputed) return;
  add_undisputed(context.db, evidence->chain, evidence->url, evidence->digest, is_disputed ? -1 : 1);
}

std::string folder_of_evidence_review(const Context& context, const EvidenceReview& review) {
  const auto evidence = find_evidence(context.db, review.evidence);
  TOS_SOUND(evidence.has_value());
  return chain_at(context.db, evidence->chain).folder;
}

}  // namespace tos::deliberation
