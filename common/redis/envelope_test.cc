#include "common/redis/envelope.h"

#include <gtest/gtest.h>

#include "common/base/errors.h"

namespace lyceum::redis {
namespace {

const std::string kValue("any \0 bytes \xff", 13);

TEST(Envelope, GivesBackTheValue) {
  const std::string sealed = SealValue("k", kValue);
  const Unsealed unsealed = Unseal("k", sealed);
  EXPECT_EQ(unsealed.kind, Sealed::kValue);
  EXPECT_EQ(unsealed.value, kValue);
  const std::string empty = SealValue("k", "");
  EXPECT_EQ(Unseal("k", empty).kind, Sealed::kValue);
}

TEST(Envelope, GivesBackAnAbsenceWithItsDetails) {
  const absl::Status absence = NotFound("tenants/t/quizzes/q");
  const Unsealed unsealed = Unseal("k", SealNegative("k", absence));
  EXPECT_EQ(unsealed.kind, Sealed::kNegative);
  EXPECT_EQ(unsealed.negative, absence);
}

TEST(Envelope, RefusesEveryTruncationAndEveryChangedByte) {
  const std::string sealed = SealValue("k", kValue);
  for (size_t size = 0; size < sealed.size(); ++size) {
    EXPECT_EQ(Unseal("k", absl::string_view(sealed).substr(0, size)).kind, Sealed::kInvalid) << size;
  }
  for (size_t i = 0; i < sealed.size(); ++i) {
    std::string altered = sealed;
    altered[i] = static_cast<char>(altered[i] ^ 1);
    EXPECT_EQ(Unseal("k", altered).kind, Sealed::kInvalid) << i;
  }
}

TEST(Envelope, RefusesTheValueOfAnotherKeyAndOtherErrorsThanAbsence) {
  EXPECT_EQ(Unseal("other", SealValue("k", kValue)).kind, Sealed::kInvalid);
  EXPECT_EQ(Unseal("k", SealNegative("k", absl::InternalError("x"))).kind, Sealed::kInvalid);
}

}  // namespace
}  // namespace lyceum::redis
