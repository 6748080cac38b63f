#include "common/sql/postgres_connection.h"

#include <poll.h>

#include <cerrno>
#include <cstdlib>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "common/base/status.h"
#include "common/sql/postgres_parameters.h"
#include "common/sql/postgres_row.h"

namespace lyceum::sql {
namespace {

constexpr size_t kMaxStatements = 512;

// How long an answer may take before the server counts as gone. Longer than the
// statement_timeout the server itself applies (SetUp); statements that build
// tables and indexes take what they take.
constexpr absl::Duration kPatience = absl::Seconds(40);
constexpr absl::Duration kPatienceForTables = absl::Hours(6);

absl::Duration Patience(absl::string_view statement) {
  for (const absl::string_view prefix : {"CREATE ", "ALTER ", "DROP ", "SELECT pg_advisory_xact_lock"}) {
    if (absl::StartsWith(statement, prefix)) return kPatienceForTables;
  }
  return kPatience;
}

// What libpq says about a URL that it cannot read may repeat the password.
absl::Status CheckUrl(const std::string& url) {
  PQconninfoOption* const options = PQconninfoParse(url.c_str(), nullptr);
  if (options == nullptr) {
    return absl::InvalidArgumentError("database URL: not what libpq can read (percent-encode what is special in it)");
  }
  PQconninfoFree(options);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::unique_ptr<PostgresConnection>> PostgresConnection::Connect(const std::string& url) {
  RETURN_IF_ERROR(CheckUrl(url));
  // What the URL says wins over what stands before it.
  const char* const keywords[] = {"connect_timeout",    "keepalives_idle", "keepalives_interval",
                                  "keepalives_count",   "tcp_user_timeout", "client_encoding",
                                  "fallback_application_name", "dbname",   nullptr};
  const char* const values[] = {"5", "5", "5", "3", "20000", "UTF8", "lyceum", url.c_str(), nullptr};
  auto connection =
      std::unique_ptr<PostgresConnection>(new PostgresConnection(PQconnectdbParams(keywords, values, 1)));
  if (PQstatus(connection->connection_) != CONNECTION_OK) {
    return connection->Gone(PQerrorMessage(connection->connection_));
  }
  PQsetNoticeProcessor(connection->connection_, [](void*, const char*) {}, nullptr);
  if (PQsetnonblocking(connection->connection_, 1) != 0 || PQenterPipelineMode(connection->connection_) != 1) {
    return connection->Gone(PQerrorMessage(connection->connection_));
  }
  RETURN_IF_ERROR(connection->SetUp());
  return connection;
}

// One round trip: bounds on waiting, where the URL sets none, and a look at how
// the database compares text.
absl::Status PostgresConnection::SetUp() {
  bool by_bytes = false;
  auto rows = Run(
      "SELECT set_config('statement_timeout', CASE WHEN current_setting('statement_timeout') = '0' THEN '30s' "
      "ELSE current_setting('statement_timeout') END, false), "
      "set_config('lock_timeout', CASE WHEN current_setting('lock_timeout') = '0' THEN '10s' "
      "ELSE current_setting('lock_timeout') END, false), "
      "set_config('idle_in_transaction_session_timeout', '60s', false), "
      "'B' < 'a' AND '-b' < 'a' AND 'a b' < 'aa' AND 'z' < chr(233) AND current_setting('server_encoding') = 'UTF8'",
      {}, [&](const Row& row) { by_bytes = row.Int(3) != 0; });
  if (!rows.ok()) return rows.status();
  if (by_bytes) return absl::OkStatus();
  return absl::FailedPreconditionError(
      "this PostgreSQL database does not compare text by its UTF-8 bytes; make it with "
      "CREATE DATABASE lyceum ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0");
}

bool PostgresConnection::worn_out() const { return statements_.size() > kMaxStatements; }

absl::Status PostgresConnection::Gone(absl::string_view what) {
  broken_ = true;
  return absl::UnavailableError(absl::StrCat("postgres: ", absl::StripSuffix(what, "\n")));
}

// What PostgreSQL's SQLSTATE means to Lyceum.
absl::Status PostgresConnection::Fail(const PGresult* result) {
  const char* field = result == nullptr ? nullptr : PQresultErrorField(result, PG_DIAG_SQLSTATE);
  const absl::string_view state = field == nullptr ? absl::string_view() : absl::string_view(field);
  if (PQstatus(connection_) == CONNECTION_BAD || state.empty() || absl::StartsWith(state, "08") ||
      absl::StartsWith(state, "57P")) {
    return Gone(result == nullptr ? PQerrorMessage(connection_) : PQresultErrorMessage(result));
  }
  const std::string message = absl::StrCat("postgres: ", absl::StripSuffix(PQresultErrorMessage(result), "\n"));
  if (state == "40001" || state == "40P01") {
    conflict_ = true;
    return absl::AbortedError(message);
  }
  if (state == "0A000" || state == "26000") {  // a statement prepared before a migration
    conflict_ = true;
    statements_.clear();
    broken_ = true;
    return absl::AbortedError(message);
  }
  if (state == "23505") {
    duplicate_ = true;
    return absl::AlreadyExistsError(message);
  }
  if (state == "23503") return absl::FailedPreconditionError(message);
  if (state == "25006") return Gone(message);  // this server has become a standby
  if (state == "55P03" || state == "57014" || state == "53300") return absl::UnavailableError(message);
  if (absl::StartsWith(state, "53") || state == "54000") return absl::ResourceExhaustedError(message);
  if (state == "22021") return absl::InvalidArgumentError(message);
  if (absl::StartsWith(state, "XX")) return absl::DataLossError(message);
  return absl::InternalError(message);
}

bool PostgresConnection::Flush() {
  const absl::Time end = absl::Now() + kPatience;
  int left;
  while ((left = PQflush(connection_)) == 1 && absl::Now() < end) {
    pollfd wait{PQsocket(connection_), POLLIN | POLLOUT, 0};
    poll(&wait, 1, 1000);
    if ((wait.revents & POLLIN) != 0 && PQconsumeInput(connection_) != 1) return false;
  }
  return left == 0;
}

// The next result, or null where libpq says null; null and broken() when the
// connection is lost or the server does not answer.
PostgresConnection::Result PostgresConnection::Next() {
  const absl::Time end = absl::Now() + patience_;
  while (!broken_ && PQisBusy(connection_) != 0) {
    pollfd wait{PQsocket(connection_), POLLIN, 0};
    const int ready = poll(&wait, 1, static_cast<int>(absl::ToInt64Milliseconds(end - absl::Now())));
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0 || PQconsumeInput(connection_) != 1) broken_ = true;
  }
  return Result(broken_ ? nullptr : PQgetResult(connection_), PQclear);
}

// The result of one command of the pipeline, and the null that follows it.
PostgresConnection::Result PostgresConnection::ReadCommand() {
  Result result = Next();
  if (result == nullptr) {
    broken_ = true;
  } else if (PQstatus(connection_) == CONNECTION_OK) {
    Next();
  }
  return result;
}

void PostgresConnection::ReadSync() {
  if (PQstatus(connection_) == CONNECTION_BAD) broken_ = true;
  if (broken_) return;
  const Result sync = Next();
  if (PQresultStatus(sync.get()) != PGRES_PIPELINE_SYNC) broken_ = true;
}

void PostgresConnection::Drain() {
  patience_ = kPatience;
  for (; unread_ends_ > 0 && !broken_; --unread_ends_) {
    ReadCommand();
    ReadSync();
  }
}

bool PostgresConnection::SendControl(const char* statement) {
  return PQsendQueryParams(connection_, statement, 0, nullptr, nullptr, nullptr, nullptr, 1) == 1;
}

// Puts BEGIN, if it is still to be sent, and the statement into the pipeline.
bool PostgresConnection::Send(absl::string_view statement, absl::Span<const Value> values) {
  const PostgresParameters parameters(values);
  const int count = static_cast<int>(values.size());
  if (begin_ != nullptr) {
    if (!SendControl(begin_)) return false;
    begin_ = nullptr;
    open_ = true;
    ++sent_;
  }
  const std::string key = absl::StrCat(PostgresParameters::Signature(values), statement);
  std::string& name = statements_[key];
  if (name.empty()) {
    name = absl::StrCat("s", names_++);
    preparing_.push_back(key);
    if (PQsendPrepare(connection_, name.c_str(), std::string(statement).c_str(), count, parameters.types()) != 1) {
      return false;
    }
    ++sent_;
  }
  if (PQsendQueryPrepared(connection_, name.c_str(), count, parameters.data(), parameters.lengths(),
                          parameters.formats(), 1) != 1) {
    return false;
  }
  ++sent_;
  return true;
}

// The result of the last command sent, or of the first that failed: an error makes the
// rest of the pipeline "aborted", and only the first result that is neither rows nor a
// finished command says why.
PostgresConnection::Result PostgresConnection::ReadSent() {
  Result result(nullptr, PQclear);
  bool good = true;
  for (; sent_ > 0 && !broken_; --sent_) {
    Result next = ReadCommand();
    if (!good) continue;
    const ExecStatusType status = PQresultStatus(next.get());
    good = status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK;
    result = std::move(next);
  }
  ReadSync();
  // What the server has not prepared, or may not have, is prepared again under a new name.
  if (!good || broken_) {
    for (const std::string& key : preparing_) statements_.erase(key);
  }
  preparing_.clear();
  sent_ = 0;
  return result;
}

absl::Status PostgresConnection::Post(absl::string_view statement, absl::Span<const Value> values) {
  Drain();
  if (!failure_.ok()) return failure_;
  if (broken_) return failure_ = Gone("the connection was lost");
  if (!Send(statement, values)) return failure_ = Gone(PQerrorMessage(connection_));
  return absl::OkStatus();
}

absl::StatusOr<int64_t> PostgresConnection::Run(absl::string_view statement, absl::Span<const Value> values,
                                                absl::FunctionRef<void(const Row&)> on_row) {
  Drain();
  if (broken_) return failure_ = Gone("the connection was lost");
  if (!Send(statement, values) || PQpipelineSync(connection_) != 1 || !Flush()) {
    return failure_ = Gone(PQerrorMessage(connection_));
  }
  patience_ = Patience(statement);
  const Result result = ReadSent();
  const ExecStatusType status = PQresultStatus(result.get());
  if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) {
    const absl::Status failed = Fail(result.get());
    if (failure_.ok()) failure_ = failed;
    return failed;
  }
  if (broken_) return failure_ = Gone("the connection was lost");
  if (status == PGRES_COMMAND_OK) return std::atoll(PQcmdTuples(result.get()));
  const int rows = PQntuples(result.get());
  for (int row = 0; row < rows; ++row) on_row(PostgresRow(result.get(), row));
  return rows;
}

void PostgresConnection::Begin(const char* statement) {
  begin_ = statement;
  conflict_ = duplicate_ = commit_sent_ = false;
  failure_ = absl::OkStatus();
}

absl::Status PostgresConnection::Commit() {
  // COMMIT after a failed statement would roll back and report success.
  if (!failure_.ok()) return failure_;
  if (!open_) return absl::OkStatus();
  commit_sent_ = true;
  ++sent_;
  if (!SendControl("COMMIT") || PQpipelineSync(connection_) != 1 || !Flush()) {
    return Gone("the connection was lost at commit; the outcome is not known");
  }
  patience_ = kPatience;
  const Result result = ReadSent();
  // A posted statement that failed leaves the transaction open: Leave ends it.
  if (PQresultStatus(result.get()) != PGRES_COMMAND_OK) return Fail(result.get());
  open_ = false;
  if (absl::string_view(PQcmdStatus(const_cast<PGresult*>(result.get()))) == "COMMIT") return absl::OkStatus();
  return absl::InternalError("postgres: COMMIT rolled back");
}

void PostgresConnection::Leave() {
  begin_ = nullptr;
  if (!open_ || broken_) return;
  open_ = false;
  if (sent_ > 0) {  // posted, and then given up; ROLLBACK must not be skipped for their errors
    patience_ = kPatience;
    if (PQpipelineSync(connection_) != 1 || !Flush()) broken_ = true;
    ReadSent();
  }
  if (!broken_ && SendControl("ROLLBACK") && PQpipelineSync(connection_) == 1 && Flush()) {
    ++unread_ends_;
  } else {
    broken_ = true;
  }
}

}  // namespace lyceum::sql
