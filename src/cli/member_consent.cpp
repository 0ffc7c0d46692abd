#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/acting.h"
#include "cli/member_commands.h"
#include "cli/rules.h"
#include "cli/time_option.h"
#include "identity/consent.h"

namespace tos::cli {
namespace {

struct GrantOptions {
  std::string scope;
  std::string purpose;
  std::string until;
};

Result<void> run_grant(World& world, const GrantOptions& options) {
  TOS_TRY(history::Group group, open_group(world));
  identity::ConsentGrant grant;
  const auto scope = value_of<identity::ConsentScope>(options.scope);
  if (!scope)
    return refuse(rules::CLI_001, "'{}' is no scope of consent", options.scope)
        .hint("identity, contributions, visibility or federation");
  grant.scope = *scope;
  grant.purpose.text = options.purpose;
  if (!options.until.empty()) {
    TOS_TRY(const Timestamp now, signing_time(world));
    TOS_TRY(grant.until, parse_time_option("until", options.until, now));
  }
  TOS_TRY(const RecordId id, publish_draft(world, group, draft("identity.consent-grant/v1", grant)));
  show_act(world, group, id, "the consent",
           fmt::format("consent {} given: {}, for {}", id.hex16(), options.scope, options.purpose));
  return {};
}

Result<void> withdraw_consent(World& world, const std::string& name) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const index::LogEntry entry, resolve_record(group, name));
  return carry_out(world, group, draft("identity.consent-withdrawal/v1", identity::ConsentWithdrawal{entry.id}),
                   "the withdrawal", fmt::format("consent {} withdrawn", entry.id.hex16()));
}

std::string consent_state(const identity::Consent& consent, Timestamp now) {
  if (consent.withdrawn_position) return fmt::format("withdrawn by record {}", *consent.withdrawn_position);
  if (consent.until && *consent.until <= now) return "ended";
  return "given";
}

Result<void> list_consents(World& world, const std::string& handle) {
  TOS_TRY(history::Group group, open_group(world));
  nlohmann::json data = nlohmann::json::array();
  std::vector<std::vector<std::string>> rows;
  for (const identity::Consent& consent : identity::all_consents(group.db())) {
    if (!handle.empty() && consent.author.text() != handle) continue;
    const std::string state = consent_state(consent, group.clock());
    data.push_back({{"id", consent.grant.hex()},
                    {"author", consent.author.text()},
                    {"scope", consent.scope},
                    {"purpose", consent.purpose},
                    {"until", consent.until ? nlohmann::json(consent.until->to_string()) : nlohmann::json()},
                    {"state", state}});
    rows.push_back({consent.grant.hex16(), consent.author.text(), consent.scope, state, consent.purpose});
  }
  if (world.options.json) {
    show_json(world, "tos.member.consent.list/1", std::move(data));
  } else {
    world.out(table({"ID", "MEMBER", "SCOPE", "STATE", "PURPOSE"}, rows, world.columns()));
    if (rows.empty()) world.note("no consents; give one: tos member consent grant");
  }
  return {};
}

}  // namespace

void add_member_consent(CLI::App& member, World& world) {
  CLI::App* consent = member.add_subcommand("consent", "what members let the group do with what is theirs");
  consent->require_subcommand(1);
  auto options = std::make_shared<GrantOptions>();
  CLI::App* grant = consent->add_subcommand("grant", "give a consent of your own");
  grant->add_option("scope", options->scope, "identity, contributions, visibility or federation")
      ->required()
      ->type_name("SCOPE");
  grant->add_option("--purpose", options->purpose, "what for, in a line")->required()->type_name("TEXT");
  grant->add_option("--until", options->until, "when it ends by itself: 2027-11-20, or +365d")->type_name("TIME");
  grant->footer("example: tos member consent grant visibility --purpose \"my name on the website\"");
  grant->callback([&world, options] { finish(world, run_grant(world, *options)); });
  auto name = std::make_shared<std::string>();
  CLI::App* withdraw = consent->add_subcommand("withdraw", "take a consent of your own back");
  withdraw->add_option("grant", *name, "the id that the grant printed")->required()->type_name("ID");
  withdraw->callback([&world, name] { finish(world, withdraw_consent(world, *name)); });
  auto handle = std::make_shared<std::string>();
  CLI::App* list = consent->add_subcommand("list", "the registry of consents");
  list->add_option("handle", *handle, "only this member's")->type_name("HANDLE");
  list->callback([&world, handle] { finish(world, list_consents(world, *handle)); });
}

}  // namespace tos::cli
