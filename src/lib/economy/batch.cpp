#include "economy/batch.h"

#include "core/index/sound.h"
#include "core/index/timers.h"
#include "economy/ledger_rules.h"

namespace tos::economy {
namespace {

struct Batch {
  std::int64_t first = 0;  // position of the part that came first
  std::int64_t of = 0;
  std::int64_t come = 0;
  bool is_open = false;
  Timestamp due;
};

std::optional<Batch> find_batch(const Context& context, const BatchPart& part) {
  Rows rows = context.db.query("SELECT first, of, come, state, due FROM batch WHERE author = ? AND key = ?",
                               context.envelope.author, part.key.text);
  if (!rows.next()) return std::nullopt;
  return Batch{.first = rows.integer(0),
               .of = rows.integer(1),
               .come = rows.integer(2),
               .is_open = rows.bytes(3) == "open",
               .due = rows.time(4)};
}

index::Timer timer_of(const Batch& batch) {
  return {.due = batch.due,
          .position = batch.first,
          .index = 0,
          .name = "economy.batch-end",
          .subject = std::to_string(batch.first)};
}

std::vector<Leg> all_legs(const Context& context, const Batch& batch, const Transfer& last) {
  std::vector<Leg> legs;
  for (Rows rows = context.db.query("SELECT legs FROM batch_part WHERE first = ? AND part < ? ORDER BY part",
                                    batch.first, last.batch->part.value);
       rows.next();) {
    read_legs(rows.bytes(0), legs);
  }
  for (const LegField& leg : last.legs) legs.push_back({.account = leg.account, .amount = leg.amount});
  for (Rows rows = context.db.query("SELECT legs FROM batch_part WHERE first = ? AND part > ? ORDER BY part",
                                    batch.first, last.batch->part.value);
       rows.next();) {
    read_legs(rows.bytes(0), legs);
  }
  return legs;
}

void end_batch(Database& db, std::int64_t first, std::string_view state) {
  db.run("UPDATE batch SET state = ? WHERE first = ?", state, first);
  db.run("DELETE FROM batch_part WHERE first = ?", first);
}

}  // namespace

Result<std::optional<std::vector<Leg>>> check_batch_part(const Context& context, const Transfer& transfer) {
  const BatchPart& part = *transfer.batch;
  if (part.part > part.of)
    return refuse(rules::ECO_042, "part {} of {} of the batch '{}'", part.part.value, part.of.value, part.key.text);
  if (transfer.decision) return refuse(rules::ECO_044, "a part of the batch '{}' names a decision", part.key.text);
  const auto batch = find_batch(context, part);
  if (!batch) return std::optional<std::vector<Leg>>{};
  if (!batch->is_open)
    return refuse(rules::ECO_041, "the batch '{}' of '{}' has ended", part.key.text, context.envelope.author)
        .hint("begin it again under another key");
  if (batch->of != part.of) {
    return refuse(rules::ECO_040, "the batch '{}' has {} parts, and this one says {}", part.key.text, batch->of,
                  part.of.value);
  }
  if (context.db.exists("SELECT 1 FROM batch_part WHERE first = ? AND part = ?", batch->first, part.part.value))
    return refuse(rules::ECO_040, "part {} of the batch '{}' is there already", part.part.value, part.key.text);
  if (batch->come + 1 < batch->of) return std::optional<std::vector<Leg>>{};
  return std::optional(all_legs(context, *batch, transfer));
}

std::optional<std::vector<Leg>> take_batch_part(const Context& context, const Transfer& transfer) {
  const BatchPart& part = *transfer.batch;
  auto batch = find_batch(context, part);
  if (!batch) {
    batch = Batch{.first = context.position, .of = part.of, .due = context.now + hours(batch_hours)};
    context.db.run("INSERT INTO batch(author, key, first, of, come, state, due) VALUES(?,?,?,?,0,'open',?)",
                   context.envelope.author, part.key.text, batch->first, batch->of, batch->due);
    index::set_timer(context.db, timer_of(*batch));
  }
  if (batch->come + 1 == batch->of) {
    std::vector<Leg> legs = all_legs(context, *batch, transfer);
    index::remove_timer(context.db, timer_of(*batch));
    end_batch(context.db, batch->first, "whole");
    return legs;
  }
  context.db.run("UPDATE batch SET come = come + 1 WHERE first = ?", batch->first);
  context.db.run("INSERT INTO batch_part(first, part, legs) VALUES(?,?,?)", batch->first, part.part.value,
                 print_legs(transfer.legs.items));
  return std::nullopt;
}

void expire_batch(Database& db, Timestamp, std::string_view subject) {
  const auto first = parse_amount(subject, 0);
  TOS_SOUND(first.has_value());
  end_batch(db, *first, "expired");
}

}  // namespace tos::economy
