// The method of lyceum.content.v1.SearchService.
#pragma once

#include "absl/status/statusor.h"
#include "common/base/caller.h"
#include "common/sql/database.h"
#include "lyceum/content/v1/search_service.pb.h"

namespace lyceum::content {

class Search {
 public:
  explicit Search(sql::Database& database) : database_(database) {}

  absl::StatusOr<v1::SearchExplanationsResponse> SearchExplanations(const Caller&,
                                                                    const v1::SearchExplanationsRequest&);

 private:
  sql::Database& database_;
};

}  // namespace lyceum::content
