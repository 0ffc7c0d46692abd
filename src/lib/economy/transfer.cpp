#include "economy/transfer.h"

#include "charter/mandate.h"
#include "core/index/sound.h"
#include "economy/batch.h"
#include "economy/ledger_rules.h"

namespace tos::economy {
namespace {

std::vector<Leg> legs_of(const Transfer& transfer) {
  std::vector<Leg> legs;
  for (const LegField& leg : transfer.legs) legs.push_back({.account = leg.account, .amount = leg.amount});
  return legs;
}

std::optional<std::string> memo_of(const Transfer& transfer) {
  if (!transfer.memo) return std::nullopt;
  return transfer.memo->text;
}

// The hold that a payment between two accounts becomes when it meets a breaker; nothing for other movements.
std::optional<HoldRow> held_instead(const Context& context, Legs legs, const Transfer& transfer) {
  if (legs.size() != 2 || legs[0].amount + legs[1].amount != 0 || !meets_breaker(context, legs)) return std::nullopt;
  const Leg& from = legs[0].amount < 0 ? legs[0] : legs[1];
  const Leg& to = legs[0].amount < 0 ? legs[1] : legs[0];
  if (from.account.currency() != to.account.currency()) return std::nullopt;
  return HoldRow{.position = context.position,
                 .id = context.id,
                 .from = from.account,
                 .to = to.account,
                 .amount = to.amount,
                 .expires_at = {},
                 .state = HoldState::open,
                 .cause = Cause::hold,
                 .posted_amount = {},
                 .memo = memo_of(transfer)};
}

}  // namespace

std::string print_legs(std::span<const LegField> legs) {
  std::string text;
  for (const LegField& leg : legs) text += fmt::format("{} {}\n", leg.account, leg.amount.value);
  return text;
}

void read_legs(std::string_view text, std::vector<Leg>& legs) {
  while (!text.empty()) {
    const std::size_t space = text.find(' ');
    const std::size_t end = text.find('\n');
    TOS_SOUND(space < end && end != std::string_view::npos);
    const auto account = AccountName::parse(text.substr(0, space));
    const auto amount = parse_amount(text.substr(space + 1, end - space - 1), 0);
    TOS_SOUND(account.has_value() && amount.has_value());
    legs.push_back({.account = *account, .amount = *amount});
    text.remove_prefix(end + 1);
  }
}

std::string transfer_target(const List<LegField, 1, max_legs>& legs) { return to_hex(sha256(print_legs(legs.items))); }

Result<void> check_transfer(const Context& context, const Transfer& transfer) {
  if (transfer.date && *transfer.date > context.envelope.at) {
    return refuse(rules::ECO_043, "dated {}, in a record of {}", transfer.date->to_date(),
                  context.envelope.at.to_date());
  }
  std::vector<Leg> legs = legs_of(transfer);
  if (transfer.batch) {
    TOS_TRY(auto whole, check_batch_part(context, transfer));
    if (!whole) return {};
    legs = *std::move(whole);
  }
  if (const auto hold = held_instead(context, legs, transfer)) {
    TOS_CHECK(check_new_hold(context, *hold));
  } else {
    TOS_CHECK(check_movement(context, legs));
  }
  return check_permitted(context, legs, transfer.decision, transfer_target(transfer.legs));
}

void apply_transfer(const Context& context, const Transfer& transfer) {
  if (transfer.decision) charter::use_mandate(context, *transfer.decision);
  std::vector<Leg> legs = legs_of(transfer);
  if (transfer.batch) {
    auto whole = take_batch_part(context, transfer);
    if (!whole) return;
    legs = *std::move(whole);
  }
  note_let_in(context, legs);
  if (const auto hold = held_instead(context, legs, transfer)) {
    open_breaker(context, hold->from.currency());
    return open_hold(context, *hold);
  }
  const std::int64_t entry = apply_movement(context, legs, Cause::transfer, transfer.date, memo_of(transfer));
  context.db.run("INSERT INTO movement(record, entry) VALUES(?,?)", context.id, entry);
}

std::string folder_of_transfer(const Context& context, const Transfer&) { return ledger_folder(context); }

}  // namespace tos::economy
