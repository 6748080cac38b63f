#include "common/base/page.h"

#include <gtest/gtest.h>

namespace lyceum {
namespace {

TEST(PageToken, ComesBackInItsOwnListing) {
  const std::string cursor("a\0b\xff", 4);
  EXPECT_EQ(*DecodePageToken("acme|list", EncodePageToken("acme|list", cursor)), cursor);
  EXPECT_EQ(*DecodePageToken("acme|list", ""), "");
}

TEST(PageToken, IsRefusedByAnotherListing) {
  const std::string token = EncodePageToken("acme|list", "x");
  EXPECT_EQ(DecodePageToken("umbra|list", token).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(DecodePageToken("acme|list", token + "AAAA").status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(DecodePageToken("acme|list", "!!").status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(PageSize, StaysInItsRange) {
  EXPECT_EQ(*PageSize(0), 50);
  EXPECT_EQ(*PageSize(1000), 1000);
  EXPECT_FALSE(PageSize(-1).ok());
  EXPECT_FALSE(PageSize(1001).ok());
}

}  // namespace
}  // namespace lyceum
