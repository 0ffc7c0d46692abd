#pragma once
#include <string>
#include <string_view>

#include "delivery/tables.h"
#include "history/group.h"

namespace tos::cli {

// How people name an initiative, I3, and a task, I3/roof: as in cli/names.h, what is not published yet goes by the
// first 16 digits of its id.
std::string initiative_name(history::Group& group, const delivery::InitiativeRow& initiative);
std::string task_name(history::Group& group, const delivery::TaskRow& task);

// "I3", `latest`, the first digits of an id, or the beginning of a title that fits one initiative only. DLV-050.
Result<delivery::InitiativeRow> find_initiative_named(history::Group& group, std::string_view name);
// The same in a database alone, where everything counts as published, but without `latest`: what a gate judges must not
// change because somebody starts another.
Result<delivery::InitiativeRow> find_initiative_titled(Database& db, std::string_view name);
// "I3/roof", where I3 is any name of an initiative, or the first digits of the task's id. DLV-051.
Result<delivery::TaskRow> find_task_named(history::Group& group, std::string_view name);

}  // namespace tos::cli
