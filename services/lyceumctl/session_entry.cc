#include "services/lyceumctl/session_entry.h"

#include <cstdio>
#include <iostream>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "services/lyceumctl/draw/text.h"
#include "services/lyceumctl/session_fate.h"
#include "services/lyceumctl/session_ticket.h"
#include "services/lyceumctl/terminal.h"
#include "services/lyceumctl/words.h"
#include "services/quiz/live/logic/gate.h"

namespace lyceum::ctl {
namespace {

using quiz::v1::JoinSessionRequest;

bool CanAsk(const Session& session) { return InputIsTerminal() && !session.json(); }

// "" at the end of the input.
std::string Ask(Session& session, const std::string& question) {
  session.Print(question);
  std::fflush(stdout);
  std::string line;
  std::getline(std::cin, line);
  return std::string(absl::StripAsciiWhitespace(line));
}

absl::StatusOr<std::string> Nickname(Session& session, const JoinOptions& options) {
  if (!options.nickname.empty()) return options.nickname;
  if (CanAsk(session)) {
    std::string nickname = Ask(session, "Nickname: ");
    if (!nickname.empty()) return nickname;
  }
  ASSIGN_OR_RETURN(const std::string user, session.User());
  return LastSegment(user);
}

// 2^bits hashes in the mean; the service asks for no more than a person's patience.
std::string Work(const std::string& challenge, int bits) {
  std::string proof;
  for (uint64_t i = 0; !quiz::live::ProvesWork(challenge, proof, bits); ++i) proof = absl::StrCat(i);
  return proof;
}

// Adds what the refusal asks for. False if nothing can be added.
bool Satisfy(Session& session, const absl::Status& refusal, JoinSessionRequest& request) {
  const std::string reason = ErrorReason(refusal);
  if (reason == "PROOF_REQUIRED" && request.proof_of_work().empty()) {
    int bits = 0;
    const auto what = ErrorMetadata(refusal);
    const auto challenge = what.find("challenge"), zeros = what.find("proof_of_work_bits");
    if (challenge == what.end() || zeros == what.end() || !absl::SimpleAtoi(zeros->second, &bits)) return false;
    request.set_proof_of_work(Work(challenge->second, bits));
    return true;
  }
  if (!CanAsk(session)) return false;
  const bool no_code = reason == "JOIN_CODE_REQUIRED" || reason == "BAD_JOIN_CODE";
  const bool no_team = reason == "TEAM_REQUIRED" || reason == "TEAM_UNKNOWN";
  if (!no_code && !no_team) return false;
  const std::string question = no_code ? "The code on the host's screen: " : "Team: ";
  std::string answer = Ask(session, absl::StrCat(draw::Clean(refusal.message()), "\n", question));
  if (answer.empty()) return false;
  if (no_code) request.set_join_code(std::move(answer));
  else request.set_team(std::move(answer));
  return true;
}

}  // namespace

absl::StatusOr<std::string> FindSession(Session& session, Replicas& replicas, const std::string& pin) {
  if (absl::StrContains(pin, "sessions/")) return session.Name("sessions", pin);
  quiz::v1::ResolvePinRequest request;
  ASSIGN_OR_RETURN(*request.mutable_parent(), session.Tenant());
  request.set_pin(absl::StrReplaceAll(pin, {{" ", ""}, {"-", ""}}));
  ASSIGN_OR_RETURN(const auto response, replicas.Call(&Replicas::Stub::ResolvePin, request));
  session.Say(absl::StrCat(draw::Clean(response.title()), "\n"));
  return response.session();
}

absl::StatusOr<quiz::v1::JoinSessionResponse> Enter(Session& session, Replicas& replicas, const std::string& name,
                                                    const JoinOptions& options) {
  JoinSessionRequest request;
  request.set_name(name);
  if (!options.as_new) request.set_resume_token(KeptTicket(name));
  if (!request.resume_token().empty()) {
    const auto back = replicas.Call(&Replicas::Stub::JoinSession, request);
    const std::string reason = ErrorReason(back.status());
    if (reason != "BAD_RESUME_TOKEN" && reason != "ALREADY_JOINED") return back;
    request.clear_resume_token();
  }
  ASSIGN_OR_RETURN(*request.mutable_nickname(), Nickname(session, options));
  request.set_join_code(options.join_code);
  request.set_team(options.team);
  while (true) {
    auto joined = replicas.Call(&Replicas::Stub::JoinSession, request);
    if (joined.ok() || !Satisfy(session, joined.status(), request)) return joined;
  }
}

}  // namespace lyceum::ctl
