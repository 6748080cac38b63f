#include "services/quiz/methods/published.h"

#include <utility>

#include "common/base/status.h"
#include "services/quiz/keys.h"

namespace lyceum::quiz {

int PublishedQuiz::IndexOf(absl::string_view item) const {
  const auto found = item_index.find(item);
  return found == item_index.end() ? -1 : found->second;
}

std::shared_ptr<const PublishedQuiz> PublishedQuizzes::Known(absl::string_view tenant, absl::string_view quiz,
                                                             int64_t revision) {
  return recent_.Find(PaperKey(tenant, quiz, revision));
}

absl::StatusOr<std::shared_ptr<const PublishedQuiz>> PublishedQuizzes::Get(absl::string_view tenant,
                                                                           absl::string_view quiz, int64_t revision) {
  std::string key = PaperKey(tenant, quiz, revision);
  if (auto found = recent_.Find(key)) return found;
  auto loaded = std::make_shared<PublishedQuiz>();
  RETURN_IF_ERROR(database_.Read([&](sql::Transaction& t) -> absl::Status {
    ASSIGN_OR_RETURN(loaded->revision, LoadRevision(t, tenant, quiz, revision));
    return absl::OkStatus();
  }));
  for (int i = 0; i < loaded->quiz().items_size(); ++i) loaded->item_index[loaded->quiz().items(i).id()] = i;
  std::shared_ptr<const PublishedQuiz> kept = std::move(loaded);
  recent_.Put(std::move(key), kept);
  return kept;
}

}  // namespace lyceum::quiz
