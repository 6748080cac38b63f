#include "common/rpc/validate.h"

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "gmock/gmock.h"
#include "google/protobuf/descriptor.pb.h"
#include "google/protobuf/dynamic_message.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "lyceum/api/v1/access.pb.h"

namespace lyceum::rpc {
namespace {

using google::protobuf::TextFormat;
using ::testing::HasSubstr;

// A contract made for this test.
constexpr char kContract[] = R"(
  name: "test.proto" package: "test" syntax: "proto3" dependency: "lyceum/api/v1/access.proto"
  enum_type { name: "Kind" value { name: "KIND_UNSPECIFIED" number: 0 } value { name: "KIND_GOOD" number: 1 } }
  message_type {
    name: "Item"
    field { name: "kind" number: 1 type: TYPE_ENUM type_name: ".test.Kind" label: LABEL_OPTIONAL }
    field { name: "text" number: 2 type: TYPE_STRING label: LABEL_OPTIONAL }
    field { name: "items" number: 3 type: TYPE_MESSAGE type_name: ".test.Item" label: LABEL_REPEATED }
    field { name: "tags" number: 4 type: TYPE_STRING label: LABEL_REPEATED }
    field { name: "page_size" number: 5 type: TYPE_INT32 label: LABEL_OPTIONAL }
    field {
      name: "quiz" number: 6 type: TYPE_STRING label: LABEL_OPTIONAL
      options { [lyceum.api.v1.resource] { patterns: "tenants/*/quizzes/*" optional: true } }
    }
  }
  message_type {
    name: "Request"
    field {
      name: "name" number: 1 type: TYPE_STRING label: LABEL_OPTIONAL
      options { [lyceum.api.v1.resource] {
        patterns: "tenants/*/users/*/attempts/*" patterns: "tenants/*/quizzes/*" patterns: "tenants/*" } }
    }
    field { name: "page_size" number: 2 type: TYPE_INT32 label: LABEL_OPTIONAL }
    field { name: "request_id" number: 3 type: TYPE_STRING label: LABEL_OPTIONAL }
    field { name: "item" number: 4 type: TYPE_MESSAGE type_name: ".test.Item" label: LABEL_OPTIONAL }
  }
  message_type {
    name: "Wrong"
    field {
      name: "name" number: 1 type: TYPE_STRING label: LABEL_OPTIONAL
      options { [lyceum.api.v1.resource] { patterns: "quizzes/*" } }
    }
  })";

class ValidateTest : public ::testing::Test {
 protected:
  ValidateTest() : pool_(google::protobuf::DescriptorPool::generated_pool()) {
    lyceum::api::v1::Access::descriptor();  // makes its file known
    google::protobuf::FileDescriptorProto file;
    EXPECT_TRUE(TextFormat::ParseFromString(kContract, &file));
    EXPECT_NE(pool_.BuildFile(file), nullptr);
    request_.reset(factory_.GetPrototype(pool_.FindMessageTypeByName("test.Request"))->New());
    access_.add_any_user(api::v1::ROLE_TEACHER);
    caller_.tenant = "acme";
    caller_.user = "ann";
    caller_.roles.Add(api::v1::ROLE_LEARNER);
  }

  absl::Status Check(absl::string_view text) {
    request_->Clear();
    EXPECT_TRUE(TextFormat::ParseFromString(std::string(text), request_.get())) << text;
    const auto plan = plans_.Of(*request_->GetDescriptor());
    EXPECT_TRUE(plan.ok()) << plan.status();
    return Validate(*request_, **plan, access_, caller_);
  }

  google::protobuf::DescriptorPool pool_;
  google::protobuf::DynamicMessageFactory factory_;
  Plans plans_;
  std::unique_ptr<google::protobuf::Message> request_;
  api::v1::Access access_;
  Caller caller_;
};

TEST_F(ValidateTest, TakesWhatIsRight) {
  EXPECT_EQ(Check(R"(name: "tenants/acme" page_size: 1000 request_id: "x" item { kind: KIND_GOOD })"),
            absl::OkStatus());
  EXPECT_EQ(Check(R"(name: "tenants/acme/quizzes/a.b_c~d@e-f")"), absl::OkStatus());
}

TEST_F(ValidateTest, RefusesNamesOfAnotherShape) {
  for (const char* bad : {"", "acme", "tenants", "tenants/", "tenants/acme/", "/tenants/acme", "tenants/acme/quizzes",
                          "tenants/acme/quizzes/a/b", "tenants/acme/quizzes/a b", "tenants/acme/quizzes/%2e",
                          "tenants/acme/quizzes/\\303\\244", "tenants//quizzes/a", "tenants/acme/users/ann"}) {
    const absl::Status status = Check(absl::StrCat("name: \"", bad, "\""));
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << bad;
    EXPECT_THAT(std::string(status.message()), HasSubstr("name: must look like tenants/*/users/*/attempts/* or"));
  }
  EXPECT_TRUE(Check(absl::StrCat("name: 'tenants/acme/quizzes/", std::string(128, 'a'), "'")).ok());
  EXPECT_FALSE(Check(absl::StrCat("name: 'tenants/acme/quizzes/", std::string(129, 'a'), "'")).ok());
}

TEST_F(ValidateTest, AnswersForAnotherTenantAsForAMissingObject) {
  EXPECT_EQ(Check("name: 'tenants/other/quizzes/a'"), NotFound("tenants/other/quizzes/a"));
  EXPECT_EQ(Check("name: 'tenants/other'"), NotFound("tenants/other"));
  EXPECT_EQ(Check("name: 'tenants/acme' item { items { quiz: 'tenants/other/quizzes/a' } }"),
            NotFound("tenants/other/quizzes/a"));
}

TEST_F(ValidateTest, LetsOnlySomeRolesNameOtherUsers) {
  EXPECT_EQ(Check("name: 'tenants/acme/users/ann/attempts/1'"), absl::OkStatus());
  EXPECT_EQ(Check("name: 'tenants/acme/users/bob/attempts/1'"), NotFound("tenants/acme/users/bob/attempts/1"));
  caller_.roles.Add(api::v1::ROLE_AUTHOR);
  EXPECT_EQ(Check("name: 'tenants/acme/users/bob/attempts/1'"), NotFound("tenants/acme/users/bob/attempts/1"));
  caller_.roles.Add(api::v1::ROLE_TEACHER);
  EXPECT_EQ(Check("name: 'tenants/acme/users/bob/attempts/1'"), absl::OkStatus());
  EXPECT_FALSE(Check("name: 'tenants/other/users/bob/attempts/1'").ok());
}

TEST_F(ValidateTest, LetsAdminsNameEveryUserOfTheirTenantOnly) {
  caller_.roles.Add(api::v1::ROLE_ADMIN);
  EXPECT_EQ(Check("name: 'tenants/acme/users/bob/attempts/1'"), absl::OkStatus());
  EXPECT_EQ(Check("name: 'tenants/other/users/bob/attempts/1'"), NotFound("tenants/other/users/bob/attempts/1"));
}

TEST_F(ValidateTest, GivesServicesOfEveryTenantTheOneTheyName) {
  caller_.tenant = "*";
  EXPECT_EQ(Check("name: 'tenants/beta/quizzes/a' item { quiz: 'tenants/gamma/quizzes/a' }"), absl::OkStatus());
  EXPECT_EQ(caller_.tenant, "beta");
}

TEST_F(ValidateTest, RefusesUnknownEnumValuesByTheirPath) {
  const absl::Status status = Check("name: 'tenants/acme' item { items { kind: KIND_GOOD } items { kind: 77 } }");
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(status.message(), "item.items[1].kind: 77 is no value of Kind");
}

TEST_F(ValidateTest, ChecksPageSizeAndRequestIdOfTheRequestOnly) {
  EXPECT_THAT(std::string(Check("name: 'tenants/acme' page_size: -1").message()), HasSubstr("page_size: must be 0 to"));
  EXPECT_FALSE(Check("name: 'tenants/acme' page_size: 1001").ok());
  EXPECT_FALSE(Check("name: 'tenants/acme' page_size: 2147483647").ok());
  EXPECT_TRUE(Check("name: 'tenants/acme' item { page_size: -1 }").ok());
  EXPECT_TRUE(Check(absl::StrCat("name: 'tenants/acme' request_id: '", std::string(64, 'a'), "'")).ok());
  EXPECT_FALSE(Check(absl::StrCat("name: 'tenants/acme' request_id: '", std::string(65, 'a'), "'")).ok());
}

TEST_F(ValidateTest, NamesAllThatIsWrongAtOnce) {
  const std::string message(Check("name: 'x' page_size: -1 item { kind: 9 }").message());
  EXPECT_THAT(message, HasSubstr("name:"));
  EXPECT_THAT(message, HasSubstr("page_size:"));
  EXPECT_THAT(message, HasSubstr("item.kind:"));
}

TEST_F(ValidateTest, PutsTextIntoNormalFormC) {
  ASSERT_TRUE(Check("name: 'tenants/acme' item { text: 'e\\314\\201' tags: 'plain' tags: 'a\\314\\210' }").ok());
  std::string text;
  TextFormat::Printer printer;
  printer.SetUseUtf8StringEscaping(true);
  printer.PrintToString(*request_, &text);
  EXPECT_THAT(text, HasSubstr("\u00e9"));
  EXPECT_THAT(text, HasSubstr("\u00e4"));
  EXPECT_THAT(text, HasSubstr("plain"));
}

TEST_F(ValidateTest, RefusesPatternsWithoutATenant) {
  EXPECT_EQ(plans_.Of(*pool_.FindMessageTypeByName("test.Wrong")).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace lyceum::rpc
