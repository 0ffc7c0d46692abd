#pragma once
#include <optional>

#include "economy/book.h"

namespace tos::economy {

// economy.hold/v1: an amount is set aside for somebody, until it is posted, voided or expires.
struct Hold {
  AccountName from;
  AccountName to;
  AmountField amount;
  std::optional<Timestamp> expires_at;
  std::optional<Line<1, 200>> memo;
  std::optional<RecordId> decision;
};

// economy.post/v1: what is held is paid, up to all of it; the rest is available again.
struct Posting {
  RecordId hold;
  std::optional<AmountField> amount;  // absent: all of it
  std::optional<RecordId> decision;
};

// economy.void/v1: what is held is available again.
struct Voiding {
  RecordId hold;
  std::optional<RecordId> decision;
};

inline constexpr auto hold_fields = fields<Hold>(
    field("from", &Hold::from, "the account that will pay"), field("to", &Hold::to, "the one that will get it"),
    field("amount", &Hold::amount, "how much, in the smallest unit"),
    field("expires_at", &Hold::expires_at, "when it is void by itself"),
    field("memo", &Hold::memo, "what it is for, in one public line"),
    field("decision", &Hold::decision, "the decision that permits it, where the author alone may not"));
constexpr const auto& fields_of(const Hold*) { return hold_fields; }

inline constexpr auto posting_fields = fields<Posting>(
    field("hold", &Posting::hold, "the record that holds it"),
    field("amount", &Posting::amount, "how much of it is paid; absent: all"),
    field("decision", &Posting::decision, "the decision that permits it, where the author alone may not"));
constexpr const auto& fields_of(const Posting*) { return posting_fields; }

inline constexpr auto voiding_fields = fields<Voiding>(
    field("hold", &Voiding::hold, "the record that holds it"),
    field("decision", &Voiding::decision, "the decision that permits it, where the author alone may not"));
constexpr const auto& fields_of(const Voiding*) { return voiding_fields; }

// What a proposal to hold names as its act's target: the SHA-256 of "from to amount" and a line feed, 64 hex.
std::string hold_target(const Hold& hold);

// Who pays posts, who would be paid voids; a decision on the act ("economy.post/v1", target: the hold's id) does
// either.
Result<void> check_hold(const Context& context, const Hold& hold);
void apply_hold(const Context& context, const Hold& hold);
std::string folder_of_hold(const Context& context, const Hold& hold);
Result<void> check_posting(const Context& context, const Posting& posting);
void apply_posting(const Context& context, const Posting& posting);
std::string folder_of_posting(const Context& context, const Posting& posting);
Result<void> check_voiding(const Context& context, const Voiding& voiding);
void apply_voiding(const Context& context, const Voiding& voiding);
std::string folder_of_voiding(const Context& context, const Voiding& voiding);

// Timer "economy.hold-end".
void expire_hold(Database& db, Timestamp due, std::string_view subject);

}  // namespace tos::economy
