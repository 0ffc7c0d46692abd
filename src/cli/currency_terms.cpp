#include "cli/currency_terms.h"

#include <CLI/CLI.hpp>
#include <array>

#include "cli/ledger_names.h"
#include "cli/rules.h"
#include "economy/amount.h"

namespace tos::cli {
namespace {

using economy::CurrencyTerms;

constexpr std::int64_t soft_share = 2;  // half of the limit, where nobody says

// Reads options of one currency: amounts in its decimals, shares, numbers.
class TermsReader {
 public:
  TermsReader(const TermsOptions& options, std::string_view code, int scale)
      : options_(options), code_(code), scale_(scale) {}

  Result<CurrencyTerms> read(CurrencyTerms terms) const {
    TOS_CHECK(leave_out(terms));
    if (options_.is_transferable) terms.transferable = true;
    if (options_.is_not_transferable) terms.transferable = false;
    if (!options_.max_balance.empty()) TOS_CHECK(put_amount(options_.max_balance, terms.max_balance.emplace()));
    TOS_CHECK(read_credit(terms));
    TOS_CHECK(read_velocity(terms));
    TOS_CHECK(read_breaker(terms));
    TOS_CHECK(read_decay(terms));
    TOS_CHECK(read_issuance(terms));
    return terms;
  }

 private:
  template <class AmountType>
  Result<void> put_amount(const std::string& typed, AmountType& amount) const {
    if (typed.empty()) return {};
    TOS_TRY(amount.value, read_amount_of(typed, code_, scale_));
    return {};
  }
  template <class NumberType>
  static void put_number(const std::optional<std::int64_t>& typed, NumberType& number) {
    if (typed) number.value = *typed;
  }
  static Result<void> put_share(std::string_view option, const std::string& typed, Rational& share) {
    if (typed.empty()) return {};
    const auto read = Rational::parse(typed);
    if (!read) return refuse(rules::CLI_001, "--{} '{}' is no share", option, typed).hint("write it as 0.5, or as 2/3");
    share = *read;
    return {};
  }

  Result<void> leave_out(CurrencyTerms& terms) const {
    for (const std::string& part : options_.without) {
      if (part == "max-balance") {
        terms.max_balance.reset();
      } else if (part == "credit") {
        terms.credit.reset();
      } else if (part == "velocity") {
        terms.velocity.reset();
      } else if (part == "breaker") {
        terms.breaker.reset();
      } else if (part == "decay") {
        terms.decay.reset();
      } else if (part == "issuance") {
        terms.issuance.reset();
      } else {
        return refuse(rules::CLI_001, "--without '{}' is no part of the terms", part)
            .hint("one of max-balance, credit, velocity, breaker, decay, issuance");
      }
    }
    return {};
  }

  Result<void> read_credit(CurrencyTerms& terms) const {
    const bool is_named = !options_.credit_limit.empty() || !options_.soft.empty() || !options_.hard.empty() ||
                          !options_.earned_step.empty() || options_.growth_days || options_.earned_window_days;
    if (!is_named) return {};
    if (!terms.credit) {
      if (options_.credit_limit.empty())
        return refuse(rules::CLI_001, "--credit-limit is missing").hint("without it there is no credit");
      economy::CreditTerms& fresh = terms.credit.emplace();
      TOS_CHECK(put_amount(options_.credit_limit, fresh.limit));
      fresh.soft.value = fresh.limit / soft_share;
      fresh.hard.value = fresh.limit;
    }
    economy::CreditTerms& credit = *terms.credit;
    TOS_CHECK(put_amount(options_.credit_limit, credit.limit));
    TOS_CHECK(put_amount(options_.soft, credit.soft));
    TOS_CHECK(put_amount(options_.hard, credit.hard));
    TOS_CHECK(put_amount(options_.earned_step, credit.earned_step));
    put_number(options_.growth_days, credit.growth_days);
    put_number(options_.earned_window_days, credit.earned_window_days);
    return {};
  }

  Result<void> read_velocity(CurrencyTerms& terms) const {
    if (options_.velocity.empty() && !options_.velocity_hours) return {};
    if (!terms.velocity && options_.velocity.empty())
      return refuse(rules::CLI_001, "--velocity is missing").hint("how much within these hours?");
    if (!terms.velocity) terms.velocity.emplace();
    put_number(options_.velocity_hours, terms.velocity->window_hours);
    return put_amount(options_.velocity, terms.velocity->most);
  }

  Result<void> read_breaker(CurrencyTerms& terms) const {
    if (options_.breaker.empty() && !options_.breaker_hours) return {};
    if (!terms.breaker && options_.breaker.empty())
      return refuse(rules::CLI_001, "--breaker is missing").hint("which share within these hours?");
    if (!terms.breaker) terms.breaker.emplace();
    put_number(options_.breaker_hours, terms.breaker->window_hours);
    return put_share("breaker", options_.breaker, terms.breaker->share);
  }

  Result<void> read_decay(CurrencyTerms& terms) const {
    if (!options_.decay_idle_days && options_.decay_keep.empty() && !options_.decay_every_days) return {};
    if (!terms.decay) terms.decay.emplace();
    put_number(options_.decay_idle_days, terms.decay->idle_days);
    put_number(options_.decay_every_days, terms.decay->every_days);
    return put_share("decay-keep", options_.decay_keep, terms.decay->keep);
  }

  Result<void> read_issuance(CurrencyTerms& terms) const {
    if (options_.issuers.empty() && options_.issue_per_month.empty()) return {};
    if (!terms.issuance) terms.issuance.emplace();
    if (!options_.issuers.empty()) terms.issuance->roles.items.clear();
    for (const std::string& role : options_.issuers) {
      TOS_TRY(Handle handle, Handle::parse(role));
      terms.issuance->roles.items.push_back(std::move(handle));
    }
    if (options_.issue_per_month.empty()) return {};
    if (terms.issuance->roles.items.empty()) {
      return refuse(rules::CLI_001, "--issue-per-month is the most that issuers let in, and there are none")
          .hint("--issuers ROLE names them");
    }
    return put_amount(options_.issue_per_month, terms.issuance->most_per_month.emplace());
  }

  const TermsOptions& options_;
  std::string_view code_;
  int scale_;
};

std::string days_text(std::int64_t count) { return fmt::format("{} day{}", count, count == 1 ? "" : "s"); }
std::string hours_text(std::int64_t count) { return fmt::format("{} hour{}", count, count == 1 ? "" : "s"); }

}  // namespace

bool TermsOptions::has_any() const {
  for (const std::string* text :
       {&max_balance, &credit_limit, &soft, &hard, &earned_step, &velocity, &breaker, &decay_keep, &issue_per_month}) {
    if (!text->empty()) return true;
  }
  for (const auto* number :
       {&growth_days, &earned_window_days, &velocity_hours, &breaker_hours, &decay_idle_days, &decay_every_days}) {
    if (*number) return true;
  }
  return is_transferable || is_not_transferable || !issuers.empty() || !without.empty();
}

void add_terms_options(CLI::App& command, TermsOptions& options) {
  const auto amount = [&](const char* name, std::string& value, const char* help) {
    command.add_option(name, value, help)->type_name("AMOUNT");
  };
  const auto number = [&](const char* name, std::optional<std::int64_t>& value, const char* help) {
    command.add_option(name, value, help)->type_name("N");
  };
  CLI::Option* yes = command.add_flag("--transferable", options.is_transferable, "members may pay each other");
  command.add_flag("--not-transferable", options.is_not_transferable, "they may not")->excludes(yes);
  amount("--max-balance", options.max_balance, "the most that a member may have");
  amount("--credit-limit", options.credit_limit, "how far below zero a member may go (time and mutual-credit)");
  number("--growth-days", options.growth_days, "days in which a new member grows into it (default 90)");
  amount("--soft", options.soft, "how far below zero commands begin to warn (default half the limit)");
  amount("--hard", options.hard, "how far below zero nobody ever goes (default the limit)");
  amount("--earned-step", options.earned_step, "more credit for each member one received from lately");
  number("--earned-window-days", options.earned_window_days, "how long lately is (default 90)");
  amount("--velocity", options.velocity, "the most that one account spends within --velocity-hours");
  number("--velocity-hours", options.velocity_hours, "that window (default 24)");
  command.add_option("--breaker", options.breaker, "share of all balances that may be spent within --breaker-hours")
      ->type_name("SHARE");
  number("--breaker-hours", options.breaker_hours, "that window (default 24)");
  command.add_option("--decay-keep", options.decay_keep, "the share that an idle member keeps (issued; default 0.9)")
      ->type_name("SHARE");
  number("--decay-idle-days", options.decay_idle_days,
         "days without a record after which balances shrink (default 90; 0: always)");
  number("--decay-every-days", options.decay_every_days, "days from one time to the next (default 30)");
  command.add_option("--issuers", options.issuers, "roles whose holders let amounts in (backed and issued)")
      ->type_name("ROLE,..")
      ->expected(1)
      ->take_all()
      ->delimiter(',');
  amount("--issue-per-month", options.issue_per_month, "the most that they let in together in a month");
}

Result<CurrencyTerms> read_terms(const TermsOptions& options, CurrencyTerms terms, std::string_view code, int scale) {
  return TermsReader(options, code, scale).read(std::move(terms));
}

std::vector<TermLine> terms_in_words(const CurrencyTerms& terms, std::string_view code, int scale) {
  const auto amount = [&](std::int64_t minor) {
    return fmt::format("{} {}", economy::format_amount(minor, scale), code);
  };
  std::vector<TermLine> lines;
  lines.push_back({"transfers", terms.transferable ? "members may pay each other" : "not from member to member"});
  if (terms.max_balance) lines.push_back({"maximum", fmt::format("{} a member", amount(*terms.max_balance))});
  if (const auto& credit = terms.credit) {
    lines.push_back({"credit", credit->growth_days == 0
                                   ? fmt::format("a member may owe {}", amount(credit->limit))
                                   : fmt::format("a member of {} may owe {}, newer ones in proportion",
                                                 days_text(credit->growth_days), amount(credit->limit))});
    if (credit->earned_step > 0) {
      lines.push_back({"earned", fmt::format("{} more for each member received from in {}", amount(credit->earned_step),
                                             days_text(credit->earned_window_days))});
    }
    lines.push_back({"limits", fmt::format("a warning below {}, nobody ever below {}", amount(-credit->soft),
                                           amount(-credit->hard))});
  }
  if (const auto& velocity = terms.velocity) {
    lines.push_back({"velocity", fmt::format("an account spends at most {} in {}", amount(velocity->most),
                                             hours_text(velocity->window_hours))});
  }
  if (const auto& breaker = terms.breaker) {
    lines.push_back({"breaker", fmt::format("opens when more than {} of all balances is spent in {}",
                                            breaker->share.to_string(), hours_text(breaker->window_hours))});
  }
  if (const auto& decay = terms.decay) {
    const std::string after =
        decay->idle_days > 0 ? fmt::format("after {} without a record ", days_text(decay->idle_days)) : "";
    lines.push_back({"decay", fmt::format("{}a balance keeps {}, every {}", after, decay->keep.to_string(),
                                          days_text(decay->every_days))});
  }
  if (const auto& issuance = terms.issuance) {
    std::string who;
    for (const Handle& role : issuance->roles) who += (who.empty() ? "" : ", ") + role.text();
    lines.push_back({"issuance", who.empty() ? "only by decision" : "by holders of " + who});
    if (issuance->most_per_month)
      lines.push_back({"a month", fmt::format("at most {}", amount(*issuance->most_per_month))});
  }
  return lines;
}

}  // namespace tos::cli
