#include "common/sql/outbox.h"

#include <algorithm>
#include <utility>

#include "absl/random/random.h"
#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "common/sql/batcher.h"

namespace lyceum::sql {
namespace {

// A relay reads one topic of few, oldest first, so the key itself serves it. A
// number is never used again: a second relay may still be about to delete it.
constexpr absl::string_view kMigrations[] = {
    "-- sqlite\n"
    "CREATE TABLE outbox (sequence INTEGER PRIMARY KEY AUTOINCREMENT, topic TEXT NOT NULL, event_id BYTEA NOT NULL, "
    "payload BYTEA NOT NULL, created BIGINT NOT NULL);\n"
    "-- postgres\n"
    "CREATE TABLE outbox (sequence BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, topic TEXT NOT NULL, "
    "event_id BYTEA NOT NULL, payload BYTEA NOT NULL, created BIGINT NOT NULL)",
};

constexpr int64_t kMaxCounted = 100'000;

// Rows one DELETE takes. The statement always has so many parameters, the last
// repeated, so that it is prepared once.
constexpr size_t kDeleteTogether = 64;

const std::string& DeleteStatement() {
  static const std::string* const statement = [] {
    auto* text = new std::string("DELETE FROM outbox WHERE sequence IN (");
    for (size_t i = 1; i <= kDeleteTogether; ++i) absl::StrAppend(text, i == 1 ? "$" : ", $", i);
    text->push_back(')');
    return text;
  }();
  return *statement;
}

std::string InsertStatement(size_t rows) {
  std::string text = "INSERT INTO outbox (topic, event_id, payload, created) VALUES ";
  for (size_t row = 0, next = 2; row < rows; ++row, next += 3) {
    absl::StrAppend(&text, row == 0 ? "" : ", ", "($1, $", next, ", $", next + 1, ", $", next + 2, ")");
  }
  return text;
}

// Deletes what was sent and nothing else: an event with a lower number may have
// committed since it was read.
absl::Status Delete(Transaction& t, absl::Span<const OutboxEvent> events) {
  for (size_t start = 0; start < events.size(); start += kDeleteTogether) {
    std::vector<Value> values;
    for (size_t i = 0; i < kDeleteTogether; ++i) {
      values.push_back(events[std::min(start + i, events.size() - 1)].sequence);
    }
    RETURN_IF_ERROR(t.Run(DeleteStatement(), values).status());
  }
  return absl::OkStatus();
}

}  // namespace

namespace outbox {

absl::Status Migrate(Database& database) { return sql::Migrate(database, "outbox", kMigrations); }

absl::Status Append(Transaction& transaction, absl::string_view topic, absl::Span<const OutboxEvent> events) {
  static const auto& statements = *new RowStatements(&InsertStatement);
  while (!events.empty()) {
    const size_t rows = RowsTogether(events.size());
    std::vector<Value> values = {topic};
    for (const OutboxEvent& event : events.first(rows)) {
      values.insert(values.end(), {Bytes{event.event_id}, Bytes{event.payload}, Micros(event.created)});
    }
    RETURN_IF_ERROR(transaction.Run(statements.Of(rows), values).status());
    events.remove_prefix(rows);
  }
  return absl::OkStatus();
}

absl::StatusOr<OutboxLag> Lag(Database& database, absl::string_view topic) {
  OutboxLag lag;
  RETURN_IF_ERROR(database.Read([&](Transaction& t) {
    return t
        .Run("SELECT COUNT(*), MIN(created) FROM "
             "(SELECT created FROM outbox WHERE topic = $1 ORDER BY sequence LIMIT $2) AS waiting",
             {topic, kMaxCounted},
             [&](const Row& row) {
               lag.pending = row.Int(0);
               if (!row.IsNull(1)) lag.oldest = absl::FromUnixMicros(row.Int(1));
             })
        .status();
  }));
  return lag;
}

}  // namespace outbox

Relay::Relay(Database& database, std::string topic, Send send, Options options)
    : database_(database),
      topic_(std::move(topic)),
      send_(std::move(send)),
      options_(options),
      thread_([this] { Loop(); }) {}

Relay::~Relay() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  thread_.join();
}

void Relay::Nudge() {
  absl::MutexLock lock(&mutex_);
  nudged_ = true;
}

void Relay::Pause(absl::Duration duration, bool until_nudged) {
  const auto awake = [&]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return stopping_ || (until_nudged && nudged_); };
  absl::MutexLock lock(&mutex_);
  mutex_.AwaitWithTimeout(absl::Condition(&awake), duration);
}

// How many were sent.
absl::StatusOr<int64_t> Relay::SendBatch() {
  std::vector<OutboxEvent> events;
  RETURN_IF_ERROR(database_.Read([&](Transaction& t) {
    events.clear();
    return t
        .Run("SELECT sequence, event_id, payload, created FROM outbox WHERE topic = $1 ORDER BY sequence LIMIT $2",
             {topic_, int64_t{options_.batch}},
             [&](const Row& row) {
               events.push_back({row.Int(0), std::string(row.Text(1)), std::string(row.Text(2)),
                                 absl::FromUnixMicros(row.Int(3))});
             })
        .status();
  }));
  if (events.empty()) return 0;
  RETURN_IF_ERROR(send_(events));
  RETURN_IF_ERROR(database_.Write([&](Transaction& t) { return Delete(t, events); }));
  return static_cast<int64_t>(events.size());
}

void Relay::Loop() {
  absl::InsecureBitGen random;
  absl::Duration backoff = options_.first_backoff;
  while (true) {
    {
      absl::MutexLock lock(&mutex_);
      if (stopping_) return;
      nudged_ = false;  // before reading: what is appended from here on nudges again
    }
    const absl::StatusOr<int64_t> sent = SendBatch();
    if (!sent.ok()) {
      // Jitter keeps the relays of several replicas from coming back together.
      // Who appends and nudges must not make a receiver in trouble be asked without end.
      const absl::Duration pause = backoff * absl::Uniform(random, 0.5, 1.0);
      Pause(std::min(pause, options_.poll), /*until_nudged=*/false);
      Pause(pause - options_.poll, /*until_nudged=*/true);
      backoff = std::min(backoff * 2, options_.max_backoff);
      continue;
    }
    backoff = options_.first_backoff;
    if (*sent == 0) Pause(options_.poll, /*until_nudged=*/true);
  }
}

}  // namespace lyceum::sql
