#include "economy/currency.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <ranges>

#include "cli/act_proposal.h"
#include "cli/all_commands.h"
#include "cli/currency_terms.h"
#include "cli/decided_text.h"
#include "cli/form_json.h"
#include "cli/idempotency.h"
#include "cli/ledger_names.h"
#include "cli/names.h"
#include "cli/rules.h"
#include "cli/statements.h"
#include "cli/sync_report.h"
#include "cli/yaml_draft.h"
#include "core/index/sound.h"
#include "economy/correction.h"
#include "economy/ledger_rules.h"

namespace tos::cli {
namespace {

using economy::CurrencyRow;
using economy::CurrencyTerms;

std::string terms_form(const CurrencyTerms& terms) {
  FormPrinter printer;
  Codec<CurrencyTerms>::print_entries(printer, terms);
  return printer.take();
}

struct CurrencyOptions {
  std::string code;
  std::string name;
  std::string kind;
  std::int64_t scale = 0;
  TermsOptions terms;
};

bool comes_from_outside(economy::CurrencyKind kind) {
  return kind == economy::CurrencyKind::backed || kind == economy::CurrencyKind::issued;
}

// What surprises people later, when only a decision can change it.
void say_what_terms_mean(World& world, const economy::Currency& currency) {
  const CurrencyTerms& terms = currency.terms;
  const std::string code = currency.code.text();
  if (comes_from_outside(currency.kind) && (!terms.issuance || terms.issuance->roles.items.empty()))
    world.warn(fmt::format("{} comes in by decision only: nobody has the right to let any in (--issuers ROLE)", code));
  if (!terms.credit || terms.credit->growth_days == 0 || terms.credit->limit == 0) return;
  world.note(
      fmt::format("credit begins at 0 and reaches {} {} when somebody was a member for {}; at once: --growth-days 0",
                  economy::format_amount(terms.credit->limit, static_cast<int>(currency.scale)), code,
                  count_of(terms.credit->growth_days, "day")));
}

// A currency that nobody else has yet can be added again with other terms.
Refusal hint_at_undo(history::Group& group, Refusal refusal, const std::string& code) {
  if (refusal.rule != &rules::ECO_001) return refusal;
  const auto currency = economy::find_currency(group.db(), code);
  const auto entry = currency ? index::entry_at(group.db(), currency->position) : std::nullopt;
  if (!entry) return refusal;
  const std::int64_t newer = group.size() - entry->position;
  const std::vector<RecordId> unpublished = group.unpublished();
  const bool is_unpublished = std::ranges::find(unpublished, entry->id) != unpublished.end();
  if (group.has_remote() ? !is_unpublished : newer > 0) return refusal;
  return refusal.hint("nobody else has it yet: {} takes it back; later its terms change by decision",
                      newer == 0 ? "tos undo" : fmt::format("tos undo --last {}", newer + 1));
}

Result<void> add_one_currency(World& world, const CurrencyOptions& options, const std::string& key) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const Identity identity, choose_identity(world, group));
  economy::Currency body{.name = {options.name}, .scale = {options.scale}};
  TOS_TRY(body.code, economy::CurrencyCode::parse(options.code));
  TOS_TRY(body.kind, choice_option<economy::CurrencyKind>("kind of currency", options.kind));
  body.terms.transferable = body.kind != economy::CurrencyKind::points;
  TOS_TRY(body.terms, read_terms(options.terms, std::move(body.terms), options.code, static_cast<int>(options.scale)));
  const std::string sentence = fmt::format("added the currency {} '{}' ({})", options.code, options.name, options.kind);
  const economy::Currency added = body;
  auto once = publish_once(world, group, draft("economy.currency/v1", std::move(body)), identity, key);
  if (!once) return hint_at_undo(group, std::move(once).error(), options.code);
  show_once(world, group, *once, sentence);
  if (!once->is_repeated) say_what_terms_mean(world, added);
  return {};
}

// What members and funds have, all debts left aside.
std::int64_t circulating(const std::vector<economy::AccountRow>& accounts, const CurrencyRow& currency) {
  std::int64_t total = 0;
  for (const economy::AccountRow& account : accounts) {
    const economy::Purpose purpose = account.name.purpose();
    if (purpose != economy::Purpose::member && purpose != economy::Purpose::fund) continue;
    if (account.name.currency() != currency.code || account.posted < 0) continue;
    total = economy::add_within(total, account.posted).value_or(economy::greatest_total);
  }
  return total;
}

nlohmann::json currency_json(history::Group& group, const CurrencyRow& currency, std::int64_t in_circulation) {
  const std::string form_text = terms_form(currency.terms);
  const auto form = parse_form(form_text);
  TOS_SOUND(form.has_value());
  return {{"code", currency.code.text()},
          {"name", currency.name},
          {"kind", name_of(currency.kind)},
          {"scale", currency.scale},
          {"terms", nlohmann::json(form_json(form->root()))},
          {"circulating", in_circulation},
          {"breaker_open", currency.breaker_since.has_value()},
          {"id", index::entry_at(group.db(), currency.position)->id.hex()}};
}

Result<void> list_currencies(World& world) {
  TOS_TRY(history::Group group, open_group(world));
  nlohmann::json data = nlohmann::json::array();
  std::vector<std::vector<std::string>> rows;
  const auto accounts = economy::all_accounts(group.db());
  for (const CurrencyRow& currency : economy::all_currencies(group.db())) {
    const std::int64_t in_circulation = circulating(accounts, currency);
    data.push_back(currency_json(group, currency, in_circulation));
    rows.push_back({currency.code.text(), std::string(name_of(currency.kind)),
                    economy::format_amount(in_circulation, currency.scale),
                    currency.breaker_since   ? "open"
                    : currency.terms.breaker ? "closed"
                                             : "-",
                    currency.name});
  }
  if (world.options.json) {
    show_json(world, "tos.currency.list/1", std::move(data));
    return {};
  }
  world.out(table({"CODE", "KIND", "CIRCULATING", "BREAKER", "NAME"}, rows, world.columns(), {2}));
  if (rows.empty()) world.note("no currencies yet: tos currency add --help");
  return {};
}

std::string breaker_state(history::Group& group, const CurrencyRow& currency) {
  if (!currency.breaker_since) return "closed";
  const auto opened = index::entry_at(group.db(), *currency.breaker_since);
  return fmt::format("open since {} (record {}): payments are held", opened->clock.to_minute(), opened->id.hex16());
}

Result<void> show_currency(World& world, const std::string& code) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const CurrencyRow currency, find_currency_named(group, code));
  const std::int64_t in_circulation = circulating(economy::all_accounts(group.db()), currency);
  if (world.options.json) {
    show_json(world, "tos.currency.show/1", currency_json(group, currency, in_circulation));
    return {};
  }
  const auto line = [&](std::string_view heading, std::string_view text) {
    world.line(fmt::format("{:<12} {}", heading, text));
  };
  world.line(fmt::format("{} {} ({})", currency.code, currency.name, name_of(currency.kind)));
  line("smallest", amount_text(1, currency));
  line("circulating", amount_text(in_circulation, currency));
  for (const TermLine& term : terms_in_words(currency.terms, currency.code.text(), currency.scale)) {
    line(term.heading, term.text);
  }
  if (comes_from_outside(currency.kind) && !currency.terms.issuance) line("issuance", "only by decision");
  if (currency.terms.breaker || currency.breaker_since) line("now", breaker_state(group, currency));
  return {};
}

// A proposal's wording of terms: people read the first part, `tos currency change` the second.
std::string terms_wording(const CurrencyRow& currency, const CurrencyTerms& terms) {
  std::string text = fmt::format("# The terms of {} '{}' from then on:\n", currency.code, currency.name);
  for (const TermLine& term : terms_in_words(terms, currency.code.text(), currency.scale)) {
    text += fmt::format("# - {}: {}\n", term.heading, term.text);
  }
  return text + terms_form(terms);
}

struct TermsProposal {
  std::string code;
  TermsOptions terms;
  bool is_reset = false;
  ActProposal proposal;
};

Result<void> propose_terms(World& world, TermsProposal options) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const CurrencyRow currency, find_currency_named(group, options.code));
  if (options.is_reset == options.terms.has_any()) {
    return refuse(rules::CLI_001, "a proposal on a currency asks for other terms, or for a reset of its breaker")
        .hint("tos currency propose {} --credit-limit 20, or --reset-breaker", currency.code);
  }
  ActProposal& proposal = options.proposal;
  if (options.is_reset) {
    proposal.kind = "economy.breaker-reset/v1";
    proposal.target = currency.code.text();
    if (proposal.title.empty()) proposal.title = fmt::format("Payments in {} go on", currency.code);
    return propose_act(world, group, proposal, fmt::format("tos currency reset {} --decision DECISION", currency.code));
  }
  TOS_TRY(const CurrencyTerms terms, read_terms(options.terms, currency.terms, currency.code.text(), currency.scale));
  TOS_CHECK(economy::check_terms(currency.kind, terms));
  TOS_CHECK(economy::check_issuers(group.db(), terms));
  proposal.kind = "economy.currency-change/v1";
  proposal.target = economy::currency_change_target(currency.code, terms);
  if (proposal.title.empty()) proposal.title = fmt::format("Other terms for {}", currency.code);
  if (proposal.text.empty()) proposal.text = terms_wording(currency, terms);
  return propose_act(world, group, proposal, fmt::format("tos currency change {} --decision DECISION", currency.code));
}

struct TermsChange {
  std::string code;
  TermsOptions terms;
  std::string decision;
};

Result<void> change_terms(World& world, const TermsChange& options, const std::string& key) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const Identity identity, choose_identity(world, group));
  TOS_TRY(const CurrencyRow currency, find_currency_named(group, options.code));
  TOS_TRY(const voting::DecisionRow decision, find_decision_named(group, options.decision));
  CurrencyTerms terms;
  if (options.terms.has_any()) {
    TOS_TRY(terms, read_terms(options.terms, currency.terms, currency.code.text(), currency.scale));
  } else {
    TOS_TRY(const std::string wording,
            decided_text(group, decision, "write the terms as they were proposed: tos currency change --help"));
    TOS_TRY(terms, decode_yaml<CurrencyTerms>(wording));
  }
  economy::CurrencyChange body{
      .decision = decision.id.as<RecordTag>(), .code = currency.code, .terms = std::move(terms)};
  TOS_TRY(const Once once,
          publish_once(world, group, draft("economy.currency-change/v1", std::move(body)), identity, key));
  show_once(world, group, once,
            fmt::format("{} has the terms that {} adopted: tos currency show {}", currency.code,
                        decision_name(group, decision), currency.code));
  return {};
}

// Payments that met the breaker stay held: only their payers say that they still want them.
void say_what_is_held(World& world, history::Group& group, const CurrencyRow& currency) {
  constexpr std::size_t most_named = 5;
  std::vector<economy::HoldRow> held;
  for (economy::HoldRow& hold : economy::open_holds(group.db())) {
    const bool was_payment = index::entry_at(group.db(), hold.position)->kind == "economy.transfer/v1";
    if (was_payment && hold.from.currency() == currency.code) held.push_back(std::move(hold));
  }
  if (held.empty()) return;
  world.note(fmt::format("{} in {} still held; who pays posts them, or voids them:",
                         held.size() == 1 ? "1 payment is" : fmt::format("{} payments are", held.size()),
                         currency.code));
  for (const economy::HoldRow& hold : held | std::views::take(most_named)) {
    world.note(fmt::format("  {} from {}: tos ledger post {}", amount_text(hold.amount, currency), hold.from.owner(),
                           hold.id.hex16()));
  }
  if (held.size() > most_named) world.note(fmt::format("  and {} more", held.size() - most_named));
}

Result<void> reset_breaker(World& world, const std::string& code, const std::string& decided, const std::string& key) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const Identity identity, choose_identity(world, group));
  TOS_TRY(const CurrencyRow currency, find_currency_named(group, code));
  if (decided.empty()) {
    return refuse(rules::CLI_001, "--decision is missing: payments go on when the group decides so")
        .hint("tos currency propose {} --reset-breaker", currency.code);
  }
  TOS_TRY(const voting::DecisionRow decision, find_decision_named(group, decided));
  Draft record = draft("economy.breaker-reset/v1",
                       economy::BreakerReset{.decision = decision.id.as<RecordTag>(), .code = currency.code});
  TOS_TRY(const Once once, publish_once(world, group, std::move(record), identity, key));
  show_once(world, group, once, fmt::format("payments in {} go on", currency.code));
  if (!world.options.json && !world.options.dry_run && !once.is_repeated) say_what_is_held(world, group, currency);
  return {};
}

std::shared_ptr<std::string> code_argument(CLI::App& command) {
  auto code = std::make_shared<std::string>();
  command.add_option("currency", *code, "its code: HOURS")->required()->type_name("CURRENCY");
  return code;
}

void add_currency_add(CLI::App& currency, World& world) {
  auto options = std::make_shared<CurrencyOptions>();
  CLI::App* command = currency.add_subcommand("add", "a currency of the group; its code, kind and scale are for ever");
  command->add_option("code", options->code, "two to twelve capitals and digits: HOURS")->required()->type_name("CODE");
  command->add_option("--name", options->name, "what people call it")->required()->type_name("NAME");
  command->add_option("--kind", options->kind, "points, time, mutual-credit, backed or issued")
      ->required()
      ->type_name("KIND");
  command->add_option("--scale", options->scale, "decimals of an amount (default 0)")
      ->type_name("N")
      ->check(CLI::Range(std::int64_t{0}, std::int64_t{economy::max_scale}));
  add_terms_options(*command, options->terms);
  auto key = add_idempotency_option(*command);
  command->callback([&world, options, key] { finish(world, add_one_currency(world, *options, *key)); });
}

CLI::Option* add_without_option(CLI::App& command, TermsOptions& options) {
  return command
      .add_option("--without", options.without,
                  "no such terms any more: max-balance, credit, velocity, breaker, decay, issuance; may be repeated")
      ->type_name("PART")
      ->expected(1)
      ->take_all();
}

void add_currency_propose(CLI::App& currency, World& world) {
  auto options = std::make_shared<TermsProposal>();
  CLI::App* command = currency.add_subcommand("propose", "ask the group for other terms; what is not given stays");
  command->add_option("currency", options->code, "its code: HOURS")->required()->type_name("CURRENCY");
  add_terms_options(*command, options->terms);
  add_without_option(*command, options->terms);
  command->add_flag("--reset-breaker", options->is_reset,
                    "asks instead that payments go on, and those that are held may be posted");
  add_proposal_texts(*command, options->proposal);
  command->callback([&world, options] { finish(world, propose_terms(world, *options)); });
}

void add_currency_change(CLI::App& currency, World& world) {
  auto options = std::make_shared<TermsChange>();
  CLI::App* command = currency.add_subcommand("change", "put in force the terms that a decision adopted");
  command->add_option("currency", options->code, "its code: HOURS")->required()->type_name("CURRENCY");
  command->add_option("--decision", options->decision, "the decision; without terms, those of its proposal's text")
      ->required()
      ->type_name("DECISION");
  add_terms_options(*command, options->terms);
  add_without_option(*command, options->terms);
  auto key = add_idempotency_option(*command);
  command->callback([&world, options, key] { finish(world, change_terms(world, *options, *key)); });
}

void add_currency_reset(CLI::App& currency, World& world) {
  CLI::App* command = currency.add_subcommand(
      "reset", "let payments go on where the breaker is open; those that are held are then posted");
  auto code = code_argument(*command);
  auto decision = std::make_shared<std::string>();
  command->add_option("--decision", *decision, "the decision to go on")->type_name("DECISION");
  auto key = add_idempotency_option(*command);
  command->callback([&world, code, decision, key] { finish(world, reset_breaker(world, *code, *decision, *key)); });
}

}  // namespace

void add_currency(CLI::App& app, World& world) {
  CLI::App* currency = app.add_subcommand("currency", "what amounts are counted in, and on which terms");
  currency->require_subcommand(1);
  add_currency_add(*currency, world);
  CLI::App* list = currency->add_subcommand("list", "the group's currencies");
  list->callback([&world] { finish(world, list_currencies(world)); });
  CLI::App* show = currency->add_subcommand("show", "one currency: its terms in words, how much there is of it");
  show->callback([&world, code = code_argument(*show)] { finish(world, show_currency(world, *code)); });
  add_currency_propose(*currency, world);
  add_currency_change(*currency, world);
  add_currency_reset(*currency, world);
}

}  // namespace tos::cli
