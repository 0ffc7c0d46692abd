#pragma once
#include <catch2/catch.hpp>
#include <filesystem>
#include <string_view>

#include "voting/tally/tally.h"

namespace tos::voting::testing {

// A folder of its own for election files, gone with the test.
class ElectionFolder {
 public:
  ElectionFolder();
  ~ElectionFolder() { std::filesystem::remove_all(folder_); }
  ElectionFolder(const ElectionFolder&) = delete;
  ElectionFolder& operator=(const ElectionFolder&) = delete;

  std::filesystem::path write(std::string_view name, std::string_view text) const;
  // Counts one file with parameters in the order given.
  Result<TallyReport> count(std::string_view text, std::string_view method,
                            std::vector<ParameterValue> parameters = {}) const;

 private:
  std::filesystem::path folder_;
};

}  // namespace tos::voting::testing
