// The keys tokens are checked with: a JSON Web Key Set (RFC 7517) in a file or
// at a URL, read again when it changes. Keys once read stay good while their
// source is out of reach.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/rpc/keys.h"

namespace lyceum::rpc {

using KeySet = std::vector<std::shared_ptr<const PublicKey>>;

// The usable keys of a set. Keys for encryption, symmetric keys and keys of
// other algorithms are passed over. INVALID_ARGUMENT if the text is no key
// set, or has no usable key.
absl::StatusOr<KeySet> ParseKeySet(absl::string_view json);

class Jwks {
 public:
  // `location` is a file name or an http(s) URL. A file must be readable now; a
  // URL may come later. Looks for changes in the background: a file every
  // second, a URL every five minutes.
  static absl::StatusOr<std::unique_ptr<Jwks>> Open(const std::string& location, Clock& clock);
  ~Jwks();

  // The key of this id; with an empty id the only key. Null if there is none.
  // For an unknown id it reads the source again first (a URL at most once in
  // ten seconds), so it may block.
  std::shared_ptr<const PublicKey> Find(absl::string_view kid);

  // Reads the source now, if it is a URL or a file that has changed.
  absl::Status Refresh();

  // Grows with each change of the keys: what was checked under an older
  // generation must be checked again.
  uint64_t generation() const { return generation_.load(std::memory_order_acquire); }

 private:
  Jwks(const std::string& location, Clock& clock);
  std::shared_ptr<const PublicKey> Known(absl::string_view kid) const;
  absl::StatusOr<std::string> Read();
  void Watch();

  const std::string location_;
  const bool is_url_;
  Clock& clock_;
  std::atomic<uint64_t> generation_{0};
  mutable absl::Mutex mutex_;
  KeySet keys_ ABSL_GUARDED_BY(mutex_);
  std::string text_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Mutex reading_;  // held while the source is read, so that one reads for all
  absl::Time last_read_ ABSL_GUARDED_BY(reading_) = absl::InfinitePast();
  std::thread watcher_;
};

}  // namespace lyceum::rpc
