#include "cli/minority_view.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/poll_view.h"
#include "identity/roll.h"

namespace tos::cli {
namespace {

std::string reason_of(const history::SignedRecord& record) {
  const auto found = std::ranges::find(record.enclosures, "reason", &Enclosure::name);
  if (found == record.enclosures.end()) return {};
  std::string text = found->text;
  while (text.ends_with('\n')) text.pop_back();
  std::ranges::replace(text, '\n', ' ');
  return text;
}

std::string answer_to(history::Group& group, const RecordId& dissent) {
  const std::vector<voting::Rejoinder> rejoinders = voting::rejoinders_to(group.db(), dissent);
  if (rejoinders.empty()) return {};
  const voting::DecisionRow decision = voting::decision_at(group.db(), rejoinders.back().decision);
  return fmt::format("{}: {}", decision_name(group, decision), rejoinders.back().how);
}

}  // namespace

Result<std::vector<DissentView>> minority_view(history::Group& group, const voting::DecisionRow& decision) {
  std::vector<DissentView> views;
  TOS_TRY(history::RecordLoader loader, history::RecordLoader::open(group));
  for (const voting::Dissent& dissent : voting::minority_report(group.db(), decision)) {
    TOS_TRY(const history::SignedRecord record, loader.load(dissent.id));
    views.push_back({.dissent = dissent,
                     .member = identity::member_by_number(group.db(), dissent.member)->handle.text(),
                     .reason = reason_of(record),
                     .answer = answer_to(group, dissent.id)});
  }
  return views;
}

std::string minority_text(const std::vector<DissentView>& report) {
  std::string text;
  for (const DissentView& view : report) {
    text += fmt::format("  {:<10} {}{} ({})\n", name_of(view.dissent.kind), view.member,
                        view.reason.empty() ? "" : ": " + view.reason, view.dissent.id.hex16());
    if (!view.answer.empty()) text += fmt::format("             answered by {}\n", view.answer);
  }
  return text;
}

nlohmann::json minority_json(const std::vector<DissentView>& report) {
  nlohmann::json data = nlohmann::json::array();
  for (const DissentView& view : report) {
    data.push_back({{"kind", name_of(view.dissent.kind)},
                    {"id", view.dissent.id.hex()},
                    {"member", view.member},
                    {"blocking", voting::is_blocking(view.dissent)},
                    {"reason", view.reason},
                    {"answer", view.answer.empty() ? nlohmann::json() : nlohmann::json(view.answer)}});
  }
  return data;
}

}  // namespace tos::cli
