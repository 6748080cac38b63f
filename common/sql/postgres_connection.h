// One connection to PostgreSQL and its prepared statements, in libpq's pipeline
// mode: BEGIN travels with the first statement, and the end of a transaction
// whose outcome nobody waits for is read before the next one. Used by one
// thread at a time.
#pragma once

#include <libpq-fe.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"
#include "common/sql/database.h"

namespace lyceum::sql {

class PostgresConnection final : public Transaction {
 public:
  // UNAVAILABLE if the server cannot be reached within 5 s; FAILED_PRECONDITION
  // if the database does not compare text byte by byte in UTF-8.
  static absl::StatusOr<std::unique_ptr<PostgresConnection>> Connect(const std::string& url);
  ~PostgresConnection() override { PQfinish(connection_); }

  Engine engine() const override { return Engine::kPostgres; }
  using Transaction::Run;
  absl::StatusOr<int64_t> Run(absl::string_view statement, absl::Span<const Value> values,
                              absl::FunctionRef<void(const Row&)> on_row) override;
  using Transaction::Post;
  absl::Status Post(absl::string_view statement, absl::Span<const Value> values) override;

  // Begins a transaction by `statement` (a literal), sent with the first Run.
  void Begin(const char* statement);

  // Commits and waits for the outcome. UNAVAILABLE if it is not known.
  absl::Status Commit();

  // Ends the transaction without waiting for the answer.
  void Leave();

  // What happened in the transaction since Begin.
  bool conflict() const { return conflict_; }            // another transaction was in the way: run again
  bool duplicate() const { return duplicate_; }          // a unique constraint was broken
  bool commit_sent() const { return commit_sent_; }
  // The connection is of no more use.
  bool broken() const { return broken_; }
  // It has prepared more statements than it should keep.
  bool worn_out() const;

 private:
  using Result = std::unique_ptr<PGresult, decltype(&PQclear)>;

  explicit PostgresConnection(PGconn* connection) : connection_(connection) {}
  absl::Status SetUp();
  bool Send(absl::string_view statement, absl::Span<const Value> values);
  bool SendControl(const char* statement);
  bool Flush();
  Result Next();
  Result ReadCommand();
  Result ReadSent();
  void ReadSync();
  void Drain();
  absl::Status Fail(const PGresult* result);
  absl::Status Gone(absl::string_view what);

  PGconn* connection_;
  absl::flat_hash_map<std::string, std::string> statements_;  // names, by text and parameter types
  int64_t names_ = 0;                                         // given so far
  int sent_ = 0;                                              // commands whose results are not read yet
  std::vector<std::string> preparing_;                        // keys of those among them that prepare
  const char* begin_ = nullptr;                               // still to be sent
  bool open_ = false;                                         // BEGIN was sent, its end was not
  int unread_ends_ = 0;
  absl::Duration patience_ = absl::ZeroDuration();
  bool conflict_ = false, duplicate_ = false, commit_sent_ = false, broken_ = false;
  absl::Status failure_;  // of the first statement that failed in this transaction
};

}  // namespace lyceum::sql
