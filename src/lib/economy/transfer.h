#pragma once
#include <optional>

#include "economy/book.h"

namespace tos::economy {

struct LegField {
  AccountName account;
  LegAmountField amount;
};

// Ties the records of a movement that is larger than one message: it takes effect with the last of them, whole.
struct BatchPart {
  Line<1, 64> key;  // the author's name for the batch, once for ever
  Whole<1, 1000> part;
  Whole<2, 1000> of;
};

inline constexpr std::size_t max_legs = 400;     // of one record: they fit into a message
inline constexpr std::int64_t batch_hours = 24;  // in which all parts must have come

// economy.transfer/v1: amounts change accounts, at once.
struct Transfer {
  List<LegField, 1, max_legs> legs;
  std::optional<Timestamp> date;
  std::optional<Line<1, 200>> memo;  // public for ever; what people write about each other goes into `note`
  std::optional<Text> note;
  std::optional<RecordId> decision;
  std::optional<BatchPart> batch;
};

inline constexpr auto leg_fields = fields<LegField>(
    field("account", &LegField::account, "owner/currency/purpose"),
    field("amount", &LegField::amount, "what comes in, in the smallest unit; negative: what goes out"));
constexpr const auto& fields_of(const LegField*) { return leg_fields; }

inline constexpr auto batch_part_fields = fields<BatchPart>(
    field("key", &BatchPart::key, "the author's name for the batch"),
    field("part", &BatchPart::part, "which part this is, from 1"), field("of", &BatchPart::of, "how many there are"));
constexpr const auto& fields_of(const BatchPart*) { return batch_part_fields; }

inline constexpr auto transfer_fields = fields<Transfer>(
    field("legs", &Transfer::legs, "the accounts and what each gets or gives; each currency adds up to nothing"),
    field("date", &Transfer::date, "when it happened, where that was not when it was signed"),
    field("memo", &Transfer::memo, "what it is for, in one public line"),
    field("note", &Transfer::note, "what else there is to say"),
    field("decision", &Transfer::decision, "the decision that permits it, where the author alone may not"),
    field("batch", &Transfer::batch, "for a part of a larger movement: which"));
constexpr const auto& fields_of(const Transfer*) { return transfer_fields; }

// Legs as text, a line each: account, space, amount in the smallest unit. What targets are digests of, and what the
// read model keeps of parts.
std::string print_legs(std::span<const LegField> legs);
void read_legs(std::string_view text, std::vector<Leg>& legs);  // appends; of print_legs's own text

// What a proposal for a transfer names as its act's target: the SHA-256 of print_legs(legs), 64 hex.
std::string transfer_target(const List<LegField, 1, max_legs>& legs);

Result<void> check_transfer(const Context& context,
                            const Transfer& transfer);  // ECO-010 to ECO-023, ECO-040 to ECO-044
void apply_transfer(const Context& context, const Transfer& transfer);
std::string folder_of_transfer(const Context& context, const Transfer& transfer);

// Timer "economy.batch-end": parts of a batch that did not become whole are forgotten.
void expire_batch(Database& db, Timestamp due, std::string_view subject);

}  // namespace tos::economy
