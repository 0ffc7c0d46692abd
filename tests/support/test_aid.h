#pragma once
#include "economy/board.h"
#include "economy/deal_end.h"
#include "economy/fair_exchange.h"
#include "economy/listing.h"
#include "support/test_ledger.h"

// A ledger with boards: HOURS and CREDIT with a credit of 1000 each, EUR from outside, and a charter in which an hour
// of nursing counts one and a half and is care, one of roofing three.
namespace tos::test {

inline charter::Charter aid_charter() {
  charter::Charter charter = plain_charter();
  charter.time_bank.emplace();
  charter.time_bank->categories.items = {{.category = handle("nursing"), .rate = {3, 2}, .care = true},
                                         {.category = handle("roofing"), .rate = {3, 1}, .care = false}};
  return charter;
}

// What a test says of an offer or request; the rest is as plain as can be.
struct Listed {
  economy::AidKind kind = economy::AidKind::skill;
  std::string category = "garden";
  std::string title = "Dig a bed";
  std::string place = "";
  std::string currency = "HOURS";  // "": a gift
  std::int64_t amount = 0;         // 0: none
  std::int64_t until_hours = 0;    // 0: none
  bool repeat = false;
};

struct TestAid : TestLedger {
  explicit TestAid(const std::vector<std::string>& members = {"mara", "ben", "noor", "ole"})
      : TestLedger(members, aid_charter()) {
    REQUIRE(add("HOURS", economy::CurrencyKind::time, credit(1000)).has_value());
    REQUIRE(add("CREDIT", economy::CurrencyKind::mutual_credit, credit(1000)).has_value());
    REQUIRE(add("EUR", economy::CurrencyKind::backed).has_value());
  }

  template <class Listing>
  Listing listing(const Listed& listed) const {
    Listing body;
    body.kind = listed.kind;
    body.title = {listed.title};
    body.category = handle(listed.category);
    if (!listed.place.empty()) body.place = economy::Place{listed.place};
    if (!listed.currency.empty()) body.currency = code(listed.currency);
    if (listed.amount > 0) body.amount = economy::AmountField{listed.amount};
    if (listed.until_hours > 0) body.until = clock + hours(listed.until_hours);
    return body;
  }
  Result<RecordId> offer(std::string_view author, const Listed& listed = {}) {
    auto body = listing<economy::Offer>(listed);
    body.repeat = listed.repeat;
    return submit("economy.offer/v1", author, clock, std::move(body));
  }
  Result<RecordId> request(std::string_view author, const Listed& listed) {
    return submit("economy.request/v1", author, clock, listing<economy::Request>(listed));
  }
  Result<RecordId> match(std::string_view author, const RecordId& listing_id, std::int64_t hours = 0,
                         std::int64_t amount = 0) {
    economy::Match body{.listing = listing_id, .hours = {}, .amount = {}};
    if (hours > 0) body.hours = economy::AmountField{hours};
    if (amount > 0) body.amount = economy::AmountField{amount};
    return submit("economy.match/v1", author, clock, std::move(body));
  }
  Result<RecordId> confirm(std::string_view author, const RecordId& deal, std::int64_t amount = 0,
                           std::optional<Timestamp> at = {}) {
    clock = clock + Duration{1};  // of two words of one side the later is told by its time
    economy::Confirmation body{.match = deal, .amount = {}};
    if (amount > 0) body.amount = economy::AmountField{amount};
    return submit("economy.confirmation/v1", author, at.value_or(clock), std::move(body));
  }
  Result<RecordId> dispute(std::string_view author, const RecordId& deal) {
    return submit("economy.dispute/v1", author, clock,
                  economy::Dispute{.match = deal, .reason = Text{sha256("it is not done")}});
  }
  Result<RecordId> cancel(std::string_view author, const RecordId& of) {
    return submit("economy.cancellation/v1", author, clock, economy::Cancellation{.of = of});
  }
  Result<RecordId> settle(std::string_view author, const RecordId& deal, std::int64_t amount) {
    const std::string target = economy::dispute_ruling_target(deal, amount);
    const RecordId decision = decide("economy.dispute-ruling/v1", target);
    return submit("economy.dispute-ruling/v1", author, clock,
                  economy::DisputeRuling{.decision = decision, .match = deal, .amount = {amount}});
  }
  void tick(std::int64_t count) {
    clock = clock + hours(count);
    fire_timers(clock);
  }
  economy::AccountRow member_account(const std::string& member, const std::string& currency) {
    return row(member + "/" + currency + "/member");
  }
  economy::ListingState listing_state(const RecordId& id) { return economy::find_listing(db, id)->state; }
  economy::DealRow deal_row(const RecordId& id) { return *economy::find_deal(db, id); }
};

}  // namespace tos::test
