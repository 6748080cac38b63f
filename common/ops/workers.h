// The threads that run operations, and the bell that rings when one changes.
#pragma once

#include <map>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/ops/operations.h"
#include "common/ops/records.h"
#include "common/sql/database.h"

namespace lyceum::ops {

class Workers {
 public:
  Workers(sql::Database& database, Clock& clock, std::map<std::string, Work> works, int threads);
  // Waits for the current Report of each worker.
  ~Workers();

  // An operation is about to be committed: look often for a while.
  void Expect();
  // Makes the next Report of this operation, if it runs here, ask the database
  // at once.
  void Cancel(const std::string& id);

  // Changes with every operation this process has changed.
  uint64_t Changes();
  // Returns when Changes() is no longer `seen`, or after `timeout`.
  void WaitForChange(uint64_t seen, absl::Duration timeout);
  void NoteChange();

  bool stopping();
  // True once after Cancel(id).
  bool TakeCancel(const std::string& id);

 private:
  void Loop();
  void RunOne(const Claimed& claimed);
  absl::Status Settle(const Claimed& claimed, const Standing& standing, const absl::Status& status,
                      const google::protobuf::Message* result, bool resume);
  void Pause();

  sql::Database& database_;
  Clock& clock_;
  const std::map<std::string, Work> works_;
  std::vector<std::string> kinds_;
  absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  uint64_t changes_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::Time expecting_until_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
  std::set<std::string> running_ ABSL_GUARDED_BY(mutex_);
  std::set<std::string> cancelled_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::thread> threads_;
};

}  // namespace lyceum::ops
