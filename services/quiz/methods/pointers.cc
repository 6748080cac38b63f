#include "services/quiz/methods/pointers.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/base/status.h"
#include "services/quiz/keys.h"
#include "services/quiz/limits.h"

namespace lyceum::quiz {

std::shared_ptr<const PublishedPointer> Pointers::Peek(absl::string_view name) {
  const absl::Time now = clock_.Now();
  {
    absl::ReaderMutexLock lock(&mutex_);
    const auto found = entries_.find(name);
    if (found == entries_.end()) return nullptr;
    const absl::Duration age = now - found->second.value->read;
    if (age >= limits::kPointerLife) return nullptr;
    if (age < limits::kPointerLife / 2 || found->second.renewing) return found->second.value;
  }
  absl::MutexLock lock(&mutex_);
  const auto found = entries_.find(name);
  if (found == entries_.end()) return nullptr;
  if (found->second.renewing) return found->second.value;
  found->second.renewing = true;
  return nullptr;
}

redis::CacheOptions Pointers::CacheOptions() {
  redis::CacheOptions options;
  options.max_bytes = 4 << 20;
  options.level1_ttl = absl::Milliseconds(1);  // level 1 is this class
  options.level2_ttl = limits::kPointerLife;
  options.negative_ttl = limits::kPointerLife;
  options.key_prefix = "quiz-pointer:";
  return options;
}

std::shared_ptr<const PublishedPointer> Pointers::Fresh(absl::string_view name, absl::Time now) {
  absl::ReaderMutexLock lock(&mutex_);
  const auto found = entries_.find(name);
  if (found == entries_.end() || now - found->second.value->read >= limits::kPointerLife / 2) return nullptr;
  return found->second.value;
}

absl::StatusOr<Pointer> Pointers::Read(absl::string_view name) {
  ASSIGN_OR_RETURN(const redis::Bytes text, cache_.Get(name, [&]() -> absl::StatusOr<std::string> {
    Pointer pointer;
    RETURN_IF_ERROR(database_.Read([&](sql::Transaction& t) -> absl::Status {
      ASSIGN_OR_RETURN(pointer, LoadPointer(t, Segment(name, 1), Segment(name, 3)));
      return absl::OkStatus();
    }));
    return absl::StrCat(pointer.version, " ", pointer.revision);
  }));
  const std::pair<absl::string_view, absl::string_view> numbers = absl::StrSplit(*text, absl::MaxSplits(' ', 1));
  Pointer pointer;
  if (!absl::SimpleAtoi(numbers.first, &pointer.version) || !absl::SimpleAtoi(numbers.second, &pointer.revision)) {
    return absl::DataLossError("damaged pointer of a quiz");
  }
  return pointer;
}

absl::StatusOr<std::shared_ptr<const PublishedPointer>> Pointers::Get(absl::string_view name) {
  const absl::Time asked = clock_.Now();
  auto known = Fresh(name, asked);
  if (known == nullptr) {
    const absl::StatusOr<Pointer> pointer = Read(name);
    if (absl::IsUnavailable(pointer.status())) known = Extend(name, asked);
    if (known == nullptr) {
      RETURN_IF_ERROR(pointer.status());
      known = Set(name, *pointer, asked);
    }
  }
  if (known->pointer.revision == 0) return NotFound(name);
  return known;
}

std::shared_ptr<const PublishedPointer> Pointers::Extend(absl::string_view name, absl::Time now) {
  absl::MutexLock lock(&mutex_);
  const auto found = entries_.find(name);
  if (found == entries_.end()) return nullptr;
  Entry& entry = found->second;
  entry.renewing = false;
  if (now - entry.value->confirmed >= limits::kPointerLastResort) return nullptr;
  auto value = std::make_shared<PublishedPointer>(*entry.value);
  value->read = std::max(value->read, now);
  entry.value = std::move(value);
  return entry.value;
}

void Pointers::Published(absl::string_view name, Pointer pointer) {
  Set(name, pointer, clock_.Now());
  cache_.Drop(name);
}

std::shared_ptr<const PublishedPointer> Pointers::Set(absl::string_view name, Pointer pointer, absl::Time read) {
  auto value = std::make_shared<PublishedPointer>();
  value->pointer = pointer;
  value->cache_key = PaperKey(Segment(name, 1), Segment(name, 3), pointer.revision);
  value->read = value->confirmed = read;
  absl::MutexLock lock(&mutex_);
  // Pointers come back at the cost of one read each: forgetting all is no loss.
  if (entries_.size() >= static_cast<size_t>(limits::kMaxCachedPointers)) entries_.clear();
  Entry& entry = entries_[name];
  entry.renewing = false;
  if (entry.value != nullptr && entry.value->pointer.version > pointer.version) return entry.value;
  entry.value = std::move(value);
  return entry.value;
}

}  // namespace lyceum::quiz
