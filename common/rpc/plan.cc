#include "common/rpc/plan.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/base/limits.h"
#include "common/base/status.h"

namespace lyceum::rpc {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

absl::Status PlanName(const FieldDescriptor& field, FieldPlan& plan) {
  const api::v1::ResourceName& rule = field.options().GetExtension(api::v1::resource);
  const auto wrong = [&](absl::string_view why) {
    return absl::FailedPreconditionError(absl::StrCat(field.full_name(), ": ", why));
  };
  if (field.type() != FieldDescriptor::TYPE_STRING) return wrong("a resource name is a string");
  if (rule.patterns().empty()) return wrong("a resource name has a pattern");
  for (const std::string& text : rule.patterns()) {
    Pattern pattern = absl::StrSplit(text, '/');
    if (pattern.size() < 2 || pattern[0] != "tenants" || pattern[1] != "*") {
      return wrong("a resource name pattern begins with tenants/*");
    }
    plan.patterns.push_back(std::move(pattern));
  }
  plan.kind = FieldPlan::Kind::kName;
  plan.optional = rule.optional();
  plan.pattern_text = absl::StrJoin(rule.patterns(), " or ");
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<const Plan*> Plans::Of(const Descriptor& request) { return Make(request, true); }

absl::StatusOr<Plan*> Plans::Make(const Descriptor& message, bool is_request) {
  std::unique_ptr<Plan>& place = plans_[{&message, is_request}];
  if (place != nullptr) return place.get();
  place = std::make_unique<Plan>();
  Plan* const plan = place.get();  // in the map before its fields are looked at: messages may contain themselves
  for (int i = 0; i < message.field_count(); ++i) {
    const FieldDescriptor& field = *message.field(i);
    FieldPlan part{&field, FieldPlan::Kind::kText, {}, "", false, nullptr};
    if (field.options().HasExtension(api::v1::resource)) {
      RETURN_IF_ERROR(PlanName(field, part));
    } else if (is_request && field.name() == "page_size" && field.type() == FieldDescriptor::TYPE_INT32) {
      part.kind = FieldPlan::Kind::kPageSize;
    } else if (field.type() == FieldDescriptor::TYPE_STRING) {
      part.kind = is_request && field.name() == "request_id" ? FieldPlan::Kind::kRequestId : FieldPlan::Kind::kText;
    } else if (field.type() == FieldDescriptor::TYPE_ENUM) {
      part.kind = FieldPlan::Kind::kEnum;
    } else if (field.type() == FieldDescriptor::TYPE_MESSAGE) {
      part.kind = FieldPlan::Kind::kMessage;
      ASSIGN_OR_RETURN(part.message, Make(*field.message_type(), false));
    } else {
      continue;
    }
    plan->fields.push_back(std::move(part));
  }
  return plan;
}

bool IsNameSegment(absl::string_view segment) {
  if (segment.empty() || segment.size() > limits::kMaxNameSegmentBytes) return false;
  for (const char c : segment) {
    if (!absl::ascii_isalnum(c) && absl::string_view("._~@-").find(c) == absl::string_view::npos) return false;
  }
  return true;
}

bool Matches(absl::string_view name, const Pattern& pattern) {
  size_t index = 0;
  for (const absl::string_view segment : absl::StrSplit(name, '/')) {
    if (index == pattern.size()) return false;
    if (pattern[index] == "*" ? !IsNameSegment(segment) : segment != pattern[index]) return false;
    ++index;
  }
  return index == pattern.size();
}

}  // namespace lyceum::rpc
