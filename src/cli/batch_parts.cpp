#include "cli/batch_parts.h"

#include "core/index/log_table.h"
#include "economy/ledger_rules.h"

namespace tos::cli {
namespace {

constexpr std::string_view transfer_record_kind = "economy.transfer/v1";

std::optional<economy::BatchPart> part_in(const history::SignedRecord& record) {
  return static_cast<const BodyOf<economy::Transfer>&>(*record.body).value.batch;
}

bool made_movement(history::Group& group, const RecordId& id) {
  return group.db().exists("SELECT 1 FROM movement WHERE record = ?", id);
}

// The part that came last. `tos ledger transfer` names its parts by the batch's key and their number.
std::optional<RecordId> record_that_made_whole(history::Group& group, const Handle& author,
                                               const economy::BatchPart& batch) {
  for (std::int64_t part = batch.of; part > 0; --part) {
    const std::string key = part == 1 ? batch.key.text : fmt::format("{}.{}", batch.key.text, part);
    const auto id = index::find_idempotent(group.db(), author, key);
    if (id && made_movement(group, *id)) return id;
  }
  return std::nullopt;
}

}  // namespace

Result<std::optional<economy::BatchPart>> batch_part_of(history::Group& group, const index::LogEntry& entry) {
  if (entry.kind != transfer_record_kind) return std::optional<economy::BatchPart>{};
  TOS_TRY(const history::SignedRecord record, history::load_record(group, entry.id));
  return part_in(record);
}

Result<std::int64_t> count_with_whole_batch(history::Group& group, std::int64_t count, std::int64_t limit) {
  const auto entry_of = [&group](std::int64_t newest) {
    return index::entry_at(group.db(), group.size() - newest + 1);
  };
  const auto last = entry_of(count);
  if (!last || last->kind != transfer_record_kind) return count;
  TOS_TRY(history::RecordLoader loader, history::RecordLoader::open(group));
  TOS_TRY(const history::SignedRecord record, loader.load(last->id));
  const auto batch = part_in(record);
  while (batch && count < limit) {
    const auto older = entry_of(count + 1);
    if (!older || older->kind != transfer_record_kind || older->author != last->author) break;
    TOS_TRY(const history::SignedRecord other, loader.load(older->id));
    const auto part = part_in(other);
    if (!part || part->key.text != batch->key.text) break;
    ++count;
  }
  return count;
}

Result<void> check_made_movement(history::Group& group, const index::LogEntry& entry) {
  TOS_TRY(const auto part, batch_part_of(group, entry));
  if (!part || made_movement(group, entry.id)) return {};
  Refusal refusal = refuse(rules::ECO_050, "{} is part {} of {} of the batch '{}'", entry.id.hex16(), part->part.value,
                           part->of.value, part->key.text);
  if (const auto whole = record_that_made_whole(group, entry.author, *part))
    return refusal.hint("the last part moved the amounts, correct that one: tos ledger correct {}", whole->hex16());
  return refusal.hint("the batch is not whole: nothing was moved that could be corrected");
}

}  // namespace tos::cli
