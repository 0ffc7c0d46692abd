#include "cli/set_aside.h"

#include <algorithm>
#include <filesystem>

#include "cli/ledger_legs.h"
#include "core/base/terminal_text.h"
#include "core/index/log_table.h"
#include "core/log/durable_file.h"
#include "economy/contribution.h"
#include "economy/hold.h"
#include "economy/transfer.h"

namespace tos::cli {
namespace {

constexpr std::size_t most_lying = 1000;  // files that are read: more lie there only if nobody ever looked
constexpr std::size_t most_note_bytes = 65536;

template <class T>
const T* body_as(const history::SignedRecord& record, std::string_view kind) {
  if (record.envelope.kind != kind || record.body == nullptr) return nullptr;
  return &static_cast<const BodyOf<T>&>(*record.body).value;
}

// The amount with its decimals; in the smallest unit where this log does not have the currency.
std::string amount_of(history::Group& group, const economy::CurrencyCode& code, std::int64_t amount) {
  const auto currency = economy::find_currency(group.db(), code.text());
  return fmt::format("{} {}", economy::format_amount(amount, currency ? currency->scale : 0), code);
}

template <class Memo>
std::string memo_of(const Memo& memo) {
  return memo ? fmt::format(" ('{}')", memo->text) : "";
}

std::string transfer_words(history::Group& group, const economy::Transfer& transfer, const Handle& author) {
  const auto payment = payment_of(transfer.legs.items);
  const std::string part =
      transfer.batch ? fmt::format(", part {} of {}", transfer.batch->part.value, transfer.batch->of.value) : "";
  if (!payment) return fmt::format("movement of {}{}", movement_text(group, transfer.legs.items), part);
  const bool is_own = payment->from.purpose() == economy::Purpose::member && payment->from.owner() == author.text();
  return fmt::format("payment of {}{} to {}{}", amount_of(group, payment->from.currency(), payment->amount),
                     is_own ? "" : " from " + account_text(payment->from), account_text(payment->to), part);
}

// "ballot" of voting.ballot/v1, "task assignment" of delivery.task-assignment/v1.
std::string noun_of_kind(std::string_view kind) {
  kind = kind.substr(0, kind.find('/'));
  std::string noun(kind.substr(kind.find('.') + 1));
  std::ranges::replace(noun, '-', ' ');
  return noun;
}

// What the message says behind "title:" in its body; empty where it has none.
std::string title_in(std::string_view message) {
  constexpr std::string_view field = "\n  title: ";
  const std::size_t body = message.find("\nbody:\n");
  const std::size_t found = body == std::string_view::npos ? body : message.find(field, body);
  if (found == std::string_view::npos) return "";
  std::string_view title = message.substr(found + field.size());
  title = title.substr(0, title.find('\n'));
  if (title.size() > 1 && title.starts_with('"') && title.ends_with('"')) title = title.substr(1, title.size() - 2);
  return std::string(title);
}

// The rule and the reason that keep_aside() noted: "ECO-012 <its title>", and the reason in the next line.
void read_note(const std::filesystem::path& file, LyingAside& one) {
  const auto note = log::read_regular_file(file, most_note_bytes);
  if (!note) return;
  const std::size_t end = std::min(note->find('\n'), note->size());
  one.rule = note->substr(0, std::min(note->find(' '), end));
  if (end < note->size()) one.why = note->substr(end + 1, note->find('\n', end + 1) - end - 1);
}

}  // namespace

std::string plain_words_for(history::Group& group, const history::SignedRecord& record) {
  if (const auto* transfer = body_as<economy::Transfer>(record, "economy.transfer/v1"))
    return transfer_words(group, *transfer, record.envelope.author) + memo_of(transfer->memo);
  if (const auto* hold = body_as<economy::Hold>(record, "economy.hold/v1"))
    return fmt::format("hold of {} for {}{}", amount_of(group, hold->from.currency(), hold->amount),
                       account_text(hold->to), memo_of(hold->memo));
  if (const auto* gift = body_as<economy::Contribution>(record, "economy.contribution/v1")) {
    const auto fund = economy::find_fund(group.db(), gift->fund.text());
    const std::string amount = fund ? " of " + amount_of(group, fund->currency, gift->amount) : "";
    return fmt::format("{}{} to {}{}", name_of(gift->kind), amount, gift->fund, memo_of(gift->memo));
  }
  const std::string title = title_in(record.message());
  return noun_of_kind(record.envelope.kind) + (title.empty() ? "" : fmt::format(" '{}'", title));
}

std::vector<LyingAside> lying_aside(history::Group& group, const std::string& handle) {
  std::error_code error;
  std::vector<std::filesystem::path> notes;
  for (std::filesystem::directory_iterator at(group.repository().tos_dir() / "aside", error), end;
       !error && at != end && notes.size() < most_lying; at.increment(error)) {
    if (at->path().extension() == ".txt") notes.push_back(at->path());
  }
  std::ranges::sort(notes);
  std::vector<LyingAside> lying;
  for (const std::filesystem::path& note : notes) {
    auto bytes = log::read_regular_file(std::filesystem::path(note).replace_extension(".yaml"), max_record_bytes);
    if (!bytes) continue;  // dropped
    const auto record = history::read_signed_record(*std::move(bytes));
    if (!record || index::find_entry(group.db(), record->id)) continue;
    if (!handle.empty() && record->envelope.author.text() != handle) continue;
    LyingAside one{.id = record->id,
                   .author = record->envelope.author.text(),
                   .what = plain_words_for(group, *record),
                   .rule = {},
                   .why = {}};
    read_note(note, one);
    lying.push_back(std::move(one));
  }
  return lying;
}

std::string aside_file(const log::Repository& repository, const RecordId& id) {
  std::error_code error;
  const std::filesystem::path folder = std::filesystem::proximate(repository.tos_dir() / "aside", error);
  const std::string shown = error ? (repository.tos_dir() / "aside").string() : folder.string();
  return fmt::format("{}/{}*.yaml", for_terminal(shown), id.hex16());
}

}  // namespace tos::cli
