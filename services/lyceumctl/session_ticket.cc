#include "services/lyceumctl/session_ticket.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "services/lyceumctl/files.h"

namespace lyceum::ctl {
namespace {

namespace fs = std::filesystem;

fs::path StateFolder() {
  const char* state = std::getenv("XDG_STATE_HOME");
  if (state != nullptr && *state != '\0') return fs::path(state) / "lyceum";
  const char* home = std::getenv("HOME");
  return home == nullptr ? fs::path() : fs::path(home) / ".local" / "state" / "lyceum";
}

// Empty if there is no folder, or the name could mean another file.
fs::path TicketFile(absl::string_view session_name) {
  std::string file(session_name);
  for (char& c : file) {
    if (c == '/') c = '.';
    else if (!absl::ascii_isalnum(static_cast<unsigned char>(c)) && c != '-' && c != '_') return {};
  }
  const fs::path folder = StateFolder();
  return folder.empty() || file.empty() ? fs::path() : folder / "live" / file;
}

}  // namespace

std::string KeptTicket(absl::string_view session_name) {
  const fs::path file = TicketFile(session_name);
  if (file.empty()) return "";
  return std::string(absl::StripAsciiWhitespace(ReadFile(file.string()).value_or("")));
}

absl::Status KeepTicket(absl::string_view session_name, absl::string_view resume_token) {
  const fs::path file = TicketFile(session_name);
  if (file.empty()) return absl::FailedPreconditionError("there is no folder for it: HOME is not set");
  std::error_code error;
  fs::create_directories(file.parent_path(), error);
  if (!error) fs::permissions(file.parent_path(), fs::perms::owner_all, error);
  if (error) return absl::FailedPreconditionError(absl::StrCat(file.parent_path().string(), ": ", error.message()));
  return WriteFile(file.string(), absl::StrCat(resume_token, "\n"));
}

void DropTicket(absl::string_view session_name) {
  std::error_code ignored;
  if (const fs::path file = TicketFile(session_name); !file.empty()) fs::remove(file, ignored);
}

}  // namespace lyceum::ctl
