#include "common/sql/sqlite_owner.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

namespace lyceum::sql {

SqliteOwner::~SqliteOwner() {
  if (fd_ >= 0) close(fd_);
}

// The lock is on a file beside the database, since closing a second handle of
// the database file itself would drop the locks SQLite holds on it.
absl::Status SqliteOwner::Acquire(const std::string& path, absl::Duration wait) {
  const std::string name = absl::StrCat(path, "-owner");
  fd_ = open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (fd_ < 0) return absl::UnavailableError(absl::StrCat("cannot open ", name, ": ", std::strerror(errno)));
  const absl::Time end = absl::Now() + wait;
  while (flock(fd_, LOCK_EX | LOCK_NB) != 0) {
    if (absl::Now() >= end) return absl::UnavailableError(absl::StrCat(path, " is open in another process"));
    absl::SleepFor(absl::Milliseconds(20));
  }
  return absl::OkStatus();
}

}  // namespace lyceum::sql
