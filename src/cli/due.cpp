#include "cli/due.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/aid_due.h"
#include "cli/all_commands.h"
#include "cli/carrying.h"
#include "cli/delivery_names.h"
#include "cli/fund_names.h"
#include "cli/names.h"
#include "cli/rules.h"
#include "cli/session.h"
#include "cli/set_aside.h"
#include "cli/time_option.h"
#include "delivery/proof_tables.h"
#include "economy/payment.h"
#include "identity/approval.h"
#include "identity/roll.h"
#include "identity/roll_write.h"
#include "identity/subject.h"

namespace tos::cli {
namespace {

constexpr Duration term_notice = days(14);
constexpr Duration act_notice = days(90);     // how long an adopted act that nobody carried out is asked for
constexpr Duration review_notice = days(90);  // how long a scheduled review that nobody made is asked for

// Who is asked about: nobody in particular, or one member.
struct Asked {
  std::string handle;
  std::optional<identity::Member> member;
};

bool may_vote(Database& db, const voting::PollRow& poll, const identity::Member& member) {
  return member.status == identity::Status::active && identity::was_active_at(db, member.number, poll.position) &&
         !voting::is_dormant_in(db, poll.position, member.number) &&
         !deliberation::is_recused(db, poll.chain, member.number) &&
         voting::ballots_by(db, poll.position, member.number).empty();
}

void add_votes(history::Group& group, Timestamp now, const Asked& asked, std::vector<DueItem>& items) {
  for (const voting::PollRow& poll : voting::undecided_polls(group.db())) {
    if (now < poll.opens_at || now > poll.closes_at) continue;
    if (!asked.handle.empty() && !(asked.member && may_vote(group.db(), poll, *asked.member))) continue;
    const std::string name = poll_name(group, poll);
    items.push_back({.what = "vote",
                     .who = asked.handle.empty() ? "members" : asked.handle,
                     .name = name,
                     .title = title_of(group, poll),
                     .until = poll.closes_at,
                     .command = fmt::format("tos ballot cast {} yes|no|abstain", name)});
  }
}

void add_closings(history::Group& group, Timestamp now, std::vector<DueItem>& items) {
  for (const voting::PollRow& poll : voting::due_polls(group.db(), now)) {
    const std::string name = poll_name(group, poll);
    items.push_back({.what = "close",
                     .who = "anyone",
                     .name = name,
                     .title = title_of(group, poll),
                     .until = {},
                     .command = "tos poll close " + name});
  }
}

bool counts(Database& db, const Asked& asked, const identity::Pending& pending) {
  if (asked.handle.empty()) return true;
  if (!asked.member || asked.member->status != identity::Status::active) return false;
  const std::string& entitled = pending.authority.entitled;
  if (entitled != "member" && !identity::holds_role(db, asked.member->number, entitled)) return false;
  return std::ranges::count(identity::approvers_of(db, pending.record), asked.handle) == 0;
}

// D7 and its title for a decision to certify, else the record's id and kind.
std::pair<std::string, std::string> name_of_pending(history::Group& group, const identity::Pending& pending) {
  if (const auto decision = voting::find_decision(group.db(), pending.record.as<DecisionTag>()))
    return {decision_name(group, *decision), title_of(group, voting::poll_at(group.db(), decision->poll))};
  return {pending.record.hex16(), std::string(module_noun_of(pending.kind))};
}

void add_approvals(history::Group& group, Timestamp now, const Asked& asked, std::vector<DueItem>& items) {
  for (const identity::Pending& pending : identity::open_pendings(group.db())) {
    if (pending.authority.until && *pending.authority.until < now) continue;
    const auto decision = voting::find_decision(group.db(), pending.record.as<DecisionTag>());
    if (decision && decision->state != voting::DecisionState::provisional) continue;  // it took force without them
    if (!counts(group.db(), asked, pending)) continue;
    const auto [name, title] = name_of_pending(group, pending);
    items.push_back({.what = "approve",
                     .who = asked.handle.empty() ? pending.authority.entitled : asked.handle,
                     .name = name,
                     .title = fmt::format("{}: {} of {} agree", title, pending.approvals, pending.authority.needed),
                     .until = pending.authority.until,
                     .command = "tos approve " + name});
  }
}

void add_payments(history::Group& group, Timestamp now, const Asked& asked, std::vector<DueItem>& items) {
  for (const economy::PaymentRow& payment : economy::waiting_payments(group.db())) {
    if (payment.until <= now) continue;
    if (!asked.handle.empty()) {
      if (!asked.member || asked.member->status != identity::Status::active) continue;
      if (!economy::check_approver(group.db(), payment, asked.member->handle)) continue;
    }
    items.push_back({.what = "approve",
                     .who = asked.handle.empty() ? "members" : asked.handle,
                     .name = payment.id.hex16(),
                     .title = payment_title(group, payment),
                     .until = payment.until,
                     .command = "tos fund approve " + payment.id.hex16()});
  }
}

void add_founders(history::Group& group, const Asked& asked, std::vector<DueItem>& items) {
  for (Rows rows = group.db().query("SELECT handle FROM candidate WHERE origin = 'founder' AND state = 'pending' AND "
                                    "(?1 = '' OR handle = ?1) ORDER BY handle",
                                    asked.handle);
       rows.next();) {
    items.push_back({.what = "accept",
                     .who = rows.text(0),
                     .name = group.handle(),
                     .title = group.name(),
                     .until = {},
                     .command = "tos accept"});
  }
}

void add_terms(history::Group& group, Timestamp now, const Asked& asked, std::vector<DueItem>& items) {
  for (Rows rows = group.db().query(
           "SELECT m.handle, t.role, t.ends FROM role_term t JOIN member m ON m.number = t.member WHERE "
           "t.until_position IS NULL AND t.ends <= ?1 AND (?2 = '' OR m.handle = ?2) ORDER BY t.ends, m.handle, t.role",
           now + term_notice, asked.handle);
       rows.next();) {
    items.push_back({.what = "term",
                     .who = rows.text(0),
                     .name = rows.text(1),
                     .title = fmt::format("{} of {}", rows.bytes(1), rows.bytes(0)),
                     .until = rows.time(2),
                     .command = ""});
  }
}

// The charter's reviews of what was delivered, from their day on.
void add_reviews(history::Group& group, Timestamp now, std::vector<DueItem>& items) {
  const auto review_days = charter::delivery_terms(charter::current(group.db())).review_days;
  if (review_days.empty()) return;
  const Timestamp oldest = now - days(review_days.items.back()) - review_notice;
  for (Rows rows = group.db().query("SELECT position FROM initiative WHERE delivered_at > ? AND state NOT IN "
                                    "('planned', 'active') ORDER BY number",
                                    oldest);
       rows.next();) {
    const delivery::InitiativeRow initiative = delivery::initiative_at(group.db(), rows.integer(0));
    const auto made = delivery::reviews_of(group.db(), initiative.position);
    for (const auto& day : review_days) {
      const Timestamp due = *initiative.delivered_at + days(day);
      const bool is_made =
          std::ranges::any_of(made, [&](const auto& review) { return review.scheduled_days == day.value; });
      if (is_made || now < due || now > due + review_notice) continue;
      const std::string name = initiative_name(group, initiative);
      items.push_back({.what = "review",
                       .who = "anyone",
                       .name = name,
                       .title = initiative.title,
                       .until = {},
                       .command = fmt::format("tos review add {} --scheduled {}", name, day.value)});
    }
  }
}

// What a pull set aside: carried when nothing stands against it any more, or dropped by removing its file.
void add_lying_aside(history::Group& group, const std::string& handle, std::vector<DueItem>& items) {
  for (const LyingAside& one : lying_aside(group, handle)) {
    items.push_back({.what = "set-aside",
                     .who = one.author,
                     .name = one.id.hex16(),
                     .title = one.what,
                     .until = {},
                     .command = "tos carry " + aside_file(group.repository(), one.id)});
  }
}

// Adopted acts in force that nobody has carried out: any active member may, the decision permits it.
void add_carrying(history::Group& group, Timestamp now, std::vector<DueItem>& items) {
  std::vector<RecordId> decisions;
  for (Rows rows = group.db().query("SELECT decision FROM mandate WHERE adopted = 1 AND used_position IS NULL AND "
                                    "in_force_at <= ? AND in_force_at > ? ORDER BY in_force_at, decision",
                                    now, now - act_notice);
       rows.next();) {
    decisions.push_back(rows.id<RecordId>(0));
  }
  for (const RecordId& id : decisions) {
    const auto decision = voting::find_decision(group.db(), id.as<DecisionTag>());
    const auto mandate = charter::find_mandate(group.db(), id);
    if (!decision || !mandate) continue;
    items.push_back({.what = "carry-out",
                     .who = "anyone",
                     .name = decision_name(group, *decision),
                     .title = title_of(group, voting::poll_at(group.db(), decision->poll)),
                     .until = {},
                     .command = carrying_command(group, *decision, *mandate)});
  }
}

std::string due_sentence(const DueItem& item) {
  if (item.what == "carry-out") return fmt::format("carry out {} '{}', which is in force", item.name, item.title);
  if (item.what == "set-aside")
    return fmt::format("carry or drop {}'s {}: a pull set it aside, it did not go through", item.who, item.title);
  if (item.what == "vote") return fmt::format("vote in {} '{}'", item.name, item.title);
  if (item.what == "close") return fmt::format("close {} '{}'", item.name, item.title);
  if (item.what == "approve") return fmt::format("approve {} ({})", item.name, item.title);
  if (item.what == "accept") return fmt::format("accept the founding of '{}'", item.title);
  if (item.what == "confirm") return fmt::format("confirm '{}': the other side says that it is done", item.title);
  if (item.what == "review") return fmt::format("review {} '{}'", item.name, item.title);
  return fmt::format("the term as {} ends", item.title);
}

Result<void> run_due(World& world, const std::string& wanted) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const Timestamp now, signing_time(world));
  if (!wanted.empty()) {
    TOS_TRY(const Handle named, Handle::parse(wanted));
    if (!identity::find_candidate(group.db(), named.text())) TOS_CHECK(identity::require_member(group.db(), named));
  }
  const std::string handle = wanted.empty() ? known_handle(world, group) : wanted;
  if (wanted.empty() && !handle.empty()) TOS_CHECK(Handle::parse(handle));
  const std::vector<DueItem> items = due_items(group, now, handle);
  nlohmann::json data = nlohmann::json::array();
  for (const DueItem& item : items) {
    data.push_back({{"what", item.what},
                    {"who", item.who},
                    {"name", item.name},
                    {"title", item.title},
                    {"until", item.until ? nlohmann::json(item.until->to_string()) : nlohmann::json()},
                    {"command", item.command}});
    if (world.options.json) continue;
    const std::string until = item.until ? ", until " + item.until->to_minute() : "";
    world.line(wrapped(due_sentence(item) + until, world.columns(), 2));
    if (!item.command.empty()) world.line("  " + item.command);
  }
  if (world.options.json) {
    show_json(world, "tos.due/1", std::move(data));
  } else if (items.empty()) {
    world.note(handle.empty() ? "nothing is due" : fmt::format("nothing is due for {}", handle));
  }
  return {};
}

}  // namespace

std::vector<DueItem> due_items(history::Group& group, Timestamp now, const std::string& handle) {
  Asked asked{.handle = handle, .member = {}};
  if (!handle.empty()) asked.member = identity::find_member(group.db(), handle);
  std::vector<DueItem> items;
  add_founders(group, asked, items);
  add_votes(group, now, asked, items);
  if (handle.empty() || (asked.member && asked.member->status == identity::Status::active)) {
    add_closings(group, now, items);
    add_carrying(group, now, items);
    add_reviews(group, now, items);
  }
  add_approvals(group, now, asked, items);
  add_payments(group, now, asked, items);
  add_terms(group, now, asked, items);
  add_deals_due(group, handle, items);
  add_lying_aside(group, handle, items);
  return items;
}

void add_due(CLI::App& app, World& world) {
  auto handle = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("due", "what waits for you: votes, decisions, approvals, terms, deals");
  command->add_option("--for", *handle, "whom (default: you, as tos whoami finds you; else everybody)")
      ->type_name("HANDLE");
  command->callback([&world, handle] { finish(world, run_due(world, *handle)); });
}

}  // namespace tos::cli
