// The commands that keep and check what is left of a live session.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "services/lyceumctl/command.h"

namespace lyceum::ctl {

void AddSessionReport(Place place);
void AddSessionExport(Place place);
void AddSessionVerify(Place place);

// The transcript of a session that has ended (its full name), as a file holds it.
absl::StatusOr<std::string> ReadTranscript(Session& session, const std::string& name);

}  // namespace lyceum::ctl
