// SessionService: live sessions for hosts and participants.
//
// An answer is one conditional insert, which sees in passing that the item is
// still open. What the log says is in memory (Hub) and may be a moment old; the
// database has the last word on everything that is written.
#pragma once

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/caller.h"
#include "common/base/clock.h"
#include "common/rpc/streams.h"
#include "common/sql/database.h"
#include "lyceum/quiz/v1/session_service.pb.h"
#include "services/quiz/live/methods/hub.h"
#include "services/quiz/methods/pointers.h"
#include "services/quiz/methods/published.h"

namespace lyceum::quiz::live {

class Sessions {
 public:
  Sessions(sql::Database& database, Clock& clock, Pointers& pointers, PublishedQuizzes& published, Hub& hub)
      : database_(database), clock_(clock), pointers_(pointers), published_(published), hub_(hub) {}

  absl::StatusOr<v1::CreateSessionResponse> CreateSession(const Caller&, const v1::CreateSessionRequest&);
  absl::StatusOr<v1::ResolvePinResponse> ResolvePin(const Caller&, const v1::ResolvePinRequest&);
  absl::StatusOr<v1::JoinSessionResponse> JoinSession(const Caller&, const v1::JoinSessionRequest&);
  absl::StatusOr<v1::ControlSessionResponse> ControlSession(const Caller&, const v1::ControlSessionRequest&);
  absl::StatusOr<v1::SubmitAnswerResponse> SubmitAnswer(const Caller&, const v1::SubmitAnswerRequest&);
  absl::StatusOr<std::unique_ptr<rpc::Stream>> WatchSession(const Caller&, const v1::WatchSessionRequest&);
  absl::StatusOr<v1::GetSessionStateResponse> GetSessionState(const Caller&, const v1::GetSessionStateRequest&);
  absl::StatusOr<v1::GetReportResponse> GetReport(const Caller&, const v1::GetReportRequest&);
  absl::StatusOr<std::unique_ptr<rpc::Stream>> ExportTranscript(const Caller&, const v1::ExportTranscriptRequest&);

 private:
  using Live = std::shared_ptr<LiveSession>;

  // The session of that name, or of that participant's name. NOT_FOUND.
  absl::StatusOr<Live> Find(const std::string& name);
  // The same, for its host (and admins). To all others it does not exist.
  absl::StatusOr<Live> FindHosted(const Caller& caller, const std::string& name);
  // The caller's own participant. NOT_FOUND; PERMISSION_DENIED (REMOVED).
  absl::StatusOr<StoredParticipant> Own(const Caller& caller, LiveSession& live, const std::string& name);
  // The id of the participant to look through; "" for the host.
  absl::StatusOr<std::string> Viewer(const Caller& caller, LiveSession& live, const std::string& session,
                                     const std::string& participant);

  absl::StatusOr<v1::JoinSessionResponse> Come(LiveSession& live, const StoredParticipant& participant, bool again);
  absl::StatusOr<v1::JoinSessionResponse> Resume(const Caller& caller, LiveSession& live, const std::string& token);
  absl::Status WhyNotIn(LiveSession& live, const StoredParticipant& wanted);
  // What a control does to participants, beside the log.
  absl::Status ChangeParticipants(sql::Transaction& t, const LiveSession& live,
                                  const v1::ControlSessionRequest& request);
  absl::StatusOr<StoredAnswer> Grade(const LiveSession& live, const StoredParticipant& participant,
                                     const v1::SubmitAnswerRequest& request);
  absl::Status Store(LiveSession& live, StoredAnswer& answer);

  sql::Database& database_;
  Clock& clock_;
  Pointers& pointers_;
  PublishedQuizzes& published_;
  Hub& hub_;
};

}  // namespace lyceum::quiz::live
