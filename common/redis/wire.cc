#include "common/redis/wire.h"

#include <fcntl.h>
#include <hiredis/hiredis.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <csignal>
#include <mutex>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/status.h"

namespace lyceum::redis {
namespace {

// A write to a dead socket must be an error, not the end of the process.
void IgnoreSigpipe() {
  static std::once_flag once;
  std::call_once(once, [] { std::signal(SIGPIPE, SIG_IGN); });
}

timeval ToTimeval(std::chrono::milliseconds ms) {
  return timeval{ms.count() / 1000, (ms.count() % 1000) * 1000};
}

absl::StatusOr<Reply> ToReply(const redisReply& from) {
  Reply reply;
  switch (from.type) {
    case REDIS_REPLY_ERROR:
      return absl::FailedPreconditionError(absl::StrCat("Redis refused: ", absl::string_view(from.str, from.len)));
    case REDIS_REPLY_STRING:
    case REDIS_REPLY_STATUS:
      reply.kind = Reply::Kind::kText;
      reply.text.assign(from.str, from.len);
      break;
    case REDIS_REPLY_INTEGER:
      reply.kind = Reply::Kind::kInteger;
      reply.integer = from.integer;
      break;
    case REDIS_REPLY_ARRAY:
      reply.kind = Reply::Kind::kArray;
      for (size_t i = 0; i < from.elements; ++i) {
        ASSIGN_OR_RETURN(Reply item, ToReply(*from.element[i]));
        reply.items.push_back(std::move(item));
      }
      break;
    default:
      break;
  }
  return reply;
}

}  // namespace

void Wire::Freed::operator()(redisContext* context) const { redisFree(context); }

Wire::Wire(Context context) : context_(std::move(context)) {}

absl::StatusOr<std::unique_ptr<Wire>> Wire::Connect(const Address& address, std::chrono::milliseconds timeout) {
  IgnoreSigpipe();
  Context context(redisConnectWithTimeout(address.host.c_str(), address.port, ToTimeval(timeout)));
  if (context == nullptr) return absl::UnavailableError("Redis: out of memory");
  std::unique_ptr<Wire> wire(new Wire(std::move(context)));
  redisContext* c = wire->context_.get();
  if (c->err != 0) return wire->Broken();
  fcntl(c->fd, F_SETFD, FD_CLOEXEC);
  const int on = 1;
  setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (redisSetTimeout(c, ToTimeval(timeout)) != REDIS_OK) return wire->Broken();
  RETURN_IF_ERROR(wire->LogIn(address));
  fcntl(c->fd, F_SETFL, fcntl(c->fd, F_GETFL) | O_NONBLOCK);
  c->flags &= ~REDIS_BLOCK;
  return wire;
}

absl::Status Wire::LogIn(const Address& address) {
  int expected = 1;
  if (!address.password.empty()) {
    if (address.user.empty()) {
      Append({"AUTH", address.password});
    } else {
      Append({"AUTH", address.user, address.password});
    }
    ++expected;
  }
  if (address.database != 0) {
    Append({"SELECT", absl::StrCat(address.database)});
    ++expected;
  }
  Append({"PING"});
  for (; expected > 0; --expected) {
    void* raw = nullptr;
    if (redisGetReply(context_.get(), &raw) != REDIS_OK) return Broken();
    const std::unique_ptr<void, decltype(&freeReplyObject)> owner(raw, &freeReplyObject);
    const absl::StatusOr<Reply> reply = ToReply(*static_cast<redisReply*>(raw));
    if (!reply.ok()) return absl::UnauthenticatedError(reply.status().message());
  }
  return absl::OkStatus();
}

absl::Status Wire::Broken() const { return absl::UnavailableError(absl::StrCat("Redis: ", context_->errstr)); }

int Wire::fd() const { return context_->fd; }

void Wire::Append(const std::vector<std::string>& arguments) {
  std::vector<const char*> data;
  std::vector<size_t> sizes;
  for (const std::string& argument : arguments) {
    data.push_back(argument.data());
    sizes.push_back(argument.size());
  }
  redisAppendCommandArgv(context_.get(), static_cast<int>(data.size()), data.data(), sizes.data());
}

absl::StatusOr<bool> Wire::Flush() {
  int done = 0;
  if (redisBufferWrite(context_.get(), &done) != REDIS_OK) return Broken();
  return done != 0;
}

absl::Status Wire::Fill() { return redisBufferRead(context_.get()) == REDIS_OK ? absl::OkStatus() : Broken(); }

absl::StatusOr<std::optional<absl::StatusOr<Reply>>> Wire::Next() {
  void* raw = nullptr;
  if (redisReaderGetReply(context_->reader, &raw) != REDIS_OK) {
    return absl::UnavailableError(absl::StrCat("Redis: ", context_->reader->errstr));
  }
  std::optional<absl::StatusOr<Reply>> next;
  if (raw == nullptr) return next;
  const std::unique_ptr<void, decltype(&freeReplyObject)> owner(raw, &freeReplyObject);
  next.emplace(ToReply(*static_cast<redisReply*>(raw)));
  return next;
}

}  // namespace lyceum::redis
