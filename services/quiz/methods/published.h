// Published revisions, parsed once and kept in memory: they never change.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/sql/database.h"
#include "services/quiz/limits.h"
#include "services/quiz/methods/recent.h"
#include "services/quiz/store/quizzes.h"

namespace lyceum::quiz {

struct PublishedQuiz {
  Revision revision;
  absl::flat_hash_map<std::string, int> item_index;  // place in the revision, by id

  const v1::Quiz& quiz() const { return revision.quiz; }
  const v1::QuizPolicy& policy() const { return revision.quiz.policy(); }
  // -1 if there is no such item.
  int IndexOf(absl::string_view item) const;
};

class PublishedQuizzes {
 public:
  explicit PublishedQuizzes(sql::Database& database) : database_(database), recent_(limits::kMaxCachedRevisions) {}

  // From memory or the database. NOT_FOUND if there is no such revision. Do not
  // call inside a transaction.
  absl::StatusOr<std::shared_ptr<const PublishedQuiz>> Get(absl::string_view tenant, absl::string_view quiz,
                                                           int64_t revision);

  // From memory only; null if it is not there. Does not block.
  std::shared_ptr<const PublishedQuiz> Known(absl::string_view tenant, absl::string_view quiz, int64_t revision);

 private:
  sql::Database& database_;
  Recent<PublishedQuiz> recent_;
};

}  // namespace lyceum::quiz
