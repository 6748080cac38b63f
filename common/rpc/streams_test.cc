// What streams deliver, to whom, and how often they are asked.
#include "common/rpc/streams.h"

#include <thread>

#include "common/base/limits.h"
#include "common/rpc/test_ticker.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lyceum::rpc {
namespace {

TEST_F(StreamTest, SendsAllInOrderWhoeverMakesIt) {
  Start(TestOptions(issuer_));
  std::vector<std::unique_ptr<Reader>> readers;
  for (int i = 0; i < 20; ++i) readers.push_back(Watch());
  std::vector<std::thread> makers;
  for (int i = 0; i < 8; ++i) {
    makers.emplace_back([&] {
      for (int tick = 0; tick < 100; ++tick) ticker_.Tick();
    });
  }
  for (std::thread& maker : makers) maker.join();
  ticker_.End(EndOfStream());
  for (const auto& reader : readers) {
    EXPECT_EQ(reader->Await(), absl::OkStatus());
    EXPECT_EQ(reader->seqs(), Counting(800));
  }
  EXPECT_EQ(Metric("lyceum_rpc_stream_messages_total"), 20 * 800);
  ticker_.AwaitWatching(0);
}

TEST_F(StreamTest, EndsWithTheErrorTheStreamGives) {
  Start(TestOptions(issuer_));
  const auto reader = Watch();
  ticker_.Tick();
  reader->AwaitMessages(1);
  ticker_.End(Error(absl::StatusCode::kFailedPrecondition, "TICKER_BROKEN", "it broke"));
  const absl::Status status = reader->Await();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(status), "TICKER_BROKEN");
  EXPECT_EQ(reader->seqs(), Counting(1));
}

TEST_F(StreamTest, IsForThoseWhoMayCallTheRpcOnly) {
  Start(TestOptions(issuer_));
  const auto status = [&](const Reader::Options& options) { return Reader(*stub_, options).Await(); };
  EXPECT_EQ(ReasonOf(status({})), "TOKEN_MISSING");
  EXPECT_EQ(ReasonOf(status({"a.b.c"})), "TOKEN_INVALID");
  EXPECT_EQ(ReasonOf(status({issuer_.Token("ann", "acme", {api::v1::ROLE_SERVICE})})), "ROLE_MISSING");
  EXPECT_EQ(status({issuer_.Token("bob", "beta")}), NotFound("tenants/acme/tickers/one"));
  EXPECT_EQ(status({issuer_.Token(), "tickers/one"}).code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ticker_.opened.load(), 0);
  EXPECT_EQ(status({issuer_.Token(), "tenants/acme/tickers/two"}), NotFound("tenants/acme/tickers/two"));
  EXPECT_EQ(ticker_.opened.load(), 1);
}

TEST_F(StreamTest, IsNotAskedAfterAMessageIfItSaysThereIsNoMore) {
  Start(TestOptions(issuer_));
  const auto reader = Watch();
  ticker_.AwaitWatching(1);
  for (size_t tick = 1; tick <= 20; ++tick) {
    ticker_.Tick();
    reader->AwaitMessages(tick);
  }
  // Once at the beginning, once a tick; a tick that comes before the last one was
  // counted as sent may cost one more.
  EXPECT_LT(ticker_.asked, 2 * 20);
}

TEST_F(StreamTest, IsAskedOnceForAnyNumberOfWakes) {
  Start(TestOptions(issuer_));
  const auto reader = Watch();
  ticker_.AwaitWatching(1);
  ticker_.hold = true;
  // Until a worker is inside Next.
  while (ticker_.held == 0) ticker_.WakeAll();
  const int asked = ticker_.asked;
  std::vector<std::thread> wakers;
  for (int i = 0; i < 4; ++i) {
    wakers.emplace_back([&] {
      for (int wake = 0; wake < 2500; ++wake) ticker_.WakeAll();
    });
  }
  for (std::thread& waker : wakers) waker.join();
  EXPECT_EQ(ticker_.asked.load(), asked);
  ticker_.hold = false;
  while (ticker_.asked.load() == asked) absl::SleepFor(absl::Milliseconds(1));
  ticker_.Tick();
  reader->AwaitMessages(1);
  // Once for the ten thousand, once for the tick, once after it was sent; one
  // more may lie between the first two.
  absl::SleepFor(absl::Milliseconds(50));
  EXPECT_LE(ticker_.asked.load(), asked + 3);
}

TEST_F(StreamTest, BroadcastsToTwoThousandOnOneConnection) {
  constexpr int kReaders = 2000;
  ServerOptions options = TestOptions(issuer_);
  options.queue_limit = kReaders;
  options.calls_per_connection = kReaders;
  Start(options);
  std::vector<std::unique_ptr<Reader>> readers;
  for (int i = 0; i < kReaders; ++i) readers.push_back(Watch());
  ticker_.AwaitWatching(kReaders);
  EXPECT_EQ(Metric("lyceum_rpc_streams_open"), kReaders);
  ticker_.Tick(1000);
  for (const auto& reader : readers) reader->AwaitMessages(1);
  ticker_.End(EndOfStream());
  for (const auto& reader : readers) {
    EXPECT_EQ(reader->Await(), absl::OkStatus());
    EXPECT_EQ(reader->seqs(), Counting(1));
  }
  EXPECT_EQ(Metric("lyceum_rpc_stream_messages_total"), kReaders);
  // Sent without a copy, and not kept.
  EXPECT_EQ(ticker_.LastTickUses(), 1);
}

TEST_F(StreamTest, BeatsWhenThereIsNothingToSay) {
  ticker_.heartbeat_after = absl::Milliseconds(20);
  Start(TestOptions(issuer_));
  const auto reader = Watch();
  reader->AwaitMessages(3);
  EXPECT_EQ(reader->seqs()[0], -1);
  ticker_.Tick();
  ticker_.End(EndOfStream());
  EXPECT_EQ(reader->Await(), absl::OkStatus());
  EXPECT_EQ(reader->seqs().back(), 0);
}

TEST_F(StreamTest, RefusesMoreThanItsLimit) {
  ServerOptions options = TestOptions(issuer_);
  options.max_streams = 2;
  Start(options);
  auto first = Watch();
  const auto second = Watch();
  ticker_.AwaitWatching(2);
  const absl::Status refused = Watch()->Await();
  EXPECT_EQ(refused.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_THAT(std::string(refused.message()), ::testing::HasSubstr("kMaxStreams"));
  // A place is free as soon as a stream is gone.
  first.reset();
  while (Metric("lyceum_rpc_streams_open") != 1) absl::SleepFor(absl::Milliseconds(1));
  ticker_.Tick();
  const auto third = Watch();
  third->AwaitMessages(1);
  EXPECT_EQ(third->seqs(), Counting(1));
}

TEST_F(StreamTest, EndsOverAMessageThatIsTooLarge) {
  Start(TestOptions(issuer_));
  ticker_.Tick(limits::kMaxMessageBytes);
  const absl::Status too_large = Watch()->Await();
  EXPECT_EQ(too_large.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_THAT(std::string(too_large.message()), ::testing::HasSubstr("kMaxMessageBytes"));
}

TEST_F(StreamTest, EndsOverAMessageThatIsNull) {
  Start(TestOptions(issuer_));
  ticker_.Put(nullptr);
  EXPECT_EQ(Watch()->Await().code(), absl::StatusCode::kInternal);
}

TEST(Waker, DoesNothingWithoutAStream) {
  Waker().Wake();
  EXPECT_TRUE(IsEndOfStream(EndOfStream()));
  EXPECT_FALSE(IsEndOfStream(absl::OutOfRangeError("the stream is complete")));
}

}  // namespace
}  // namespace lyceum::rpc
