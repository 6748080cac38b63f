#include "common/sql/database.h"

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/base/status.h"
#include "common/sql/engines.h"

namespace lyceum::sql {
namespace {

// The statements of one migration that are for this engine.
std::vector<absl::string_view> Statements(absl::string_view migration, Engine engine) {
  std::vector<absl::string_view> statements;
  for (absl::string_view statement : absl::StrSplit(migration, ";\n", absl::SkipWhitespace())) {
    statement = absl::StripAsciiWhitespace(statement);
    if (absl::ConsumePrefix(&statement, "-- sqlite\n") && engine != Engine::kSqlite) continue;
    if (absl::ConsumePrefix(&statement, "-- postgres\n") && engine != Engine::kPostgres) continue;
    statements.push_back(statement);
  }
  return statements;
}

// A program that does not know what a later release did to the tables could damage what they hold.
absl::Status RefuseLaterRelease(Transaction& t, absl::string_view schema, int64_t known) {
  int64_t applied = 0;
  RETURN_IF_ERROR(t.Run("SELECT COALESCE(MAX(number), 0) FROM migrations WHERE schema_name = $1", {schema},
                        [&](const Row& row) { applied = row.Int(0); })
                      .status());
  if (applied <= known) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("the database is of a later release: migration ", applied, " of ", schema,
                   " has been applied, and this program knows ", known));
}

// SQLite has one writer; on PostgreSQL the replicas that start together line up
// here, and may take as long as the tables need.
absl::Status LockMigrations(Transaction& t) {
  if (t.engine() == Engine::kSqlite) return absl::OkStatus();
  RETURN_IF_ERROR(t.Run("SET LOCAL lock_timeout = 0", {}).status());
  RETURN_IF_ERROR(t.Run("SET LOCAL statement_timeout = 0", {}).status());
  return t.Run("SELECT pg_advisory_xact_lock(hashtext(current_schema()))", {}).status();
}

absl::Status Apply(Transaction& t, absl::string_view schema, absl::Span<const absl::string_view> migrations) {
  RETURN_IF_ERROR(LockMigrations(t));
  RETURN_IF_ERROR(t.Run("CREATE TABLE IF NOT EXISTS migrations (schema_name TEXT NOT NULL, number BIGINT NOT NULL, "
                        "PRIMARY KEY (schema_name, number))",
                        {})
                      .status());
  RETURN_IF_ERROR(RefuseLaterRelease(t, schema, static_cast<int64_t>(migrations.size())));
  int64_t number = 0;
  for (const absl::string_view migration : migrations) {
    // Another process that was quicker makes this a serialization conflict on
    // PostgreSQL, and Write begins again with its work in sight.
    ASSIGN_OR_RETURN(const int64_t fresh, t.Run("INSERT INTO migrations (schema_name, number) VALUES ($1, $2) "
                                                "ON CONFLICT DO NOTHING",
                                                {schema, ++number}));
    if (fresh == 0) continue;
    for (const absl::string_view statement : Statements(migration, t.engine())) {
      const absl::Status status = t.Run(statement, {}).status();
      if (status.ok()) continue;
      return absl::Status(status.code(),
                          absl::StrCat("migration ", number, " of ", schema, ": ", status.message()));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<int64_t> TakeParameter(std::string& url, absl::string_view name, int64_t fallback, int64_t most) {
  const size_t question = url.find('?');
  if (question == std::string::npos) return fallback;
  const std::string query = url.substr(question + 1);
  std::vector<absl::string_view> kept;
  int64_t value = fallback;
  for (const absl::string_view part : absl::StrSplit(query, '&', absl::SkipEmpty())) {
    absl::string_view text = part;
    if (!absl::ConsumePrefix(&text, absl::StrCat(name, "="))) {
      kept.push_back(part);
    } else if (!absl::SimpleAtoi(text, &value) || value < 1 || value > most) {
      return absl::InvalidArgumentError(absl::StrCat("database URL: ", name, " must be 1 to ", most));
    }
  }
  url = absl::StrCat(url.substr(0, question), kept.empty() ? "" : "?", absl::StrJoin(kept, "&"));
  return value;
}

absl::StatusOr<std::unique_ptr<Database>> Open(absl::string_view url) {
  absl::string_view rest = url;
  if (absl::ConsumePrefix(&rest, "sqlite:")) return OpenSqlite(rest);
  if (absl::StartsWith(url, "postgres://") || absl::StartsWith(url, "postgresql://")) return OpenPostgres(url);
  return absl::InvalidArgumentError("a database URL begins with sqlite: or postgres://");
}

absl::Status Migrate(Database& database, absl::string_view schema, absl::Span<const absl::string_view> migrations) {
  return database.Write([&](Transaction& t) { return Apply(t, schema, migrations); });
}

}  // namespace lyceum::sql
