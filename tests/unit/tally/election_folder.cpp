#include "election_folder.h"

#include <unistd.h>

#include <fstream>

namespace tos::voting::testing {

ElectionFolder::ElectionFolder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "tos_tally_XXXXXX").string();
  REQUIRE(::mkdtemp(pattern.data()) != nullptr);
  folder_ = pattern;
}

std::filesystem::path ElectionFolder::write(std::string_view name, std::string_view text) const {
  std::ofstream(folder_ / name) << text;
  return folder_ / name;
}

Result<TallyReport> ElectionFolder::count(std::string_view text, std::string_view method,
                                          std::vector<ParameterValue> parameters) const {
  return tally(
      {.files = {write("election", text)}, .method = std::string(method), .parameters = std::move(parameters)});
}

}  // namespace tos::voting::testing
