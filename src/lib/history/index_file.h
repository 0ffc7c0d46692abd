#pragma once
#include <filesystem>
#include <optional>

#include "core/index/database.h"
#include "core/log/object_id.h"

namespace tos::history {

// The commit that this clone once took for published: pull, push and clone move it, and it never goes back.
inline constexpr const char* published_mark = "refs/tos/published";

// The read model file of a clone: disposable, caught up incrementally, rebuilt when it is damaged or of another layout.

// Opens or makes it. A file that is no sound read model of this layout is thrown away. Where no file can be written
// (read-only clone), a private database takes its place.
Database open_index(const std::filesystem::path& tos_dir);
// Throws away one that is damaged (SYS-002: the next command makes it anew), or says that it cannot be written
// (SYS-001).
Refusal index_refusal(const std::filesystem::path& tos_dir, const DatabaseError& error);
// Empties it: as after making it new.
void reset_index(Database& db);

// The commit up to which the published log is in it; nothing while it is empty.
std::optional<log::ObjectId> index_commit(Database& db);
void set_index_commit(Database& db, const log::ObjectId& commit);

}  // namespace tos::history
