#include "economy/hold.h"

#include "charter/mandate.h"
#include "core/index/sound.h"
#include "economy/aid_rules.h"
#include "economy/ledger_rules.h"

namespace tos::economy {
namespace {

struct TwoLegs {
  Leg legs[2];
};
TwoLegs legs_of(const AccountName& from, const AccountName& to, std::int64_t amount) {
  return {{{.account = from, .amount = -amount}, {.account = to, .amount = amount}}};
}

HoldRow row_of(const Context& context, const Hold& hold) {
  HoldRow row{.position = context.position,
              .id = context.id,
              .from = hold.from,
              .to = hold.to,
              .amount = hold.amount,
              .expires_at = hold.expires_at,
              .state = HoldState::open,
              .cause = Cause::hold,
              .posted_amount = {},
              .memo = {}};
  if (hold.memo) row.memo = hold.memo->text;
  return row;
}

// ECO-035: only what is the author's to give up. `side`: the account of who may; `check_outside`: what is asked where
// that is not a member's.
Result<void> check_resolver(const Context& context, const HoldRow& hold, const Leg& side,
                            Result<void> (*check_outside)(const Context&, Legs),
                            const std::optional<RecordId>& decision, std::string_view what) {
  if (hold.cause == Cause::aid) {
    return refuse(rules::ECO_170, "the hold {} is for a deal", hold.id.hex16())
        .hint("tos aid confirm, tos aid cancel, or tos aid settle with a decision");
  }
  if (decision) return charter::check_mandate(context, *decision, hold.id.hex());
  const Purpose purpose = side.account.purpose();
  if (purpose == Purpose::member && side.account.owner() == context.envelope.author.text()) return {};
  if (purpose == Purpose::external || purpose == Purpose::issuance) return check_outside(context, {&side, 1});
  return refuse(rules::ECO_035, "'{}' does not {} what {} holds for {}", context.envelope.author, what, hold.from,
                hold.to)
      .hint("who pays posts, who would be paid voids, a decision does either");
}

}  // namespace

std::string hold_target(const Hold& hold) {
  return to_hex(sha256(fmt::format("{} {} {}\n", hold.from, hold.to, hold.amount.value)));
}

Result<void> check_hold(const Context& context, const Hold& hold) {
  TOS_CHECK(check_new_hold(context, row_of(context, hold)));
  const TwoLegs legs = legs_of(hold.from, hold.to, hold.amount);
  if (!hold.decision) return check_setting_aside(context, legs.legs);
  return check_permitted(context, legs.legs, hold.decision, hold_target(hold));
}

void apply_hold(const Context& context, const Hold& hold) {
  if (hold.decision) charter::use_mandate(context, *hold.decision);
  open_hold(context, row_of(context, hold));
}

std::string folder_of_hold(const Context& context, const Hold&) { return ledger_folder(context); }

Result<void> check_posting(const Context& context, const Posting& posting) {
  TOS_TRY(const HoldRow hold, require_open_hold(context, posting.hold));
  const std::int64_t amount = posting.amount ? posting.amount->value : hold.amount;
  if (amount > hold.amount) {
    TOS_TRY(const CurrencyRow currency, require_currency(context.db, hold.from.currency()));
    return refuse(rules::ECO_034, "{} {} are held, and {} are to be posted", format_amount(hold.amount, currency.scale),
                  currency.code, format_amount(amount, currency.scale));
  }
  TOS_CHECK(check_movement(context, legs_of(hold.from, hold.to, amount).legs, &hold));
  return check_resolver(context, hold, {hold.from, -amount}, check_taking, posting.decision, "post");
}

void apply_posting(const Context& context, const Posting& posting) {
  if (posting.decision) charter::use_mandate(context, *posting.decision);
  const auto hold = find_hold(context.db, posting.hold);
  TOS_SOUND(hold.has_value());
  const std::int64_t amount = posting.amount ? posting.amount->value : hold->amount;
  note_let_in(context, legs_of(hold->from, hold->to, amount).legs);
  post_hold(context, *hold, amount);
}

std::string folder_of_posting(const Context& context, const Posting&) { return ledger_folder(context); }

Result<void> check_voiding(const Context& context, const Voiding& voiding) {
  TOS_TRY(const HoldRow hold, require_open_hold(context, voiding.hold));
  return check_resolver(context, hold, {hold.to, -hold.amount}, check_setting_aside, voiding.decision, "void");
}

void apply_voiding(const Context& context, const Voiding& voiding) {
  if (voiding.decision) charter::use_mandate(context, *voiding.decision);
  const auto hold = find_hold(context.db, voiding.hold);
  TOS_SOUND(hold.has_value());
  release_hold(context.db, *hold, HoldState::voided);
}

std::string folder_of_voiding(const Context& context, const Voiding&) { return ledger_folder(context); }

void expire_hold(Database& db, Timestamp, std::string_view subject) {
  const auto id = RecordId::from_bytes(subject);
  TOS_SOUND(id.has_value());
  const auto hold = find_hold(db, *id);
  TOS_SOUND(hold.has_value() && hold->state == HoldState::open);
  release_hold(db, *hold, HoldState::expired);
}

}  // namespace tos::economy
