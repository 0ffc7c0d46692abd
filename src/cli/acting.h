#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "cli/session.h"
#include "core/ssh/public_key.h"

namespace tos::cli {

// What the commands about members, keys, roles and the charter share.

// A decision as people name it (cli/names.h); nothing for "" (VOT-051).
Result<std::optional<RecordId>> decision_option(history::Group& group, const std::string& name);
// The same where there must be one.
Result<RecordId> required_decision(history::Group& group, const std::string& name);

// The public half of a key file: a .pub line, or a private key of which only the public part is used (CLI-005).
Result<ssh::PublicKey> read_public_key(World& world, const std::string& path);

// Signs and appends a record, and tells what it did: `done` ("'mara' is a member"), or, where it waits for several
// persons, that `act` ("the admission of 'mara'") still needs so many approvals.
Result<void> carry_out(World& world, history::Group& group, Draft draft, const Identity& identity, std::string_view act,
                       std::string_view done);
Result<void> carry_out(World& world, history::Group& group, Draft draft, std::string_view act, std::string_view done);
void show_act(World& world, history::Group& group, const RecordId& id, std::string_view act, std::string_view done);

// How far a record that waits has come: "1 of 3 approvals by steward".
std::string approval_progress(history::Group& group, const RecordId& id);

}  // namespace tos::cli
