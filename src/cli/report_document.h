#pragma once
#include <nlohmann/json_fwd.hpp>

#include "cli/report_data.h"
#include "delivery/document.h"

namespace tos::cli {

// The report as people read it, and as programs do: tos.report/1.
delivery::Document report_document(const DeliveryReport& report);
nlohmann::json report_json(const DeliveryReport& report);

}  // namespace tos::cli
