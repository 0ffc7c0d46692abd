#include "cli/deliberation_view.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <span>

#include "cli/names.h"
#include "cli/statements.h"
#include "deliberation/evidence.h"
#include "deliberation/objection.h"
#include "deliberation/option.h"
#include "deliberation/position.h"
#include "deliberation/round.h"
#include "identity/roll.h"

namespace tos::cli {
namespace {

using deliberation::Chain;
using deliberation::EvidenceRow;
using deliberation::ObjectionRow;
using deliberation::OptionRow;
using deliberation::PositionRow;

std::string handle_of_member(history::Group& group, std::int64_t member) {
  return identity::member_by_number(group.db(), member)->handle.text();
}

// What people read at once; all are in --json.
constexpr std::size_t most_statements = 50;

// The texts of a proposal's records.
class Texts {
 public:
  explicit Texts(history::Group& group) : group_(&group), loader_(history::RecordLoader::open(group)) {}

  // Nothing where it has none, or it is redacted or cannot be read.
  std::string of(std::int64_t position, std::string_view field) {
    if (!loader_) return "";
    const auto record = loader_->load(index::entry_at(group_->db(), position)->id);
    if (!record) return "";
    const auto found = std::ranges::find(record->enclosures, field, &Enclosure::name);
    if (found == record->enclosures.end()) return "";
    std::string text = found->text;
    while (text.ends_with('\n')) text.pop_back();
    return text;
  }

 private:
  history::Group* group_;
  Result<history::RecordLoader> loader_;
};

template <class Row>
std::span<const Row> shown_of(const std::vector<Row>& rows) {
  return std::span(rows).first(std::min(rows.size(), most_statements));
}
std::string rest_text(std::string_view what, std::size_t count) {
  return count <= most_statements ? "" : fmt::format("{:<9} … and {} more: --json\n", what, count - most_statements);
}

std::string first_line(const std::string& text) {
  const std::size_t end = text.find('\n');
  return end == std::string::npos ? text : text.substr(0, end) + " …";
}

// How deep an option hangs in the tree: every parent stands before its variants.
std::map<std::int64_t, std::size_t> depths_of(const std::vector<OptionRow>& options) {
  std::map<std::int64_t, std::size_t> depths;
  for (const OptionRow& one : options) depths[one.position] = one.parent ? depths[*one.parent] + 1 : 0;
  return depths;
}

// Depth first, in order of number among the variants of one option.
void add_branch(const std::vector<OptionRow>& options, std::optional<std::int64_t> parent,
                std::vector<const OptionRow*>& ordered) {
  std::map<std::optional<std::int64_t>, std::vector<const OptionRow*>> variants;
  for (auto one = options.rbegin(); one != options.rend(); ++one) variants[one->parent].push_back(&*one);
  std::vector<const OptionRow*> stack = variants[parent];
  while (!stack.empty()) {
    const OptionRow* one = stack.back();
    stack.pop_back();
    ordered.push_back(one);
    const auto& below = variants[one->position];
    stack.insert(stack.end(), below.begin(), below.end());
  }
}

std::string cell_of(const OptionRow& option, const std::string& aspect) {
  for (const deliberation::TradeOff& one : option.trade_offs) {
    if (*one.aspect != aspect) continue;
    std::string cell;
    if (one.pro) cell += "+ " + **one.pro;
    if (one.con) cell += (cell.empty() ? "- " : "; - ") + **one.con;
    return cell;
  }
  return "";
}

// A row an aspect, a column an option.
std::string matrix_text(history::Group& group, const std::vector<const OptionRow*>& options) {
  std::vector<std::string> aspects;
  std::vector<std::string> header{"ASPECT"};
  for (const OptionRow* option : options) {
    header.push_back(statement_name(group, Statement::option, option->number, option->position));
    for (const deliberation::TradeOff& one : option->trade_offs) {
      if (std::ranges::find(aspects, *one.aspect) == aspects.end()) aspects.push_back(*one.aspect);
    }
  }
  std::vector<std::vector<std::string>> rows;
  for (const std::string& aspect : aspects) {
    std::vector<std::string> row{aspect};
    for (const OptionRow* option : options) row.push_back(cell_of(*option, aspect));
    rows.push_back(std::move(row));
  }
  return rows.empty() ? "" : "\n" + table(header, rows);
}

std::string options_text(history::Group& group, const std::vector<OptionRow>& options) {
  std::string text;
  std::vector<const OptionRow*> ordered;
  add_branch(options, std::nullopt, ordered);
  const auto depths = depths_of(options);
  for (const OptionRow* one : ordered) {
    text += fmt::format("option    {}{} {}\n", std::string(2 * depths.at(one->position), ' '),
                        statement_name(group, Statement::option, one->number, one->position), one->label);
  }
  return text + matrix_text(group, ordered);
}

std::string settlement_text(const ObjectionRow& row) {
  if (!row.settled) return "open";
  std::string text = fmt::format("met by {}", name_of(*row.settled));
  if (row.owner) text += fmt::format(", {}", *row.owner);
  if (row.due) text += fmt::format(", due {}", row.due->to_minute());
  return text;
}

nlohmann::json evidence_json(history::Group& group, const EvidenceRow& row) {
  return {{"short_name", statement_name(group, Statement::evidence, row.number, row.position)},
          {"id", row.id.hex()},
          {"author", row.author.text()},
          {"kind", name_of(row.kind)},
          {"side", name_of(row.side)},
          {"title", row.title},
          {"url", row.url.empty() ? nlohmann::json() : nlohmann::json(row.url)},
          {"digest", row.digest ? nlohmann::json(row.digest->hex()) : nlohmann::json()},
          {"state", name_of(row.state())},
          {"confirmations", row.confirmations},
          {"disputes", row.disputes}};
}

nlohmann::json option_json(history::Group& group, const OptionRow& row) {
  nlohmann::json data{{"short_name", statement_name(group, Statement::option, row.number, row.position)},
                      {"id", row.id.hex()},
                      {"author", row.author.text()},
                      {"label", row.label},
                      {"parent", nullptr},
                      {"trade_offs", nlohmann::json::array()}};
  if (row.parent) data["parent"] = index::entry_at(group.db(), *row.parent)->id.hex();
  for (const deliberation::TradeOff& one : row.trade_offs) {
    data["trade_offs"].push_back({{"aspect", *one.aspect},
                                  {"pro", one.pro ? nlohmann::json(**one.pro) : nlohmann::json()},
                                  {"con", one.con ? nlohmann::json(**one.con) : nlohmann::json()}});
  }
  return data;
}

nlohmann::json objection_json(history::Group& group, Texts& texts, const ObjectionRow& row) {
  return {{"short_name", statement_name(group, Statement::objection, row.number, row.position)},
          {"id", row.id.hex()},
          {"author", handle_of_member(group, row.member)},
          {"level", name_of(row.level)},
          {"harm", texts.of(row.position, "harm")},
          {"reason", texts.of(row.position, "reason")},
          {"settled", row.settled ? nlohmann::json(name_of(*row.settled)) : nlohmann::json()},
          {"owner", row.owner ? nlohmann::json(row.owner->text()) : nlohmann::json()},
          {"due", row.due ? nlohmann::json(row.due->to_string()) : nlohmann::json()}};
}

}  // namespace

nlohmann::json deliberation_json(history::Group& group, const Chain& chain, Timestamp now) {
  nlohmann::json data{{"stage", name_of(chain.stage)},
                      {"stage_since", chain.stage_since.to_string()},
                      {"blocked_until", nullptr},
                      {"evidence", nlohmann::json::array()},
                      {"options", nlohmann::json::array()},
                      {"positions", nlohmann::json::array()},
                      {"objections", nlohmann::json::array()}};
  Texts texts(group);
  if (const auto until = deliberation::blocked_until(group.db(), chain.first, now)) {
    data["blocked_until"] = until->to_string();
  }
  for (const auto& row : deliberation::evidence_of(group.db(), chain.first)) {
    data["evidence"].push_back(evidence_json(group, row));
  }
  for (const auto& row : deliberation::options_of(group.db(), chain.first)) {
    data["options"].push_back(option_json(group, row));
  }
  for (const PositionRow& row : deliberation::positions_of(group.db(), chain.first)) {
    data["positions"].push_back({{"id", row.id.hex()},
                                 {"member", handle_of_member(group, row.member)},
                                 {"stance", name_of(row.stance)},
                                 {"reason", texts.of(row.position, "reason")}});
  }
  for (const auto& row : deliberation::objections_of(group.db(), chain.first)) {
    data["objections"].push_back(objection_json(group, texts, row));
  }
  return data;
}

std::string deliberation_text(history::Group& group, const Chain& chain, Timestamp now) {
  std::string text;
  if (chain.stage != charter::Stage::present && chain.stage != charter::Stage::vote) {
    text += fmt::format("stage     {}, since {}\n", name_of(chain.stage), chain.stage_since.to_minute());
  }
  if (const auto until = deliberation::blocked_until(group.db(), chain.first, now)) {
    text += fmt::format("blocked   no vote before {}\n", until->to_minute());
  }
  Texts texts(group);
  const auto evidence = deliberation::evidence_of(group.db(), chain.first);
  for (const EvidenceRow& row : shown_of(evidence)) {
    text += fmt::format("evidence  {} {}, {} {}: {}{}\n",
                        statement_name(group, Statement::evidence, row.number, row.position), name_of(row.side),
                        name_of(row.state()), name_of(row.kind), row.title, row.url.empty() ? "" : " " + row.url);
  }
  text += rest_text("evidence", evidence.size());
  const auto positions = deliberation::positions_of(group.db(), chain.first);
  for (const PositionRow& row : shown_of(positions)) {
    text += fmt::format("position  {} {}: {}\n", handle_of_member(group, row.member), name_of(row.stance),
                        first_line(texts.of(row.position, "reason")));
  }
  text += rest_text("position", positions.size());
  // What holds up the vote must not be hidden behind concerns.
  auto objections = deliberation::objections_of(group.db(), chain.first);
  if (objections.size() > most_statements) {
    std::ranges::stable_partition(objections, [](const ObjectionRow& row) {
      return row.level == deliberation::ObjectionLevel::objection && !row.settled;
    });
  }
  for (const ObjectionRow& row : shown_of(objections)) {
    text += fmt::format("{:<9} {} by {}, {}: {}\n", name_of(row.level),
                        statement_name(group, Statement::objection, row.number, row.position),
                        handle_of_member(group, row.member), settlement_text(row),
                        first_line(texts.of(row.position, "reason")));
  }
  text += rest_text("objection", objections.size());
  return text + options_text(group, deliberation::options_of(group.db(), chain.first));
}

}  // namespace tos::cli
