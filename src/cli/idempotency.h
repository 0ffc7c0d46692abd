#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cli/session.h"

namespace CLI {
class App;
}

namespace tos::cli {

// Acts that a script may ask for twice and that are done once: the log has an author's idempotency key at most once.

// Nothing where the record in the log is of this kind and says what `message` says, which was printed under this
// envelope; else LOG-106 with what differs.
Result<void> check_same_act(const history::SignedRecord& logged, const Envelope& envelope, const KindEntry& entry,
                            const std::string& message);
// A text is the same when it says the same: its salt, and so its digest, is new each time. The message, with the digest
// of each text that the logged record has as well replaced by that one's.
std::string as_logged(const history::SignedRecord& logged, std::string message,
                      const std::vector<Enclosure>& enclosures);

// --idempotency-key of a command; left out, each run is an act of its own.
std::shared_ptr<std::string> add_idempotency_option(CLI::App& command);
// The key that was given, else one that nobody has used: 32 random hex digits.
std::string idempotency_key_of(const std::string& given);

// The record of this author that the log has under the draft's key, where it says the same (else LOG-106).
Result<std::optional<RecordId>> find_repeated(history::Group& group, const Draft& draft, const Handle& author);

// A record that is in the log now, and whether it was before.
struct Once {
  RecordId id;
  bool is_repeated = false;
};
// publish_draft() under an idempotency key ("" for a random one).
Result<Once> publish_once(World& world, history::Group& group, Draft draft, const Identity& identity,
                          const std::string& key);
// show_written(), or that the record was in the log already; --json says which as `repeated`.
void show_once(World& world, history::Group& group, const Once& once, std::string_view sentence);

}  // namespace tos::cli
