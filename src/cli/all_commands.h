#pragma once

namespace CLI {
class App;
}

namespace tos::cli {

class World;

// One function a file of src/cli: it adds its noun's commands to the program.
void add_init(CLI::App& app, World& world);
void add_accept(CLI::App& app, World& world);
void add_join(CLI::App& app, World& world);
void add_member(CLI::App& app, World& world);
void add_key(CLI::App& app, World& world);
void add_whoami(CLI::App& app, World& world);
void add_role(CLI::App& app, World& world);
void add_charter(CLI::App& app, World& world);
void add_approve(CLI::App& app, World& world);
void add_redact(CLI::App& app, World& world);
void add_config(CLI::App& app, World& world);
void add_status(CLI::App& app, World& world);
void add_due(CLI::App& app, World& world);
void add_proposal(CLI::App& app, World& world);
void add_evidence(CLI::App& app, World& world);
void add_option(CLI::App& app, World& world);
void add_position(CLI::App& app, World& world);
void add_objection(CLI::App& app, World& world);
void add_recuse(CLI::App& app, World& world);
void add_poll(CLI::App& app, World& world);
void add_ballot(CLI::App& app, World& world);
void add_decision(CLI::App& app, World& world);
void add_policy(CLI::App& app, World& world);
void add_points(CLI::App& app, World& world);
void add_initiative(CLI::App& app, World& world);
void add_task(CLI::App& app, World& world);
void add_proof(CLI::App& app, World& world);
void add_review(CLI::App& app, World& world);
void add_aid(CLI::App& app, World& world);
void add_report(CLI::App& app, World& world);
void add_treasury(CLI::App& app, World& world);
void add_gate(CLI::App& app, World& world);
void add_currency(CLI::App& app, World& world);
void add_account(CLI::App& app, World& world);
void add_ledger(CLI::App& app, World& world);
void add_fund(CLI::App& app, World& world);
void add_rate(CLI::App& app, World& world);
void add_convert(CLI::App& app, World& world);
void add_pull(CLI::App& app, World& world);
void add_push(CLI::App& app, World& world);
void add_sync(CLI::App& app, World& world);
void add_clone(CLI::App& app, World& world);
void add_fork(CLI::App& app, World& world);
void add_hub(CLI::App& app, World& world);
void add_hooks(CLI::App& app, World& world);
void add_repair(CLI::App& app, World& world);
void add_import(CLI::App& app, World& world);
void add_carry(CLI::App& app, World& world);
void add_undo(CLI::App& app, World& world);
void add_verify(CLI::App& app, World& world);
void add_log(CLI::App& app, World& world);
void add_list(CLI::App& app, World& world);
void add_show(CLI::App& app, World& world);
void add_explain(CLI::App& app, World& world);
void add_schema(CLI::App& app, World& world);
void add_tally(CLI::App& app, World& world);
void add_completion(CLI::App& app, World& world);
void add_man(CLI::App& app, World& world);

}  // namespace tos::cli
