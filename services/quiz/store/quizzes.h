// Where quizzes are kept: drafts that change, and published revisions that do
// not. Functions run inside the caller's transaction.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/sql/database.h"
#include "lyceum/quiz/v1/paper.pb.h"
#include "lyceum/quiz/v1/quiz.pb.h"

namespace lyceum::quiz {

struct StoredQuiz {
  v1::Quiz quiz;
  // Grows by one with every change of the row.
  int64_t version = 0;
};

// What learners get: the revision, or 0 for none (never published or deleted).
struct Pointer {
  int64_t version = 0;
  int64_t revision = 0;
};

struct Revision {
  v1::Quiz quiz;
  v1::Paper paper;
  v1::QuizRevision about;
  uint64_t paper_seed = 0;
};

// ALREADY_EXISTS if the name is taken, be it by a deleted quiz.
absl::Status InsertQuiz(sql::Transaction& t, absl::string_view tenant, const StoredQuiz& stored);
// NOT_FOUND.
absl::StatusOr<StoredQuiz> LoadQuiz(sql::Transaction& t, absl::string_view tenant, absl::string_view quiz);
absl::Status ReplaceQuiz(sql::Transaction& t, absl::string_view tenant, const StoredQuiz& stored);
// Without items, by name, those after `after`.
absl::StatusOr<std::vector<v1::Quiz>> ListHeads(sql::Transaction& t, absl::string_view tenant, bool show_deleted,
                                                absl::string_view after, int limit);

// NOT_FOUND if there is no such quiz at all.
absl::StatusOr<Pointer> LoadPointer(sql::Transaction& t, absl::string_view tenant, absl::string_view quiz);

struct PublishedFilter {
  google::protobuf::RepeatedPtrField<std::string> topic_path;  // a prefix; empty: all
  std::string explanation;                                     // empty: all
};
// What learners may see, by name, those after `after`.
absl::StatusOr<std::vector<v1::PaperSummary>> ListPublished(sql::Transaction& t, absl::string_view tenant,
                                                            const PublishedFilter& filter, absl::string_view after,
                                                            int limit);

// The revision that `quiz`, just published, becomes.
Revision MakeRevision(const v1::Quiz& quiz, uint64_t paper_seed, absl::string_view publisher);

absl::Status InsertRevision(sql::Transaction& t, absl::string_view tenant, const Revision& revision);
// NOT_FOUND.
absl::StatusOr<Revision> LoadRevision(sql::Transaction& t, absl::string_view tenant, absl::string_view quiz,
                                      int64_t revision);
// The paper's bytes as stored. NOT_FOUND.
absl::StatusOr<std::string> LoadPaper(sql::Transaction& t, absl::string_view tenant, absl::string_view quiz,
                                      int64_t revision);
// Newest first, those below `before`.
absl::StatusOr<std::vector<v1::QuizRevision>> ListRevisions(sql::Transaction& t, absl::string_view tenant,
                                                            absl::string_view quiz, int64_t before, int limit);

// tenants/{tenant}/quizzes/{quiz}
std::string QuizName(absl::string_view tenant, absl::string_view quiz);

}  // namespace lyceum::quiz
