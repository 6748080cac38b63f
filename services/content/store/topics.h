// The subject tree in the database.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/sql/database.h"
#include "lyceum/content/v1/topic.pb.h"

namespace lyceum::content::store {

struct TopicRow {
  std::string tenant;
  // "history/cold-war/".
  std::string path;
  std::string title, description;
  int64_t version = 1;
  absl::Time create_time, update_time;

  std::string Name() const;
  std::string Etag() const;
  v1::Topic ToMessage() const;
};

// NOT_FOUND, naming the topic.
absl::StatusOr<TopicRow> FindTopic(sql::Transaction& t, absl::string_view tenant, absl::string_view path);

// By path: those that begin with `under` and come after `after`.
absl::StatusOr<std::vector<TopicRow>> ListTopics(sql::Transaction& t, absl::string_view tenant,
                                                 absl::string_view under, absl::string_view after, int64_t limit);

// ALREADY_EXISTS if the path has one.
absl::Status InsertTopic(sql::Transaction& t, const TopicRow& row);
absl::Status UpdateTopic(sql::Transaction& t, const TopicRow& row);
absl::Status DeleteTopic(sql::Transaction& t, const TopicRow& row);
absl::StatusOr<int64_t> CountTopics(sql::Transaction& t, absl::string_view tenant);

// Published explanations whose topic begins with the path.
absl::StatusOr<int64_t> CountExplanations(sql::Transaction& t, absl::string_view tenant, absl::string_view path);

}  // namespace lyceum::content::store
