#include "services/content/methods/filter.h"

#include "gtest/gtest.h"

namespace lyceum::content {
namespace {

TEST(ParseFilter, ReadsEveryComparison) {
  const absl::StatusOr<Filter> filter =
      ParseFilter("topic = \"history/cold-war\" AND language=en AND state = \"DRAFT\"", true);
  ASSERT_TRUE(filter.ok()) << filter.status();
  EXPECT_EQ(filter->topic, "history/cold-war/");
  EXPECT_EQ(filter->language, "en");
  EXPECT_EQ(filter->state, v1::Explanation::STATE_DRAFT);
  EXPECT_TRUE(ParseFilter("  ", true)->topic.empty());
}

TEST(ParseFilter, RefusesWhatItCannotRead) {
  for (const char* text :
       {"topic", "topic =", "topic = \"a", "topic = \"a\\", "topic = a OR language = en", "topic = a language = en",
        "topic = A", "topic = a//b", "language = \"x!\"", "state = GONE", "state = UNSPECIFIED", "title = a", "= a",
        "topic = a AND", "topic = a AND topic = b", "topic = a'; DROP TABLE drafts"}) {
    EXPECT_EQ(ParseFilter(text, true).status().code(), absl::StatusCode::kInvalidArgument) << text;
  }
  EXPECT_FALSE(ParseFilter("state = DRAFT", false).ok());
  EXPECT_FALSE(ParseFilter(std::string(2000, ' '), true).ok());
}

TEST(ParseOrder, KnowsFourOrders) {
  using Order = store::ListingQuery::Order;
  EXPECT_EQ(*ParseOrder(""), Order::kNewest);
  EXPECT_EQ(*ParseOrder("title desc"), Order::kTitleDescending);
  EXPECT_FALSE(ParseOrder("id").ok());
  EXPECT_FALSE(ParseOrder("title; DROP TABLE drafts").ok());
}

}  // namespace
}  // namespace lyceum::content
