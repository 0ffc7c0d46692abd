#include "federation/torn_batches.h"

#include "economy/transfer.h"

namespace tos::federation {

std::optional<TornBatches::Name> TornBatches::batch_of(const history::SignedRecord& record) {
  if (record.entry == nullptr || record.envelope.kind != "economy.transfer/v1") return std::nullopt;
  const auto& transfer = static_cast<const BodyOf<economy::Transfer>&>(*record.body).value;
  if (!transfer.batch) return std::nullopt;
  return Name(record.envelope.author.text(), transfer.batch->key.text);
}

std::vector<SetAside> TornBatches::take_out(std::vector<CarryItem>& items) {
  parts_.clear();
  std::vector<SetAside> out;
  for (CarryItem& item : items) {
    std::vector<history::SignedRecord> rest;
    for (history::SignedRecord& record : item.records) {
      const auto name = batch_of(record);
      const auto torn = name ? torn_.find(*name) : torn_.end();
      if (torn == torn_.end()) {
        if (name) ++parts_[*name];
        rest.push_back(std::move(record));
        continue;
      }
      Refusal why = torn->second.why;
      if (record.id != torn->second.part) why.what = "another part of its batch does not pass: " + why.what;
      out.push_back({.record = std::move(record), .why = std::move(why)});
    }
    item.records = std::move(rest);
  }
  return out;
}

bool TornBatches::learn(const std::vector<SetAside>& aside) {
  std::map<Name, std::size_t> failed;
  for (const SetAside& one : aside) {
    if (const auto name = batch_of(one.record)) ++failed[*name];
  }
  bool is_torn = false;
  for (const SetAside& one : aside) {
    const auto name = batch_of(one.record);
    if (!name || failed[*name] == parts_[*name]) continue;
    is_torn = torn_.emplace(*name, Cause{.part = one.record.id, .why = one.why}).second || is_torn;
  }
  return is_torn;
}

}  // namespace tos::federation
