#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/index/kind_entry.h"
#include "deliberation/tables.h"

namespace tos {
using OptionId = Id<struct OptionTag>;
}

namespace tos::deliberation {

struct TradeOff {
  Line<1, 64> aspect;
  std::optional<Line<1, 300>> pro;
  std::optional<Line<1, 300>> con;
};

// deliberation.option/v1: a way to do what is proposed, or a variant of such a way. Options form a tree.
struct Option {
  ProposalId proposal;
  std::optional<OptionId> parent;
  Line<1, 200> label;  // as a poll's options are written
  List<TradeOff, 0, 32> trade_offs;
  std::optional<Text> text;
};

inline constexpr auto trade_off_fields =
    fields<TradeOff>(field("aspect", &TradeOff::aspect, "what is looked at: cost, time, who does it"),
                     field("pro", &TradeOff::pro, "what speaks for the option there"),
                     field("con", &TradeOff::con, "what speaks against it"));
constexpr const auto& fields_of(const TradeOff*) { return trade_off_fields; }

inline constexpr auto option_fields =
    fields<Option>(field("proposal", &Option::proposal, "any version of the proposal"),
                   field("parent", &Option::parent, "the option that this is a variant of"),
                   field("label", &Option::label, "the option, in one line"),
                   field("trade_offs", &Option::trade_offs, "what speaks for and against it, each aspect once"),
                   field("text", &Option::text, "the option in full"));
constexpr const auto& fields_of(const Option*) { return option_fields; }

struct OptionRow {
  std::int64_t position = 0;
  OptionId id;
  std::int64_t number = 0;  // 3 of A3
  std::int64_t chain = 0;
  std::optional<std::int64_t> parent;  // position
  Handle author;
  std::string label;
  std::vector<TradeOff> trade_offs;
};
std::optional<OptionRow> find_option(Database& db, const OptionId& id);
std::vector<OptionRow> options_of(Database& db, std::int64_t chain);  // in order of number: parents before variants

std::int64_t count_options(Database& db, std::int64_t chain, std::int64_t most);  // counted up to `most`
// The labels of those that have no variants, in order of number: what members choose among.
std::vector<std::string> final_labels(Database& db, std::int64_t chain);
// Two labels are the same where this is: the words, with one blank between them and ASCII letters small.
std::string plain_label(std::string_view label);
bool has_option(Database& db, std::int64_t chain, std::string_view label);  // of the same label

Result<void> check_option(const Context& context, const Option& option);  // DEL-009, DEL-021, DEL-036 to DEL-038
void apply_option(const Context& context, const Option& option);
std::string folder_of_option(const Context& context, const Option& option);

}  // namespace tos::deliberation
