// SessionService: live sessions for hosts and participants.
//
// An answer is one conditional insert, which sees in passing that the item is
// still open. What the log says is in memory (Hub) and may be a moment old; the
// database has the last word on everything that is written.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/caller.h"
#include "common/base/clock.h"
#include "common/rpc/streams.h"
#include "common/sql/database.h"
#include "lyceum/quiz/v1/session_service.pb.h"
#include "services/quiz/live/methods/answer_writer.h"
#include "services/quiz/live/methods/guesses.h"
#include "services/quiz/live/methods/hub.h"
#include "services/quiz/methods/pointers.h"
#include "services/quiz/methods/published.h"

namespace lyceum::quiz::live {

class Sessions {
 public:
  Sessions(sql::Database& database, Clock& clock, Pointers& pointers, PublishedQuizzes& published, Hub& hub)
      : database_(database), clock_(clock), pointers_(pointers), published_(published), hub_(hub),
        writer_(database, clock, hub) {}

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
  // The host, and admins.
  static bool Owns(const Caller& caller, const LiveSession& live);
  // Co-hosts too.
  static bool Hosts(const Caller& caller, const LiveSession& live, const State& state);
  absl::StatusOr<bool> HostsNow(const Caller& caller, LiveSession& live);
  // The same, for those who host it. To all others it does not exist.
  absl::StatusOr<Live> FindHosted(const Caller& caller, const std::string& name);
  // The caller's own participant. NOT_FOUND; PERMISSION_DENIED (REMOVED).
  absl::StatusOr<StoredParticipant> Own(const Caller& caller, LiveSession& live, const std::string& name);
  // The id of the participant to look through; "" for hosts, kSpectator to spectate.
  absl::StatusOr<std::string> Viewer(const Caller& caller, LiveSession& live, const std::string& session,
                                     const std::string& participant, bool spectate);
  // PERMISSION_DENIED (SPECTATORS_REFUSED, NOT_ON_ROSTER, BANNED).
  absl::Status MaySpectate(const Caller& caller, LiveSession& live);
  // What the session asks of a new participant: proof of work, join code.
  absl::Status PassGate(const Caller& caller, LiveSession& live, const v1::JoinSessionRequest& request);

  absl::StatusOr<v1::JoinSessionResponse> Come(LiveSession& live, const StoredParticipant& participant, bool again);
  absl::StatusOr<v1::JoinSessionResponse> Resume(const Caller& caller, LiveSession& live, const std::string& token);
  absl::Status WhyNotIn(LiveSession& live, const StoredParticipant& wanted);
  // INVALID_ARGUMENT for what Decide does not see; PERMISSION_DENIED (HOST_ONLY).
  static absl::Status CheckControl(const Caller& caller, const LiveSession& live,
                                   const v1::ControlSessionRequest& request);
  // The text that the action is to show, or to take back; nothing if there is none.
  absl::StatusOr<std::optional<std::string>> FindResponse(LiveSession& live,
                                                          const v1::ControlSessionRequest& request);
  // What a control does to participants, beside the log.
  absl::Status ChangeParticipants(sql::Transaction& t, const LiveSession& live,
                                  const v1::ControlSessionRequest& request);
  absl::StatusOr<StoredAnswer> Grade(const LiveSession& live, const v1::SubmitAnswerRequest& request);
  // How a call with an answer stands.
  struct Submission {
    Live live;
    StoredAnswer answer;
    absl::Time received;
    absl::Duration received_steady;
    absl::Duration patience;          // to wait for the database
    std::optional<int64_t> stamped;   // when it came first, in microseconds of the item's time
    int64_t credit = 0;               // what its way here is worth, in microseconds
    LogPoint timed_by;                // what its time was told by,
    int64_t histories = 0;            // and LiveSession::histories then
    bool proven = false;              // that it came in time: it gets a stamp if it is not stored
  };
  // On success `submission.answer` is what is stored.
  absl::Status Take(Submission& submission);
  // By what this process knows: whether it came in time, and when. MayAnswer's word.
  absl::Status Receive(Submission& submission);
  absl::Status TakeInTime(Submission& submission);
  absl::Status TakeTooLate(Submission& submission, absl::Status why);
  // The error for an answer that was not stored because of `why`: with a stamp, if
  // it came in time and that is not its own fault.
  absl::Status NotStored(const Submission& submission, absl::Status why);

  sql::Database& database_;
  Clock& clock_;
  Pointers& pointers_;
  PublishedQuizzes& published_;
  Hub& hub_;
  AnswerWriter writer_;
  Guesses guesses_;
};

}  // namespace lyceum::quiz::live
