// QuizService: published quizzes for learners, from memory wherever possible.
#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/caller.h"
#include "common/redis/cache.h"
#include "common/sql/database.h"
#include "lyceum/quiz/v1/quiz_service.pb.h"
#include "services/quiz/methods/pointers.h"

namespace lyceum::quiz {

class Quizzes {
 public:
  Quizzes(sql::Database& database, redis::Cache& cache, Pointers& pointers)
      : database_(database), cache_(cache), pointers_(pointers) {}

  absl::StatusOr<v1::GetQuizResponse> GetQuiz(const Caller& caller, const v1::GetQuizRequest& request);
  absl::StatusOr<v1::ListQuizzesResponse> ListQuizzes(const Caller& caller, const v1::ListQuizzesRequest& request);

  // The bytes of GetQuiz's answer if they are in this process's memory, else
  // null. `request` is the unparsed request. Does not block.
  redis::Bytes CachedQuiz(const Caller& caller, absl::string_view request);

 private:
  absl::StatusOr<redis::Bytes> Load(absl::string_view tenant, absl::string_view quiz, const PublishedPointer& pointer);

  sql::Database& database_;
  redis::Cache& cache_;
  Pointers& pointers_;
};

}  // namespace lyceum::quiz
