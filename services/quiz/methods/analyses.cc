#include "services/quiz/methods/analyses.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/base/status.h"
#include "services/quiz/keys.h"
#include "services/quiz/logic/grade.h"
#include "services/quiz/methods/times.h"
#include "services/quiz/statistics/analysis.h"
#include "services/quiz/statistics/answers.h"
#include "services/quiz/statistics/excerpt.h"
#include "services/quiz/statistics/guess.h"

namespace lyceum::quiz {
namespace {

// The items that are graded, by their places in the revision, and the sums over their marks.
struct Sums {
  explicit Sums(const PublishedQuiz& published) : analysis(MaxMarks(published)) {
    for (int i = 0; i < published.quiz().items_size(); ++i) {
      const v1::Item& item = published.quiz().items(i);
      if (!IsGraded(item.kind_case())) continue;
      slots[i] = static_cast<int>(items.size());
      items.push_back(i);
      answers.emplace_back(item, published.revision.paper_seed);
    }
  }
  static std::vector<int64_t> MaxMarks(const PublishedQuiz& published) {
    std::vector<int64_t> points;
    for (const v1::Item& item : published.quiz().items()) {
      if (IsGraded(item.kind_case())) points.push_back(item.points());
    }
    return points;
  }

  Analysis analysis;
  std::vector<int> items;
  absl::flat_hash_map<int64_t, int> slots;  // by place in the revision
  std::vector<AnswerTable> answers;
  absl::flat_hash_map<std::string, int64_t> seen;  // attempts and their scores
};

// An attempt on its way into the sums.
struct Outcome {
  std::vector<int64_t> marks;
  std::vector<std::optional<v1::Response>> responses;
};

// Read in one transaction.
constexpr size_t kAttemptsTogether = 64;
constexpr int kAttemptsListed = 5'000;

}  // namespace

struct Analyses::Running {
  absl::Mutex mutex;
  std::unique_ptr<Sums> sums ABSL_GUARDED_BY(mutex);
};

std::shared_ptr<Analyses::Running> Analyses::Of(const std::string& key) {
  if (const auto found = recent_.Find(key)) return *found;
  recent_.Put(key, std::make_shared<const std::shared_ptr<Running>>(std::make_shared<Running>()));
  const auto kept = recent_.Find(key);  // that of whoever came first
  return kept ? *kept : std::make_shared<Running>();
}

absl::StatusOr<std::vector<AttemptOver>> Analyses::ListOver(const PublishedQuiz& published, const std::string& tenant,
                                                            bool first_only) {
  const std::string quiz(Segment(published.quiz().name(), 3));
  const int64_t revision = published.quiz().revision();
  std::vector<AttemptOver> all, page;
  do {
    const std::string after = all.empty() ? "" : all.back().id;
    RETURN_IF_ERROR(database_.Read([&](sql::Transaction& t) -> absl::Status {
      ASSIGN_OR_RETURN(page, ListAttemptsOver(t, tenant, quiz, revision, first_only, after, kAttemptsListed));
      return absl::OkStatus();
    }));
    all.insert(all.end(), page.begin(), page.end());
    if (all.size() > limits::kMaxAnalysedAttempts) {
      return Error(absl::StatusCode::kFailedPrecondition, "TOO_MANY_ATTEMPTS",
                   absl::StrCat(published.quiz().name(), " has more than ", limits::kMaxAnalysedAttempts,
                                " attempts at revision ", revision, " (kMaxAnalysedAttempts)"));
    }
  } while (page.size() == kAttemptsListed);
  return all;
}

absl::Status Analyses::TakeIn(const PublishedQuiz& published, const std::string& tenant,
                              absl::Span<const AttemptOver> attempts, Running& running) {
  Sums& sums = *running.sums;
  absl::flat_hash_map<std::string, Outcome> outcomes;
  bool damaged = false;
  RETURN_IF_ERROR(database_.Read([&](sql::Transaction& t) {
    outcomes.clear();
    for (const AttemptOver& attempt : attempts) {
      outcomes[attempt.id] = {std::vector<int64_t>(sums.items.size()),
                              std::vector<std::optional<v1::Response>>(sums.items.size())};
    }
    return ReadAnswers(t, tenant, attempts, [&](const GradedAnswer& answer) {
      const auto slot = sums.slots.find(answer.item);
      if (slot == sums.slots.end()) return;
      Outcome& outcome = outcomes.at(answer.attempt);
      outcome.marks[slot->second] = answer.mark;
      v1::Response& response = outcome.responses[slot->second].emplace();
      damaged |= !response.ParseFromArray(answer.response.data(), static_cast<int>(answer.response.size()));
    });
  }));
  if (damaged) return absl::DataLossError("damaged response");
  for (const AttemptOver& attempt : attempts) {
    const Outcome& outcome = outcomes.at(attempt.id);
    sums.analysis.Add(outcome.marks, attempt.score);
    for (size_t slot = 0; slot < sums.items.size(); ++slot) {
      const auto& response = outcome.responses[slot];
      sums.answers[slot].Add(published.quiz().items(sums.items[slot]), published.revision.paper_seed,
                             response ? &*response : nullptr, attempt.score);
    }
    sums.seen[attempt.id] = attempt.score;
  }
  return absl::OkStatus();
}

absl::Status Analyses::CatchUp(const PublishedQuiz& published, const std::string& tenant, bool first_only,
                               Running& running) {
  ASSIGN_OR_RETURN(std::vector<AttemptOver> over, ListOver(published, tenant, first_only));
  if (!running.sums) running.sums = std::make_unique<Sums>(published);
  const auto is_known = [&](const AttemptOver& attempt) {
    const auto seen = running.sums->seen.find(attempt.id);
    return seen != running.sums->seen.end() && seen->second == attempt.score;
  };
  const size_t known = std::count_if(over.begin(), over.end(), is_known);
  if (known < running.sums->seen.size()) {
    // Some have another score, for a person graded them, or are gone with a backup that was restored.
    running.sums = std::make_unique<Sums>(published);
  }
  over.erase(std::remove_if(over.begin(), over.end(), is_known), over.end());
  for (size_t at = 0; at < over.size(); at += kAttemptsTogether) {
    const size_t together = std::min(kAttemptsTogether, over.size() - at);
    RETURN_IF_ERROR(TakeIn(published, tenant, absl::MakeConstSpan(over).subspan(at, together), running));
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::GetItemAnalysisResponse> Analyses::GetItemAnalysis(const Caller& caller,
                                                                      const v1::GetItemAnalysisRequest& request) {
  if (request.revision() < 0) return InvalidField("revision", "must be 0 or more");
  if (!v1::QuizAnalysis::Sample_IsValid(request.sample())) {
    return InvalidField("sample", "must be SAMPLE_FIRST or SAMPLE_ALL");
  }
  int64_t revision = request.revision();
  if (revision == 0) {
    ASSIGN_OR_RETURN(const auto pointer, pointers_.Get(request.name()));
    revision = pointer->pointer.revision;
  }
  ASSIGN_OR_RETURN(const auto published, published_.Get(caller.tenant, Segment(request.name(), 3), revision));
  const bool first_only = request.sample() != v1::QuizAnalysis::SAMPLE_ALL;
  const absl::Time now = clock_.Now();
  const auto running =
      Of(absl::StrCat(PaperKey(caller.tenant, Segment(request.name(), 3), revision), first_only ? "/first" : "/all"));

  absl::MutexLock lock(&running->mutex);
  RETURN_IF_ERROR(CatchUp(*published, caller.tenant, first_only, *running));
  v1::GetItemAnalysisResponse response;
  v1::QuizAnalysis& analysis = *response.mutable_analysis();
  analysis = running->sums->analysis.Calculate();
  analysis.set_quiz(request.name());
  analysis.set_revision(revision);
  analysis.set_title(published->quiz().title());
  analysis.set_sample(first_only ? v1::QuizAnalysis::SAMPLE_FIRST : v1::QuizAnalysis::SAMPLE_ALL);
  *analysis.mutable_read_time() = ToProto(now);
  for (int slot = 0; slot < analysis.items_size(); ++slot) {
    const v1::Item& item = published->quiz().items(running->sums->items[slot]);
    v1::ItemStatistics& statistics = *analysis.mutable_items(slot);
    statistics.set_item(item.id());
    statistics.set_prompt(Excerpt(item.prompt(), limits::kMaxStatisticsPromptChars));
    if (const auto guess = RandomGuess(item)) statistics.set_random_guess(*guess);
    running->sums->answers[slot].Describe(statistics);
  }
  return response;
}

}  // namespace lyceum::quiz
