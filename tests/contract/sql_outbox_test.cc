// The outbox, on every engine.
#include <atomic>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "common/base/status.h"
#include "common/sql/outbox.h"
#include "common/sql/outbox_metrics.h"
#include "gtest/gtest.h"
#include "tests/support/engines.h"

namespace lyceum::sql {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'700'000'000);

// Drops event ids it knows, as every receiver must; fails when told to.
class Receiver {
 public:
  absl::Status Take(absl::Span<const OutboxEvent> events) {
    absl::MutexLock lock(&mutex_);
    ++calls_;
    if (fail_every_ > 0 && calls_ % fail_every_ == 0) return absl::UnavailableError("not now");
    for (const OutboxEvent& event : events) {
      if (seen_.emplace(event.event_id, event.payload).second) order_.push_back(event.event_id);
    }
    // Taken, but the sender does not learn it: everything comes again.
    if (lose_every_ > 0 && calls_ % lose_every_ == 0) return absl::DeadlineExceededError("answer lost");
    return absl::OkStatus();
  }
  void Await(size_t count) {
    const auto enough = [&]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return order_.size() >= count; };
    absl::MutexLock lock(&mutex_);
    EXPECT_TRUE(mutex_.AwaitWithTimeout(absl::Condition(&enough), absl::Seconds(60)));
  }
  std::vector<std::string> order() {
    absl::MutexLock lock(&mutex_);
    return order_;
  }
  int fail_every_ = 0, lose_every_ = 0;

 private:
  absl::Mutex mutex_;
  int calls_ = 0;
  std::map<std::string, std::string> seen_;
  std::vector<std::string> order_;
};

class OutboxTest : public testing::TestWithParam<tests::Engine> {
 protected:
  void SetUp() override { ASSERT_TRUE(outbox::Migrate(*database_).ok()); }

  void Append(absl::string_view topic, int64_t number) {
    const absl::Status status = database_->Write([&](Transaction& t) {
      const std::string id = absl::StrCat(absl::Dec(number, absl::kZeroPad6));
      return outbox::Append(t, topic, {{.event_id = id, .payload = absl::StrCat("p", number), .created = kNow}});
    });
    ASSERT_TRUE(status.ok()) << status;
  }
  std::unique_ptr<Relay> Start(Receiver& receiver, std::string topic = "facts") {
    Relay::Options options;
    options.batch = 7;
    options.poll = absl::Milliseconds(20);
    options.first_backoff = absl::Milliseconds(1);
    options.max_backoff = absl::Milliseconds(20);
    return std::make_unique<Relay>(
        *database_, std::move(topic),
        [&receiver](absl::Span<const OutboxEvent> events) { return receiver.Take(events); }, options);
  }
  int64_t Pending(absl::string_view topic = "facts") { return outbox::Lag(*database_, topic)->pending; }

  std::unique_ptr<Database> database_ = GetParam().fresh();
};
// A slower relay may still be about to delete the number it read.
TEST_P(OutboxTest, NeverUsesANumberAgain) {
  int64_t last = 0;
  for (int round = 0; round < 2; ++round) {
    ASSERT_TRUE(database_->Write([&](Transaction& t) -> absl::Status {
      RETURN_IF_ERROR(outbox::Append(t, "facts", {{.event_id = "e", .payload = "p", .created = kNow}}));
      int64_t number = 0;
      RETURN_IF_ERROR(t.Run("SELECT MAX(sequence) FROM outbox", {}, [&](const Row& r) { number = r.Int(0); }).status());
      EXPECT_GT(number, last);
      last = number;
      return t.Run("DELETE FROM outbox", {}).status();
    }).ok());
  }
}

INSTANTIATE_TEST_SUITE_P(, OutboxTest, testing::ValuesIn(tests::Engines()), tests::EngineName);

TEST_P(OutboxTest, SendsInOrderWhatOneWriterAppends) {
  Receiver receiver;
  auto relay = Start(receiver);
  for (int i = 0; i < 50; ++i) {
    Append("facts", i);
    relay->Nudge();
  }
  receiver.Await(50);
  relay.reset();
  const std::vector<std::string> order = receiver.order();
  ASSERT_EQ(order.size(), 50u);
  for (int i = 0; i < 50; ++i) EXPECT_EQ(order[i], absl::StrCat(absl::Dec(i, absl::kZeroPad6)));
  EXPECT_EQ(Pending(), 0);
}

TEST_P(OutboxTest, HasItsEffectOnceThroughFailuresAndLostAnswers) {
  Receiver receiver;
  receiver.fail_every_ = 3;
  receiver.lose_every_ = 4;
  auto relay = Start(receiver);
  std::vector<std::thread> writers;
  for (int writer = 0; writer < 8; ++writer) {
    writers.emplace_back([&, writer] {
      for (int i = 0; i < 15; ++i) Append("facts", writer * 100 + i);
    });
  }
  for (std::thread& writer : writers) writer.join();
  receiver.Await(120);
  while (Pending() > 0) absl::SleepFor(absl::Milliseconds(5));
  relay.reset();
  EXPECT_EQ(receiver.order().size(), 120u);
}

TEST_P(OutboxTest, GoesOnAfterARestartAndBesideAnotherRelay) {
  Receiver receiver;
  for (int i = 0; i < 40; ++i) Append("facts", i);
  Start(receiver).reset();  // may have sent some
  auto one = Start(receiver);
  auto two = Start(receiver);
  for (int i = 40; i < 80; ++i) Append("facts", i);
  receiver.Await(80);
  while (Pending() > 0) absl::SleepFor(absl::Milliseconds(5));
  EXPECT_EQ(receiver.order().size(), 80u);
}

TEST_P(OutboxTest, SendsNothingOfATransactionThatFailed) {
  Receiver receiver;
  EXPECT_FALSE(database_
                   ->Write([&](Transaction& t) -> absl::Status {
                     RETURN_IF_ERROR(outbox::Append(t, "facts", {{.event_id = "e", .payload = "p", .created = kNow}}));
                     return absl::AbortedError("no");
                   })
                   .ok());
  auto relay = Start(receiver);
  Append("facts", 1);
  receiver.Await(1);
  EXPECT_EQ(receiver.order().size(), 1u);
}

TEST_P(OutboxTest, KnowsHowFarBehindItIsAndKeepsTopicsApart) {
  Append("facts", 1);
  Append("facts", 2);
  Append("other", 3);
  const auto lag = outbox::Lag(*database_, "facts");
  ASSERT_TRUE(lag.ok());
  EXPECT_EQ(lag->pending, 2);
  EXPECT_EQ(lag->Age(kNow + absl::Seconds(90)), absl::Seconds(90));
  EXPECT_EQ(lag->Age(kNow - absl::Seconds(1)), absl::ZeroDuration());
  Receiver receiver;
  auto relay = Start(receiver, "other");
  receiver.Await(1);
  while (Pending("other") > 0) absl::SleepFor(absl::Milliseconds(5));
  EXPECT_EQ(Pending(), 2);
}

// A receiver that is back need not be waited for.
TEST_P(OutboxTest, ANudgeEndsThePauseAfterAFailure) {
  std::atomic<bool> away = true;
  std::atomic<int> calls = 0, taken = 0;
  Relay::Options options;
  options.poll = absl::Milliseconds(20);
  options.first_backoff = options.max_backoff = absl::Hours(1);
  Append("facts", 1);
  Relay relay(*database_, "facts", [&](absl::Span<const OutboxEvent> events) {
    ++calls;
    if (away) return absl::UnavailableError("away");
    taken += static_cast<int>(events.size());
    return absl::OkStatus();
  }, options);
  while (calls == 0) absl::SleepFor(absl::Milliseconds(5));
  away = false;
  relay.Nudge();
  for (int i = 0; i < 2000 && taken == 0; ++i) absl::SleepFor(absl::Milliseconds(5));
  EXPECT_EQ(taken, 1);
}

TEST_P(OutboxTest, ShowsHowFarBehindItIs) {
  FakeClock clock(kNow + absl::Seconds(90));
  OutboxMetrics metrics(*database_, clock, "facts");
  const auto value = [&](absl::string_view name) {
    for (const auto& family : metrics.Collect()) {
      if (family.name != name) continue;
      EXPECT_EQ(family.metric.at(0).label.at(0).value, "facts");
      return family.metric.at(0).gauge.value;
    }
    return -1.0;
  };
  ASSERT_TRUE(metrics.Refresh().ok());
  EXPECT_EQ(value("lyceum_outbox_lag_seconds"), 0);
  EXPECT_EQ(value("lyceum_outbox_waiting"), 0);
  Append("facts", 1);
  Append("facts", 2);
  Append("other", 3);
  ASSERT_TRUE(metrics.Refresh().ok());
  EXPECT_EQ(value("lyceum_outbox_waiting"), 2);
  EXPECT_EQ(value("lyceum_outbox_lag_seconds"), 90);
  clock.Advance(absl::Seconds(5));  // grows though the database is not asked
  EXPECT_EQ(value("lyceum_outbox_lag_seconds"), 95);
}

}  // namespace
}  // namespace lyceum::sql
