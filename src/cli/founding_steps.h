#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "cli/session.h"
#include "core/log/append.h"
#include "identity/founding.h"

// What init and fork share: a founding record, and a repository that begins with it.
namespace tos::cli {

Result<history::SignedRecord> sign_founding(World& world, identity::Founding founding, const Handle& self,
                                            const KeySigner& signer);

// The founding record is judged by the same replay as everything after it, in a database of its own. Answers its path.
Result<std::string> check_founding_record(World& world, const history::SignedRecord& record);

// A new repository: the founding record, then README, .gitattributes and the free files given.
Result<void> write_group(World& world, const std::filesystem::path& directory, const history::SignedRecord& record,
                         const std::string& path, const identity::Founding& founding,
                         std::vector<log::FreeFile> free_files);

}  // namespace tos::cli
