#pragma once

namespace CLI {
class App;
}

namespace tos::cli {

class World;

void add_fund_contribute(CLI::App& fund, World& world);
void add_fund_propose(CLI::App& fund, World& world);
void add_fund_pay(CLI::App& fund, World& world);
void add_fund_approve(CLI::App& fund, World& world);

}  // namespace tos::cli
