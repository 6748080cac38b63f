// A live session with nothing behind it: events are sent to all streams, answers
// are remembered in memory, nobody is checked. What gRPC C++ can do when a
// session costs nothing else.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "grpcpp/grpcpp.h"
#include "lyceum/quiz/v1/session_service.grpc.pb.h"

namespace lyceum::load {

using BareSessionBase = quiz::v1::SessionService::WithRawCallbackMethod_WatchSession<
    quiz::v1::SessionService::WithCallbackMethod_CreateSession<
        quiz::v1::SessionService::WithCallbackMethod_JoinSession<
            quiz::v1::SessionService::WithCallbackMethod_ControlSession<
                quiz::v1::SessionService::WithCallbackMethod_SubmitAnswer<quiz::v1::SessionService::Service>>>>>;

// One session at a time, of the sample quiz; CreateSession begins it anew. The
// host's actions are start, next, reveal and end.
class BareSession final : public BareSessionBase {
 public:
  grpc::ServerUnaryReactor* CreateSession(grpc::CallbackServerContext* context,
                                          const quiz::v1::CreateSessionRequest* request,
                                          quiz::v1::CreateSessionResponse* response) override;
  grpc::ServerUnaryReactor* JoinSession(grpc::CallbackServerContext* context,
                                        const quiz::v1::JoinSessionRequest* request,
                                        quiz::v1::JoinSessionResponse* response) override;
  grpc::ServerUnaryReactor* ControlSession(grpc::CallbackServerContext* context,
                                           const quiz::v1::ControlSessionRequest* request,
                                           quiz::v1::ControlSessionResponse* response) override;
  grpc::ServerUnaryReactor* SubmitAnswer(grpc::CallbackServerContext* context,
                                         const quiz::v1::SubmitAnswerRequest* request,
                                         quiz::v1::SubmitAnswerResponse* response) override;
  grpc::ServerWriteReactor<grpc::ByteBuffer>* WatchSession(grpc::CallbackServerContext* context,
                                                           const grpc::ByteBuffer* request) override;

 private:
  class Watcher;

  void Append(quiz::v1::SessionEvent event) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Open(int item) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Reveal() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  grpc::ByteBuffer Rendered(const quiz::v1::SessionEvent& event, const std::string& participant)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Leave(Watcher* watcher);

  absl::Mutex mutex_;
  int sessions_ ABSL_GUARDED_BY(mutex_) = 0;
  int joined_ ABSL_GUARDED_BY(mutex_) = 0;
  int item_ ABSL_GUARDED_BY(mutex_) = -1;
  std::vector<quiz::v1::SessionEvent> log_ ABSL_GUARDED_BY(mutex_);
  // To the current item, by participant.
  std::map<std::string, quiz::v1::Response> answers_ ABSL_GUARDED_BY(mutex_);
  // Their places in the vector are their `place`.
  std::vector<Watcher*> watchers_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace lyceum::load
