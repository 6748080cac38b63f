// The rpcs of StatisticsService that give pages.
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/base/page.h"
#include "common/base/status.h"
#include "common/base/text.h"
#include "services/progress/limits.h"
#include "services/progress/logic/buckets.h"
#include "services/progress/methods/messages.h"
#include "services/progress/methods/statistics.h"
#include "services/progress/store/statistics.h"

namespace lyceum::progress {
namespace {

Granularity ToGranularity(v1::QueryStatisticsRequest::Granularity granularity) {
  switch (granularity) {
    case v1::QueryStatisticsRequest::GRANULARITY_WEEK:
      return Granularity::kWeek;
    case v1::QueryStatisticsRequest::GRANULARITY_MONTH:
      return Granularity::kMonth;
    default:
      return Granularity::kDay;
  }
}

absl::Status ReadDate(absl::string_view field, absl::string_view text, Day& day) {
  const std::optional<Day> parsed = ParseDate(text);
  if (!parsed || *parsed < YearStart(limits::kMinYear)) {
    return InvalidField(field, absl::StrCat("is not a day like 2026-03-01, from ", limits::kMinYear, " to ",
                                            limits::kMaxYear));
  }
  day = *parsed;
  return absl::OkStatus();
}

absl::Status ReadRange(const v1::QueryStatisticsRequest& request, Day& first, Day& last) {
  RETURN_IF_ERROR(ReadDate("start_date", request.start_date(), first));
  RETURN_IF_ERROR(ReadDate("end_date", request.end_date(), last));
  if (last < first) return InvalidField("end_date", "is before start_date");
  if (last - first >= limits::kMaxRangeDays) {
    return InvalidField("end_date", absl::StrCat("makes a range of more than ", limits::kMaxRangeDays, " days"));
  }
  return absl::OkStatus();
}

v1::Bucket ToMessage(const Bucket& bucket, bool with_subjects) {
  v1::Bucket message;
  message.set_start_date(DateText(bucket.first));
  message.set_end_date(DateText(bucket.last));
  *message.mutable_totals() = progress::ToMessage(bucket.totals);
  if (!with_subjects) return message;
  for (const auto& [subject, totals] : bucket.subjects) {
    *message.add_subjects() = progress::ToMessage(subject, totals);
  }
  return message;
}

absl::StatusOr<bool> WeakestFirst(absl::string_view order_by) {
  if (order_by.empty() || order_by == "topic_path") return false;
  if (order_by == "mean") return true;
  return InvalidField("order_by", "is neither \"topic_path\" nor \"mean\"");
}

absl::Status CheckTopicPath(const v1::ListMasteryRequest& request) {
  if (request.topic_path_size() > limits::kMaxTopicSegments) {
    return InvalidField("topic_path", absl::StrCat("has more than ", limits::kMaxTopicSegments, " segments"));
  }
  for (const std::string& segment : request.topic_path()) {
    if (segment.empty() || absl::StrContains(segment, '/') ||
        Length(segment) > limits::kMaxTopicSegmentCharacters) {
      return InvalidField("topic_path",
                          absl::StrCat("has a segment that is empty, longer than ", limits::kMaxTopicSegmentCharacters,
                                       " characters, or has a slash"));
    }
  }
  return absl::OkStatus();
}

// A cursor is "mean:topic" of the last row given.
absl::Status ReadCursor(absl::string_view text, int64_t& mean, std::string& topic) {
  if (text.empty()) return absl::OkStatus();
  const std::pair<absl::string_view, absl::string_view> parts = absl::StrSplit(text, absl::MaxSplits(':', 1));
  if (!absl::SimpleAtoi(parts.first, &mean)) return InvalidField("page_token", "is not of this listing");
  topic = std::string(parts.second);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::QueryStatisticsResponse> Statistics::QueryStatistics(const Caller&,
                                                                        const v1::QueryStatisticsRequest& request) {
  Day first = 0, last = 0;
  RETURN_IF_ERROR(ReadRange(request, first, last));
  ASSIGN_OR_RETURN(const int page_size, PageSize(request.page_size()));
  const std::string scope = absl::StrCat("QueryStatistics|", request.user(), "|", first, "|", last, "|",
                                         request.granularity(), "|", request.group_by_subject());
  ASSIGN_OR_RETURN(const std::string cursor, DecodePageToken(scope, request.page_token()));
  if (!cursor.empty()) {
    const std::optional<Day> from = ParseDate(cursor);
    if (!from || *from < first || *from > last) return InvalidField("page_token", "is not of this listing");
    first = *from;
  }
  std::vector<Bucket> buckets = CutRange(first, last, ToGranularity(request.granularity()), page_size);
  RETURN_IF_ERROR(database_.Read([&](sql::Transaction& t) -> absl::Status {
    ASSIGN_OR_RETURN(const std::vector<DayTotals> rows,
                     ListDays(t, Segment(request.user(), 1), Segment(request.user(), 3), buckets.front().first,
                              buckets.back().last));
    Fill(buckets, rows);
    return absl::OkStatus();
  }));
  v1::QueryStatisticsResponse response;
  for (const Bucket& bucket : buckets) *response.add_buckets() = ToMessage(bucket, request.group_by_subject());
  if (buckets.back().last < last) {
    response.set_next_page_token(EncodePageToken(scope, DateText(buckets.back().last + 1)));
  }
  return response;
}

absl::StatusOr<v1::ListMasteryResponse> Statistics::ListMastery(const Caller&, const v1::ListMasteryRequest& request) {
  RETURN_IF_ERROR(CheckTopicPath(request));
  ASSIGN_OR_RETURN(const int page_size, PageSize(request.page_size()));
  const std::string below = TopicText(request.topic_path());
  TopicQuery query;
  query.tenant = Segment(request.parent(), 1);
  query.user = Segment(request.parent(), 3);
  query.below = below;
  ASSIGN_OR_RETURN(query.weakest_first, WeakestFirst(request.order_by()));
  const std::string scope = absl::StrCat("ListMastery|", request.parent(), "|", below, "|", query.weakest_first);
  ASSIGN_OR_RETURN(const std::string cursor, DecodePageToken(scope, request.page_token()));
  std::string after_topic;
  RETURN_IF_ERROR(ReadCursor(cursor, query.after_mean, after_topic));
  query.after_topic = after_topic;
  query.limit = page_size + 1;

  std::vector<TopicRow> rows;
  TopicState total;
  RETURN_IF_ERROR(database_.Read([&](sql::Transaction& t) -> absl::Status {
    ASSIGN_OR_RETURN(rows, ListTopics(t, query));
    if (!cursor.empty()) return absl::OkStatus();
    ASSIGN_OR_RETURN(total, SumTopics(t, query));
    return absl::OkStatus();
  }));
  v1::ListMasteryResponse response;
  if (total.answers > 0) *response.mutable_total() = progress::ToMessage(below, total);
  if (static_cast<int>(rows.size()) > page_size) {
    rows.resize(page_size);
    const TopicRow& end = rows.back();
    response.set_next_page_token(
        EncodePageToken(scope, absl::StrCat(MeanMicros(end.state.evidence), ":", end.topic)));
  }
  for (const TopicRow& row : rows) *response.add_topics() = progress::ToMessage(row.topic, row.state);
  return response;
}

}  // namespace lyceum::progress
