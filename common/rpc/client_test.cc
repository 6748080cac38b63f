#include "common/rpc/client.h"

#include <string>

#include "common/rpc/test_service.h"
#include "gtest/gtest.h"

namespace lyceum::rpc {
namespace {

TEST(ServiceToken, FollowsItsFile) {
  const TemporaryFolder folder;
  EXPECT_FALSE(ServiceToken::Open(folder.File("none")).ok());
  const auto token = ServiceToken::Open(folder.Write("token", " first\n"));
  ASSERT_TRUE(token.ok()) << token.status();
  EXPECT_EQ((*token)->Get(), "first");
  std::filesystem::rename(folder.Write("next", "second\n"), folder.File("token"));
  std::filesystem::last_write_time(folder.File("token"),
                                   std::filesystem::file_time_type::clock::now() + std::chrono::seconds(5));
  EXPECT_EQ((*token)->Get(), "second");
  std::filesystem::remove(folder.File("token"));
  EXPECT_EQ((*token)->Get(), "second");
}

TEST(Prepare, TakesTheEarlierDeadline) {
  Caller caller;
  caller.deadline = absl::Now() + absl::Seconds(5);
  grpc::ClientContext soon, later;
  Prepare(soon, caller, absl::Hours(1));
  EXPECT_EQ(absl::FromChrono(soon.deadline()), absl::FromChrono(absl::ToChronoTime(caller.deadline)));
  Prepare(later, caller, absl::Seconds(1));
  EXPECT_LT(absl::FromChrono(later.deadline()), caller.deadline);
}

}  // namespace
}  // namespace lyceum::rpc
