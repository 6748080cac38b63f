// How streams end: readers that go or stall, tokens, the server's own end.
#include <random>
#include <thread>

#include "common/rpc/test_ticker.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lyceum::rpc {
namespace {

using ::testing::HasSubstr;

// More than gRPC's windows take in for a reader that does not read.
constexpr size_t kLargeBytes = 1 << 20;

TEST_F(StreamTest, EndsWhenItsReaderGoes) {
  Start(TestOptions(issuer_));
  auto reader = Watch();
  ticker_.AwaitWatching(1);
  reader->Cancel();
  EXPECT_EQ(reader->Await().code(), absl::StatusCode::kCancelled);
  ticker_.AwaitWatching(0);
  ticker_.Tick();  // wakes nobody
}

TEST_F(StreamTest, EndsWhenItsReaderGoesInTheMiddleOfAMessage) {
  Start(TestOptions(issuer_));
  for (int i = 0; i < 20; ++i) ticker_.Tick(kLargeBytes);
  Reader reader(*stub_, {.token = issuer_.Token(), .reads = false});
  ticker_.AwaitWatching(1);
  while (ticker_.asked == 0) absl::SleepFor(absl::Milliseconds(1));
  reader.Cancel();
  EXPECT_EQ(reader.Await().code(), absl::StatusCode::kCancelled);
  ticker_.AwaitWatching(0);
}

TEST_F(StreamTest, EndsWhenItsReaderGoesWhileItIsAsked) {
  Start(TestOptions(issuer_));
  ticker_.hold = true;
  auto reader = Watch();
  while (ticker_.held == 0) absl::SleepFor(absl::Milliseconds(1));
  reader->Cancel();
  EXPECT_EQ(reader->Await().code(), absl::StatusCode::kCancelled);
  EXPECT_EQ(ticker_.watching(), 1);
  ticker_.Tick();
  ticker_.hold = false;
  ticker_.AwaitWatching(0);
}

TEST_F(StreamTest, EndsAtItsDeadline) {
  Start(TestOptions(issuer_));
  Reader reader(*stub_, {.token = issuer_.Token(), .deadline = absl::Milliseconds(300)});
  EXPECT_EQ(reader.Await().code(), absl::StatusCode::kDeadlineExceeded);
  ticker_.AwaitWatching(0);
}

TEST_F(StreamTest, EndsWithItsToken) {
  Start(TestOptions(issuer_));
  const auto reader = Watch();
  ticker_.AwaitWatching(1);
  clock_.Advance(absl::Hours(24 * 365));
  const absl::Status status = reader->Await();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnauthenticated);
  EXPECT_EQ(ReasonOf(status), "TOKEN_EXPIRED");
}

TEST_F(StreamTest, CutsOffAReaderThatStallsAndNoOther) {
  ServerOptions options = TestOptions(issuer_);
  options.reader_patience = absl::Milliseconds(500);
  Start(options);
  const auto slow_stub = Connect();
  // One on a connection of its own, one between the others.
  Reader apart(*slow_stub, {.token = issuer_.Token(), .reads = false});
  Reader among(*stub_, {.token = issuer_.Token(), .reads = false});
  std::vector<std::unique_ptr<Reader>> readers;
  for (int i = 0; i < 10; ++i) readers.push_back(Watch());
  ticker_.AwaitWatching(12);
  for (int i = 0; i < 8; ++i) ticker_.Tick(kLargeBytes);
  for (const auto& reader : readers) reader->AwaitMessages(8);
  ticker_.AwaitWatching(10);
  for (Reader* slow : {&apart, &among}) {
    slow->Read();
    const absl::Status status = slow->Await();
    EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable) << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr("READER_TOO_SLOW"));
    // What it has is a beginning without gaps, so that it can resume.
    EXPECT_EQ(slow->seqs(), Counting(static_cast<int64_t>(slow->seqs().size())));
    EXPECT_LT(slow->seqs().size(), 8u);
  }
  EXPECT_EQ(Metric("lyceum_rpc_streams_cut_off_total"), 2);
  ticker_.Tick();
  ticker_.End(EndOfStream());
  for (const auto& reader : readers) {
    EXPECT_EQ(reader->Await(), absl::OkStatus());
    EXPECT_EQ(reader->seqs(), Counting(9));
  }
}

TEST_F(StreamTest, SendsReadersElsewhereWhenTheServerDrains) {
  Start(TestOptions(issuer_));
  std::vector<std::unique_ptr<Reader>> readers;
  for (int i = 0; i < 50; ++i) readers.push_back(Watch());
  ticker_.AwaitWatching(50);
  ticker_.Tick();
  for (const auto& reader : readers) reader->AwaitMessages(1);
  server_->Drain();
  for (const auto& reader : readers) {
    const absl::Status status = reader->Await();
    EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
    EXPECT_EQ(ReasonOf(status), "DRAINING");
  }
  EXPECT_EQ(ticker_.watching(), 0);
}

TEST_F(StreamTest, DrainsInSpiteOfAReaderThatStalls) {
  ServerOptions options = TestOptions(issuer_);
  options.finish_wait = absl::Milliseconds(300);
  Start(options);
  for (int i = 0; i < 20; ++i) ticker_.Tick(kLargeBytes);
  Reader reader(*stub_, {.token = issuer_.Token(), .reads = false});
  while (ticker_.asked == 0) absl::SleepFor(absl::Milliseconds(1));
  server_->Drain();
  EXPECT_EQ(ticker_.watching(), 0);
}

// Readers come, stall and go at random under ticks, and the server ends in the
// middle. What is tried here is that nothing is used after it is gone, is ended
// twice, or stays: with sanitizers, above all.
TEST_F(StreamTest, SurvivesReadersThatComeAndGo) {
  for (int round = 0; round < 3; ++round) {
    ServerOptions options = TestOptions(issuer_);
    options.reader_patience = absl::Milliseconds(100);
    Start(options);
    std::atomic<bool> done{false};
    std::thread maker([&] {
      for (int i = 0; !done; ++i) ticker_.Tick(i % 50 == 0 ? 100'000 : 10);
    });
    std::vector<std::thread> clients;
    for (int client = 0; client < 4; ++client) {
      clients.emplace_back([&, client] {
        std::mt19937 random(round * 4 + client);
        for (int i = 0; i < 30; ++i) {
          std::vector<std::unique_ptr<Reader>> readers;
          for (int k = 0; k < 5; ++k) {
            readers.push_back(std::make_unique<Reader>(
                *stub_, Reader::Options{.token = issuer_.Token(), .reads = random() % 4 != 0}));
          }
          if (random() % 2 == 0) readers[0]->Cancel();
          absl::SleepFor(absl::Microseconds(random() % 10'000));
        }
      });
    }
    if (round == 2) server_->Drain();
    for (std::thread& client : clients) client.join();
    done = true;
    maker.join();
    server_->Drain();
    EXPECT_EQ(ticker_.watching(), 0);
  }
}

}  // namespace
}  // namespace lyceum::rpc
