#pragma once
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "federation/carry.h"

// For this module's own sources.
namespace tos::federation {

// Batches of which one part does not pass on the remote's log. Their other parts could be published and would never be
// whole, so all that is not yet published of them goes aside.
class TornBatches {
 public:
  // Takes the parts of batches that are known to be torn out of what is to be carried, with the reason.
  std::vector<SetAside> take_out(std::vector<CarryItem>& items);
  // From what carrying the rest set aside: whether a batch was torn, and all is to be carried anew.
  bool learn(const std::vector<SetAside>& aside);

 private:
  using Name = std::pair<std::string, std::string>;  // author, key
  struct Cause {
    RecordId part;
    Refusal why;
  };
  static std::optional<Name> batch_of(const history::SignedRecord& record);

  std::map<Name, Cause> torn_;
  std::map<Name, std::size_t> parts_;  // that were left to be carried
};

}  // namespace tos::federation
