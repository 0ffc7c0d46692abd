#pragma once
#include <nlohmann/json_fwd.hpp>

#include "cli/plot_files.h"
#include "cli/treasury_data.h"
#include "delivery/document.h"

namespace tos::cli {

// The report as people read it, and as programs do: tos.treasury.report/1. `folder`: where the plots lie as files;
// empty: nowhere.
delivery::Document treasury_document(const TreasuryReport& report, const std::string& folder);
nlohmann::json treasury_json(const TreasuryReport& report);

std::vector<Plot> treasury_plots(const TreasuryReport& report);  // those that have something to show

}  // namespace tos::cli
