#include "services/content/methods/topics.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/base/limits.h"
#include "common/base/page.h"
#include "common/base/status.h"
#include "common/base/text.h"
#include "services/content/limits.h"
#include "services/content/methods/change.h"
#include "services/content/methods/filter.h"
#include "services/content/methods/mask.h"
#include "services/content/store/topics.h"

namespace lyceum::content {
namespace {

// "history/cold-war/" of "tenants/t/topics/history~cold-war"; empty of an empty name.
std::string PathOf(absl::string_view name) {
  if (name.empty()) return "";
  return absl::StrCat(absl::StrReplaceAll(Segment(name, 3), {{"~", "/"}}), "/");
}

void CheckTexts(const v1::Topic& topic, Violations& violations) {
  const int title = Length(topic.title());
  if (title < 1 || title > kMaxTopicTitleChars) {
    violations.Add("topic.title", absl::StrCat("must be 1 to ", kMaxTopicTitleChars, " characters"));
  }
  if (Length(topic.description()) > kMaxTopicDescriptionChars) {
    violations.Add("topic.description", absl::StrCat("must be at most ", kMaxTopicDescriptionChars, " characters"));
  }
}

absl::Status CheckTopic(const v1::Topic& topic) {
  Violations violations;
  CheckTexts(topic, violations);
  const int size = topic.path_size();
  if (size < 1 || size > kMaxTopicSegments || !std::all_of(topic.path().begin(), topic.path().end(), IsTopicSegment)) {
    violations.Add("topic.path", absl::StrCat("must be 1 to ", kMaxTopicSegments, " segments of 1 to ",
                                              kMaxTopicSegmentChars, " characters of a-z 0-9 -"));
  } else if (absl::StrJoin(topic.path(), "~").size() > limits::kMaxNameSegmentBytes) {
    violations.Add("topic.path",
                   absl::StrCat("must be at most ", limits::kMaxNameSegmentBytes, " characters with its ~"));
  }
  return violations.ToStatus();
}

absl::StatusOr<v1::Topic> Shown(sql::Transaction& t, const store::TopicRow& row) {
  v1::Topic topic = row.ToMessage();
  ASSIGN_OR_RETURN(const int64_t count, store::CountExplanations(t, row.tenant, row.path));
  topic.set_explanation_count(count);
  return topic;
}

}  // namespace

absl::StatusOr<v1::CreateTopicResponse> Topics::CreateTopic(const Caller& caller,
                                                            const v1::CreateTopicRequest& request) {
  RETURN_IF_ERROR(CheckTopic(request.topic()));
  const absl::Time now = clock_.Now();
  return Change<v1::CreateTopicResponse>(
      database_, caller, request, now, false, [&](sql::Transaction& t) -> absl::StatusOr<v1::CreateTopicResponse> {
        store::TopicRow row;
        row.tenant = std::string(Segment(request.parent(), 1));
        row.path = absl::StrCat(absl::StrJoin(request.topic().path(), "/"), "/");
        row.title = request.topic().title();
        row.description = request.topic().description();
        row.create_time = row.update_time = now;
        ASSIGN_OR_RETURN(const int64_t count, store::CountTopics(t, row.tenant));
        if (count >= kMaxTopics) return LimitExceeded(request.parent(), "kMaxTopics", kMaxTopics);
        if (request.topic().path_size() > 1) {
          const std::string above = row.path.substr(0, row.path.rfind('/', row.path.size() - 2) + 1);
          const absl::Status found = store::FindTopic(t, row.tenant, above).status();
          if (absl::IsNotFound(found)) {
            return Error(absl::StatusCode::kFailedPrecondition, "NO_TOPIC_ABOVE",
                         absl::StrCat("there is no topic ", above, " to lie under; create it first"));
          }
          RETURN_IF_ERROR(found);
        }
        RETURN_IF_ERROR(store::InsertTopic(t, row));
        v1::CreateTopicResponse response;
        ASSIGN_OR_RETURN(*response.mutable_topic(), Shown(t, row));
        return response;
      });
}

absl::StatusOr<v1::ListTopicsResponse> Topics::ListTopics(const Caller&, const v1::ListTopicsRequest& request) {
  ASSIGN_OR_RETURN(const int page_size, PageSize(request.page_size()));
  const std::string scope = absl::StrCat("ListTopics\n", request.parent(), "\n", request.under());
  ASSIGN_OR_RETURN(const std::string after, DecodePageToken(scope, request.page_token()));
  v1::ListTopicsResponse response;
  RETURN_IF_ERROR(database_.Read([&](sql::Transaction& t) -> absl::Status {
    response.Clear();
    ASSIGN_OR_RETURN(const std::vector<store::TopicRow> rows,
                     store::ListTopics(t, Segment(request.parent(), 1), PathOf(request.under()), after, page_size + 1));
    for (size_t i = 0; i < rows.size() && i < static_cast<size_t>(page_size); ++i) {
      ASSIGN_OR_RETURN(*response.add_topics(), Shown(t, rows[i]));
    }
    if (rows.size() > static_cast<size_t>(page_size)) {
      response.set_next_page_token(EncodePageToken(scope, rows[page_size - 1].path));
    }
    return absl::OkStatus();
  }));
  return response;
}

absl::StatusOr<v1::UpdateTopicResponse> Topics::UpdateTopic(const Caller& caller,
                                                            const v1::UpdateTopicRequest& request) {
  const absl::Time now = clock_.Now();
  return Change<v1::UpdateTopicResponse>(
      database_, caller, request, now, false, [&](sql::Transaction& t) -> absl::StatusOr<v1::UpdateTopicResponse> {
        ASSIGN_OR_RETURN(store::TopicRow row,
                         store::FindTopic(t, Segment(request.name(), 1), PathOf(request.name())));
        RETURN_IF_ERROR(CheckEtag(request.topic().etag(), row.Etag(), request.name()));
        v1::Topic topic = row.ToMessage();
        RETURN_IF_ERROR(ApplyMask(request.update_mask(), {"title", "description"}, request.topic(), topic));
        Violations violations;
        CheckTexts(topic, violations);
        RETURN_IF_ERROR(violations.ToStatus());
        row.title = topic.title();
        row.description = topic.description();
        ++row.version;
        row.update_time = now;
        RETURN_IF_ERROR(store::UpdateTopic(t, row));
        v1::UpdateTopicResponse response;
        ASSIGN_OR_RETURN(*response.mutable_topic(), Shown(t, row));
        return response;
      });
}

absl::StatusOr<v1::DeleteTopicResponse> Topics::DeleteTopic(const Caller& caller,
                                                            const v1::DeleteTopicRequest& request) {
  return Change<v1::DeleteTopicResponse>(
      database_, caller, request, clock_.Now(), false,
      [&](sql::Transaction& t) -> absl::StatusOr<v1::DeleteTopicResponse> {
        ASSIGN_OR_RETURN(const store::TopicRow row,
                         store::FindTopic(t, Segment(request.name(), 1), PathOf(request.name())));
        RETURN_IF_ERROR(CheckEtag(request.etag(), row.Etag(), request.name()));
        ASSIGN_OR_RETURN(const auto below, store::ListTopics(t, row.tenant, row.path, row.path, 1));
        if (!below.empty()) {
          return Error(absl::StatusCode::kFailedPrecondition, "TOPIC_NOT_EMPTY",
                       absl::StrCat(request.name(), " has topics below it; delete them first"));
        }
        RETURN_IF_ERROR(store::DeleteTopic(t, row));
        return v1::DeleteTopicResponse();
      });
}

}  // namespace lyceum::content
