// Receipt stamps: what a participant gets for an answer that came in time and
// could not be stored. The stamp proves to every replica when it came.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace lyceum::quiz::live {

// What was received.
struct Receipt {
  std::string participant;  // the id
  int item = 0;
  std::string response;  // serialized
  int64_t version = 0;
};

// 40 bytes: the time, and an HMAC with the session's secret over all of it.
// `elapsed_micros` is from the opening of the item to the receipt, 0 or more.
std::string MakeReceiptStamp(absl::string_view secret, const Receipt& receipt, int64_t elapsed_micros);

// The elapsed time. INVALID_ARGUMENT (BAD_RECEIPT) unless the stamp was made with
// this secret for this very receipt; INVALID_ARGUMENT (field receipt_stamp) if it
// is longer than limits::kMaxReceiptStampBytes.
absl::StatusOr<int64_t> ReadReceiptStamp(absl::string_view secret, const Receipt& receipt, absl::string_view stamp);

}  // namespace lyceum::quiz::live
