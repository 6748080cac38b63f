// Spaced repetition with its database, at the size of a school: what the queue of a
// learner with very many cards costs, and how many answers a second become durable,
// against plain inserts of the same log lines. Prints, judges nothing.
//   bench_reviews DATABASE_URL [CARDS]       the database is empty; 1,600,000 cards if not given
#include <algorithm>
#include <atomic>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/synchronization/notification.h"
#include "common/base/clock.h"
#include "common/base/status.h"
#include "common/sql/batcher.h"
#include "common/sql/once.h"
#include "services/progress/memory/logic/fuzz.h"
#include "services/progress/memory/methods/reviews.h"
#include "services/progress/memory/store/log.h"
#include "services/progress/store/schema.h"

namespace lyceum::progress::memory {
namespace {

constexpr int kCallers = 256;
constexpr absl::Duration kRound = absl::Seconds(5);

// Cards of ada as years of study leave them: a tenth new, the rest due over the next
// years, some of them today.
absl::Status Fill(sql::Database& database, int64_t cards, Day today) {
  for (int64_t done = 0; done < cards;) {
    std::map<CardKey, StoredCard> batch;
    for (int i = 0; i < 5000 && done < cards; ++i, ++done) {
      StoredCard card;
      card.preset = "default";
      card.position = done;
      card.note = absl::StrCat("note", done / 2);
      if (done % 10 != 0) {
        const double chance = FuzzFactor(1, done);
        card.card.state = State::kReview;
        card.card.reps = 10;
        card.card.scheduled_days = 1 + static_cast<int64_t>(chance * 1500);
        card.card.due_day = today - 3 + static_cast<int64_t>(FuzzFactor(2, done) * 1500);
        card.card.last_day = card.card.due_day - card.card.scheduled_days - 4;
        card.card.first_day = card.card.last_day - 100;
        card.card.memory = {1 + chance * 1500, 1 + 9 * FuzzFactor(3, done)};
      }
      batch[{"ada", absl::StrFormat("card%08d", done)}] = card;
    }
    RETURN_IF_ERROR(database.Write([&](sql::Transaction& t) { return PutCards(t, "t", batch); }));
  }
  return absl::OkStatus();
}

void PrintTimes(const std::string& what, std::vector<double> ms) {
  std::sort(ms.begin(), ms.end());
  std::cout << absl::StrFormat("%s: median %.2f ms, p99 %.2f ms, most %.2f ms\n", what, ms[ms.size() / 2],
                               ms[ms.size() * 99 / 100], ms.back());
}

absl::Status MeasureQueue(Reviews& reviews) {
  v1::GetQueueRequest request;
  request.set_preset("tenants/t/users/ada/presets/default");
  request.set_page_size(20);
  std::vector<double> ms;
  v1::GetQueueResponse last;
  for (int i = 0; i < 500; ++i) {
    const absl::Time begin = absl::Now();
    ASSIGN_OR_RETURN(last, reviews.GetQueue(Caller(), request));
    ms.push_back(absl::ToDoubleMilliseconds(absl::Now() - begin));
  }
  PrintTimes(absl::StrFormat("GetQueue, %d cards with previews, of %d new and %d due", last.cards_size(),
                             last.new_count(), last.review_count()),
             ms);
  return absl::OkStatus();
}

// Calls `send(n)`, which calls back when it is done, kCallers at a time; n counts up.
// Returns how many a second were done.
double Rate(const std::function<void(int64_t, std::function<void()>)>& send) {
  std::atomic<int64_t> next = 0, done = 0;
  const absl::Time end = absl::Now() + kRound;
  std::vector<std::thread> callers;
  const absl::Time begin = absl::Now();
  for (int c = 0; c < kCallers; ++c) {
    callers.emplace_back([&] {
      while (absl::Now() < end) {
        absl::Notification finished;
        send(next++, [&] { finished.Notify(); });
        finished.WaitForNotification();
        ++done;
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  return static_cast<double>(done) / absl::ToDoubleSeconds(absl::Now() - begin);
}

v1::RecordReviewsRequest OneAnswer(int64_t n, int64_t cards, absl::Time now) {
  v1::RecordReviewsRequest request;
  request.set_parent("tenants/t/users/ada");
  v1::ReviewEntry& entry = *request.add_entries();
  entry.set_entry_id(absl::StrFormat("bench-entry-%012d", n));
  entry.set_card_id(absl::StrFormat("card%08d", n * 7919 % cards));
  entry.mutable_time()->set_seconds(absl::ToUnixSeconds(now));
  entry.mutable_answered()->set_rating(v1::RATING_GOOD);
  return request;
}

void MeasureRecording(sql::Database& database, Reviews& reviews, int64_t cards) {
  std::atomic<int64_t> failed = 0;
  const double recorded = Rate([&](int64_t n, std::function<void()> done) {
    reviews.RecordReviews(Caller(), OneAnswer(n, cards, absl::Now()),
                          [&failed, done = std::move(done)](absl::StatusOr<v1::RecordReviewsResponse> response) {
                            failed += !response.ok();
                            done();
                          });
  });

  // The limit: the same lines, and nothing around them.
  struct Row {
    std::string id, card;
  };
  sql::Batcher<Row> inserter(2, 256, [&](absl::Span<Row* const> rows) {
    return database.Write([&](sql::Transaction& t) -> absl::Status {
      for (const Row* row : rows) {
        RETURN_IF_ERROR(t.Run("INSERT INTO memory_log (tenant, user_id, entry_id, card, at_us, day, kind, value, "
                              "undoes, spent_us, record_us) VALUES ('t', 'limit', $1, $2, $3, 20000, 1, 3, '', 0, $3)",
                              {absl::string_view(row->id), absl::string_view(row->card), sql::Micros(absl::Now())})
                            .status());
      }
      return absl::OkStatus();
    });
  });
  const double inserted = Rate([&](int64_t n, std::function<void()> done) {
    auto row = std::make_shared<Row>(Row{absl::StrFormat("limit-entry-%012d", n), absl::StrFormat("card%08d", n)});
    inserter.Write(*row, [row, done = std::move(done)](const absl::Status&) { done(); });
  });
  std::cout << absl::StrFormat(
      "RecordReviews: %.0f answers/s by %d callers, %d failed; plain inserts %.0f/s; ratio %.2f\n", recorded, kCallers,
      failed.load(), inserted, recorded / inserted);
}

absl::Status Run(const std::string& url, int64_t cards) {
  RealClock clock;
  ASSIGN_OR_RETURN(const auto database, sql::Open(url));
  RETURN_IF_ERROR(sql::MigrateOnce(*database));
  RETURN_IF_ERROR(MigrateProgress(*database));
  const absl::Time begin = clock.Now();
  RETURN_IF_ERROR(Fill(*database, cards, DayOf(begin, DayRule())));
  std::cout << absl::StrFormat("%d cards in %.1f s\n", cards, absl::ToDoubleSeconds(clock.Now() - begin));
  Reviews reviews(*database, clock);
  RETURN_IF_ERROR(MeasureQueue(reviews));
  MeasureRecording(*database, reviews, cards);
  return MeasureQueue(reviews);
}

}  // namespace
}  // namespace lyceum::progress::memory

int main(int argc, char** argv) {
  int64_t cards = 1'600'000;
  if (argc < 2 || (argc > 2 && !absl::SimpleAtoi(argv[2], &cards))) {
    std::cerr << "usage: bench_reviews DATABASE_URL [CARDS]\n";
    return 2;
  }
  const absl::Status status = lyceum::progress::memory::Run(argv[1], cards);
  if (!status.ok()) std::cerr << status << "\n";
  return status.ok() ? 0 : 1;
}
