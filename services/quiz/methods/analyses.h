// AnalysisService: what the answers say about the questions.
//
// The first look at a revision reads all attempts that are over; the sums stay in this process, and later looks read
// what has come since. Everything is read in short transactions of their own, which no writer waits for.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "common/base/caller.h"
#include "common/base/clock.h"
#include "common/sql/database.h"
#include "lyceum/quiz/v1/analysis_service.pb.h"
#include "services/quiz/limits.h"
#include "services/quiz/methods/pointers.h"
#include "services/quiz/methods/published.h"
#include "services/quiz/methods/recent.h"
#include "services/quiz/store/outcomes.h"

namespace lyceum::quiz {

class Analyses {
 public:
  Analyses(sql::Database& database, Clock& clock, Pointers& pointers, PublishedQuizzes& published)
      : database_(database), clock_(clock), pointers_(pointers), published_(published) {}

  absl::StatusOr<v1::GetItemAnalysisResponse> GetItemAnalysis(const Caller&, const v1::GetItemAnalysisRequest&);

 private:
  struct Running;  // the sums of one revision and sample
  std::shared_ptr<Running> Of(const std::string& key);
  // Takes in what has come since.
  absl::Status CatchUp(const PublishedQuiz& published, const std::string& tenant, bool first_only, Running& running);
  absl::StatusOr<std::vector<AttemptOver>> ListOver(const PublishedQuiz& published, const std::string& tenant,
                                                    bool first_only);
  absl::Status TakeIn(const PublishedQuiz& published, const std::string& tenant,
                      absl::Span<const AttemptOver> attempts, Running& running);

  sql::Database& database_;
  Clock& clock_;
  Pointers& pointers_;
  PublishedQuizzes& published_;
  Recent<std::shared_ptr<Running>> recent_{limits::kMaxCachedAnalyses};
};

}  // namespace lyceum::quiz
