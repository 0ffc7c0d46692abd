#include "core/log/commit.h"

#include <algorithm>

#include "core/log/rules.h"

namespace tos::log {
namespace {

constexpr std::string_view record_line_start = "Record: ";
constexpr std::size_t record_line_size = 8 + 64 + 1;

// The part before the first `separator`, which is removed from `rest` together with it; nothing when there is none.
std::optional<std::string_view> take_until(std::string_view& rest, char separator) {
  const auto end = rest.find(separator);
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view part = rest.substr(0, end);
  rest.remove_prefix(end + 1);
  return part;
}

bool is_word(std::string_view text, std::string_view extra) {
  return !text.empty() && text.size() <= 64 && text.front() >= 'a' && text.front() <= 'z' &&
         std::ranges::all_of(
             text, [&](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || extra.contains(c); });
}

// "<module>.<noun> by <handle>"; nouns may have hyphens, as kinds do. Whether they are the record's own is seen when
// the whole header is compared.
bool is_single_subject(std::string_view subject) {
  const auto module = take_until(subject, '.');
  const auto noun = take_until(subject, ' ');
  return module && noun && is_word(*module, "") && is_word(*noun, "-") && subject.starts_with("by ") &&
         is_word(subject.substr(3), "-");
}

std::string subject_for(const CommitStamp& stamp, std::size_t record_count) {
  return record_count == 1 ? fmt::format("{} by {}", stamp.kind, stamp.author)
                           : fmt::format("{} records", record_count);
}

bool has_repeated(std::vector<RecordId> ids) {
  std::ranges::sort(ids);
  return std::ranges::adjacent_find(ids) != ids.end();
}

// The gpgsig header with its continuation lines, as a range of `bytes`; empty when there is none.
std::string_view signature_header(std::string_view bytes) {
  std::size_t start = 0;
  while (start < bytes.size() && bytes[start] != '\n') {
    std::size_t end = bytes.find('\n', start);
    if (end == std::string_view::npos) return {};
    while (end + 1 < bytes.size() && bytes[end + 1] == ' ') {
      end = bytes.find('\n', end + 1);
      if (end == std::string_view::npos) return {};
    }
    if (bytes.substr(start).starts_with("gpgsig ")) return bytes.substr(start, end + 1 - start);
    start = end + 1;
  }
  return {};
}

// "<name> <40 hex>" at the start of `rest`, removed from it.
std::optional<ObjectId> take_id_header(std::string_view& rest, std::string_view name) {
  if (!rest.starts_with(name)) return std::nullopt;
  std::string_view after = rest.substr(name.size());
  const auto line = take_until(after, '\n');
  const auto id = line ? ObjectId::parse(*line) : std::nullopt;
  if (id) rest = after;
  return id;
}

}  // namespace

std::string commit_identity(std::string_view handle, std::string_view group_handle) {
  return fmt::format("{} <{}@{}.tos.invalid>", handle, handle, group_handle);
}

std::string record_message(const CommitStamp& stamp, std::span<const RecordId> records) {
  std::string message = subject_for(stamp, records.size()) + "\n\n";
  message.reserve(message.size() + records.size() * record_line_size);
  for (const RecordId& record : records) {
    message.append(record_line_start);
    message.append(record.hex());
    message.push_back('\n');
  }
  return message;
}

std::string expected_commit_bytes(const ObjectId& tree, const std::optional<ObjectId>& parent, const CommitStamp& stamp,
                                  std::span<const RecordId> records) {
  std::string bytes = "tree " + tree.hex() + "\n";
  if (parent) bytes += "parent " + parent->hex() + "\n";
  // floor, as the design says; times before 1970 do not occur, but must not round the other way if they did.
  const std::int64_t ms = stamp.latest_at.ms;
  const std::int64_t seconds = ms / 1000 - (ms % 1000 < 0 ? 1 : 0);
  const std::string who = commit_identity(stamp.author, stamp.group_handle);
  bytes += fmt::format("author {} {} +0000\ncommitter {} {} +0000\n\n", who, seconds, who, seconds);
  return bytes + record_message(stamp, records);
}

std::optional<std::vector<RecordId>> parse_record_message(std::string_view message) {
  std::string_view rest = message;
  const auto subject = take_until(rest, '\n');
  const auto empty_line = take_until(rest, '\n');
  if (!subject || !empty_line || !empty_line->empty()) return std::nullopt;
  const std::size_t count = rest.size() / record_line_size;
  if (count == 0 || count > max_records_per_commit || rest.size() % record_line_size != 0) return std::nullopt;
  if (count == 1 ? !is_single_subject(*subject) : *subject != fmt::format("{} records", count)) return std::nullopt;
  std::vector<RecordId> records;
  records.reserve(count);
  for (; !rest.empty(); rest.remove_prefix(record_line_size)) {
    if (!rest.starts_with(record_line_start) || rest[record_line_size - 1] != '\n') return std::nullopt;
    const auto id = RecordId::parse(rest.substr(record_line_start.size(), 64));
    if (!id) return std::nullopt;
    records.push_back(*id);
  }
  if (count > 1 && has_repeated(records)) return std::nullopt;
  return records;
}

Result<ParsedCommit> parse_commit(std::string_view bytes) {
  ParsedCommit commit;
  std::string_view rest = bytes;
  const auto tree = take_id_header(rest, "tree ");
  if (!tree) return refuse(LOG_011, "a commit does not name its tree");
  commit.tree = *tree;
  while (const auto parent = take_id_header(rest, "parent ")) commit.parents.push_back(*parent);
  if (!rest.starts_with("author ")) return refuse(LOG_011, "a commit has no author where git writes it");
  const auto header_end = rest.find("\n\n");
  if (header_end == std::string_view::npos) return refuse(LOG_011, "a commit has no message");
  commit.has_signature = !signature_header(bytes).empty();
  commit.message = rest.substr(header_end + 2);
  if (auto records = parse_record_message(commit.message)) {
    commit.commit_class = CommitClass::record;
    commit.records = *std::move(records);
  }
  return commit;
}

std::string without_signature(std::string_view bytes) {
  const std::string_view header = signature_header(bytes);
  if (header.empty()) return std::string(bytes);
  const auto start = static_cast<std::size_t>(header.data() - bytes.data());
  return std::string(bytes.substr(0, start)).append(bytes.substr(start + header.size()));
}

std::string with_signature(std::string_view bytes, std::string_view signature) {
  const auto header_end = bytes.find("\n\n");
  if (header_end == std::string_view::npos) return std::string(bytes);
  while (signature.ends_with('\n')) signature.remove_suffix(1);
  std::string out(bytes.substr(0, header_end + 1));
  out += "gpgsig ";
  for (const char c : signature) {
    out.push_back(c);
    if (c == '\n') out.push_back(' ');
  }
  out.push_back('\n');
  return out.append(bytes.substr(header_end + 1));
}

}  // namespace tos::log
