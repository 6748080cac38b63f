// A transactional outbox: facts for another service are written in the same
// transaction as what they tell about, and a relay sends them on until the
// receiver has them. At least once; the receiver drops an event_id it knows, so
// that the effect is exactly once.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/sql/database.h"

namespace lyceum::sql {

struct OutboxEvent {
  int64_t sequence = 0;
  std::string event_id;
  std::string payload;
  absl::Time created;
};

struct OutboxLag {
  int64_t pending = 0;  // events not sent yet, counted up to 100,000
  absl::Time oldest = absl::InfiniteFuture();

  // 0 if nothing waits.
  absl::Duration Age(absl::Time now) const { return std::max(now - oldest, absl::ZeroDuration()); }
};

namespace outbox {

// Creates the table. Call before Migrate of the service.
absl::Status Migrate(Database& database);

// Stores events for the relay of `topic`, in their order. `event_id` is what the
// receiver knows an event by, `payload` any bytes; `sequence` is not read.
absl::Status Append(Transaction& transaction, absl::string_view topic, absl::Span<const OutboxEvent> events);

absl::StatusOr<OutboxLag> Lag(Database& database, absl::string_view topic);

}  // namespace outbox

// The thread that empties one topic, oldest first. Events of transactions that
// ran at the same time may come in either order; events of transactions that
// followed each other come in order. Relays of several replicas may run at once.
class Relay {
 public:
  struct Options {
    int batch = 256;
    absl::Duration poll = absl::Milliseconds(200);
    absl::Duration first_backoff = absl::Milliseconds(50);
    absl::Duration max_backoff = absl::Seconds(10);
  };
  // Sends events, in order; OK means that the receiver has them for good. An
  // error means that all of them come again, after a pause that doubles and that
  // a nudge cuts short, though not below `poll`. Must bound its own time, since
  // the destructor waits for it.
  using Send = std::function<absl::Status(absl::Span<const OutboxEvent>)>;

  Relay(Database& database, std::string topic, Send send, Options options);
  Relay(Database& database, std::string topic, Send send)
      : Relay(database, std::move(topic), std::move(send), Options()) {}
  // Stops after the batch that is being sent. What is left waits in the table.
  ~Relay();

  // There is something to send: look now instead of at the next poll. Call
  // after the transaction of Append has committed.
  void Nudge();

 private:
  void Loop();
  absl::StatusOr<int64_t> SendBatch();
  void Pause(absl::Duration duration, bool until_nudged);

  Database& database_;
  const std::string topic_;
  const Send send_;
  const Options options_;
  absl::Mutex mutex_;
  bool nudged_ ABSL_GUARDED_BY(mutex_) = false;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace lyceum::sql
