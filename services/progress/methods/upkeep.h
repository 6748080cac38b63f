// What has to be tidied up from time to time: request_ids nobody will send again.
#pragma once

#include <thread>

#include "absl/synchronization/notification.h"
#include "common/base/clock.h"
#include "common/sql/database.h"

namespace lyceum::progress {

class Upkeep {
 public:
  // Tidies up once an hour, from now on, until it is destroyed.
  Upkeep(sql::Database& database, Clock& clock);
  ~Upkeep();

 private:
  void Run();

  sql::Database& database_;
  Clock& clock_;
  absl::Notification stopping_;
  std::thread thread_;
};

}  // namespace lyceum::progress
