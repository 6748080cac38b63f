// The rpcs of live sessions: a line each.
#pragma once

#include "common/rpc/methods.h"
#include "services/quiz/live/methods/sessions.h"

namespace lyceum::quiz::live {

// `sessions` must outlive the server.
inline rpc::Methods SessionMethods(Sessions& sessions) {
  rpc::Methods methods("lyceum.quiz.v1.SessionService");
  methods.Unary("CreateSession", &Sessions::CreateSession, sessions)
      .Unary("ResolvePin", &Sessions::ResolvePin, sessions)
      .Unary("JoinSession", &Sessions::JoinSession, sessions)
      .Unary("ControlSession", &Sessions::ControlSession, sessions)
      .Unary("SubmitAnswer", &Sessions::SubmitAnswer, sessions)
      .Stream<v1::WatchSessionResponse>("WatchSession", &Sessions::WatchSession, sessions)
      .Unary("GetSessionState", &Sessions::GetSessionState, sessions)
      .Unary("GetReport", &Sessions::GetReport, sessions)
      .Stream<v1::ExportTranscriptResponse>("ExportTranscript", &Sessions::ExportTranscript, sessions);
  return methods;
}

}  // namespace lyceum::quiz::live
