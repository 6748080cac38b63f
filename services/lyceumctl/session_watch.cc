#include "services/lyceumctl/session_watch.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <random>
#include <utility>

#include "common/rpc/status.h"
#include "services/lyceumctl/session_fate.h"

namespace lyceum::ctl {
namespace {

void Signal(int fd) {
  // A full pipe is readable already.
  [[maybe_unused]] const ssize_t written = write(fd, "x", 1);
}

}  // namespace

SessionWatch::SessionWatch(const Replicas& replicas, std::string session, std::string participant)
    : replicas_(replicas), session_(std::move(session)), participant_(std::move(participant)) {
  if (pipe2(pipe_, O_CLOEXEC | O_NONBLOCK) != 0) std::abort();
  thread_ = std::thread([this] { Run(); });
}

SessionWatch::~SessionWatch() {
  {
    absl::MutexLock lock(&mutex_);
    stopped_ = true;
    if (open_ != nullptr) open_->TryCancel();
  }
  thread_.join();
  close(pipe_[0]);
  close(pipe_[1]);
}

SessionWatch::News SessionWatch::Take() {
  char bytes[64];
  while (read(pipe_[0], bytes, sizeof(bytes)) > 0) {
  }
  absl::MutexLock lock(&mutex_);
  News news = std::move(news_);
  news_ = News();
  news_.trouble = news.trouble;
  news_.over = news.over;
  return news;
}

void SessionWatch::Tell(absl::Status trouble, bool over) {
  absl::MutexLock lock(&mutex_);
  news_.trouble = std::move(trouble);
  news_.over = over;
  Signal(pipe_[1]);
}

bool SessionWatch::Stopped() const {
  absl::MutexLock lock(&mutex_);
  return stopped_;
}

absl::Status SessionWatch::Read(int replica) {
  grpc::ClientContext context;
  replicas_.Authorize(context);
  {
    absl::MutexLock lock(&mutex_);
    if (stopped_) return absl::OkStatus();
    open_ = &context;
  }
  quiz::v1::WatchSessionRequest request;
  request.set_name(session_);
  request.set_participant(participant_);
  request.set_after_seq(seq_);
  const auto reader = replicas_.stub(replica).WatchSession(&context, request);
  quiz::v1::WatchSessionResponse response;
  while (reader->Read(&response)) {
    attempts_ = 0;
    quiz::v1::SessionEvent& event = *response.mutable_event();
    if (event.seq() != 0 && event.seq() <= seq_) continue;
    if (event.seq() != 0) seq_ = event.seq();
    ended_ = event.has_ended();
    absl::MutexLock lock(&mutex_);
    news_.trouble = absl::OkStatus();
    news_.events.push_back(std::move(event));
    Signal(pipe_[1]);
  }
  const absl::Status status = rpc::FromGrpc(reader->Finish());
  absl::MutexLock lock(&mutex_);
  open_ = nullptr;
  return status;
}

void SessionWatch::Run() {
  std::minstd_rand random{std::random_device{}()};
  for (int replica = 0; !Stopped(); replica = (replica + 1) % replicas_.size()) {
    const absl::Status status = Read(replica);
    if (ended_) return Tell(absl::OkStatus(), true);
    // A proxy calls it INTERNAL when the server behind it goes.
    if (!status.ok() && !MayTryAgain(status) && !absl::IsInternal(status)) return Tell(status, true);
    Tell(status.ok() ? absl::UnavailableError("the server has ended the stream") : status, false);
    const absl::Duration wait = Backoff(status, ++attempts_, std::uniform_real_distribution<double>(0, 1)(random));
    absl::MutexLock lock(&mutex_);
    mutex_.AwaitWithTimeout(absl::Condition(&stopped_), wait);
  }
}

}  // namespace lyceum::ctl
