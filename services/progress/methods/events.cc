#include "services/progress/methods/events.h"

#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/sql/once.h"
#include "services/progress/limits.h"
#include "services/progress/logic/check_event.h"
#include "services/progress/memory/logic/evidence.h"
#include "services/progress/memory/store/evidence.h"
#include "services/progress/methods/learner.h"
#include "services/progress/methods/resume.h"
#include "services/progress/store/events.h"
#include "services/progress/store/resume_points.h"

namespace lyceum::progress {
namespace {

absl::Status CheckBatch(const v1::RecordEventsRequest& request, absl::Time now) {
  if (request.events_size() < 1 || request.events_size() > limits::kMaxEventsInBatch) {
    return InvalidField("events", absl::StrCat("has ", request.events_size(), " events, not 1 to ",
                                               limits::kMaxEventsInBatch));
  }
  Violations violations;
  for (int i = 0; i < request.events_size(); ++i) {
    CheckEvent(request.events(i), absl::StrCat("events[", i, "]"), Segment(request.parent(), 1), now, violations);
  }
  return violations.ToStatus();
}

// Services may record everything; others their own activity.
absl::Status CheckRights(const Caller& caller, const v1::RecordEventsRequest& request) {
  if (caller.Is(api::v1::ROLE_SERVICE)) return absl::OkStatus();
  for (int i = 0; i < request.events_size(); ++i) {
    if (Segment(request.events(i).user(), 3) != caller.user) return NotFound(request.events(i).user());
    const std::string path = absl::StrCat("events[", i, "]");
    if (!request.events(i).has_activity()) {
      return Error(absl::StatusCode::kPermissionDenied, "SERVICE_EVENT",
                   absl::StrCat(path, ": answers and attempts are recorded by the service that graded them"),
                   {{"field", path}});
    }
  }
  return absl::OkStatus();
}

// What makes an event unique in the tenant. A user cannot take the id that a
// service is going to use, nor another user's.
std::string KeyOf(const Caller& caller, const v1::Event& event) {
  if (caller.Is(api::v1::ROLE_SERVICE)) return event.event_id();
  return absl::StrCat(caller.user, "/", event.event_id());
}

// In the order of the request's events.
absl::StatusOr<std::vector<NewEvent>> ToNewEvents(sql::Transaction& transaction, const Caller& caller,
                                                  const v1::RecordEventsRequest& request) {
  std::set<std::string> users;
  for (const v1::Event& event : request.events()) users.emplace(Segment(event.user(), 3));
  ASSIGN_OR_RETURN(const auto rules, LoadRules(transaction, Segment(request.parent(), 1), users));
  std::vector<NewEvent> events;
  for (const v1::Event& event : request.events()) {
    Fact fact = ToFact(event, KeyOf(caller, event), 0);
    fact.day = DayOf(absl::FromUnixMicros(fact.occur_us), rules.at(fact.user));
    events.push_back({std::move(fact), event.SerializeAsString()});
  }
  return events;
}

absl::Status EndResumePoints(sql::Transaction& transaction, absl::string_view tenant,
                             const v1::RecordEventsRequest& request) {
  for (const v1::Event& event : request.events()) {
    if (!event.has_attempt_finished()) continue;
    RETURN_IF_ERROR(DeleteResumePoint(transaction, tenant, Segment(event.user(), 3),
                                      AttemptPointId(event.attempt_finished().attempt())));
  }
  return absl::OkStatus();
}

// The graded answers among the events that were recorded, as evidence for cards.
std::vector<memory::Evidence> EvidenceOf(const v1::RecordEventsRequest& request, const std::vector<NewEvent>& events,
                                         const std::vector<const NewEvent*>& recorded) {
  std::vector<memory::Evidence> evidence;
  for (const NewEvent* event : recorded) {
    const Fact& fact = event->fact;
    if (fact.kind != Kind::kAnswer || fact.max_score_micros == 0) continue;
    const v1::AnswerSubmitted& answer =
        request.events(static_cast<int>(event - events.data())).answer_submitted();
    evidence.push_back({fact.key, fact.user, memory::SourceOf(answer.quiz(), answer.item_id()),
                        memory::RatingOf(fact.score_micros, fact.max_score_micros, fact.time_us),
                        {fact.occur_us, fact.day}, fact.time_us});
  }
  return evidence;
}

v1::RecordEventsResponse Counts(const v1::RecordEventsRequest& request, int accepted) {
  v1::RecordEventsResponse response;
  response.set_accepted_count(accepted);
  response.set_duplicate_count(request.events_size() - accepted);
  return response;
}

}  // namespace

absl::StatusOr<v1::RecordEventsResponse> Events::RecordEvents(const Caller& caller,
                                                              const v1::RecordEventsRequest& request) {
  const absl::Time now = clock_.Now();
  const absl::string_view tenant = Segment(request.parent(), 1);
  RETURN_IF_ERROR(CheckRights(caller, request));
  RETURN_IF_ERROR(CheckBatch(request, now));
  if (request.validate_only()) {
    int unknown = 0;
    RETURN_IF_ERROR(database_.Read([&](sql::Transaction& t) -> absl::Status {
      ASSIGN_OR_RETURN(const std::vector<NewEvent> events, ToNewEvents(t, caller, request));
      ASSIGN_OR_RETURN(unknown, CountUnknown(t, tenant, events));
      return absl::OkStatus();
    }));
    return Counts(request, unknown);
  }
  return sql::Once<v1::RecordEventsResponse>(
      database_, caller, request, now, [&](sql::Transaction& t) -> absl::StatusOr<v1::RecordEventsResponse> {
        ASSIGN_OR_RETURN(const std::vector<NewEvent> events, ToNewEvents(t, caller, request));
        ASSIGN_OR_RETURN(const auto recorded, progress::RecordEvents(t, tenant, events, now));
        RETURN_IF_ERROR(memory::AppendEvidence(t, tenant, EvidenceOf(request, events, recorded), now));
        RETURN_IF_ERROR(EndResumePoints(t, tenant, request));
        return Counts(request, static_cast<int>(recorded.size()));
      });
}

}  // namespace lyceum::progress
