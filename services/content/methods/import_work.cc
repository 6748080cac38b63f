#include "services/content/methods/import_work.h"

#include <future>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "services/content/limits.h"

namespace lyceum::content {
namespace {

constexpr size_t kBatchBytes = 26;  // an IdText

// Reads the files from `begin` on that one transaction is to store.
std::vector<ReadFile> ReadTogether(const v1::ImportExplanationsRequest& request, int begin) {
  std::vector<ReadFile> files;
  size_t bytes = 0;
  for (int i = begin; i < request.files_size() && i < begin + kImportTogether; ++i) {
    bytes += request.files(i).content().size();
    if (i > begin && bytes > kImportTogetherBytes) break;
    files.push_back(ReadImportFile(request, request.files(i)));
  }
  return files;
}

void Count(v1::ImportResult& result) {
  result.set_created_count(0);
  result.set_unchanged_count(0);
  result.set_failed_count(0);
  for (const v1::ImportOutcome& outcome : result.outcomes()) {
    if (outcome.result() == v1::ImportOutcome::RESULT_CREATED) result.set_created_count(result.created_count() + 1);
    if (outcome.result() == v1::ImportOutcome::RESULT_UNCHANGED) {
      result.set_unchanged_count(result.unchanged_count() + 1);
    }
    if (outcome.result() == v1::ImportOutcome::RESULT_FAILED) result.set_failed_count(result.failed_count() + 1);
  }
}

}  // namespace

std::string ImportOrder(absl::string_view batch, const v1::ImportExplanationsRequest& request) {
  return absl::StrCat(batch, request.SerializeAsString());
}

absl::StatusOr<std::unique_ptr<google::protobuf::Message>> ImportWork::Run(const Caller& caller,
                                                                           const std::string& order,
                                                                           const std::string& checkpoint,
                                                                           ops::Progress& progress) {
  v1::ImportExplanationsRequest request;
  auto result = std::make_unique<v1::ImportResult>();
  if (order.size() < kBatchBytes || !request.ParseFromString(order.substr(kBatchBytes)) ||
      !result->ParseFromString(checkpoint)) {
    return absl::DataLossError("the order of an import");
  }
  const absl::string_view batch = absl::string_view(order).substr(0, kBatchBytes);
  int done = result->outcomes_size();
  const auto read_ahead = [&request](int begin) {
    return std::async(std::launch::async, [&request, begin] { return ReadTogether(request, begin); });
  };
  // While the database stores some files, the next are read.
  for (auto reading = read_ahead(done); done < request.files_size();) {
    const std::vector<ReadFile> files = reading.get();
    done += static_cast<int>(files.size());
    reading = read_ahead(done);
    RETURN_IF_ERROR(Store(caller, batch, request, files, *result));
    Count(*result);
    RETURN_IF_ERROR(progress.Report(done, request.files_size(), request.files(done - 1).file_name(),
                                    result->SerializeAsString()));
  }
  return result;
}

absl::Status ImportWork::Store(const Caller& caller, absl::string_view batch,
                               const v1::ImportExplanationsRequest& request, absl::Span<const ReadFile> files,
                               v1::ImportResult& result) {
  const absl::Time now = clock_.Now();
  std::vector<v1::ImportOutcome> outcomes;
  const absl::Status stored = database_.Write([&](sql::Transaction& t) -> absl::Status {
    outcomes.clear();
    for (const ReadFile& file : files) {
      v1::ImportOutcome& outcome = outcomes.emplace_back(file.outcome);
      if (file.good()) RETURN_IF_ERROR(StoreImportFile(t, caller, batch, request, file, now, outcome));
    }
    return absl::OkStatus();
  });
  if (!stored.ok() && !IsFaultOfFile(stored)) return stored;
  if (!stored.ok() && files.size() > 1) {
    // One of them cost all of them the transaction: each gets its own.
    for (size_t i = 0; i < files.size(); ++i) {
      RETURN_IF_ERROR(Store(caller, batch, request, files.subspan(i, 1), result));
    }
    return absl::OkStatus();
  }
  if (!stored.ok()) {
    outcomes = {files[0].outcome};
    AddProblems(stored, outcomes[0]);
  }
  for (v1::ImportOutcome& outcome : outcomes) *result.add_outcomes() = std::move(outcome);
  return absl::OkStatus();
}

}  // namespace lyceum::content
