#include "common/rpc/streams.h"

#include "absl/strings/cord.h"
#include "absl/strings/string_view.h"

namespace lyceum::rpc {
namespace {

// A StatusOr cannot hold OK without a value, so the good end is an error with a
// mark nobody else makes. It never leaves the server.
constexpr absl::string_view kMark = "lyceum/end-of-stream";

}  // namespace

absl::Status EndOfStream() {
  absl::Status status = absl::OutOfRangeError("the stream is complete");
  status.SetPayload(kMark, absl::Cord());
  return status;
}

bool IsEndOfStream(const absl::Status& status) { return status.GetPayload(kMark).has_value(); }

}  // namespace lyceum::rpc
