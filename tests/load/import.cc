// Imports every file of a folder into the content service.
//
//   load_import --target HOST:PORT --folder FOLDER --articles FOLDER
//
// Several operations of at most 1 MiB; the clock runs from the first request to
// the end of the last operation. Prints one line of JSON.

#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "common/base/status.h"
#include "grpcpp/grpcpp.h"
#include "lyceum/api/v1/operation.grpc.pb.h"
#include "lyceum/content/v1/transfer_service.grpc.pb.h"
#include "tests/load/credentials.h"

namespace lyceum::load {
namespace {

using content::v1::ImportExplanationsRequest;
constexpr size_t kMaxBatchBytes = 1 << 20;

absl::Status ToAbsl(const grpc::Status& status) {
  return absl::Status(static_cast<absl::StatusCode>(status.error_code()), status.error_message());
}

std::vector<ImportExplanationsRequest> Batches(const std::string& folder) {
  std::vector<ImportExplanationsRequest> batches;
  size_t bytes = kMaxBatchBytes;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string content(std::istreambuf_iterator<char>(file), {});
    if (bytes + content.size() > kMaxBatchBytes) {
      batches.emplace_back().set_parent(absl::StrCat("tenants/", kTenant));
      batches.back().set_publish(true);
      bytes = 0;
    }
    bytes += content.size();
    auto* added = batches.back().add_files();
    added->set_file_name(entry.path().filename());
    added->set_content(content);
  }
  return batches;
}

struct Counts {
  int created = 0, failed = 0;
};

absl::Status Await(api::v1::OperationService::Stub& operations, const std::string& token, const std::string& name,
                   Counts& counts) {
  for (;;) {
    api::v1::WaitOperationRequest request;
    request.set_name(name);
    request.mutable_timeout()->set_seconds(20);
    api::v1::WaitOperationResponse response;
    grpc::ClientContext context;
    Authorize(context, token);
    RETURN_IF_ERROR(ToAbsl(operations.WaitOperation(&context, request, &response)));
    const auto& operation = response.operation();
    if (operation.has_error()) return absl::InternalError(operation.error().message());
    const auto state = operation.state();
    if (state == api::v1::Operation::STATE_QUEUED || state == api::v1::Operation::STATE_RUNNING) {
      absl::SleepFor(absl::Milliseconds(5));
      continue;
    }
    content::v1::ImportResult result;
    if (!operation.result().UnpackTo(&result)) return absl::DataLossError("no ImportResult");
    counts.created += result.created_count();
    counts.failed += result.failed_count();
    return absl::OkStatus();
  }
}

absl::Status Run(const std::string& target, const std::string& folder, const std::string& articles) {
  ASSIGN_OR_RETURN(const std::string token, Token(folder, "writer", {api::v1::ROLE_AUTHOR}));
  const auto channel = grpc::CreateChannel(target, grpc::InsecureChannelCredentials());
  channel->WaitForConnected(std::chrono::system_clock::now() + std::chrono::seconds(10));
  const auto transfer = content::v1::TransferService::NewStub(channel);
  const auto operations = api::v1::OperationService::NewStub(channel);
  const auto batches = Batches(articles);
  const absl::Time begun = absl::Now();
  std::vector<std::string> names;
  for (const auto& batch : batches) {
    content::v1::ImportExplanationsResponse response;
    grpc::ClientContext context;
    Authorize(context, token);
    RETURN_IF_ERROR(ToAbsl(transfer->ImportExplanations(&context, batch, &response)));
    names.push_back(response.operation().name());
  }
  Counts counts;
  for (const std::string& name : names) RETURN_IF_ERROR(Await(*operations, token, name, counts));
  const double seconds = absl::ToDoubleSeconds(absl::Now() - begun);
  std::cout << absl::StrFormat("{\"created\": %d, \"failed\": %d, \"seconds\": %.3f, \"per_second\": %.1f}\n",
                               counts.created, counts.failed, seconds, counts.created / seconds);
  return absl::OkStatus();
}

}  // namespace
}  // namespace lyceum::load

int main(int argc, char** argv) {
  std::string target, folder, articles;
  CLI::App app("Imports every file of a folder");
  app.add_option("--target", target, "HOST:PORT of the content service")->required();
  app.add_option("--folder", folder, "made by load_setup keys")->required();
  app.add_option("--articles", articles, "the folder of files")->required();
  CLI11_PARSE(app, argc, argv);
  const absl::Status status = lyceum::load::Run(target, folder, articles);
  if (status.ok()) return 0;
  std::cerr << "load_import: " << status << "\n";
  return 1;
}
