#include "cli/delivery_names.h"

#include "cli/names.h"
#include "core/index/kind_entry.h"
#include "core/index/short_name.h"
#include "delivery/rules.h"

namespace tos::cli {
namespace {

using delivery::InitiativeRow;
using delivery::TaskRow;

Refusal unknown_task(std::string_view name) {
  return refuse(rules::DLV_051, "there is no task '{}'", name).hint("tos initiative show INITIATIVE lists its tasks");
}

}  // namespace

std::string initiative_name(history::Group& group, const InitiativeRow& initiative) {
  if (has_short_name(group, initiative.position)) return fmt::format("I{}", initiative.number);
  return initiative.id.hex16();
}

std::string task_name(history::Group& group, const TaskRow& task) {
  return fmt::format("{}/{}", initiative_name(group, delivery::initiative_at(group.db(), task.initiative)), task.key);
}

Result<InitiativeRow> find_initiative_titled(Database& db, std::string_view name) {
  auto found = delivery::resolve_initiative(db, name);
  if (found || index::parse_short_name(name, 'I')) return found;
  const std::vector<InitiativeRow> all = delivery::all_initiatives(db, true);
  const InitiativeRow* only = nullptr;
  for (const InitiativeRow& one : all) {
    if (!title_begins(one.title, name)) continue;
    if (only != nullptr) {
      return refuse(rules::DLV_050, "several initiatives have a title that begins with '{}'", name)
          .hint("write more of the title, or the name or id: tos initiative list");
    }
    only = &one;
  }
  if (only != nullptr) return *only;
  return found;
}

Result<InitiativeRow> find_initiative_named(history::Group& group, std::string_view name) {
  if (name == "latest") {
    if (const auto all = delivery::all_initiatives(group.db(), true); !all.empty()) return all.back();
  }
  TOS_TRY(InitiativeRow found, find_initiative_titled(group.db(), name));
  if (index::parse_short_name(name, 'I') && !has_short_name(group, found.position)) {
    return refuse(rules::DLV_050, "there is no published '{}'", name)
        .hint("what you mean may be {}, which is not published yet: its title or 'latest' names it too",
              found.id.hex16());
  }
  return found;
}

Result<TaskRow> find_task_named(history::Group& group, std::string_view name) {
  if (const std::size_t slash = name.rfind('/'); slash != std::string_view::npos) {
    TOS_TRY(const InitiativeRow initiative, find_initiative_named(group, name.substr(0, slash)));
    auto task = delivery::find_task_by_key(group.db(), initiative.position, name.substr(slash + 1));
    if (!task) return unknown_task(name);
    return *std::move(task);
  }
  const auto range = index::parse_id_prefix(name);
  if (!range) return unknown_task(name);
  Rows rows = group.db().query("SELECT position FROM task WHERE id BETWEEN ? AND ? LIMIT 2", Blob{range->first_bytes()},
                               Blob{range->last_bytes()});
  if (!rows.next()) return unknown_task(name);
  const std::int64_t position = rows.integer(0);
  if (rows.next()) return refuse(rules::DLV_051, "more than one task begins with {}", name);
  return delivery::task_at(group.db(), position);
}

}  // namespace tos::cli
