// lyceumctl backup and restore: SQLite databases, while they are in use.
#include <filesystem>

#include <nlohmann/json.hpp>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/sql/backup.h"
#include "services/lyceumctl/commands/commands.h"

namespace lyceum::ctl {
namespace {

struct Options {
  std::string database, file;
  bool force = false;
};

// A path, of a path or a "sqlite:" URL as the services take it.
absl::StatusOr<std::string> PathOf(const std::string& database) {
  if (absl::StartsWith(database, "postgres")) {
    return UsageError("PostgreSQL brings its own tools for this: pg_dump, pg_basebackup");
  }
  return std::string(absl::StripPrefix(database, "sqlite:"));
}

void Done(Session& session, const std::string& path, absl::string_view what) {
  std::error_code ignored;
  const auto size = std::filesystem::file_size(path, ignored);
  if (session.json()) session.Print(nlohmann::json{{"file", path}, {"sizeBytes", size}}.dump() + "\n");
  session.Say(absl::StrCat(what, " ", path, ", ", size, " bytes, checked\n"));
}

absl::Status RunBackup(Session& session, const Options& options) {
  ASSIGN_OR_RETURN(const std::string database, PathOf(options.database));
  RETURN_IF_ERROR(sql::BackupSqlite(database, options.file));
  Done(session, options.file, "written:");
  return absl::OkStatus();
}

absl::Status RunRestore(Session& session, const Options& options) {
  ASSIGN_OR_RETURN(const std::string database, PathOf(options.database));
  RETURN_IF_ERROR(sql::RestoreSqlite(options.file, database, options.force));
  Done(session, database, "restored:");
  return absl::OkStatus();
}

}  // namespace

void AddBackup(Place place) {
  CLI::App& backup = AddCommand(place, "backup", "Copy a service's SQLite database while it is in use",
                                "  lyceumctl backup --database /var/lib/lyceum/quiz.db --output quiz-monday.db\n\n"
                                "The copy is of one moment, checked, and on disk before it appears under its name.");
  auto to = std::make_shared<Options>();
  backup.add_option("--database", to->database, "The database: a file, or sqlite:FILE")->required()->type_name("FILE");
  backup.add_option("-o,--output", to->file, "The new file")->required()->type_name("FILE");
  WhenChosen(place, backup, to, RunBackup);

  CLI::App& restore =
      AddCommand(place, "restore", "Put a backup in place of a database that nobody has open",
                 "  lyceumctl restore --input quiz-monday.db --database /var/lib/lyceum/quiz.db --force");
  auto from = std::make_shared<Options>();
  restore.add_option("-i,--input", from->file, "The backup")->required()->type_name("FILE");
  restore.add_option("--database", from->database, "The database: a file, or sqlite:FILE")
      ->required()
      ->type_name("FILE");
  restore.add_flag("--force", from->force, "Replace a database that is there");
  WhenChosen(place, restore, from, RunRestore);
}

}  // namespace lyceum::ctl
