#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "cli/world.h"
#include "federation/sync.h"

namespace tos::cli {

std::string count_of(std::int64_t count, std::string_view noun);  // "1 record", "2 records"

void show_pull(World& world, const federation::PullReport& report);
nlohmann::json pull_json(const federation::PullReport& report);
// 7 where the remote's log ends before its head, or a record was set aside; else 0.
int pull_exit_code(const World& world, const federation::PullReport& report);

// What was set aside, and by which rule: on stderr.
void show_aside(World& world, const std::vector<federation::SetAside>& aside,
                const std::vector<log::ObjectId>& commits_aside);
nlohmann::json aside_json(const std::vector<federation::SetAside>& aside);
nlohmann::json problem_json(const std::optional<Refusal>& problem);

// The words of the remote's hook, as the hook said them. Answers the exit code of the rule that it named.
int show_refused_push(World& world, const federation::PushOutcome& outcome);

}  // namespace tos::cli
