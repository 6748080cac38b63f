#include "services/content/methods/annotations.h"

#include <algorithm>
#include <map>
#include <optional>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/base/page.h"
#include "common/base/status.h"
#include "common/base/text.h"
#include "google/protobuf/util/time_util.h"
#include "services/content/limits.h"
#include "services/content/logic/anchor.h"
#include "services/content/logic/quote.h"
#include "services/content/methods/change.h"
#include "services/content/methods/mask.h"
#include "services/content/methods/names.h"

namespace lyceum::content {
namespace {

google::protobuf::Timestamp Stamp(absl::Time time) {
  return google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(sql::Micros(time));
}

absl::Status CheckNote(const std::string& note) {
  if (Length(note) <= kMaxNoteChars) return absl::OkStatus();
  return InvalidField("annotation.note", absl::StrCat("must be at most ", kMaxNoteChars, " characters"));
}

// The span in the revision's own words. INVALID_ARGUMENT if it does not lie in it.
absl::StatusOr<v1::TextSpan> CheckSpan(const v1::TextSpan& span, const v1::Explanation& revision) {
  const std::vector<TextPart> parts = PlainTexts(revision);
  if (span.section().empty() && span.part().empty() && !span.quote().empty()) {
    if (Length(span.quote()) > kMaxAnnotatedChars) {
      return InvalidField("annotation.span.quote", absl::StrCat("must be at most ", kMaxAnnotatedChars, " characters"));
    }
    if (const auto found = FindQuote(parts, span.quote())) return *found;
    return InvalidField("annotation.span.quote", "must stand in the revision: copy it from the text");
  }
  const auto part = std::find_if(parts.begin(), parts.end(), [&](const TextPart& p) {
    return p.section == span.section() && p.part == span.part();
  });
  if (part == parts.end()) return InvalidField("annotation.span", "section and part must be a text of the revision");
  if (span.start() < 0 || span.end() <= span.start() || span.end() > Length(part->text)) {
    return InvalidField("annotation.span", "start and end must lie in the text, start before end");
  }
  if (span.end() - span.start() > kMaxAnnotatedChars) {
    return InvalidField("annotation.span", absl::StrCat("must be at most ", kMaxAnnotatedChars, " characters"));
  }
  v1::TextSpan exact = MakeSpan(*part, span.start(), span.end());
  if (!span.quote().empty() && span.quote() != exact.quote()) {
    return InvalidField("annotation.span.quote", absl::StrCat("must be the text there: ", exact.quote()));
  }
  return exact;
}

// Fills what a new annotation says of the revision it is made in.
absl::Status AnchorNew(sql::Transaction& t, const v1::Annotation& asked, store::AnnotationRow& row) {
  ASSIGN_OR_RETURN(const store::ExplanationFacts facts, VisibleFacts(t, row.tenant, row.explanation, false));
  if (asked.revision() < 0) return InvalidField("annotation.revision", "must not be negative");
  const int64_t revision = asked.revision() == 0 ? facts.published_revision : asked.revision();
  ASSIGN_OR_RETURN(const std::string bytes, store::LoadRevision(t, row.tenant, row.explanation, revision));
  v1::Explanation text;
  if (!text.ParseFromString(bytes)) return absl::DataLossError("a stored revision");
  ASSIGN_OR_RETURN(*row.annotation.mutable_span(), CheckSpan(asked.span(), text));
  row.checked_revision = revision;
  row.annotation.set_revision(revision);
  row.annotation.set_state(v1::Annotation::STATE_ANCHORED);
  if (asked.colour() == v1::Annotation::COLOUR_UNSPECIFIED) row.annotation.set_colour(v1::Annotation::COLOUR_YELLOW);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::CreateAnnotationResponse> Annotations::CreateAnnotation(
    const Caller& caller, const v1::CreateAnnotationRequest& request) {
  const absl::Time now = clock_.Now();
  store::AnnotationRow row;
  row.tenant = std::string(Segment(request.parent(), 1));
  row.user = std::string(Segment(request.parent(), 3));
  row.id = IdText(NewId(now));
  row.annotation = request.annotation();
  RETURN_IF_ERROR(CheckNote(row.annotation.note()));
  ASSIGN_OR_RETURN(row.explanation,
                   IdUnder(absl::StrCat("tenants/", row.tenant), row.annotation.explanation(),
                           "tenants/*/explanations/*", "annotation.explanation"));
  *row.annotation.mutable_create_time() = *row.annotation.mutable_update_time() = Stamp(now);
  return Change<v1::CreateAnnotationResponse>(
      database_, caller, request, now, false,
      [&](sql::Transaction& t) -> absl::StatusOr<v1::CreateAnnotationResponse> {
        ASSIGN_OR_RETURN(const int64_t count, store::CountAnnotations(t, row.tenant, row.user));
        if (count >= kMaxAnnotations) return LimitExceeded(request.parent(), "kMaxAnnotations", kMaxAnnotations);
        RETURN_IF_ERROR(AnchorNew(t, request.annotation(), row));
        RETURN_IF_ERROR(store::InsertAnnotation(t, row));
        v1::CreateAnnotationResponse response;
        *response.mutable_annotation() = row.annotation;
        return response;
      });
}

absl::StatusOr<v1::GetAnnotationResponse> Annotations::GetAnnotation(const Caller&,
                                                                     const v1::GetAnnotationRequest& request) {
  std::vector<store::AnnotationRow> rows(1);
  RETURN_IF_ERROR(database_.Read([&](sql::Transaction& t) -> absl::Status {
    ASSIGN_OR_RETURN(rows[0], store::FindAnnotation(t, Segment(request.name(), 1), Segment(request.name(), 3),
                                                    Segment(request.name(), 5)));
    return absl::OkStatus();
  }));
  RETURN_IF_ERROR(ReAnchorAll(rows));
  v1::GetAnnotationResponse response;
  *response.mutable_annotation() = std::move(rows[0].annotation);
  return response;
}

absl::StatusOr<v1::ListAnnotationsResponse> Annotations::ListAnnotations(const Caller&,
                                                                         const v1::ListAnnotationsRequest& request) {
  ASSIGN_OR_RETURN(const int page_size, PageSize(request.page_size()));
  const std::string scope = absl::StrCat("ListAnnotations\n", request.parent(), "\n", request.explanation());
  ASSIGN_OR_RETURN(const std::string before, DecodePageToken(scope, request.page_token()));
  std::vector<store::AnnotationRow> rows;
  RETURN_IF_ERROR(database_.Read([&](sql::Transaction& t) -> absl::Status {
    ASSIGN_OR_RETURN(rows, store::ListAnnotations(t, Segment(request.parent(), 1), Segment(request.parent(), 3),
                                                  Segment(request.explanation(), 3), before, page_size + 1));
    return absl::OkStatus();
  }));
  v1::ListAnnotationsResponse response;
  if (rows.size() > static_cast<size_t>(page_size)) {
    rows.resize(page_size);
    response.set_next_page_token(EncodePageToken(scope, rows.back().id));
  }
  RETURN_IF_ERROR(ReAnchorAll(rows));
  for (store::AnnotationRow& row : rows) *response.add_annotations() = std::move(row.annotation);
  return response;
}

absl::StatusOr<v1::UpdateAnnotationResponse> Annotations::UpdateAnnotation(
    const Caller& caller, const v1::UpdateAnnotationRequest& request) {
  const absl::Time now = clock_.Now();
  return Change<v1::UpdateAnnotationResponse>(
      database_, caller, request, now, false,
      [&](sql::Transaction& t) -> absl::StatusOr<v1::UpdateAnnotationResponse> {
        ASSIGN_OR_RETURN(store::AnnotationRow row,
                         store::FindAnnotation(t, Segment(request.name(), 1), Segment(request.name(), 3),
                                               Segment(request.name(), 5)));
        RETURN_IF_ERROR(CheckEtag(request.annotation().etag(), row.annotation.etag(), request.name()));
        RETURN_IF_ERROR(
            ApplyMask(request.update_mask(), {"colour", "note"}, request.annotation(), row.annotation));
        RETURN_IF_ERROR(CheckNote(row.annotation.note()));
        if (row.annotation.colour() == v1::Annotation::COLOUR_UNSPECIFIED) {
          row.annotation.set_colour(v1::Annotation::COLOUR_YELLOW);
        }
        ++row.version;
        *row.annotation.mutable_update_time() = Stamp(now);
        RETURN_IF_ERROR(store::UpdateAnnotation(t, row));
        v1::UpdateAnnotationResponse response;
        *response.mutable_annotation() = row.annotation;
        return response;
      });
}

absl::StatusOr<v1::DeleteAnnotationResponse> Annotations::DeleteAnnotation(
    const Caller& caller, const v1::DeleteAnnotationRequest& request) {
  return Change<v1::DeleteAnnotationResponse>(
      database_, caller, request, clock_.Now(), false,
      [&](sql::Transaction& t) -> absl::StatusOr<v1::DeleteAnnotationResponse> {
        ASSIGN_OR_RETURN(const store::AnnotationRow row,
                         store::FindAnnotation(t, Segment(request.name(), 1), Segment(request.name(), 3),
                                               Segment(request.name(), 5)));
        RETURN_IF_ERROR(CheckEtag(request.etag(), row.annotation.etag(), request.name()));
        RETURN_IF_ERROR(store::DeleteAnnotation(t, row));
        return v1::DeleteAnnotationResponse();
      });
}

absl::Status Annotations::ReAnchorAll(std::vector<store::AnnotationRow>& rows) {
  // The texts of each explanation's newest revision; none where nothing is to be done.
  struct Newest {
    int64_t revision = 0;
    std::optional<std::vector<TextPart>> texts;
  };
  std::map<std::string, Newest> newest;
  std::vector<std::pair<const store::AnnotationRow*, int64_t>> moved;
  for (store::AnnotationRow& row : rows) {
    const auto [entry, fresh] = newest.try_emplace(row.explanation);
    Newest& target = entry->second;
    if (fresh) {
      const absl::StatusOr<store::ExplanationFacts> facts = revisions_.Visible(row.tenant, row.explanation, false);
      if (!facts.ok() && !absl::IsNotFound(facts.status())) return facts.status();
      if (facts.ok()) target.revision = facts->published_revision;  // a deleted text leaves them as they are
    }
    if (target.revision <= row.checked_revision) continue;
    if (!target.texts) {
      ASSIGN_OR_RETURN(const v1::Explanation text, revisions_.Load(row.tenant, row.explanation, target.revision));
      target.texts = PlainTexts(text);
    }
    const Anchor anchor = ReAnchor(row.annotation.span(), *target.texts);
    if (anchor.match == AnchorMatch::kOrphaned) {
      row.annotation.set_state(v1::Annotation::STATE_ORPHANED);
    } else {
      row.annotation.set_state(v1::Annotation::STATE_ANCHORED);
      row.annotation.set_revision(target.revision);
      *row.annotation.mutable_span() = anchor.span;
    }
    moved.emplace_back(&row, row.checked_revision);
    row.checked_revision = target.revision;
  }
  if (moved.empty()) return absl::OkStatus();
  return database_.Write([&](sql::Transaction& t) -> absl::Status {
    for (const auto& [row, old_revision] : moved) RETURN_IF_ERROR(store::SaveAnchor(t, *row, old_revision));
    return absl::OkStatus();
  });
}

}  // namespace lyceum::content
