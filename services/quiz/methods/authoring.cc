#include "services/quiz/methods/authoring.h"

#include <limits>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/base/page.h"
#include "common/base/status.h"
#include "common/sql/once.h"
#include "services/quiz/limits.h"
#include "services/quiz/logic/complete.h"
#include "services/quiz/logic/derive.h"
#include "services/quiz/logic/paper.h"
#include "services/quiz/logic/revise.h"
#include "services/quiz/logic/validate.h"
#include "services/quiz/methods/drafts.h"
#include "services/quiz/methods/times.h"

namespace lyceum::quiz {
namespace {

absl::Status CheckEtag(const v1::Quiz& quiz, absl::string_view etag) {
  return etag.empty() || etag == quiz.etag() ? absl::OkStatus() : EtagMismatch(quiz.name());
}

absl::Status CheckAlive(const v1::Quiz& quiz) {
  if (quiz.state() != v1::Quiz::STATE_DELETED) return absl::OkStatus();
  return Error(absl::StatusCode::kFailedPrecondition, "QUIZ_DELETED", absl::StrCat(quiz.name(), " is deleted"));
}

absl::StatusOr<StoredQuiz> LoadNamed(sql::Transaction& t, const std::string& name) {
  return LoadQuiz(t, Segment(name, 1), Segment(name, 3));
}

// The mark of a body that found nothing wrong and must not leave anything behind.
absl::Status OnlyChecked() { return absl::CancelledError("validate_only"); }

// Runs `body` as Once does; with validate_only as well, and then undoes it.
template <class Response, class Request, class Body>
absl::StatusOr<Response> OnceOrCheck(sql::Database& database, const Caller& caller, const Request& request,
                                     absl::Time now, Body body) {
  if (!request.validate_only()) return sql::Once<Response>(database, caller, request, now, body);
  absl::StatusOr<Response> answer = absl::UnknownError("not run");
  const absl::Status status = database.Write([&](sql::Transaction& t) -> absl::Status {
    answer = body(t);
    return answer.ok() ? OnlyChecked() : answer.status();
  });
  if (status.ok() || status == OnlyChecked()) return answer;
  return status;
}

}  // namespace

template <class Response, class Request>
absl::StatusOr<Response> Authoring::Store(const Caller& caller, const Request& request, const StoredQuiz& stored) {
  return OnceOrCheck<Response>(database_, caller, request, clock_.Now(),
                               [&](sql::Transaction& t) -> absl::StatusOr<Response> {
                                 RETURN_IF_ERROR(InsertQuiz(t, caller.tenant, stored));
                                 Response response;
                                 *response.mutable_quiz() = stored.quiz;
                                 return response;
                               });
}

absl::StatusOr<v1::CreateQuizResponse> Authoring::CreateQuiz(const Caller& caller,
                                                             const v1::CreateQuizRequest& request) {
  ASSIGN_OR_RETURN(const StoredQuiz stored, NewDraft(caller, request.quiz(), request.quiz_id(), clock_.Now()));
  return Store<v1::CreateQuizResponse>(caller, request, stored);
}

absl::StatusOr<v1::GetAuthoredQuizResponse> Authoring::GetAuthoredQuiz(const Caller&,
                                                                       const v1::GetAuthoredQuizRequest& request) {
  v1::GetAuthoredQuizResponse response;
  RETURN_IF_ERROR(database_.Read([&](sql::Transaction& t) -> absl::Status {
    ASSIGN_OR_RETURN(StoredQuiz stored, LoadNamed(t, request.name()));
    *response.mutable_quiz() = std::move(stored.quiz);
    return absl::OkStatus();
  }));
  return response;
}

absl::StatusOr<v1::ListAuthoredQuizzesResponse> Authoring::ListAuthoredQuizzes(
    const Caller& caller, const v1::ListAuthoredQuizzesRequest& request) {
  const std::string scope = absl::StrCat("ListAuthoredQuizzes ", caller.tenant, " ", request.show_deleted());
  ASSIGN_OR_RETURN(const int size, PageSize(request.page_size()));
  ASSIGN_OR_RETURN(const std::string after, DecodePageToken(scope, request.page_token()));
  std::vector<v1::Quiz> heads;
  RETURN_IF_ERROR(database_.Read([&](sql::Transaction& t) -> absl::Status {
    ASSIGN_OR_RETURN(heads, ListHeads(t, caller.tenant, request.show_deleted(), after, size + 1));
    return absl::OkStatus();
  }));
  v1::ListAuthoredQuizzesResponse response;
  for (size_t i = 0; i < heads.size() && i < static_cast<size_t>(size); ++i) *response.add_quizzes() = heads[i];
  if (heads.size() > static_cast<size_t>(size)) {
    response.set_next_page_token(EncodePageToken(scope, Segment(heads[size - 1].name(), 3)));
  }
  return response;
}

absl::StatusOr<v1::UpdateQuizResponse> Authoring::UpdateQuiz(const Caller& caller,
                                                             const v1::UpdateQuizRequest& request) {
  if (request.quiz().name().empty()) return InvalidField("quiz.name", "must name the quiz to change");
  const absl::Time now = clock_.Now();
  return OnceOrCheck<v1::UpdateQuizResponse>(
      database_, caller, request, now, [&](sql::Transaction& t) -> absl::StatusOr<v1::UpdateQuizResponse> {
        ASSIGN_OR_RETURN(StoredQuiz stored, LoadNamed(t, request.quiz().name()));
        RETURN_IF_ERROR(CheckAlive(stored.quiz));
        RETURN_IF_ERROR(CheckEtag(stored.quiz, request.quiz().etag()));
        RETURN_IF_ERROR(ApplyMask(request.quiz(), request.update_mask(), stored.quiz));
        Complete(stored.quiz);
        RETURN_IF_ERROR(ValidateQuiz(stored.quiz));
        stored.quiz.set_revision(stored.quiz.revision() + 1);
        Touch(stored, now);
        RETURN_IF_ERROR(ReplaceQuiz(t, caller.tenant, stored));
        v1::UpdateQuizResponse response;
        *response.mutable_quiz() = std::move(stored.quiz);
        return response;
      });
}

absl::StatusOr<v1::DeleteQuizResponse> Authoring::DeleteQuiz(const Caller& caller,
                                                             const v1::DeleteQuizRequest& request) {
  const absl::Time now = clock_.Now();
  Pointer pointer;
  ASSIGN_OR_RETURN(auto response,
                   sql::Once<v1::DeleteQuizResponse>(
                       database_, caller, request, now,
                       [&](sql::Transaction& t) -> absl::StatusOr<v1::DeleteQuizResponse> {
                         ASSIGN_OR_RETURN(StoredQuiz stored, LoadNamed(t, request.name()));
                         RETURN_IF_ERROR(CheckEtag(stored.quiz, request.etag()));
                         if (stored.quiz.state() != v1::Quiz::STATE_DELETED) {
                           stored.quiz.set_state(v1::Quiz::STATE_DELETED);
                           Touch(stored, now);
                           RETURN_IF_ERROR(ReplaceQuiz(t, caller.tenant, stored));
                         }
                         pointer = {stored.version, 0};
                         v1::DeleteQuizResponse answer;
                         *answer.mutable_quiz() = std::move(stored.quiz);
                         return answer;
                       }));
  if (pointer.version > 0) pointers_.Published(request.name(), pointer);
  return response;
}

absl::StatusOr<v1::PublishQuizResponse> Authoring::PublishQuiz(const Caller& caller,
                                                               const v1::PublishQuizRequest& request) {
  const absl::Time now = clock_.Now();
  const uint64_t paper_seed = FreshSeed();
  Pointer pointer;
  const auto publish = [&](sql::Transaction& t) -> absl::StatusOr<v1::PublishQuizResponse> {
    ASSIGN_OR_RETURN(StoredQuiz stored, LoadNamed(t, request.name()));
    v1::Quiz& quiz = stored.quiz;
    RETURN_IF_ERROR(CheckAlive(quiz));
    RETURN_IF_ERROR(CheckEtag(quiz, request.etag()));
    RETURN_IF_ERROR(MayPublish(quiz));
    if (quiz.published_revision() != quiz.revision()) {
      quiz.set_state(v1::Quiz::STATE_PUBLISHED);
      quiz.set_published_revision(quiz.revision());
      *quiz.mutable_publish_time() = ToProto(now);
      Touch(stored, now);
      RETURN_IF_ERROR(InsertRevision(t, caller.tenant, MakeRevision(quiz, paper_seed, caller.user)));
      RETURN_IF_ERROR(ReplaceQuiz(t, caller.tenant, stored));
    }
    pointer = {stored.version, quiz.published_revision()};
    v1::PublishQuizResponse response;
    *response.mutable_quiz() = std::move(quiz);
    return response;
  };
  ASSIGN_OR_RETURN(auto response,
                   OnceOrCheck<v1::PublishQuizResponse>(database_, caller, request, now, publish));
  if (!request.validate_only() && pointer.version > 0) pointers_.Published(request.name(), pointer);
  return response;
}

absl::StatusOr<v1::ListQuizRevisionsResponse> Authoring::ListQuizRevisions(
    const Caller& caller, const v1::ListQuizRevisionsRequest& request) {
  const std::string scope = absl::StrCat("ListQuizRevisions ", request.parent());
  ASSIGN_OR_RETURN(const int size, PageSize(request.page_size()));
  ASSIGN_OR_RETURN(const std::string cursor, DecodePageToken(scope, request.page_token()));
  int64_t before = std::numeric_limits<int64_t>::max();
  if (!cursor.empty() && !absl::SimpleAtoi(cursor, &before)) {
    return InvalidField("page_token", "must be from this list");
  }
  std::vector<v1::QuizRevision> found;
  RETURN_IF_ERROR(database_.Read([&](sql::Transaction& t) -> absl::Status {
    RETURN_IF_ERROR(LoadPointer(t, caller.tenant, Segment(request.parent(), 3)).status());
    ASSIGN_OR_RETURN(found, ListRevisions(t, caller.tenant, Segment(request.parent(), 3), before, size + 1));
    return absl::OkStatus();
  }));
  v1::ListQuizRevisionsResponse response;
  for (size_t i = 0; i < found.size() && i < static_cast<size_t>(size); ++i) *response.add_revisions() = found[i];
  if (found.size() > static_cast<size_t>(size)) {
    response.set_next_page_token(EncodePageToken(scope, absl::StrCat(found[size - 1].revision())));
  }
  return response;
}

absl::StatusOr<v1::GetQuizRevisionResponse> Authoring::GetQuizRevision(const Caller& caller,
                                                                       const v1::GetQuizRevisionRequest& request) {
  int64_t number = 0;
  if (!absl::SimpleAtoi(Segment(request.name(), 5), &number)) return NotFound(request.name());
  v1::GetQuizRevisionResponse response;
  RETURN_IF_ERROR(database_.Read([&](sql::Transaction& t) -> absl::Status {
    ASSIGN_OR_RETURN(Revision revision, LoadRevision(t, caller.tenant, Segment(request.name(), 3), number));
    *response.mutable_quiz() = std::move(revision.quiz);
    return absl::OkStatus();
  }));
  return response;
}

absl::StatusOr<v1::DeriveQuizResponse> Authoring::DeriveQuiz(const Caller& caller,
                                                             const v1::DeriveQuizRequest& request) {
  if (request.max_items() < 0 || request.max_items() > limits::kMaxItems) {
    return InvalidField("max_items", absl::StrCat("must be 0 to ", limits::kMaxItems));
  }
  ASSIGN_OR_RETURN(const content::v1::Explanation explanation, content_.Published(caller, request.explanation()));
  DeriveOptions options;
  for (const int origin : request.origins()) {
    if (origin == v1::DeriveQuizRequest::ORIGIN_UNSPECIFIED) return InvalidField("origins", "must be specified ones");
    options.origins.insert(static_cast<v1::DeriveQuizRequest::Origin>(origin));
  }
  options.max_items = request.max_items() == 0 ? limits::kDefaultDerivedItems : request.max_items();
  options.seed = static_cast<uint64_t>(request.seed());
  v1::Quiz quiz;
  for (v1::Item& item : DeriveItems(explanation, options)) *quiz.add_items() = std::move(item);
  if (quiz.items().empty()) {
    return Error(absl::StatusCode::kFailedPrecondition, "NOTHING_TO_ASK",
                 absl::StrCat("nothing in ", request.explanation(), " can be asked"));
  }
  quiz.set_title(request.title().empty() ? explanation.title() : request.title());
  quiz.set_language(explanation.language());
  *quiz.mutable_topic_path() = explanation.topic_path();
  quiz.mutable_source()->set_explanation(explanation.name());
  quiz.mutable_source()->set_revision(explanation.revision());
  quiz.mutable_policy()->set_review_after_finish(true);
  if (request.has_policy()) *quiz.mutable_policy() = request.policy();
  ASSIGN_OR_RETURN(const StoredQuiz stored, NewDraft(caller, std::move(quiz), request.quiz_id(), clock_.Now()));
  return Store<v1::DeriveQuizResponse>(caller, request, stored);
}

}  // namespace lyceum::quiz
