#include "services/content/methods/export_work.h"

#include <algorithm>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/hash.h"
#include "common/base/ids.h"
#include "common/base/status.h"
#include "common/ops/exports.h"
#include "common/ops/limits.h"
#include "google/protobuf/util/json_util.h"
#include "services/content/limits.h"
#include "services/content/logic/markdown_export.h"
#include "services/content/methods/filter.h"
#include "services/content/store/listings.h"

namespace lyceum::content {
namespace {

constexpr size_t kIdBytes = 26;  // an IdText
constexpr int kListingPage = 500;

absl::StatusOr<std::string> InFormat(const v1::Explanation& explanation, v1::ExportFormat format) {
  if (format == v1::EXPORT_FORMAT_PROTOBUF) {
    // Serialized messages of one type, one after another, are one message with all of
    // their repeated fields.
    v1::ExportFile file;
    *file.add_explanations() = explanation;
    return file.SerializeAsString();
  }
  if (format == v1::EXPORT_FORMAT_JSON) {
    std::string json;
    const auto status = google::protobuf::util::MessageToJsonString(explanation, &json);
    if (!status.ok()) return absl::InternalError("an explanation as JSON");
    return json + "\n";
  }
  return ToMarkdown(explanation);
}

}  // namespace

std::string ExportOrder(absl::string_view id, const v1::ExportExplanationsRequest& request) {
  return absl::StrCat(id, request.SerializeAsString());
}

absl::StatusOr<std::vector<std::string>> ExportWork::Names(const v1::ExportExplanationsRequest& request) {
  std::vector<std::string> names(request.names().begin(), request.names().end());
  if (!names.empty()) return names;
  ASSIGN_OR_RETURN(const Filter filter, ParseFilter(request.filter(), false));
  store::ListingQuery query;
  query.tenant = std::string(Segment(request.parent(), 1));
  query.topic = filter.topic;
  query.language = filter.language;
  query.order = store::ListingQuery::Order::kTitle;
  query.limit = kListingPage;
  while (true) {
    std::vector<store::ListingRow> rows;
    RETURN_IF_ERROR(database_.Read([&](sql::Transaction& t) -> absl::Status {
      ASSIGN_OR_RETURN(rows, store::ListExplanations(t, query));
      return absl::OkStatus();
    }));
    for (const store::ListingRow& row : rows) names.push_back(row.explanation.name());
    if (rows.size() < kListingPage) return names;
    query.after_id = rows.back().id;
    query.after_key = rows.back().key;
  }
}

absl::StatusOr<std::unique_ptr<google::protobuf::Message>> ExportWork::Run(const Caller& caller,
                                                                           const std::string& order,
                                                                           const std::string&,
                                                                           ops::Progress& progress) {
  v1::ExportExplanationsRequest request;
  if (order.size() < kIdBytes || !request.ParseFromString(order.substr(kIdBytes))) {
    return absl::DataLossError("the order of an export");
  }
  const std::string id = order.substr(0, kIdBytes);
  const std::string tenant(Segment(request.parent(), 1));
  const v1::ExportFormat format =
      request.format() == v1::EXPORT_FORMAT_UNSPECIFIED ? v1::EXPORT_FORMAT_MARKDOWN : request.format();
  ASSIGN_OR_RETURN(const std::vector<std::string> names, Names(request));
  const int64_t total = static_cast<int64_t>(names.size());
  std::string content;
  int32_t count = 0;
  for (size_t i = 0; i < names.size(); ++i) {
    const absl::string_view explanation = Segment(names[i], 3);
    const absl::StatusOr<store::ExplanationFacts> facts = revisions_.Visible(tenant, explanation, false);
    if (facts.ok()) {
      ASSIGN_OR_RETURN(const v1::Explanation text, revisions_.Load(tenant, explanation, facts->published_revision));
      ASSIGN_OR_RETURN(const std::string formatted, InFormat(text, format));
      if (content.size() + formatted.size() > limits::kMaxExportBytes) {
        return LimitExceeded(request.parent(), "kMaxExportBytes", limits::kMaxExportBytes);
      }
      if (!content.empty() && format == v1::EXPORT_FORMAT_MARKDOWN) content += "\n";
      content += formatted;
      ++count;
    } else if (!absl::IsNotFound(facts.status())) {
      return facts.status();
    }  // deleted since it was asked for
    RETURN_IF_ERROR(progress.Report(static_cast<int64_t>(i + 1), total, names[i]));
  }
  RETURN_IF_ERROR(ops::StoreExport(database_, tenant, id, caller.user, content, clock_.Now()));
  auto result = std::make_unique<v1::ExportResult>();
  result->set_export_(absl::StrCat("tenants/", tenant, "/exports/", id));
  result->set_format(format);
  result->set_size_bytes(static_cast<int64_t>(content.size()));
  result->set_explanation_count(count);
  result->set_sha256(absl::BytesToHexString(Sha256(content)));
  return result;
}

}  // namespace lyceum::content
