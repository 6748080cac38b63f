// One hiredis context, wrapped so that it cannot be misused: it is logged in
// and alive when made, never blocks afterwards, and is thrown away on any
// error. A context that is used on after a timeout answers with the value of
// another key. Not thread-safe.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/redis/address.h"
#include "common/redis/reply.h"

struct redisContext;

namespace lyceum::redis {

class Wire {
 public:
  // Connects, logs in, selects the database and sends one PING, because connect
  // to a stopped server succeeds. Blocks up to about twice `timeout`.
  // UNAVAILABLE if the server does not answer, UNAUTHENTICATED if it refuses us.
  static absl::StatusOr<std::unique_ptr<Wire>> Connect(const Address& address, std::chrono::milliseconds timeout);

  int fd() const;

  // Queues a command; arguments may hold any bytes.
  void Append(const std::vector<std::string>& arguments);

  // Writes what the socket takes. True if everything queued is written.
  // UNAVAILABLE if the connection broke.
  absl::StatusOr<bool> Flush();

  // Reads what has arrived. UNAVAILABLE if the connection broke.
  absl::Status Fill();

  // The next complete reply, if there is one. An error reply of the server is
  // an error inside; a broken protocol an error outside.
  absl::StatusOr<std::optional<absl::StatusOr<Reply>>> Next();

 private:
  struct Freed {
    void operator()(redisContext* context) const;
  };
  using Context = std::unique_ptr<redisContext, Freed>;
  explicit Wire(Context context);

  absl::Status LogIn(const Address& address);
  absl::Status Broken() const;

  Context context_;
};

}  // namespace lyceum::redis
