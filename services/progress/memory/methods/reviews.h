// ReviewService: studying by spaced repetition.
//
// RecordReviews is hot: calls that come together share one transaction, which
// looks up their cards, appends their lines and stores the cards again. The ids of
// the lines make it exactly-once; it needs no table of request ids.
#pragma once

#include <map>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "common/base/caller.h"
#include "common/base/clock.h"
#include "common/rpc/reply.h"
#include "common/sql/batcher.h"
#include "common/sql/database.h"
#include "lyceum/progress/v1/review_service.pb.h"
#include "services/progress/memory/store/cards.h"

namespace lyceum::progress::memory {

class Reviews {
 public:
  Reviews(sql::Database& database, Clock& clock);

  absl::StatusOr<v1::PutCardsResponse> PutCards(const Caller& caller, const v1::PutCardsRequest& request);
  absl::StatusOr<v1::GetCardResponse> GetCard(const Caller& caller, const v1::GetCardRequest& request);
  absl::StatusOr<v1::ListCardsResponse> ListCards(const Caller& caller, const v1::ListCardsRequest& request);
  void RecordReviews(const Caller& caller, const v1::RecordReviewsRequest& request,
                     rpc::Reply<v1::RecordReviewsResponse> reply);
  absl::StatusOr<v1::ListReviewsResponse> ListReviews(const Caller& caller, const v1::ListReviewsRequest& request);
  absl::StatusOr<v1::PreviewIntervalsResponse> PreviewIntervals(const Caller& caller,
                                                                const v1::PreviewIntervalsRequest& request);
  absl::StatusOr<v1::GetQueueResponse> GetQueue(const Caller& caller, const v1::GetQueueRequest& request);
  absl::StatusOr<v1::RebuildCardsResponse> RebuildCards(const Caller& caller, const v1::RebuildCardsRequest& request);

 private:
  // One call of RecordReviews.
  struct Recording {
    v1::RecordReviewsRequest request;
    absl::StatusOr<v1::RecordReviewsResponse> response;
  };

  absl::Status WriteTogether(absl::Span<Recording* const> recordings);
  absl::Status WriteTenant(sql::Transaction& t, absl::string_view tenant, absl::Span<Recording* const> recordings,
                           absl::Time now);

  sql::Database& database_;
  Clock& clock_;
  sql::Batcher<Recording> writer_;  // last: its threads use the rest
};

}  // namespace lyceum::progress::memory
