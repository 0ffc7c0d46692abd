#include <cstdint>
#include <string_view>

#include "core/base/assert.h"
#include "core/log/commit.h"

using namespace tos::log;

namespace {

// The only message that logs these records, given its own subject line.
std::string message_of(std::string_view message, const std::vector<tos::RecordId>& records) {
  CommitStamp stamp;
  const std::string_view subject = message.substr(0, message.find('\n'));
  const auto by = subject.find(" by ");
  if (by != std::string_view::npos) {
    stamp.kind = subject.substr(0, by);
    stamp.author = subject.substr(by + 4);
  }
  return record_message(stamp, records);
}

}  // namespace

// A message either logs nothing or is, to the byte, the one that tos writes for its records; a whole commit likewise.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  if (const auto records = parse_record_message(input)) {
    TOS_ASSERT(!records->empty() && message_of(input, *records) == input);
  }
  const auto commit = parse_commit(input);
  const std::string plain = without_signature(input);
  TOS_ASSERT(plain.size() <= input.size());
  if (!commit) return 0;
  TOS_ASSERT((commit->commit_class == CommitClass::record) == !commit->records.empty());
  TOS_ASSERT(commit->has_signature == (plain.size() < input.size()));
  TOS_ASSERT(input.ends_with(commit->message));
  return 0;
}
