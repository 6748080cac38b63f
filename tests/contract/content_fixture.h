// The content service's methods on a fresh database of each engine, without a server.
#pragma once

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/clock.h"
#include "common/ops/operations.h"
#include "common/sql/once.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/content/methods/annotations.h"
#include "services/content/methods/explanations.h"
#include "services/content/methods/flashcards.h"
#include "services/content/methods/library.h"
#include "services/content/methods/search.h"
#include "services/content/methods/topics.h"
#include "services/content/store/schema.h"
#include "tests/support/engines.h"

namespace lyceum::content {

inline Caller MakeCaller(absl::string_view tenant, absl::string_view user, api::v1::Role role) {
  Caller caller;
  caller.tenant = std::string(tenant);
  caller.user = std::string(user);
  caller.roles.Add(role);
  return caller;
}

class ContentTest : public testing::TestWithParam<tests::Engine> {
 protected:
  ContentTest() : database_(GetParam().fresh()) {
    EXPECT_TRUE(sql::MigrateOnce(*database_).ok());
    EXPECT_TRUE(ops::Operations::Migrate(*database_).ok());
    const absl::Status migrated = MigrateContent(*database_);
    EXPECT_TRUE(migrated.ok()) << migrated;
  }

  // "tenants/acme/explanations/ID".
  static std::string Name(absl::string_view id) { return absl::StrCat("tenants/acme/explanations/", id); }

  static v1::Explanation Text(absl::string_view title, absl::string_view markdown, absl::string_view language = "en") {
    v1::Explanation explanation;
    explanation.set_title(std::string(title));
    explanation.set_language(std::string(language));
    explanation.add_topic_path("history");
    explanation.add_topic_path("cold-war");
    v1::Section& section = *explanation.add_sections();
    section.set_id("intro");
    section.mutable_rich_text()->set_markdown(std::string(markdown));
    return explanation;
  }

  v1::CreateExplanationRequest CreateRequest(const v1::Explanation& text, absl::string_view id,
                                             absl::string_view tenant = "acme") {
    v1::CreateExplanationRequest request;
    request.set_parent(absl::StrCat("tenants/", tenant));
    request.set_explanation_id(std::string(id));
    *request.mutable_explanation() = text;
    return request;
  }

  v1::Explanation Create(const v1::Explanation& text, absl::string_view id) {
    const auto response = explanations_.CreateExplanation(author_, CreateRequest(text, id));
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? response->explanation() : v1::Explanation();
  }

  absl::StatusOr<v1::PublishExplanationResponse> TryPublish(const std::string& name, const std::string& etag = "") {
    v1::PublishExplanationRequest request;
    request.set_name(name);
    request.set_etag(etag);
    return explanations_.PublishExplanation(author_, request);
  }

  v1::Explanation Publish(const std::string& name) {
    const auto response = TryPublish(name);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? response->explanation() : v1::Explanation();
  }

  v1::Explanation CreatePublished(const v1::Explanation& text, absl::string_view id) {
    return Publish(Create(text, id).name());
  }

  absl::StatusOr<v1::UpdateExplanationResponse> TryUpdate(const std::string& name, const v1::Explanation& text,
                                                          std::vector<std::string> paths) {
    v1::UpdateExplanationRequest request;
    request.set_name(name);
    *request.mutable_explanation() = text;
    for (std::string& path : paths) request.mutable_update_mask()->add_paths(std::move(path));
    return explanations_.UpdateExplanation(author_, request);
  }

  absl::StatusOr<v1::Explanation> Get(
      const Caller& caller, const std::string& name,
      v1::GetExplanationRequest::View view = v1::GetExplanationRequest::VIEW_PUBLISHED) {
    v1::GetExplanationRequest request;
    request.set_name(name);
    request.set_view(view);
    const auto response = explanations_.GetExplanation(caller, request);
    if (!response.ok()) return response.status();
    return response->explanation();
  }

  absl::StatusOr<v1::SearchExplanationsResponse> Find(absl::string_view query, absl::string_view tenant = "acme",
                                                      absl::string_view filter = "", absl::string_view language = "") {
    v1::SearchExplanationsRequest request;
    request.set_parent(absl::StrCat("tenants/", tenant));
    request.set_query(std::string(query));
    request.set_filter(std::string(filter));
    request.set_language(std::string(language));
    return search_.SearchExplanations(learner_, request);
  }

  int64_t CountRows(absl::string_view table) {
    int64_t count = 0;
    EXPECT_TRUE(database_
                    ->Read([&](sql::Transaction& t) {
                      return t
                          .Run(absl::StrCat("SELECT COUNT(*) FROM ", table), {},
                               [&](const sql::Row& row) { count = row.Int(0); })
                          .status();
                    })
                    .ok());
    return count;
  }

  std::unique_ptr<sql::Database> database_;
  FakeClock clock_{absl::FromUnixSeconds(1'700'000'000)};
  Revisions revisions_{*database_, nullptr};
  Explanations explanations_{*database_, clock_, revisions_};
  Flashcards flashcards_{*database_, clock_};
  Search search_{*database_};
  Annotations annotations_{*database_, clock_, revisions_};
  Library library_{*database_, clock_};
  Topics topics_{*database_, clock_};
  const Caller author_ = MakeCaller("acme", "ann", api::v1::ROLE_AUTHOR);
  const Caller learner_ = MakeCaller("acme", "lea", api::v1::ROLE_LEARNER);
  const Caller teacher_ = MakeCaller("acme", "tom", api::v1::ROLE_TEACHER);
};

}  // namespace lyceum::content
