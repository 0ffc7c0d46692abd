#include <algorithm>
#include <catch2/catch.hpp>
#include <map>

#include "support/check_few.h"
#include "support/test_aid.h"

using namespace tos;
using namespace tos::test;
using namespace tos::economy;

namespace {

constexpr std::int64_t aid_credit = 1000;
const std::vector<std::string>& aid_members() {
  static const std::vector<std::string> members{"mara", "ben", "noor", "ole"};
  return members;
}

// Members do things at random to a few listings and deals; most of it is refused.
class RandomAid {
 public:
  void step() {
    const std::string member = *rc::gen::elementOf(aid_members());
    const int act = *rc::gen::inRange(0, 12);
    const std::int64_t amount = *rc::gen::inRange<std::int64_t>(0, 700);
    if (act <= 1) return keep(listings_, group_.offer(member, {.category = "nursing", .repeat = act == 0}));
    if (act == 2) return keep(listings_, group_.request(member, {.amount = amount + 1}));
    if (act == 3) return group_.tick(amount * 4);
    if (!listings_.empty() && act <= 7)
      return keep(deals_, group_.match(member, *rc::gen::elementOf(listings_), amount));
    if (deals_.empty()) return;
    const RecordId deal = *rc::gen::elementOf(deals_);
    if (act <= 9) {
      (void)group_.confirm(member, deal, *rc::gen::element(std::int64_t{0}, std::int64_t{0}, amount));
    } else if (act == 10) {
      (void)group_.cancel(member, deal);
    } else {
      (void)(*rc::gen::arbitrary<bool>() ? group_.dispute(member, deal) : group_.settle(member, deal, amount));
    }
  }

  void check() {
    std::map<std::string, std::int64_t> held, posted;
    std::int64_t completed = 0;
    for (const RecordId& id : deals_) {
      const DealRow deal = group_.deal_row(id);
      const HoldRow hold = *find_hold(group_.db, id);
      RC_ASSERT((hold.state == HoldState::open) == !is_settled(deal));
      RC_ASSERT((hold.state == HoldState::posted) == (deal.state == DealState::completed));
      if (!is_settled(deal)) held[deal.receiver.text()] += deal.held;
      if (deal.state != DealState::completed) continue;
      RC_ASSERT(deal.paid > 0 && deal.paid <= deal.held);
      posted[deal.receiver.text()] -= deal.paid;
      posted[deal.giver.text()] += deal.paid;
      ++completed;
    }
    std::int64_t sum = 0;
    for (const std::string& member : aid_members()) {
      const AccountRow row = group_.member_account(member, "HOURS");
      RC_ASSERT(row.posted == posted[member]);
      RC_ASSERT(row.held_out == held[member]);
      RC_ASSERT(row.available() >= -aid_credit);
      sum += row.posted;
    }
    RC_ASSERT(sum == 0);
    RC_ASSERT(group_.db.number("SELECT count(*) FROM entry WHERE cause = 'aid'") == completed);
  }

 private:
  static void keep(std::vector<RecordId>& ids, const Result<RecordId>& made) {
    if (made && std::ranges::find(ids, *made) == ids.end()) ids.push_back(*made);
  }

  TestAid group_;
  std::vector<RecordId> listings_;
  std::vector<RecordId> deals_;
};

}  // namespace

TEST_CASE("hours are conserved, a deal is paid once, and what is held is within the receiver's credit") {
  CHECK(check_few(30, [] {
    RandomAid aid;
    const int steps = *rc::gen::inRange(0, 60);
    for (int i = 0; i < steps; ++i) {
      aid.step();
      aid.check();
    }
  }));
}
