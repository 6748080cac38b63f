#include "common/rpc/tls.h"

#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "common/base/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "common/rpc/test_tokens.h"

namespace lyceum::rpc {
namespace {

using ::testing::HasSubstr;

// A certificate for two days from now, its own authority.
TlsFiles Made(const TemporaryFolder& folder) {
  TlsFiles files{folder.File("it.crt"), folder.File("it.key"), folder.File("it.crt")};
  const std::string command =
      absl::StrCat("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=it",
                   " -keyout ", files.key, " -out ", files.certificate, " 2>/dev/null");
  EXPECT_EQ(std::system(command.c_str()), 0);
  return files;
}

TEST(CheckTls, TakesAllOrNoneAndWhatIsValidNow) {
  const TemporaryFolder folder;
  const TlsFiles files = Made(folder);
  const absl::Time now = absl::Now();
  EXPECT_TRUE(CheckTls({}, now).ok());
  EXPECT_TRUE(CheckTls(files, now).ok()) << CheckTls(files, now);
  EXPECT_THAT(CheckTls(files, now + absl::Hours(49)).message(), HasSubstr("it.crt has expired"));
  EXPECT_THAT(CheckTls(files, now - absl::Hours(1)).message(), HasSubstr("it.crt is not valid yet"));
  EXPECT_THAT(CheckTls({"", files.key, ""}, now).message(), HasSubstr("set all of"));
}

}  // namespace
}  // namespace lyceum::rpc
