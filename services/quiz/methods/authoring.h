// QuizAuthoringService: writing, publishing and deriving quizzes.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/base/caller.h"
#include "common/base/clock.h"
#include "common/sql/database.h"
#include "lyceum/quiz/v1/quiz_authoring_service.pb.h"
#include "services/quiz/methods/content.h"
#include "services/quiz/methods/pointers.h"
#include "services/quiz/store/quizzes.h"

namespace lyceum::quiz {

class Authoring {
 public:
  Authoring(sql::Database& database, Clock& clock, Pointers& pointers, ContentReader& content)
      : database_(database), clock_(clock), pointers_(pointers), content_(content) {}

  absl::StatusOr<v1::CreateQuizResponse> CreateQuiz(const Caller&, const v1::CreateQuizRequest&);
  absl::StatusOr<v1::GetAuthoredQuizResponse> GetAuthoredQuiz(const Caller&, const v1::GetAuthoredQuizRequest&);
  absl::StatusOr<v1::ListAuthoredQuizzesResponse> ListAuthoredQuizzes(const Caller&,
                                                                      const v1::ListAuthoredQuizzesRequest&);
  absl::StatusOr<v1::UpdateQuizResponse> UpdateQuiz(const Caller&, const v1::UpdateQuizRequest&);
  absl::StatusOr<v1::DeleteQuizResponse> DeleteQuiz(const Caller&, const v1::DeleteQuizRequest&);
  absl::StatusOr<v1::PublishQuizResponse> PublishQuiz(const Caller&, const v1::PublishQuizRequest&);
  absl::StatusOr<v1::ListQuizRevisionsResponse> ListQuizRevisions(const Caller&, const v1::ListQuizRevisionsRequest&);
  absl::StatusOr<v1::GetQuizRevisionResponse> GetQuizRevision(const Caller&, const v1::GetQuizRevisionRequest&);
  absl::StatusOr<v1::DeriveQuizResponse> DeriveQuiz(const Caller&, const v1::DeriveQuizRequest&);

 private:
  // Stores it once, or, with validate_only, only sees whether it could be.
  template <class Response, class Request>
  absl::StatusOr<Response> Store(const Caller& caller, const Request& request, const StoredQuiz& stored);

  sql::Database& database_;
  Clock& clock_;
  Pointers& pointers_;
  ContentReader& content_;
};

}  // namespace lyceum::quiz
