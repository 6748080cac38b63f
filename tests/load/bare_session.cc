#include "tests/load/bare_session.h"

#include <deque>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "tests/load/sample.h"

namespace lyceum::load {
namespace {

using quiz::v1::SessionEvent;

google::protobuf::Timestamp Stamp(absl::Time time) {
  google::protobuf::Timestamp stamp;
  stamp.set_seconds(absl::ToUnixSeconds(time));
  stamp.set_nanos(static_cast<int32_t>(absl::ToUnixNanos(time) % 1'000'000'000));
  return stamp;
}

grpc::ByteBuffer Bytes(const SessionEvent& event) {
  quiz::v1::WatchSessionResponse response;
  *response.mutable_event() = event;
  const grpc::Slice slice(response.SerializeAsString());
  return grpc::ByteBuffer(&slice, 1);
}

grpc::ServerUnaryReactor* Done(grpc::CallbackServerContext* context) {
  auto* reactor = context->DefaultReactor();
  reactor->Finish(grpc::Status::OK);
  return reactor;
}

quiz::v1::WatchSessionRequest Parsed(const grpc::ByteBuffer& bytes) {
  quiz::v1::WatchSessionRequest request;
  std::vector<grpc::Slice> slices;
  std::string text;
  if (bytes.Dump(&slices).ok()) {
    for (const grpc::Slice& slice : slices) text.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  request.ParseFromString(text);
  return request;
}

}  // namespace

// One stream: what waits is written one by one.
class BareSession::Watcher final : public grpc::ServerWriteReactor<grpc::ByteBuffer> {
 public:
  Watcher(BareSession& session, std::string participant)
      : session_(session), participant_(std::move(participant)) {}

  const std::string& participant() const { return participant_; }
  size_t place = 0;

  void Send(grpc::ByteBuffer bytes, bool last) {
    absl::MutexLock lock(&mutex_);
    waiting_.push_back(std::move(bytes));
    last_ = last_ || last;
    if (waiting_.size() == 1 && !finished_) StartWrite(&waiting_.front());
  }
  void OnWriteDone(bool ok) override {
    absl::MutexLock lock(&mutex_);
    waiting_.pop_front();
    if (finished_) return;
    if (!ok || (waiting_.empty() && last_)) Finish();
    else if (!waiting_.empty()) StartWrite(&waiting_.front());
  }
  void OnCancel() override {
    absl::MutexLock lock(&mutex_);
    if (!finished_) Finish();
  }
  void OnDone() override {
    session_.Leave(this);
    delete this;
  }

 private:
  void Finish() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    finished_ = true;
    ServerWriteReactor::Finish(grpc::Status::OK);
  }

  BareSession& session_;
  const std::string participant_;
  absl::Mutex mutex_;
  std::deque<grpc::ByteBuffer> waiting_ ABSL_GUARDED_BY(mutex_);
  bool last_ ABSL_GUARDED_BY(mutex_) = false;
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
};

grpc::ByteBuffer BareSession::Rendered(const SessionEvent& event, const std::string& participant) {
  SessionEvent own = event;
  auto& result = *own.mutable_item_revealed()->mutable_own();
  result.set_item(SampleQuiz().items(event.item_revealed().item_index()).id());
  const auto answer = answers_.find(participant);
  if (answer != answers_.end()) {
    *result.mutable_response() = answer->second;
    result.mutable_response_time();
  }
  return Bytes(own);
}

void BareSession::Append(SessionEvent event) {
  event.set_seq(static_cast<int64_t>(log_.size()) + 1);
  *event.mutable_event_time() = Stamp(absl::Now());
  const grpc::ByteBuffer bytes = Bytes(event);
  for (Watcher* watcher : watchers_) {
    const bool own = event.has_item_revealed() && !watcher->participant().empty();
    watcher->Send(own ? Rendered(event, watcher->participant()) : bytes, event.has_ended());
  }
  log_.push_back(std::move(event));
}

void BareSession::Open(int item) {
  item_ = item;
  answers_.clear();
  const absl::Time now = absl::Now();
  SessionEvent event;
  auto& opened = *event.mutable_item_opened();
  opened.set_item_index(item);
  *opened.mutable_item() = SampleReply("").paper().items(item);
  *opened.mutable_open_time() = *opened.mutable_now() = Stamp(now);
  *opened.mutable_close_time() = Stamp(now + absl::Seconds(20));
  opened.set_points_multiplier(1);
  Append(std::move(event));
}

void BareSession::Reveal() {
  SessionEvent closed, revealed;
  closed.mutable_item_closed()->set_item_index(item_);
  closed.mutable_item_closed()->set_answered_count(static_cast<int32_t>(answers_.size()));
  Append(std::move(closed));
  revealed.mutable_item_revealed()->set_item_index(item_);
  Append(std::move(revealed));
}

void BareSession::Leave(Watcher* watcher) {
  absl::MutexLock lock(&mutex_);
  if (watcher->place >= watchers_.size() || watchers_[watcher->place] != watcher) return;
  watchers_[watcher->place] = watchers_.back();
  watchers_[watcher->place]->place = watcher->place;
  watchers_.pop_back();
}

grpc::ServerUnaryReactor* BareSession::CreateSession(grpc::CallbackServerContext* context,
                                                     const quiz::v1::CreateSessionRequest* request,
                                                     quiz::v1::CreateSessionResponse* response) {
  absl::MutexLock lock(&mutex_);
  log_.clear();
  watchers_.clear();
  joined_ = 0;
  item_ = -1;
  SessionEvent created;
  created.mutable_created()->set_item_count(SampleQuiz().items_size());
  Append(std::move(created));
  response->mutable_session()->set_name(absl::StrCat(request->parent(), "/sessions/bare-", ++sessions_));
  return Done(context);
}

grpc::ServerUnaryReactor* BareSession::JoinSession(grpc::CallbackServerContext* context,
                                                   const quiz::v1::JoinSessionRequest* request,
                                                   quiz::v1::JoinSessionResponse* response) {
  absl::MutexLock lock(&mutex_);
  response->mutable_participant()->set_name(absl::StrCat(request->name(), "/participants/", ++joined_));
  return Done(context);
}

grpc::ServerUnaryReactor* BareSession::ControlSession(grpc::CallbackServerContext* context,
                                                      const quiz::v1::ControlSessionRequest* request,
                                                      quiz::v1::ControlSessionResponse* response) {
  absl::MutexLock lock(&mutex_);
  if (request->has_start() || request->has_next()) {
    Open(item_ + 1);
  } else if (request->has_reveal()) {
    Reveal();
  } else if (request->has_end()) {
    SessionEvent ended;
    ended.mutable_ended();
    Append(std::move(ended));
  }
  response->mutable_session()->set_seq(static_cast<int64_t>(log_.size()));
  return Done(context);
}

grpc::ServerUnaryReactor* BareSession::SubmitAnswer(grpc::CallbackServerContext* context,
                                                    const quiz::v1::SubmitAnswerRequest* request,
                                                    quiz::v1::SubmitAnswerResponse* response) {
  response->mutable_response_time();
  absl::MutexLock lock(&mutex_);
  answers_[request->name()] = request->response();
  if (static_cast<int>(answers_.size()) < joined_) return Done(context);
  // The host waits for everybody.
  SessionEvent counted;
  counted.mutable_answers_counted()->set_item_index(item_);
  counted.mutable_answers_counted()->set_answered_count(joined_);
  counted.mutable_answers_counted()->set_participant_count(joined_);
  for (Watcher* watcher : watchers_) {
    if (watcher->participant().empty()) watcher->Send(Bytes(counted), false);
  }
  return Done(context);
}

grpc::ServerWriteReactor<grpc::ByteBuffer>* BareSession::WatchSession(grpc::CallbackServerContext*,
                                                                      const grpc::ByteBuffer* bytes) {
  const quiz::v1::WatchSessionRequest request = Parsed(*bytes);
  auto* watcher = new Watcher(*this, request.participant());
  absl::MutexLock lock(&mutex_);
  watcher->place = watchers_.size();
  watchers_.push_back(watcher);
  for (size_t i = static_cast<size_t>(request.after_seq()); i < log_.size(); ++i) {
    watcher->Send(Bytes(log_[i]), log_[i].has_ended());
  }
  return watcher;
}

}  // namespace lyceum::load
