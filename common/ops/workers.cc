#include "common/ops/workers.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/errors.h"
#include "common/base/status.h"

namespace lyceum::ops {
namespace {

// Leases are measured by the Clock that is given; the pace of polling and of
// reports is the real one, since it only spares the database.
constexpr absl::Duration kReportEvery = absl::Milliseconds(500);
constexpr absl::Duration kPoll = absl::Milliseconds(500);
constexpr absl::Duration kQuickPoll = absl::Milliseconds(10);
constexpr absl::Duration kExpectFor = absl::Seconds(2);
constexpr size_t kMaxMessageBytes = 1000;

// Cut between characters.
std::string Shortened(absl::string_view text) {
  if (text.size() <= kMaxMessageBytes) return std::string(text);
  size_t end = kMaxMessageBytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return std::string(text.substr(0, end));
}

class Reporter final : public Progress {
 public:
  Reporter(sql::Database& database, Clock& clock, Workers& workers, const Claimed& claimed)
      : database_(database), clock_(clock), workers_(workers), claimed_(claimed) {
    standing_.checkpoint = claimed.checkpoint;
  }

  absl::Status Report(int64_t done_units, int64_t total_units, absl::string_view message,
                      absl::string_view checkpoint) override {
    standing_.done_units = done_units;
    standing_.total_units = total_units;
    standing_.message = Shortened(message);
    if (!checkpoint.empty()) standing_.checkpoint = std::string(checkpoint);
    RETURN_IF_ERROR(halted_);
    if (workers_.stopping()) {
      stopped_ = true;
      return halted_ = absl::UnavailableError("this process is shutting down; the operation goes on in another");
    }
    if (!workers_.TakeCancel(claimed_.id) && absl::Now() < next_) return absl::OkStatus();
    next_ = absl::Now() + kReportEvery;
    ASSIGN_OR_RETURN(const Renewal renewal, Renew(database_, claimed_, standing_, clock_.Now()));
    workers_.NoteChange();
    if (renewal == Renewal::kCancelled) halted_ = absl::CancelledError("the operation was cancelled");
    if (renewal == Renewal::kLost) halted_ = absl::AbortedError("another process has taken this operation over");
    return halted_;
  }

  const Standing& standing() const { return standing_; }
  // The work was told to stop because this process stops.
  bool stopped() const { return stopped_; }

 private:
  sql::Database& database_;
  Clock& clock_;
  Workers& workers_;
  const Claimed& claimed_;
  Standing standing_;
  absl::Time next_ = absl::InfinitePast();
  absl::Status halted_;
  bool stopped_ = false;
};

}  // namespace

Workers::Workers(sql::Database& database, Clock& clock, std::map<std::string, Work> works, int threads)
    : database_(database), clock_(clock), works_(std::move(works)) {
  for (const auto& [kind, work] : works_) kinds_.push_back(kind);
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { Loop(); });
}

Workers::~Workers() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  for (std::thread& thread : threads_) thread.join();
}

void Workers::Expect() {
  absl::MutexLock lock(&mutex_);
  expecting_until_ = absl::Now() + kExpectFor;
  ++changes_;
}

void Workers::Cancel(const std::string& id) {
  absl::MutexLock lock(&mutex_);
  if (running_.contains(id)) cancelled_.insert(id);
}

bool Workers::TakeCancel(const std::string& id) {
  absl::MutexLock lock(&mutex_);
  return cancelled_.erase(id) > 0;
}

uint64_t Workers::Changes() {
  absl::MutexLock lock(&mutex_);
  return changes_;
}

void Workers::NoteChange() {
  absl::MutexLock lock(&mutex_);
  ++changes_;
}

bool Workers::stopping() {
  absl::MutexLock lock(&mutex_);
  return stopping_;
}

void Workers::WaitForChange(uint64_t seen, absl::Duration timeout) {
  const auto changed = [&]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return changes_ != seen || stopping_; };
  absl::MutexLock lock(&mutex_);
  mutex_.AwaitWithTimeout(absl::Condition(&changed), timeout);
}

void Workers::Pause() {
  absl::MutexLock lock(&mutex_);
  const bool expecting = absl::Now() < expecting_until_;
  const absl::Time before = expecting_until_;
  const auto awake = [&]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return stopping_ || expecting_until_ != before; };
  mutex_.AwaitWithTimeout(absl::Condition(&awake), expecting ? kQuickPoll : kPoll);
}

void Workers::Loop() {
  while (!stopping()) {
    const absl::StatusOr<std::optional<Claimed>> claimed = Claim(database_, kinds_, clock_.Now());
    if (claimed.ok() && claimed->has_value()) {
      NoteChange();
      RunOne(**claimed);
      NoteChange();
    } else {
      Pause();  // a database that does not answer is asked again as well
    }
  }
}

void Workers::RunOne(const Claimed& claimed) {
  {
    absl::MutexLock lock(&mutex_);
    running_.insert(claimed.id);
  }
  Reporter reporter(database_, clock_, *this, claimed);
  const auto result = works_.at(claimed.kind)(claimed.caller, claimed.request, claimed.checkpoint, reporter);
  // While the database does not answer, the outcome waits here. If this process
  // ends before, the operation is run again when its lease has run out.
  absl::Duration pause = absl::Milliseconds(50);
  while (true) {
    const absl::Status settled = Settle(claimed, reporter.standing(), result.status(),
                                        result.ok() ? result->get() : nullptr, reporter.stopped() && !result.ok());
    if (settled.ok() || stopping()) break;
    absl::SleepFor(pause);
    pause = std::min(pause * 2, absl::Seconds(2));
  }
  absl::MutexLock lock(&mutex_);
  running_.erase(claimed.id);
  cancelled_.erase(claimed.id);
}

absl::Status Workers::Settle(const Claimed& claimed, const Standing& standing, const absl::Status& status,
                             const google::protobuf::Message* result, bool resume) {
  const absl::Time now = clock_.Now();
  if (resume) return Release(database_, claimed, standing, now);
  const absl::Status stored = Finish(database_, claimed, standing, status, result, now);
  if (stored.ok() || absl::IsUnavailable(stored) || absl::IsResourceExhausted(stored)) return stored;
  // The outcome itself cannot be stored (text that is not UTF-8, say).
  return Finish(database_, claimed, Standing(), absl::InternalError(stored.message()), nullptr, now);
}

}  // namespace lyceum::ops
