#include "common/sql/backup.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "common/sql/epoch.h"
#include "common/sql/sqlite_connection.h"
#include "common/sql/sqlite_owner.h"

namespace lyceum::sql {
namespace {

int64_t Size(const std::string& path) {
  struct stat info;
  return stat(path.c_str(), &info) == 0 ? static_cast<int64_t>(info.st_size) : -1;
}

absl::Status FileError(absl::string_view what, const std::string& path) {
  const std::string message = absl::StrCat(what, " ", path, ": ", std::strerror(errno));
  if (errno == ENOSPC || errno == EDQUOT || errno == EFBIG) return absl::ResourceExhaustedError(message);
  return errno == EEXIST ? absl::AlreadyExistsError(message) : absl::UnavailableError(message);
}

absl::Status Sync(const std::string& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return FileError("open", path);
  const int code = fsync(fd);
  close(fd);
  return code == 0 ? absl::OkStatus() : FileError("fsync", path);
}

std::string Directory(const std::string& path) {
  const size_t slash = path.rfind('/');
  return slash == std::string::npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
}

// Copies page by page in one read transaction, which on a write-ahead log does
// not stop the writer. The copy is a single file without a log beside it.
absl::Status Copy(const std::string& from, const std::string& to) {
  if (Size(from) < 0) return absl::NotFoundError(absl::StrCat("there is no database ", from));
  ASSIGN_OR_RETURN(auto source, SqliteConnection::Open(from, SQLITE_OPEN_READONLY, ""));
  ASSIGN_OR_RETURN(auto target, SqliteConnection::Open(to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
                                                       "PRAGMA synchronous=FULL;"));
  sqlite3_backup* backup = sqlite3_backup_init(target->handle(), "main", source->handle(), "main");
  if (backup == nullptr) return SqliteError(target->handle());
  int code;
  for (int busy = 0; (code = sqlite3_backup_step(backup, -1)) != SQLITE_DONE && busy < 100; ++busy) {
    if ((code & 0xff) != SQLITE_BUSY && (code & 0xff) != SQLITE_LOCKED) break;
    sqlite3_sleep(50);
  }
  const int finished = sqlite3_backup_finish(backup);
  if (code != SQLITE_DONE || finished != SQLITE_OK) return SqliteError(target->handle());
  return target->Control("PRAGMA journal_mode=DELETE");
}

// A proven copy of `from` at `to`, which is a name nobody uses yet.
absl::Status ProvenCopy(const std::string& from, const std::string& to) {
  std::remove(to.c_str());
  absl::Status status = Copy(from, to);
  if (status.ok()) status = VerifySqlite(to);
  if (status.ok()) status = Sync(to);
  if (!status.ok()) {
    for (const char* suffix : {"", "-journal", "-wal", "-shm"}) std::remove(absl::StrCat(to, suffix).c_str());
  }
  return status;
}

}  // namespace

absl::Status VerifySqlite(const std::string& path) {
  if (Size(path) < 0) return absl::NotFoundError(absl::StrCat("there is no file ", path));
  if (Size(path) == 0) return absl::DataLossError(absl::StrCat(path, " is empty"));
  ASSIGN_OR_RETURN(auto connection, SqliteConnection::Open(path, SQLITE_OPEN_READONLY, ""));
  std::string trouble;
  RETURN_IF_ERROR(connection
                      ->Run("PRAGMA integrity_check(10)", {},
                            [&](const Row& row) {
                              if (row.Text(0) == "ok") return;
                              absl::StrAppend(&trouble, trouble.empty() ? "" : "; ", row.Text(0));
                            })
                      .status());
  ASSIGN_OR_RETURN(const int64_t dangling, connection->Run("PRAGMA foreign_key_check", {}));
  if (dangling > 0) absl::StrAppend(&trouble, trouble.empty() ? "" : "; ", dangling, " broken foreign keys");
  if (trouble.empty()) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat(path, " is damaged: ", trouble));
}

absl::Status BackupSqlite(const std::string& path, const std::string& destination) {
  if (Size(destination) >= 0) return absl::AlreadyExistsError(absl::StrCat(destination, " exists already"));
  const std::string partial = absl::StrCat(destination, ".partial");
  RETURN_IF_ERROR(ProvenCopy(path, partial));
  // link() does not replace a file that has appeared meanwhile, rename() would.
  const int linked = link(partial.c_str(), destination.c_str());
  const absl::Status status = linked == 0 ? Sync(Directory(destination)) : FileError("create", destination);
  std::remove(partial.c_str());
  return status;
}

absl::Status RestoreSqlite(const std::string& backup, const std::string& destination, bool force) {
  RETURN_IF_ERROR(VerifySqlite(backup));
  if (Size(destination) > 0 && !force) {
    return absl::AlreadyExistsError(absl::StrCat(destination, " exists already; force replaces it"));
  }
  SqliteOwner owner;
  RETURN_IF_ERROR(owner.Acquire(destination, absl::ZeroDuration()));
  const std::string partial = absl::StrCat(destination, ".partial");
  RETURN_IF_ERROR(ProvenCopy(backup, partial));
  RETURN_IF_ERROR(BeginSqliteEpoch(partial));
  RETURN_IF_ERROR(Sync(partial));
  // The log of the old database would be played into the new one.
  for (const char* suffix : {"-wal", "-shm"}) std::remove(absl::StrCat(destination, suffix).c_str());
  if (std::rename(partial.c_str(), destination.c_str()) != 0) return FileError("replace", destination);
  return Sync(Directory(destination));
}

}  // namespace lyceum::sql
