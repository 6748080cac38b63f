#include "common/redis/memory_cache.h"

#include <gtest/gtest.h>

#include <thread>

#include "absl/strings/str_cat.h"

namespace lyceum::redis {
namespace {

Bytes Of(size_t size) { return std::make_shared<const std::string>(size, 'x'); }

Bytes Find(const MemoryCache& cache, absl::string_view key, absl::Time now = absl::UnixEpoch()) {
  return cache.Find(key, [&] { return now; }).value;
}

TEST(MemoryCache, StaysWithinItsBytes) {
  MemoryCache cache(100'000);
  for (int i = 0; i < 1000; ++i) {
    cache.Put(absl::StrCat("key", i), Of(1000), absl::InfiniteFuture());
    ASSERT_LE(cache.bytes(), 100'000u);
  }
  EXPECT_GT(cache.entries(), 80u);
  EXPECT_NE(Find(cache, "key999"), nullptr);
  EXPECT_EQ(Find(cache, "key0"), nullptr);
}

TEST(MemoryCache, KeepsWhatIsRead) {
  MemoryCache cache(100'000);
  cache.Put("hot", Of(1000), absl::InfiniteFuture());
  for (int i = 0; i < 1000; ++i) {
    ASSERT_NE(Find(cache, "hot"), nullptr) << i;
    cache.Put(absl::StrCat("cold", i), Of(1000), absl::InfiniteFuture());
  }
}

TEST(MemoryCache, DoesNotKeepWhatIsTooLarge) {
  MemoryCache cache(10'000);
  cache.Put("k", Of(10), absl::InfiniteFuture());
  cache.Put("k", Of(20'000), absl::InfiniteFuture());
  EXPECT_EQ(Find(cache, "k"), nullptr);
  EXPECT_EQ(cache.bytes(), 0u);
}

TEST(MemoryCache, ReplacesAndErases) {
  MemoryCache cache(10'000);
  cache.Put("k", Of(10), absl::InfiniteFuture());
  const size_t before = cache.bytes();
  cache.Put("k", Of(11), absl::InfiniteFuture());
  EXPECT_EQ(cache.bytes(), before + 1);
  EXPECT_EQ(Find(cache, "k")->size(), 11u);
  cache.Erase("k");
  cache.Erase("k");
  EXPECT_EQ(cache.bytes(), 0u);
  EXPECT_EQ(cache.entries(), 0u);
}

TEST(MemoryCache, ForgetsWhatExpired) {
  MemoryCache cache(10'000);
  const absl::Time then = absl::FromUnixSeconds(100);
  cache.Put("k", Of(10), then);
  cache.PutNegative("n", absl::NotFoundError("no n"), then);
  EXPECT_NE(Find(cache, "k", then - absl::Seconds(1)), nullptr);
  EXPECT_EQ(cache.Find("n", [&] { return then - absl::Seconds(1); }).negative.message(), "no n");
  EXPECT_EQ(Find(cache, "k", then), nullptr);
  EXPECT_TRUE(cache.Find("n", [&] { return then; }).negative.ok());
}

TEST(MemoryCache, SurvivesReadersAndWritersAtOnce) {
  MemoryCache cache(20'000);
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 5000; ++i) {
        const std::string key = absl::StrCat((i * 7 + t) % 50);
        const auto written = std::make_shared<const std::string>(absl::StrCat(key, "!"));
        if (i % 3 == 0) cache.Put(key, written, absl::InfiniteFuture());
        if (i % 17 == 0) cache.Erase(key);
        const Bytes value = Find(cache, key);
        if (value != nullptr && *value != *written) ADD_FAILURE() << key << " has " << *value;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_LE(cache.bytes(), 20'000u);
}

}  // namespace
}  // namespace lyceum::redis
