#include "services/quiz/live/methods/telling.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "common/sql/outbox.h"
#include "lyceum/progress/v1/event.pb.h"
#include "services/quiz/logic/grade.h"
#include "services/quiz/methods/facts.h"
#include "services/quiz/methods/times.h"

namespace lyceum::quiz::live {
namespace {

constexpr int kMaxItems = 100;  // at once
constexpr int kBatch = 200;     // answers in a transaction

sql::OutboxEvent MakeFact(const LiveSession& live, const UntoldAnswer& told) {
  const v1::Item& item = live.published().quiz().items(told.answer.answer.item);
  progress::v1::Event event;
  event.set_event_id(absl::StrCat(live.key().session, ".", told.answer.answer.participant, ".",
                                  told.answer.answer.item));
  event.set_user(absl::StrCat("tenants/", live.key().tenant, "/users/", told.user));
  *event.mutable_occur_time() = ToProto(told.answer.answered);
  auto& fact = *event.mutable_answer_submitted();
  fact.set_quiz(live.published().quiz().name());
  fact.set_quiz_revision(live.about().revision);
  *fact.mutable_topic_path() = item.topic_path_size() > 0 ? item.topic_path() : live.published().quiz().topic_path();
  fact.set_item_id(item.id());
  fact.set_score_micros(told.answer.mark);
  fact.set_max_score_micros(item.points());
  *fact.mutable_time_on_item() = ToProto(absl::Microseconds(told.answer.answer.elapsed_micros));
  if (!item.lineage().explanation().empty()) {
    fact.set_explanation(item.lineage().explanation());
    fact.set_explanation_revision(item.lineage().revision());
    fact.set_section_id(item.lineage().section());
  }
  return {.event_id = event.event_id(), .payload = event.SerializeAsString(), .created = told.answer.answered};
}

// Returns how many were told.
absl::StatusOr<int> TellBatch(sql::Database& database, const LiveSession& live, const Untold& untold) {
  const bool graded = IsGraded(live.published().quiz().items(untold.item).kind_case());
  int told = 0;
  RETURN_IF_ERROR(database.Write([&](sql::Transaction& t) -> absl::Status {
    ASSIGN_OR_RETURN(const auto answers, LoadUntold(t, untold, kBatch));
    std::vector<sql::OutboxEvent> facts;
    told = static_cast<int>(answers.size());
    if (answers.empty()) return absl::OkStatus();
    for (const UntoldAnswer& answer : answers) {
      if (graded) facts.push_back(MakeFact(live, answer));
    }
    RETURN_IF_ERROR(MarkTold(t, untold, answers.back().answer.answer.participant));
    return facts.empty() ? absl::OkStatus() : sql::outbox::Append(t, kProgressTopic, facts);
  }));
  return told;
}

}  // namespace

absl::Status TellProgress(sql::Database& database, Hub& hub) {
  std::vector<Untold> all;
  RETURN_IF_ERROR(database.Read([&](sql::Transaction& t) -> absl::Status {
    ASSIGN_OR_RETURN(all, ListUntold(t, kMaxItems));
    return absl::OkStatus();
  }));
  for (const Untold& untold : all) {
    ASSIGN_OR_RETURN(const auto live, hub.Get(untold.key));
    for (int told = kBatch; told == kBatch;) {
      ASSIGN_OR_RETURN(told, TellBatch(database, *live, untold));
    }
  }
  return absl::OkStatus();
}

}  // namespace lyceum::quiz::live
