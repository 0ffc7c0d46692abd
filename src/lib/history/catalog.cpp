#include "history/catalog.h"

#include <unordered_map>

#include "charter/amendment.h"
#include "charter/mandate.h"
#include "charter/parameters.h"
#include "charter/rules.h"
#include "core/base/rules.h"
#include "core/index/log_table.h"
#include "core/index/sound.h"
#include "core/index/timers.h"
#include "core/log/rules.h"
#include "core/record/rules.h"
#include "core/ssh/rules.h"
#include "deliberation/module.h"
#include "deliberation/round.h"
#include "deliberation/rules.h"
#include "deliberation/tables.h"
#include "delivery/module.h"
#include "delivery/proof_tables.h"
#include "delivery/rules.h"
#include "delivery/tables.h"
#include "economy/aid_rules.h"
#include "economy/books/books_rules.h"
#include "economy/fund_rules.h"
#include "economy/ledger_rules.h"
#include "economy/module.h"
#include "economy/points_rules.h"
#include "history/rules.h"
#include "identity/module.h"
#include "identity/rules.h"
#include "voting/polls/certification.h"
#include "voting/polls/module.h"
#include "voting/polls/rules.h"
#include "voting/polls/tables.h"

namespace tos::history {
namespace {

template <class Table>
void append(std::vector<const KindEntry*>& out, const Table& table) {
  for (const KindEntry& entry : table) out.push_back(&entry);
}

}  // namespace

std::vector<const KindEntry*> all_kinds() {
  std::vector<const KindEntry*> kinds;
  append(kinds, identity::identity_kinds());
  append(kinds, charter::charter_kinds());
  append(kinds, deliberation::deliberation_kinds());
  append(kinds, voting::voting_kinds());
  append(kinds, delivery::delivery_kinds());
  append(kinds, economy::economy_kinds());
  return kinds;
}

const KindEntry* find_kind(std::string_view name) {
  static const auto by_name = [] {
    std::unordered_map<std::string_view, const KindEntry*> map;
    for (const KindEntry* entry : all_kinds()) map.emplace(entry->kind.name, entry);
    return map;
  }();
  const auto place = by_name.find(name);
  return place == by_name.end() ? nullptr : place->second;
}

const TimerHandler& timer_handler(std::string_view name) {
  for (const auto table : {identity::identity_timers(), deliberation::deliberation_timers(), voting::voting_timers(),
                           economy::economy_timers()}) {
    for (const TimerHandler& handler : table) {
      if (handler.name == name) return handler;
    }
  }
  TOS_SOUND(false && "a timer was set that no module handles");
  std::unreachable();
}

std::string schema() {
  return std::string(index::log_schema) + index::timer_schema + charter::charter_schema + charter::mandate_schema +
         identity::identity_schema() + deliberation::deliberation_schema + voting::voting_schema +
         delivery::initiative_schema + delivery::proof_schema + economy::economy_schema();
}

std::string layout_fingerprint() { return to_hex(sha256(schema())); }

std::vector<const Rule*> all_rules() {
  std::vector<const Rule*> out;
  for (const RuleTable table :
       {base_rules(), rules::record_rules(), ssh::ssh_rules(), log::log_rules(), rules::history_rules(),
        rules::charter_rules(), rules::identity_rules(), rules::deliberation_rules(), rules::voting_rules(),
        rules::delivery_rules(), rules::ledger_rules(), rules::points_rules(), rules::aid_rules(), rules::fund_rules(),
        rules::books_rules()}) {
    out.insert(out.end(), table.begin(), table.end());
  }
  return out;
}

const Rule* find_rule(std::string_view id) {
  for (const Rule* rule : all_rules()) {
    if (rule->id == id) return rule;
  }
  return nullptr;
}

}  // namespace tos::history
