#include "services/quiz/methods/quizzes.h"

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/base/page.h"
#include "common/base/status.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "services/quiz/store/quizzes.h"

namespace lyceum::quiz {
namespace {

// GetQuizRequest{name} as every client writes it: field 1, length, text and
// nothing else. "" for anything unusual, which the ordinary way then takes.
absl::string_view NameIn(absl::string_view request) {
  constexpr char kNameTag = 1 << 3 | 2;
  if (request.size() < 3 || request[0] != kNameTag) return "";
  const unsigned char low = static_cast<unsigned char>(request[1]);
  const unsigned char high = static_cast<unsigned char>(request[2]);
  const bool two_bytes = low >= 0x80;
  const size_t length = two_bytes ? (low & 0x7f) | static_cast<size_t>(high) << 7 : low;
  if (two_bytes && high >= 0x80) return "";
  const absl::string_view name = request.substr(two_bytes ? 3 : 2);
  return name.size() == length ? name : "";
}

bool IsOfTenant(absl::string_view name, absl::string_view tenant) {
  return absl::ConsumePrefix(&name, "tenants/") && absl::ConsumePrefix(&name, tenant) && absl::StartsWith(name, "/");
}

// A GetQuizResponse around the bytes of its paper, without parsing them.
std::string Response(const std::string& paper) {
  std::string bytes;
  google::protobuf::io::StringOutputStream stream(&bytes);
  google::protobuf::io::CodedOutputStream out(&stream);
  out.WriteTag(v1::GetQuizResponse::kPaperFieldNumber << 3 | 2);
  out.WriteVarint32(static_cast<uint32_t>(paper.size()));
  out.WriteString(paper);
  out.Trim();
  return bytes;
}

}  // namespace

absl::StatusOr<redis::Bytes> Quizzes::Load(absl::string_view tenant, absl::string_view quiz,
                                           const PublishedPointer& pointer) {
  return cache_.Get(pointer.cache_key, [&]() -> absl::StatusOr<std::string> {
    std::string paper;
    RETURN_IF_ERROR(database_.Read([&](sql::Transaction& t) -> absl::Status {
      ASSIGN_OR_RETURN(paper, LoadPaper(t, tenant, quiz, pointer.pointer.revision));
      return absl::OkStatus();
    }));
    return Response(paper);
  });
}

absl::StatusOr<v1::GetQuizResponse> Quizzes::GetQuiz(const Caller&, const v1::GetQuizRequest& request) {
  ASSIGN_OR_RETURN(const auto pointer, pointers_.Get(request.name()));
  ASSIGN_OR_RETURN(const redis::Bytes bytes, Load(Segment(request.name(), 1), Segment(request.name(), 3), *pointer));
  v1::GetQuizResponse response;
  if (!response.ParseFromString(*bytes)) return absl::DataLossError("damaged paper of " + request.name());
  return response;
}

redis::Bytes Quizzes::CachedQuiz(const Caller& caller, absl::string_view request) {
  const absl::string_view name = NameIn(request);
  if (!IsOfTenant(name, caller.tenant)) return nullptr;
  const auto pointer = pointers_.Peek(name);
  if (pointer == nullptr || pointer->pointer.revision == 0) return nullptr;
  return cache_.Peek(pointer->cache_key);
}

absl::StatusOr<v1::ListQuizzesResponse> Quizzes::ListQuizzes(const Caller& caller,
                                                             const v1::ListQuizzesRequest& request) {
  const std::string scope = absl::StrCat("ListQuizzes ", caller.tenant, " ", absl::StrJoin(request.topic_path(), "/"),
                                         " ", request.explanation());
  ASSIGN_OR_RETURN(const int size, PageSize(request.page_size()));
  ASSIGN_OR_RETURN(const std::string after, DecodePageToken(scope, request.page_token()));
  const PublishedFilter filter{request.topic_path(), request.explanation()};
  std::vector<v1::PaperSummary> found;
  RETURN_IF_ERROR(database_.Read([&](sql::Transaction& t) -> absl::Status {
    ASSIGN_OR_RETURN(found, ListPublished(t, caller.tenant, filter, after, size + 1));
    return absl::OkStatus();
  }));
  v1::ListQuizzesResponse response;
  for (size_t i = 0; i < found.size() && i < static_cast<size_t>(size); ++i) *response.add_quizzes() = found[i];
  if (found.size() > static_cast<size_t>(size)) {
    response.set_next_page_token(EncodePageToken(scope, Segment(found[size - 1].name(), 3)));
  }
  return response;
}

}  // namespace lyceum::quiz
