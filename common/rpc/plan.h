// What has to be checked in a message, found out once per message type from
// its descriptor.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"
#include "lyceum/api/v1/access.pb.h"

namespace lyceum::rpc {

// A resource name pattern such as "tenants/*/quizzes/*", in segments.
using Pattern = std::vector<std::string>;

struct Plan;

struct FieldPlan {
  enum class Kind { kText, kName, kEnum, kPageSize, kRequestId, kMessage };

  const google::protobuf::FieldDescriptor* field;
  Kind kind;
  std::vector<Pattern> patterns;  // of kName
  std::string pattern_text;       // "tenants/*/quizzes/* or tenants/*", for errors
  bool optional = false;          // of kName
  const Plan* message = nullptr;  // of kMessage
};

struct Plan {
  std::vector<FieldPlan> fields;
};

class Plans {
 public:
  // The plan of a request. FAILED_PRECONDITION if a contract is wrong: a
  // resource pattern does not begin with "tenants/*", or is not on a string.
  absl::StatusOr<const Plan*> Of(const google::protobuf::Descriptor& request);

 private:
  absl::StatusOr<Plan*> Make(const google::protobuf::Descriptor& message, bool is_request);

  // Requests are planned apart: page_size and request_id mean something only there.
  std::map<std::pair<const google::protobuf::Descriptor*, bool>, std::unique_ptr<Plan>> plans_;
};

// True for a segment of a resource name: 1 to 128 characters of
// A-Z a-z 0-9 . _ ~ @ -.
bool IsNameSegment(absl::string_view segment);

// True if `name` has the pattern's segments, any where the pattern has "*".
bool Matches(absl::string_view name, const Pattern& pattern);

}  // namespace lyceum::rpc
