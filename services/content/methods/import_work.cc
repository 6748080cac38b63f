#include "services/content/methods/import_work.h"

#include <utility>

#include "absl/strings/cord.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/hash.h"
#include "common/base/ids.h"
#include "common/base/status.h"
#include "services/content/limits.h"
#include "services/content/logic/import.h"
#include "services/content/logic/validate.h"
#include "services/content/methods/cards.h"
#include "services/content/methods/publish.h"
#include "services/content/store/transfers.h"

namespace lyceum::content {
namespace {

constexpr size_t kBatchBytes = 26;  // an IdText

// The number after "line " in a description; 0 if there is none.
int LineIn(absl::string_view description) {
  const size_t at = description.find("line ");
  if (at == absl::string_view::npos) return 0;
  const absl::string_view rest = description.substr(at + 5);
  int line = 0;
  return absl::SimpleAtoi(rest.substr(0, rest.find_first_not_of("0123456789")), &line) ? line : 0;
}

// The violations that an error carries, or its message.
void AddProblems(const absl::Status& status, v1::ImportOutcome& outcome) {
  google::rpc::BadRequest violations;
  status.ForEachPayload([&](absl::string_view type, const absl::Cord& payload) {
    if (absl::EndsWith(type, "google.rpc.BadRequest")) violations.ParseFromString(std::string(payload));
  });
  auto add = [&](const std::string& field, const std::string& description) {
    v1::ImportProblem& problem = *outcome.add_problems();
    problem.set_field(field);
    problem.set_description(description);
    problem.set_line(LineIn(description));
  };
  for (const auto& violation : violations.field_violations()) add(violation.field(), violation.description());
  if (outcome.problems().empty()) add("", std::string(status.message()));
}

// The file is at fault, not the place it is to be stored in.
bool IsFaultOfFile(const absl::Status& status) {
  bool has_details = false;
  status.ForEachPayload([&](absl::string_view, const absl::Cord&) { has_details = true; });
  return has_details;
}

v1::Provenance::Format FormatOf(const v1::ImportFile& file) {
  return file.format() != v1::Provenance::FORMAT_UNSPECIFIED ? file.format()
                                                             : DetectFormat(file.file_name(), file.content());
}

// What an export of one explanation wrote is read like the explanation itself.
absl::StatusOr<std::string> Unwrapped(v1::Provenance::Format format, const std::string& content) {
  v1::ExportFile exported;
  if (format != v1::Provenance::FORMAT_PROTOBUF || !exported.ParseFromString(content) ||
      exported.explanations().empty() || exported.explanations(0).title().empty()) {
    return content;
  }
  if (exported.explanations_size() == 1) return exported.explanations(0).SerializeAsString();
  return InvalidField("content", absl::StrCat("has ", exported.explanations_size(),
                                              " explanations; export and import them one by one"));
}

absl::StatusOr<v1::Explanation> ReadFile(const v1::ImportExplanationsRequest& request, const v1::ImportFile& file,
                                         const std::string& sha256) {
  const v1::Provenance::Format format = FormatOf(file);
  ASSIGN_OR_RETURN(const std::string content, Unwrapped(format, file.content()));
  ASSIGN_OR_RETURN(v1::Explanation read, Import(format, content, {file.file_name(), request.language()}));
  if (read.topic_path().empty()) *read.mutable_topic_path() = request.topic_path();
  read.mutable_provenance()->set_sha256(sha256);
  v1::Explanation draft = DraftText(read);
  RETURN_IF_ERROR(CheckDraft(draft));
  return draft;
}

// A name people can read, if it is free.
absl::StatusOr<std::string> FreeId(sql::Transaction& t, absl::string_view tenant, const v1::Explanation& draft,
                                   absl::Time now) {
  const std::string slug = Slug(draft.title());
  std::vector<std::string> candidates;
  if (!slug.empty()) {
    candidates = {slug, absl::StrCat(slug.substr(0, kMaxIdChars - 7), "-", draft.provenance().sha256().substr(0, 6))};
  }
  for (const std::string& id : candidates) {
    const absl::Status found = store::FindExplanation(t, tenant, id).status();
    if (absl::IsNotFound(found)) return id;
    RETURN_IF_ERROR(found);
  }
  return IdText(NewId(now));
}

// Everything one file brings, in one transaction.
absl::Status StoreFile(sql::Transaction& t, const Caller& caller, const v1::ImportExplanationsRequest& request,
                       const v1::Explanation& draft, absl::Time now, v1::ImportOutcome& outcome) {
  store::ExplanationFacts facts;
  facts.tenant = std::string(Segment(request.parent(), 1));
  ASSIGN_OR_RETURN(facts.id, FreeId(t, facts.tenant, draft, now));
  facts.creator = caller.user;
  facts.create_time = facts.update_time = now;
  facts.publish_time = absl::InfinitePast();
  ASSIGN_OR_RETURN(v1::Explanation stored, StoreNewDraft(t, facts, draft));
  if (request.publish()) {
    ASSIGN_OR_RETURN(stored, PublishDraft(t, facts, caller.user, now));
  }
  if (!request.skip_flashcards()) {
    ASSIGN_OR_RETURN(const DerivedCards cards,
                     StoreDerivedCards(t, facts.tenant, facts.id, stored, caller.user, now));
    outcome.set_flashcard_count(static_cast<int32_t>(cards.added.size()));
  }
  outcome.set_explanation(facts.Name());
  outcome.set_published_revision(facts.published_revision);
  return absl::OkStatus();
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
  for (int i = result->outcomes_size(); i < request.files_size(); ++i) {
    ASSIGN_OR_RETURN(*result->add_outcomes(), ImportOne(caller, batch, request, request.files(i)));
    Count(*result);
    RETURN_IF_ERROR(progress.Report(i + 1, request.files_size(), request.files(i).file_name(),
                                    result->SerializeAsString()));
  }
  return result;
}

absl::StatusOr<v1::ImportOutcome> ImportWork::ImportOne(const Caller& caller, absl::string_view batch,
                                                        const v1::ImportExplanationsRequest& request,
                                                        const v1::ImportFile& file) {
  const std::string tenant(Segment(request.parent(), 1));
  const std::string sha256 = absl::BytesToHexString(Sha256(file.content()));
  const absl::Time now = clock_.Now();
  v1::ImportOutcome outcome;
  outcome.set_file_name(file.file_name());
  outcome.set_result(v1::ImportOutcome::RESULT_FAILED);
  const absl::StatusOr<v1::Explanation> draft = ReadFile(request, file, sha256);
  if (!draft.ok()) {
    AddProblems(draft.status(), outcome);
    return outcome;
  }
  outcome.set_title(draft->title());
  outcome.set_section_count(draft->sections_size());
  v1::ImportOutcome stored;
  const absl::Status status = database_.Write([&](sql::Transaction& t) -> absl::Status {
    stored = outcome;
    ASSIGN_OR_RETURN(const store::ImportedFile known, store::FindImported(t, tenant, sha256));
    if (!known.explanation.empty()) {
      ASSIGN_OR_RETURN(const store::ExplanationFacts facts, store::FindExplanation(t, tenant, known.explanation));
      if (!facts.deleted) {
        stored = known.outcome;
        // Our own file, stored right before this operation was interrupted.
        if (known.batch != batch) stored.set_result(v1::ImportOutcome::RESULT_UNCHANGED);
        stored.set_file_name(file.file_name());
        return absl::OkStatus();
      }
    }
    stored.set_result(v1::ImportOutcome::RESULT_VALID);
    if (request.validate_only()) return absl::OkStatus();
    stored.set_result(v1::ImportOutcome::RESULT_CREATED);
    RETURN_IF_ERROR(StoreFile(t, caller, request, *draft, now, stored));
    return store::SaveImported(t, tenant, sha256,
                               {std::string(Segment(stored.explanation(), 3)), std::string(batch), stored});
  });
  if (status.ok()) return stored;
  if (!IsFaultOfFile(status)) return status;
  AddProblems(status, outcome);
  return outcome;
}

}  // namespace lyceum::content
