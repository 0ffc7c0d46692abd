#pragma once
#include <string>

#include "cli/session.h"

namespace CLI {
class App;
}

namespace tos::cli {

// A proposal whose adoption permits one act, for commands that know the act's target and spare people its spelling.
struct ActProposal {
  std::string title;
  std::string summary;
  std::string text;
  std::string kind;    // "economy.payment/v1"
  std::string target;  // as that kind's page says
};

// --title, --summary and --text.
void add_proposal_texts(CLI::App& command, ActProposal& proposal);
// Signs and appends it, and says what comes next: `then` is the command that carries out the decision.
Result<void> propose_act(World& world, history::Group& group, const ActProposal& proposal, std::string_view then);

// The decision that a person named, where its act is of this kind (CLI-001), and the act's target.
struct DecidedAct {
  RecordId decision;
  std::string target;
};
Result<DecidedAct> find_decided_act(history::Group& group, const std::string& name, std::string_view kind,
                                    std::string_view what);

}  // namespace tos::cli
