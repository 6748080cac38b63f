#include "services/quiz/live/logic/receipt.h"

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/hash.h"
#include "services/quiz/live/limits.h"
#include "services/quiz/live/logic/secrets.h"

namespace lyceum::quiz::live {
namespace {

constexpr size_t kTimeBytes = 8;  // of the time, the most significant first

std::string Encode(int64_t number) {
  std::string bytes;
  for (int shift = 56; shift >= 0; shift -= 8) bytes.push_back(static_cast<char>(number >> shift));
  return bytes;
}

int64_t Decode(absl::string_view bytes) {
  uint64_t number = 0;
  for (const char c : bytes) number = number << 8 | static_cast<unsigned char>(c);
  return static_cast<int64_t>(number);
}

}  // namespace

std::string MakeReceiptStamp(absl::string_view secret, const Receipt& receipt, int64_t elapsed_micros) {
  // No other message made with this secret begins like this (MakeResumeToken).
  const std::string proof = Hmac(secret, absl::StrCat("receipt/", receipt.participant, "/", receipt.item, "/",
                                                      receipt.version, "/", elapsed_micros, "/",
                                                      Sha256(receipt.response)));
  return Encode(elapsed_micros) + proof;
}

absl::StatusOr<int64_t> ReadReceiptStamp(absl::string_view secret, const Receipt& receipt, absl::string_view stamp) {
  if (stamp.size() > limits::kMaxReceiptStampBytes) {
    return InvalidField("receipt_stamp", absl::StrCat("must be at most ", limits::kMaxReceiptStampBytes,
                                                      " bytes (kMaxReceiptStampBytes)"));
  }
  const int64_t elapsed = Decode(stamp.substr(0, kTimeBytes));
  if (elapsed >= 0 && SameBytes(stamp, MakeReceiptStamp(secret, receipt, elapsed))) return elapsed;
  return Error(absl::StatusCode::kInvalidArgument, "BAD_RECEIPT",
               "receipt_stamp: was not given for this participant, item, response and version");
}

}  // namespace lyceum::quiz::live
