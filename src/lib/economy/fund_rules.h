#pragma once
#include "core/base/rule.h"

namespace tos::rules {

// Funds.
inline constexpr Rule ECO_200{"ECO-200", FailureClass::conflict, "a fund's handle is no other fund's and no member's",
                              "People say where money is by a name. It should not be anybody's."};
inline constexpr Rule ECO_201{
    "ECO-201", FailureClass::malformed, "a fund's limits fit each other",
    "What may be paid at once, or to one person in a month, is no more than what may be paid in the month; a larger "
    "number would promise what is never kept."};
inline constexpr Rule ECO_202{"ECO-202", FailureClass::malformed, "a fund holds no support points",
                              "Support points order the agenda and belong to members. A pool of them would be a vote."};
inline constexpr Rule ECO_203{"ECO-203", FailureClass::missing, "contributions and payments name a fund of this group",
                              "The fund has to be in the log before anybody can pay into it or out of it."};

// Contributions and dues.
inline constexpr Rule ECO_210{"ECO-210", FailureClass::malformed,
                              "dues name the period that they are for, and nothing else does",
                              "Who has paid what for when is asked of dues alone. A gift is for no period."};
inline constexpr Rule ECO_211{"ECO-211", FailureClass::malformed, "dues go to a fund that asks for them",
                              "Only a fund's record says that dues are due there, and how much."};
inline constexpr Rule ECO_212{
    "ECO-212", FailureClass::malformed, "a period of dues is a month, quarter or year, as the fund has it",
    "Periods are compared as they are written, so that there is one way to write each: 2026-11, 2026-q4 or 2026."};
inline constexpr Rule ECO_213{
    "ECO-213", FailureClass::conflict, "a member pays no more for a period than its dues",
    "A period is paid once, at once or in parts. Who wants to give more contributes or donates it, or pays for a later "
    "period."};

// Payments.
inline constexpr Rule ECO_220{
    "ECO-220", FailureClass::malformed,
    "a fund pays in its own currency to a member, another fund, the conversion account or outside",
    "Whoever gets it must be somebody, and somebody else than the fund itself."};
inline constexpr Rule ECO_221{"ECO-221", FailureClass::forbidden, "who is paid does not write the payment",
                              "Whoever has something from it leaves it to others, so that nobody has to trust them."};
inline constexpr Rule ECO_222{"ECO-222", FailureClass::conflict, "a payment is no more than what the fund pays at once",
                              "The fund was opened with this promise. Several decisions may follow one another."};
inline constexpr Rule ECO_223{"ECO-223", FailureClass::conflict, "a fund pays out no more in a month than its limit",
                              "The fund was opened with this promise. The payment may be made in a later month."};
inline constexpr Rule ECO_224{
    "ECO-224", FailureClass::conflict, "a fund pays no more to one person in a month than its limit",
    "The fund was opened with this promise. What goes to the same handle inside and outside counts together."};
inline constexpr Rule ECO_230{"ECO-230", FailureClass::missing,
                              "an approval of a payment names a payment of this group",
                              "The payment has to be in the log before somebody can approve it."};
inline constexpr Rule ECO_231{"ECO-231", FailureClass::conflict, "an approval is of a payment that waits for it",
                              "What is paid is paid once, and what nobody approved in time has lapsed."};
inline constexpr Rule ECO_232{"ECO-232", FailureClass::forbidden,
                              "neither who wrote a payment nor who proposed it approves it",
                              "A second pair of eyes is what an approval is. Nobody has two pairs."};
inline constexpr Rule ECO_233{"ECO-233", FailureClass::forbidden, "who is paid does not approve the payment",
                              "Whoever has something from it leaves it to others, so that nobody has to trust them."};
inline constexpr Rule ECO_234{"ECO-234", FailureClass::conflict, "a member approves a payment once",
                              "Approvals count persons. The same one twice is still one."};

// Conversions.
inline constexpr Rule ECO_250{"ECO-250", FailureClass::malformed,
                              "a rate is between two currencies, and neither is support points",
                              "A currency is worth itself. Support points are never bought, nor sold."};
inline constexpr Rule ECO_252{"ECO-252", FailureClass::missing, "a conversion names a rate of this group",
                              "The rate is a record, so that everybody can see what it was and who decided it."};
inline constexpr Rule ECO_253{
    "ECO-253", FailureClass::conflict, "a conversion is at the rate in force",
    "The newest rate of two currencies is the one. Nobody converts at an older and better one."};
inline constexpr Rule ECO_254{"ECO-254", FailureClass::malformed,
                              "a conversion gives at least one smallest unit, and no more than an amount can be",
                              "It is rounded down. What would be rounded to nothing would only be taken."};
inline constexpr Rule ECO_255{"ECO-255", FailureClass::conflict, "a conversion takes only what the member has",
                              "Credit is the promise to give something back to the others in the same currency. Turned "
                              "into another one it could be carried off."};

RuleTable fund_rules();

}  // namespace tos::rules
