// Keys and tokens for a load run: a local issuer whose key lives in the run's
// own folder.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "grpcpp/client_context.h"
#include "lyceum/api/v1/access.pb.h"

namespace lyceum::load {

inline constexpr char kTenant[] = "load";
inline constexpr char kQuiz[] = "tenants/load/quizzes/sample";

// Makes FOLDER/issuer.key and FOLDER/jwks.json if they are not there.
absl::Status MakeKeys(const std::string& folder);

// A token of the folder's issuer for a user of kTenant.
absl::StatusOr<std::string> Token(const std::string& folder, absl::string_view user,
                                  const std::vector<api::v1::Role>& roles);

// The headers a real client sends, beside those gRPC adds by itself.
void Authorize(grpc::ClientContext& context, absl::string_view token);

}  // namespace lyceum::load
