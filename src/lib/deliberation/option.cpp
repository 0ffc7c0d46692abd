#include "deliberation/option.h"

#include <algorithm>
#include <utility>

#include "core/base/white_space.h"
#include "core/index/sound.h"
#include "deliberation/rules.h"

namespace tos::deliberation {
namespace {

#define TOS_SELECT_OPTION "SELECT position, id, number, chain, parent, author, label FROM proposal_option "

OptionRow read_option(Database& db, const Rows& rows) {
  OptionRow row{.position = rows.integer(0),
                .id = rows.id<OptionId>(1),
                .number = rows.integer(2),
                .chain = rows.integer(3),
                .parent = {},
                .author = sound_handle(rows.bytes(5)),
                .label = rows.text(6),
                .trade_offs = {}};
  row.parent = rows.maybe_integer(4);
  for (Rows found =
           db.query("SELECT aspect, pro, con FROM option_trade_off WHERE option = ? ORDER BY place", row.position);
       found.next();) {
    TradeOff trade_off{.aspect = {found.text(0)}, .pro = {}, .con = {}};
    if (!found.is_null(1)) trade_off.pro = {found.text(1)};
    if (!found.is_null(2)) trade_off.con = {found.text(2)};
    row.trade_offs.push_back(std::move(trade_off));
  }
  return row;
}

std::optional<std::string_view> text_of(const std::optional<Line<1, 300>>& line) {
  if (!line) return std::nullopt;
  return line->text;
}

Result<void> check_trade_offs(const Option& option) {
  const auto& all = option.trade_offs.items;
  for (auto one = all.begin(); one != all.end(); ++one) {
    if (!one->pro && !one->con) {
      return refuse(rules::DEL_037, "the trade-off '{}' says neither pro nor con", *one->aspect);
    }
    if (std::any_of(one + 1, all.end(), [&](const TradeOff& other) { return *other.aspect == *one->aspect; })) {
      return refuse(rules::DEL_037, "the aspect '{}' stands twice", *one->aspect);
    }
  }
  return {};
}

}  // namespace

std::optional<OptionRow> find_option(Database& db, const OptionId& id) {
  Rows rows = db.query(TOS_SELECT_OPTION "WHERE id = ?", id);
  if (!rows.next()) return std::nullopt;
  return read_option(db, rows);
}

std::vector<OptionRow> options_of(Database& db, std::int64_t chain) {
  std::vector<OptionRow> found;
  for (Rows rows = db.query(TOS_SELECT_OPTION "WHERE chain = ? ORDER BY number", chain); rows.next();) {
    found.push_back(read_option(db, rows));
  }
  return found;
}

std::int64_t count_options(Database& db, std::int64_t chain, std::int64_t most) {
  return db.number("SELECT count(*) FROM (SELECT 1 FROM proposal_option WHERE chain = ? LIMIT ?)", chain, most)
      .value_or(0);
}

std::vector<std::string> final_labels(Database& db, std::int64_t chain) {
  std::vector<std::string> labels;
  for (Rows rows = db.query("SELECT label FROM proposal_option o WHERE chain = ? AND NOT EXISTS (SELECT 1 FROM "
                            "proposal_option v WHERE v.parent = o.position) ORDER BY number",
                            chain);
       rows.next();) {
    labels.push_back(rows.text(0));
  }
  return labels;
}

std::string plain_label(std::string_view label) {
  std::string plain;
  bool is_apart = false;
  while (!label.empty()) {
    const std::size_t blank = white_space_at(label);
    is_apart = is_apart || (blank > 0 && !plain.empty());
    if (blank == 0) {
      if (std::exchange(is_apart, false)) plain += ' ';
      const char c = label.front();
      plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    label.remove_prefix(std::max<std::size_t>(blank, 1));
  }
  return plain;
}

bool has_option(Database& db, std::int64_t chain, std::string_view label) {
  return db.exists("SELECT 1 FROM proposal_option WHERE chain = ? AND plain = ?", chain, plain_label(label));
}

Result<void> check_option(const Context& context, const Option& option) {
  TOS_TRY(const Subject subject, require_open(context.db, option.proposal));
  if (option.parent) {
    const auto parent = find_option(context.db, *option.parent);
    if (!parent || parent->chain != subject.chain.first) {
      return refuse(rules::DEL_036, "{} is no option of '{}' (P{})", option.parent->hex16(), subject.version.title,
                    subject.chain.number)
          .hint("tos proposal show P{}", subject.chain.number);
    }
  }
  TOS_CHECK(check_trade_offs(option));
  if (has_option(context.db, subject.chain.first, *option.label)) {
    return refuse(rules::DEL_038, "'{}' is an option of '{}' (P{}) already", *option.label, subject.version.title,
                  subject.chain.number);
  }
  return {};
}

void apply_option(const Context& context, const Option& option) {
  const auto version = find_version(context.db, option.proposal);
  TOS_SOUND(version.has_value());
  std::optional<std::int64_t> parent;
  if (option.parent) parent = find_option(context.db, *option.parent)->position;
  context.db.run(
      "INSERT INTO proposal_option(position, id, number, chain, parent, author, label, plain) "
      "VALUES(?, ?, (SELECT coalesce(max(number), 0) + 1 FROM proposal_option), ?, ?, ?, ?, ?)",
      context.position, context.id, version->chain, parent, context.envelope.author, *option.label,
      plain_label(*option.label));
  std::int64_t place = 0;
  for (const TradeOff& one : option.trade_offs) {
    context.db.run("INSERT INTO option_trade_off(option, place, aspect, pro, con) VALUES(?,?,?,?,?)", context.position,
                   ++place, *one.aspect, text_of(one.pro), text_of(one.con));
  }
}

std::string folder_of_option(const Context& context, const Option& option) {
  return folder_of_chain(context.db, option.proposal);
}

}  // namespace tos::deliberation
