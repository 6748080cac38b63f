// Keeps a SQLite file to one process. Exactly one connection may write or
// checkpoint: SQLite 3.40 can corrupt a file when two reset its write-ahead log
// at the same instant. Readers need no lock.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace lyceum::sql {

class SqliteOwner {
 public:
  SqliteOwner() = default;
  SqliteOwner(const SqliteOwner&) = delete;
  SqliteOwner& operator=(const SqliteOwner&) = delete;
  // Gives the file back; so does the end of the process, however it comes.
  ~SqliteOwner();

  // UNAVAILABLE if another process still has the file after `wait`.
  absl::Status Acquire(const std::string& path, absl::Duration wait);

 private:
  int fd_ = -1;
};

}  // namespace lyceum::sql
