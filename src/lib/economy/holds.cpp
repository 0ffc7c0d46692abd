#include "core/index/sound.h"
#include "core/index/timers.h"
#include "economy/book.h"
#include "economy/ledger_rules.h"

// Amounts that are set aside, and what becomes of them.
namespace tos::economy {
namespace {

constexpr std::string_view hold_timer = "economy.hold-end";

index::Timer timer_of(const HoldRow& hold) {
  return {.due = *hold.expires_at,
          .position = hold.position,
          .index = 0,
          .name = std::string(hold_timer),
          .subject = std::string(hold.id.bytes())};
}

}  // namespace

void open_hold(const Context& context, const HoldRow& hold) {
  add_hold(context.db, hold);
  if (hold.expires_at) index::set_timer(context.db, timer_of(hold));
}

Result<HoldRow> require_open_hold(const Context& context, const RecordId& id) {
  auto hold = find_hold(context.db, id);
  if (!hold) return refuse(rules::ECO_031, "there is no hold {} here", id.hex16()).hint("tos account show ACCOUNT");
  if (hold->state != HoldState::open)
    return refuse(rules::ECO_032, "the hold {} is {}", id.hex16(), name_of(hold->state))
        .hint("tos show {}", id.hex16());
  return *std::move(hold);
}

void post_hold(const Context& context, const HoldRow& hold, std::int64_t amount) {
  if (hold.expires_at) index::remove_timer(context.db, timer_of(hold));
  end_hold(context.db, hold, HoldState::posted, amount);
  const Leg legs[] = {{.account = hold.from, .amount = -amount}, {.account = hold.to, .amount = amount}};
  apply_movement(context, legs, hold.cause, {}, hold.memo);
}

void release_hold(Database& db, const HoldRow& hold, HoldState state) {
  if (hold.expires_at && state != HoldState::expired) index::remove_timer(db, timer_of(hold));
  end_hold(db, hold, state, std::nullopt);
}

}  // namespace tos::economy
