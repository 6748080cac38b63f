#include "common/redis/two_level_cache.h"

#include <atomic>
#include <random>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/redis/envelope.h"
#include "common/redis/flights.h"
#include "common/redis/memory_cache.h"

namespace lyceum::redis {
namespace {

// The value if there is one; else 1 if the lease is ours now, 0 if another has it.
constexpr char kGetOrLease[] =
    "local v = redis.call('GET', KEYS[1]) if v then return v end "
    "if redis.call('SET', KEYS[2], ARGV[1], 'NX', 'PX', ARGV[2]) then return 1 end return 0";

// Stores the value and gives the lease back, if it is still ours. A Drop takes
// the lease away, so that what was read before the Drop is not stored after it.
constexpr char kFill[] =
    "if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end "
    "redis.call('DEL', KEYS[2]) redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3]) return 1";

constexpr char kRelease[] =
    "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0";

std::string Millis(absl::Duration duration) {
  return absl::StrCat(std::max<int64_t>(absl::ToInt64Milliseconds(duration), 1));
}

// Unique among all processes: whose lease it is.
std::string NewToken() {
  static const std::string process = [] {
    std::random_device random;
    return absl::StrCat(absl::Hex(random()), "-", absl::Hex(random()), "-", absl::Hex(random()), "-");
  }();
  static std::atomic<uint64_t> next{0};
  return absl::StrCat(process, next.fetch_add(1));
}

class TwoLevelCache final : public CountingCache {
 public:
  TwoLevelCache(CacheOptions options, Nodes* nodes, Clock& clock)
      : options_(std::move(options)), nodes_(nodes), clock_(clock), level1_(options_.max_bytes) {}

  Bytes Peek(absl::string_view key) override {
    Bytes value = level1_.Find(key, [this] { return clock_.Now(); }).value;
    if (value != nullptr) Count(hits_level1_);
    return value;
  }

  absl::StatusOr<Bytes> Get(absl::string_view key, std::function<absl::StatusOr<std::string>()> load) override {
    for (;;) {
      if (auto found = FromLevel1(key)) return *std::move(found);
      const auto [flight, mine] = flights_.Board(key);
      if (mine) {
        // A flight may have landed between the look and boarding.
        auto found = FromLevel1(key);
        absl::StatusOr<Bytes> result = found ? *std::move(found) : Fly(key, *flight, load);
        flights_.Land(key, flight, result);
        return result;
      }
      Count(shared_loads_);
      flight->landed.WaitForNotification();
      const absl::StatusOr<Bytes>& result = flight->result;
      // The other caller ran out of its own time, which says nothing about ours.
      if (!absl::IsDeadlineExceeded(result.status()) && !absl::IsCancelled(result.status())) return result;
    }
  }

  void Drop(absl::string_view key) override {
    flights_.Drop(key);
    level1_.Erase(key);
    if (nodes_ == nullptr) return;
    if (!nodes_->For(key).Send({"DEL", ValueKey(key), LeaseKey(key)}).ok()) Count(errors_);
  }

  CacheCounters counters() const override {
    CacheCounters c;
    c.hits_level1 = hits_level1_;
    c.hits_level2 = hits_level2_;
    c.negative_hits = negative_hits_;
    c.loads = loads_;
    c.shared_loads = shared_loads_;
    c.invalid = invalid_;
    c.errors = errors_;
    return c;
  }

  size_t level1_bytes() const override { return level1_.bytes(); }

 private:
  using Counter = std::atomic<int64_t>;
  using Load = std::function<absl::StatusOr<std::string>()>;
  static void Count(Counter& counter) { counter.fetch_add(1, std::memory_order_relaxed); }

  std::string ValueKey(absl::string_view key) const { return absl::StrCat(options_.key_prefix, "v:", key); }
  std::string LeaseKey(absl::string_view key) const { return absl::StrCat(options_.key_prefix, "l:", key); }

  std::optional<absl::StatusOr<Bytes>> FromLevel1(absl::string_view key) {
    MemoryCache::Found found = level1_.Find(key, [this] { return clock_.Now(); });
    if (found.value != nullptr) {
      Count(hits_level1_);
      return std::move(found.value);
    }
    if (found.negative.ok()) return std::nullopt;
    Count(negative_hits_);
    return std::move(found.negative);
  }

  // Level 2, then the loader.
  absl::StatusOr<Bytes> Fly(absl::string_view key, Flight& flight, const Load& load) {
    if (nodes_ == nullptr) return LoadAndKeep(key, flight, load, "");
    Connection& node = nodes_->For(key);
    const absl::StatusOr<Reply> reply = node.Call({"GET", ValueKey(key)});
    if (!reply.ok()) return FailedThenLoad(key, flight, load);
    if (auto found = FromLevel2(key, flight, *reply)) return *std::move(found);
    return WaitOrLoad(key, flight, load, node);
  }

  // One of the fleet gets the lease and loads; the others look again until the
  // value is there, the lease is free, or they have waited for one lease long.
  absl::StatusOr<Bytes> WaitOrLoad(absl::string_view key, Flight& flight, const Load& load, Connection& node) {
    const std::string token = NewToken();
    const absl::Time give_up = absl::Now() + options_.lease;
    for (;;) {
      const absl::StatusOr<Reply> reply = node.Call(
          {"EVAL", kGetOrLease, "2", ValueKey(key), LeaseKey(key), token, Millis(options_.lease)});
      if (!reply.ok()) return FailedThenLoad(key, flight, load);
      if (reply->kind == Reply::Kind::kText) {
        if (auto found = FromLevel2(key, flight, *reply)) return *std::move(found);
        return LoadAndKeep(key, flight, load, "");  // replaced by whoever has the lease; not by us
      }
      if (reply->integer == 1) return LoadAndKeep(key, flight, load, token);
      if (absl::Now() >= give_up) return LoadAndKeep(key, flight, load, "");
      absl::SleepFor(options_.lease_poll);
    }
  }

  absl::StatusOr<Bytes> FailedThenLoad(absl::string_view key, Flight& flight, const Load& load) {
    Count(errors_);
    return LoadAndKeep(key, flight, load, "");
  }

  // Nothing if the reply is not a value of this key.
  std::optional<absl::StatusOr<Bytes>> FromLevel2(absl::string_view key, Flight& flight, const Reply& reply) {
    if (reply.kind != Reply::Kind::kText) return std::nullopt;
    Unsealed unsealed = Unseal(key, reply.text);
    if (unsealed.kind == Sealed::kInvalid) {
      Count(invalid_);
      // Out of the way, so that a lease can be taken and the key filled anew.
      if (!nodes_->For(key).Send({"DEL", ValueKey(key)}).ok()) Count(errors_);
      return std::nullopt;
    }
    if (unsealed.kind == Sealed::kNegative) {
      Count(negative_hits_);
      KeepNegative(key, flight, unsealed.negative);
      return std::move(unsealed.negative);
    }
    Count(hits_level2_);
    auto value = std::make_shared<const std::string>(unsealed.value);
    KeepValue(key, flight, value);
    return value;
  }

  // With a lease token both levels are filled, without only level 1.
  absl::StatusOr<Bytes> LoadAndKeep(absl::string_view key, Flight& flight, const Load& load, const std::string& token) {
    Count(loads_);
    absl::StatusOr<std::string> loaded = load();
    if (!loaded.ok() && !absl::IsNotFound(loaded.status())) {
      if (!token.empty()) Tell(key, {"EVAL", kRelease, "1", LeaseKey(key), token});
      return loaded.status();
    }
    if (!loaded.ok()) {
      KeepNegative(key, flight, loaded.status());
      if (!token.empty()) Fill(key, token, SealNegative(key, loaded.status()), options_.negative_ttl);
      return loaded.status();
    }
    auto value = std::make_shared<const std::string>(*std::move(loaded));
    KeepValue(key, flight, value);
    if (!token.empty()) Fill(key, token, SealValue(key, *value), options_.level2_ttl);
    return value;
  }

  void Fill(absl::string_view key, const std::string& token, std::string sealed, absl::Duration ttl) {
    Tell(key, {"EVAL", kFill, "2", ValueKey(key), LeaseKey(key), token, std::move(sealed), Millis(ttl)});
  }

  void Tell(absl::string_view key, std::vector<std::string> command) {
    if (!nodes_->For(key).Send(std::move(command)).ok()) Count(errors_);
  }

  // Put first, look at the flag after: a Drop that came between erases or is seen.
  void KeepValue(absl::string_view key, Flight& flight, const Bytes& value) {
    level1_.Put(key, value, Expiry(options_.level1_ttl));
    if (flight.dropped) level1_.Erase(key);
  }

  void KeepNegative(absl::string_view key, Flight& flight, const absl::Status& status) {
    level1_.PutNegative(key, status, Expiry(options_.negative_ttl));
    if (flight.dropped) level1_.Erase(key);
  }

  absl::Time Expiry(absl::Duration ttl) {
    return ttl == absl::InfiniteDuration() ? absl::InfiniteFuture() : clock_.Now() + ttl;
  }

  const CacheOptions options_;
  Nodes* const nodes_;
  Clock& clock_;
  MemoryCache level1_;
  Flights flights_;
  Counter hits_level1_{0}, hits_level2_{0}, negative_hits_{0}, loads_{0}, shared_loads_{0}, invalid_{0}, errors_{0};
};

}  // namespace

std::unique_ptr<CountingCache> MakeCache(CacheOptions options, Nodes* nodes, Clock& clock) {
  return std::make_unique<TwoLevelCache>(std::move(options), nodes, clock);
}

}  // namespace lyceum::redis
