#pragma once
#include "core/base/rule.h"

namespace tos::rules {

// Offers and requests.
inline constexpr Rule ECO_150{"ECO-150", FailureClass::malformed,
                              "on the boards people deal in hours, in mutual credit, or for nothing",
                              "What members do for each other is settled between them, in a currency that they owe "
                              "each other. Money from outside and support points have their own ways."};
inline constexpr Rule ECO_151{
    "ECO-151", FailureClass::malformed,
    "a gift has no price, and a request for which something is given names the most that it may cost",
    "Whoever answers a request sets aside something of the person who asked. That person has said beforehand how much "
    "it can be."};
inline constexpr Rule ECO_152{
    "ECO-152", FailureClass::malformed, "an offer of time or skill for hours has no price but its hours",
    "An hour counts what the charter says of its category, whoever gives it. Prices are for things and rooms, and for "
    "mutual credit."};
inline constexpr Rule ECO_153{"ECO-153", FailureClass::malformed, "an offer or request ends in the future",
                              "What is over when it is put up is of no use to anybody."};

// Answering them.
inline constexpr Rule ECO_154{"ECO-154", FailureClass::missing, "an answer names an offer or request of this group",
                              "The offer or request has to be in the log before anybody can answer it."};
inline constexpr Rule ECO_155{
    "ECO-155", FailureClass::conflict, "an offer or request is answered while it is open",
    "It may have been answered before, cancelled, or have ended. An offer that repeats stays open all the while."};
inline constexpr Rule ECO_156{"ECO-156", FailureClass::forbidden, "nobody answers an offer or request of their own",
                              "A deal has two sides. One person with both could give themselves a good name."};
inline constexpr Rule ECO_157{"ECO-157", FailureClass::forbidden, "a deal is between active members",
                              "Who has left or is suspended could not confirm what was done."};
inline constexpr Rule ECO_158{
    "ECO-158", FailureClass::malformed, "an answer says hours or an amount where the offer or request leaves that open",
    "For hours of time and skill it says how many hours, and the charter's rate makes credits of them; otherwise an "
    "amount. A gift and a price leave nothing open."};
inline constexpr Rule ECO_159{"ECO-159", FailureClass::malformed, "a deal costs no more than the request says",
                              "The person who asked agreed to so much, and to no more."};

// Deals.
inline constexpr Rule ECO_160{"ECO-160", FailureClass::missing, "a record about a deal names a deal of this group",
                              "A deal is named by the record that answered the offer or request."};
inline constexpr Rule ECO_161{"ECO-161", FailureClass::forbidden, "only the two sides confirm or dispute their deal",
                              "They alone know what was done. When they do not agree the group decides."};
inline constexpr Rule ECO_162{"ECO-162", FailureClass::conflict, "a deal is settled once",
                              "It is completed, cancelled, or runs out. What was held for it is paid at most once."};
inline constexpr Rule ECO_163{"ECO-163", FailureClass::malformed, "a gift is confirmed without an amount",
                              "Nothing was held for it, so there is nothing to pay."};
inline constexpr Rule ECO_164{"ECO-164", FailureClass::conflict, "a deal is disputed once",
                              "It stays disputed until both confirm, the giver cancels, or the group decides."};
inline constexpr Rule ECO_165{"ECO-165", FailureClass::missing,
                              "a cancellation names an offer, a request or a deal of this group",
                              "What is cancelled has to be in the log before."};
inline constexpr Rule ECO_166{"ECO-166", FailureClass::forbidden, "an offer or request is cancelled by its author",
                              "What others need or give is for them to say."};
inline constexpr Rule ECO_167{
    "ECO-167", FailureClass::conflict, "an offer or request is cancelled while it is open",
    "Once answered it is half of a deal, and the deal is what can be cancelled. What is over needs no cancelling."};
inline constexpr Rule ECO_168{
    "ECO-168", FailureClass::forbidden,
    "the giver may cancel a deal; the receiver may while nobody has confirmed and nothing is disputed",
    "What is held is for the giver, who alone can give it up. The receiver may change their mind until somebody says "
    "that the work is done."};
inline constexpr Rule ECO_169{"ECO-169", FailureClass::conflict, "the group rules on deals that are disputed",
                              "As long as neither side disputes it, a deal is a matter between two people."};
inline constexpr Rule ECO_170{
    "ECO-170", FailureClass::conflict, "what is held for a deal is paid or freed by records about the deal",
    "Posting or voiding it like any other hold would pay without the word of both sides, and leave the deal open."};

RuleTable aid_rules();

}  // namespace tos::rules
