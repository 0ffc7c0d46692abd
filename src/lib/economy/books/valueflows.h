#pragma once
#include <span>
#include <string>

#include "economy/books/rows.h"

namespace tos::economy::books {

struct ValueflowsOptions {
  std::string group_id;  // 64 hex: ids are urn:tos:<group>:…
  std::string title;
};

// The whole ledger as Valueflows 1.0 in JSON-LD: accounts are resources, owners agents, currencies specifications with
// a unit, movements `transfer` events from one resource to one other, open holds commitments. docs/books.md has
// the table. The balances of resources are what the events add up to. Source: Valueflows 1.0,
// https://w3id.org/valueflows/ont/vf.
void write_valueflows(const Chart& chart, const EntrySource& next, std::span<const BookHold> holds,
                      const ValueflowsOptions& options, const Sink& sink);

// The legs of an entry as movements from one account to one other: within each currency, in the order of the legs, what
// goes out first goes to what comes in first. Amounts are positive.
struct Flow {
  std::size_t from = 0;
  std::size_t to = 0;
  std::int64_t amount = 0;
};
std::vector<Flow> flows_of(const Chart& chart, std::span<const BookPosting> postings);

}  // namespace tos::economy::books
