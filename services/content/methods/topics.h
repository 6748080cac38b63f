// The methods of lyceum.content.v1.TopicService.
#pragma once

#include "absl/status/statusor.h"
#include "common/base/caller.h"
#include "common/base/clock.h"
#include "common/sql/database.h"
#include "lyceum/content/v1/topic_service.pb.h"

namespace lyceum::content {

class Topics {
 public:
  Topics(sql::Database& database, Clock& clock) : database_(database), clock_(clock) {}

  absl::StatusOr<v1::CreateTopicResponse> CreateTopic(const Caller&, const v1::CreateTopicRequest&);
  absl::StatusOr<v1::ListTopicsResponse> ListTopics(const Caller&, const v1::ListTopicsRequest&);
  absl::StatusOr<v1::UpdateTopicResponse> UpdateTopic(const Caller&, const v1::UpdateTopicRequest&);
  absl::StatusOr<v1::DeleteTopicResponse> DeleteTopic(const Caller&, const v1::DeleteTopicRequest&);

 private:
  sql::Database& database_;
  Clock& clock_;
};

}  // namespace lyceum::content
