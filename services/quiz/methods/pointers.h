// Which revision of a quiz is published, remembered for less than a second, so
// that a hot quiz is answered without a look at the database. The replica that
// publishes tells its own memory at once; all others see it within a second. While
// the database is away nothing is published, and what is known counts for minutes.
#pragma once

#include <memory>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/redis/cache.h"
#include "common/redis/two_level_cache.h"
#include "common/sql/database.h"
#include "services/quiz/store/quizzes.h"

namespace lyceum::quiz {

struct PublishedPointer {
  Pointer pointer;
  std::string cache_key;  // of the paper
  absl::Time read;        // when it was asked for, or told
  absl::Time confirmed;   // the same, but not moved while the database is away
};

class Pointers {
 public:
  // `cache` is made with CacheOptions() and is for pointers only.
  Pointers(sql::Database& database, redis::Cache& cache, Clock& clock)
      : database_(database), cache_(cache), clock_(clock) {}

  // Short lives in both levels; what is not there is soon asked for again too.
  static redis::CacheOptions CacheOptions();

  // From memory only, by the quiz's name; null if it is not known or too old.
  // Once an entry is half its life old, one caller gets null and, by Get, renews
  // it for all. Does not block.
  std::shared_ptr<const PublishedPointer> Peek(absl::string_view name);

  // From memory, Redis or the database, in that order: many callers at once cost
  // one read. NOT_FOUND if nothing is published under the name. UNAVAILABLE if the
  // database is away and the pointer is not known, or was read kPointerLastResort ago.
  absl::StatusOr<std::shared_ptr<const PublishedPointer>> Get(absl::string_view name);

  // What this process has just committed.
  void Published(absl::string_view name, Pointer pointer);

 private:
  struct Entry {
    std::shared_ptr<const PublishedPointer> value;
    bool renewing = false;
  };

  // An older version than the one known is ignored, so that a slow reader cannot
  // bring the past back.
  std::shared_ptr<const PublishedPointer> Set(absl::string_view name, Pointer pointer, absl::Time read);
  std::shared_ptr<const PublishedPointer> Fresh(absl::string_view name, absl::Time now);
  absl::StatusOr<Pointer> Read(absl::string_view name);
  // What is known lives once more; null if it is too old for that.
  std::shared_ptr<const PublishedPointer> Extend(absl::string_view name, absl::Time now);

  sql::Database& database_;
  redis::Cache& cache_;
  Clock& clock_;
  absl::Mutex mutex_;
  absl::flat_hash_map<std::string, Entry> entries_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace lyceum::quiz
