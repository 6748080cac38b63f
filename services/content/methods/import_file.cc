#include "services/content/methods/import_file.h"

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
#include "services/content/logic/section_ids.h"
#include "services/content/methods/cards.h"
#include "services/content/methods/publish.h"
#include "services/content/store/transfers.h"

namespace lyceum::content {
namespace {

// The number after "line " in a description; 0 if there is none.
int LineIn(absl::string_view description) {
  const size_t at = description.find("line ");
  if (at == absl::string_view::npos) return 0;
  const absl::string_view rest = description.substr(at + 5);
  int line = 0;
  return absl::SimpleAtoi(rest.substr(0, rest.find_first_not_of("0123456789")), &line) ? line : 0;
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

absl::StatusOr<v1::Explanation> ReadDraft(const v1::ImportExplanationsRequest& request, const v1::ImportFile& file,
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

// The explanation, its publication and its cards.
absl::Status StoreNew(sql::Transaction& t, const Caller& caller, const v1::ImportExplanationsRequest& request,
                      const ReadFile& file, absl::Time now, v1::ImportOutcome& outcome) {
  store::ExplanationFacts facts;
  facts.tenant = std::string(Segment(request.parent(), 1));
  ASSIGN_OR_RETURN(facts.id, FreeId(t, facts.tenant, file.draft, now));
  facts.creator = caller.user;
  facts.create_time = facts.update_time = now;
  facts.publish_time = absl::InfinitePast();
  v1::Explanation stored;
  if (request.publish()) {
    ASSIGN_OR_RETURN(stored, StoreNewRevision(t, facts, file.draft, file.text, caller.user, now));
  } else {
    ASSIGN_OR_RETURN(stored, StoreNewDraft(t, facts, file.draft));
  }
  ASSIGN_OR_RETURN(const DerivedCards cards, StoreMissingCards(t, stored, {}, file.cards, caller.user, now));
  outcome.set_flashcard_count(static_cast<int32_t>(cards.added.size()));
  outcome.set_explanation(facts.Name());
  outcome.set_published_revision(facts.published_revision);
  return absl::OkStatus();
}

// Of an explanation that nobody has changed since it was imported unpublished.
bool IsAsImported(const store::ExplanationFacts& facts) {
  return facts.published_revision == 0 && facts.version == store::ExplanationFacts().version;
}

}  // namespace

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

bool IsFaultOfFile(const absl::Status& status) {
  bool has_details = false;
  status.ForEachPayload([&](absl::string_view, const absl::Cord&) { has_details = true; });
  return has_details;
}

ReadFile ReadImportFile(const v1::ImportExplanationsRequest& request, const v1::ImportFile& file) {
  ReadFile read;
  read.outcome.set_file_name(file.file_name());
  read.outcome.set_result(v1::ImportOutcome::RESULT_FAILED);
  read.sha256 = absl::BytesToHexString(Sha256(file.content()));
  absl::StatusOr<v1::Explanation> draft = ReadDraft(request, file, read.sha256);
  if (!draft.ok()) {
    AddProblems(draft.status(), read.outcome);
    return read;
  }
  read.draft = *std::move(draft);
  read.outcome.set_title(read.draft.title());
  read.outcome.set_section_count(read.draft.sections_size());
  if (request.publish()) read.text = SearchTextOf(read.draft);
  if (!request.skip_flashcards()) read.cards = DerivedRows(read.draft);
  return read;
}

absl::Status StoreImportFile(sql::Transaction& t, const Caller& caller, absl::string_view batch,
                             const v1::ImportExplanationsRequest& request, const ReadFile& file, absl::Time now,
                             v1::ImportOutcome& outcome) {
  const absl::string_view tenant = Segment(request.parent(), 1);
  outcome = file.outcome;
  ASSIGN_OR_RETURN(store::ImportedFile known, store::FindImported(t, tenant, file.sha256));
  if (!known.explanation.empty()) {
    ASSIGN_OR_RETURN(store::ExplanationFacts facts, store::FindExplanation(t, tenant, known.explanation));
    if (!facts.deleted) {
      outcome = known.outcome;
      // Our own file, stored right before this operation was interrupted, was created by it.
      if (known.batch != batch) outcome.set_result(v1::ImportOutcome::RESULT_UNCHANGED);
      outcome.set_file_name(file.outcome.file_name());
      if (!request.publish() || request.validate_only() || !IsAsImported(facts)) return absl::OkStatus();
      RETURN_IF_ERROR(PublishDraft(t, facts, caller.user, now).status());
      known.outcome.set_published_revision(facts.published_revision);
      outcome.set_published_revision(facts.published_revision);
      return store::SaveImported(t, tenant, file.sha256, known);
    }
  }
  outcome.set_result(v1::ImportOutcome::RESULT_VALID);
  if (request.validate_only()) return absl::OkStatus();
  outcome.set_result(v1::ImportOutcome::RESULT_CREATED);
  RETURN_IF_ERROR(StoreNew(t, caller, request, file, now, outcome));
  return store::SaveImported(t, tenant, file.sha256,
                             {std::string(Segment(outcome.explanation(), 3)), std::string(batch), outcome});
}

}  // namespace lyceum::content
