#include "services/quiz/live/methods/receipt_memory.h"

#include <utility>

#include "common/base/hash.h"

namespace lyceum::quiz::live {

bool ReceiptMemory::Keep(const Receipt& receipt, int64_t elapsed_micros, absl::Duration now) {
  const std::string digest = Sha256(receipt.response);
  absl::MutexLock lock(&mutex_);
  if (item_ != receipt.item) kept_.clear();
  item_ = receipt.item;
  return kept_.insert({receipt.participant, Kept{digest, elapsed_micros, now}}).first->second.digest == digest;
}

std::optional<int64_t> ReceiptMemory::Find(const Receipt& receipt, absl::Duration least, absl::Duration now) {
  const std::string digest = Sha256(receipt.response);
  absl::MutexLock lock(&mutex_);
  const auto found = kept_.find(receipt.participant);
  if (item_ != receipt.item || found == kept_.end() || found->second.digest != digest) return std::nullopt;
  if (now - found->second.when <= least) return std::nullopt;
  return found->second.elapsed_micros;
}

void ReceiptMemory::Forget(const std::string& participant) {
  absl::MutexLock lock(&mutex_);
  kept_.erase(participant);
}

void ReceiptMemory::ForgetAll() {
  absl::MutexLock lock(&mutex_);
  kept_.clear();
}

}  // namespace lyceum::quiz::live
