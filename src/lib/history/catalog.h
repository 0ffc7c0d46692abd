#pragma once
#include <string>
#include <vector>

#include "core/base/rule.h"
#include "core/index/kind_entry.h"

namespace tos::history {

// Everything that the modules bring: the kinds of ruleset 1, their timers, tables and rules. The only place where
// modules meet.

const KindEntry* find_kind(std::string_view name);  // null: not in the ruleset
std::vector<const KindEntry*> all_kinds();          // in the order of their modules
const TimerHandler& timer_handler(std::string_view name);

// The read model's tables, and a name for their layout: a file with another one is rebuilt.
std::string schema();
std::string layout_fingerprint();

std::vector<const Rule*> all_rules();
const Rule* find_rule(std::string_view id);

}  // namespace tos::history
