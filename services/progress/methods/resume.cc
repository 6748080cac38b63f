#include "services/progress/methods/resume.h"

#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/base/page.h"
#include "common/base/text.h"
#include "common/sql/once.h"
#include "services/progress/limits.h"
#include "services/progress/methods/messages.h"
#include "services/progress/store/resume_points.h"

namespace lyceum::progress {
namespace {

void CheckReading(const v1::ReadingPlace& reading, absl::string_view tenant, Violations& violations) {
  if (!absl::StartsWith(reading.explanation(), absl::StrCat("tenants/", tenant, "/explanations/"))) {
    violations.Add("resume_point.reading.explanation", "is not the name of an explanation of this tenant");
  }
  if (reading.revision() < 1) violations.Add("resume_point.reading.revision", "is not 1 or more");
  if (static_cast<int>(reading.section_id().size()) > limits::kMaxSectionIdBytes) {
    violations.Add("resume_point.reading.section_id",
                   absl::StrCat("has more than ", limits::kMaxSectionIdBytes, " bytes"));
  }
  if (reading.offset() < 0 || reading.offset() > limits::kMaxOffset) {
    violations.Add("resume_point.reading.offset", absl::StrCat("is not in 0 to ", limits::kMaxOffset));
  }
}

absl::Status Check(const v1::SetResumePointRequest& request) {
  const v1::ResumePoint& point = request.resume_point();
  Violations violations;
  if (point.has_reading()) {
    CheckReading(point.reading(), Segment(request.parent(), 1), violations);
  } else if (!absl::StartsWith(point.attempt(), absl::StrCat(request.parent(), "/attempts/"))) {
    violations.Add("resume_point.place", "is neither a reading place nor an attempt of this user");
  }
  if (Length(point.title()) > limits::kMaxTitleCharacters) {
    violations.Add("resume_point.title", absl::StrCat("has more than ", limits::kMaxTitleCharacters, " characters"));
  }
  return violations.ToStatus();
}

std::string PointId(const v1::ResumePoint& point) {
  if (point.has_reading()) return absl::StrCat("e.", Segment(point.reading().explanation(), 3));
  return AttemptPointId(point.attempt());
}

// The last row of a page: where the next one starts.
struct Cursor {
  int64_t update_us = 0;
  std::string id;
};

absl::StatusOr<Cursor> ReadCursor(absl::string_view text) {
  Cursor cursor;
  if (text.empty()) return cursor;
  const std::pair<absl::string_view, absl::string_view> parts = absl::StrSplit(text, absl::MaxSplits(':', 1));
  if (!absl::SimpleAtoi(parts.first, &cursor.update_us)) return InvalidField("page_token", "is not of this listing");
  cursor.id = std::string(parts.second);
  return cursor;
}

}  // namespace

std::string AttemptPointId(absl::string_view attempt) { return absl::StrCat("a.", Segment(attempt, 5)); }

absl::StatusOr<v1::SetResumePointResponse> Resume::SetResumePoint(const Caller& caller,
                                                                  const v1::SetResumePointRequest& request) {
  RETURN_IF_ERROR(Check(request));
  const absl::Time now = clock_.Now();
  return sql::Once<v1::SetResumePointResponse>(
      database_, caller, request, now, [&](sql::Transaction& t) -> absl::StatusOr<v1::SetResumePointResponse> {
        const std::string id = PointId(request.resume_point());
        v1::SetResumePointResponse response;
        v1::ResumePoint& point = *response.mutable_resume_point();
        point = request.resume_point();
        point.set_name(absl::StrCat(request.parent(), "/resumePoints/", id));
        *point.mutable_update_time() = ToTimestamp(now);
        RETURN_IF_ERROR(PutResumePoint(t, Segment(request.parent(), 1), Segment(request.parent(), 3), id, point, now,
                                       limits::kMaxResumePoints));
        return response;
      });
}

absl::StatusOr<v1::ListResumePointsResponse> Resume::ListResumePoints(const Caller&,
                                                                      const v1::ListResumePointsRequest& request) {
  const std::string scope = absl::StrCat("ListResumePoints|", request.parent());
  ASSIGN_OR_RETURN(const int page_size, PageSize(request.page_size()));
  ASSIGN_OR_RETURN(const std::string token, DecodePageToken(scope, request.page_token()));
  ASSIGN_OR_RETURN(const Cursor cursor, ReadCursor(token));
  std::vector<ResumeRow> rows;
  RETURN_IF_ERROR(database_.Read([&](sql::Transaction& t) -> absl::Status {
    ASSIGN_OR_RETURN(rows, progress::ListResumePoints(t, Segment(request.parent(), 1), Segment(request.parent(), 3),
                                                      cursor.update_us, cursor.id, page_size + 1));
    return absl::OkStatus();
  }));
  v1::ListResumePointsResponse response;
  if (static_cast<int>(rows.size()) > page_size) {
    rows.resize(page_size);
    response.set_next_page_token(EncodePageToken(scope, absl::StrCat(rows.back().update_us, ":", rows.back().id)));
  }
  for (ResumeRow& row : rows) *response.add_resume_points() = std::move(row.point);
  return response;
}

}  // namespace lyceum::progress
