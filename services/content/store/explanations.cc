#include "services/content/store/explanations.h"

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/hash.h"
#include "common/base/status.h"
#include "google/protobuf/util/time_util.h"

namespace lyceum::content::store {
namespace {

using google::protobuf::util::TimeUtil;

// 0 stands for a time that has not come.
absl::Time TimeOf(int64_t micros) { return micros == 0 ? absl::InfinitePast() : absl::FromUnixMicros(micros); }
int64_t MicrosOf(absl::Time time) { return time == absl::InfinitePast() ? 0 : sql::Micros(time); }

std::string ExplanationNameOf(absl::string_view tenant, absl::string_view id) {
  return absl::StrCat("tenants/", tenant, "/explanations/", id);
}

}  // namespace

std::string ExplanationFacts::Name() const { return ExplanationNameOf(tenant, id); }

std::string ExplanationFacts::Etag() const { return ShortHash(absl::StrCat(id, " ", version)); }

absl::StatusOr<ExplanationFacts> FindExplanation(sql::Transaction& t, absl::string_view tenant, absl::string_view id) {
  ExplanationFacts facts;
  ASSIGN_OR_RETURN(const int64_t rows,
                   t.Run("SELECT version, draft_revision, published_revision, deleted, creator, create_time, "
                         "update_time, publish_time FROM explanations WHERE tenant = $1 AND id = $2",
                         {tenant, id}, [&](const sql::Row& row) {
                           facts.version = row.Int(0);
                           facts.draft_revision = row.Int(1);
                           facts.published_revision = row.Int(2);
                           facts.deleted = row.Int(3) != 0;
                           facts.creator = std::string(row.Text(4));
                           facts.create_time = TimeOf(row.Int(5));
                           facts.update_time = TimeOf(row.Int(6));
                           facts.publish_time = TimeOf(row.Int(7));
                         }));
  if (rows == 0) return NotFound(ExplanationNameOf(tenant, id));
  facts.tenant = std::string(tenant);
  facts.id = std::string(id);
  return facts;
}

absl::Status InsertExplanation(sql::Transaction& t, const ExplanationFacts& f) {
  ASSIGN_OR_RETURN(
      const int64_t rows,
      t.Run("INSERT INTO explanations (tenant, id, version, draft_revision, published_revision, deleted, creator, "
            "create_time, update_time, publish_time) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) "
            "ON CONFLICT DO NOTHING",
            {f.tenant, f.id, f.version, f.draft_revision, f.published_revision, int64_t{f.deleted}, f.creator,
             MicrosOf(f.create_time), MicrosOf(f.update_time), MicrosOf(f.publish_time)}));
  if (rows > 0) return absl::OkStatus();
  return Error(absl::StatusCode::kAlreadyExists, "NAME_TAKEN", absl::StrCat(f.Name(), " exists already"));
}

absl::Status UpdateExplanationFacts(sql::Transaction& t, const ExplanationFacts& f) {
  return t.Post("UPDATE explanations SET version = $3, draft_revision = $4, published_revision = $5, deleted = $6, "
                "update_time = $7, publish_time = $8 WHERE tenant = $1 AND id = $2",
                {f.tenant, f.id, f.version, f.draft_revision, f.published_revision, int64_t{f.deleted},
                 MicrosOf(f.update_time), MicrosOf(f.publish_time)});
}

absl::StatusOr<v1::Explanation> LoadDraft(sql::Transaction& t, absl::string_view tenant, absl::string_view id) {
  v1::Explanation draft;
  bool parsed = false;
  RETURN_IF_ERROR(t.Run("SELECT document FROM drafts WHERE tenant = $1 AND id = $2", {tenant, id},
                        [&](const sql::Row& row) {
                          parsed = draft.ParseFromArray(row.Text(0).data(), static_cast<int>(row.Text(0).size()));
                        })
                      .status());
  if (!parsed) return absl::DataLossError(absl::StrCat("the draft of ", ExplanationNameOf(tenant, id)));
  return draft;
}

absl::Status SaveDraft(sql::Transaction& t, const ExplanationFacts& facts, const v1::Explanation& draft) {
  const std::string bytes = draft.SerializeAsString();
  return t.Post("INSERT INTO drafts (tenant, id, document) VALUES ($1, $2, $3) "
                "ON CONFLICT (tenant, id) DO UPDATE SET document = excluded.document",
                {facts.tenant, facts.id, sql::Bytes{bytes}});
}

absl::StatusOr<std::string> LoadRevision(sql::Transaction& t, absl::string_view tenant, absl::string_view id,
                                         int64_t revision) {
  std::string bytes;
  ASSIGN_OR_RETURN(const int64_t rows,
                   t.Run("SELECT document FROM revisions WHERE tenant = $1 AND id = $2 AND revision = $3",
                         {tenant, id, revision}, [&](const sql::Row& row) { bytes = std::string(row.Text(0)); }));
  if (rows == 0) return NotFound(absl::StrCat(ExplanationNameOf(tenant, id), " revision ", revision));
  return bytes;
}

absl::Status InsertRevision(sql::Transaction& t, absl::string_view tenant, absl::string_view id,
                            const v1::Explanation& revision, absl::string_view publisher) {
  const std::string bytes = revision.SerializeAsString();
  return t.Post("INSERT INTO revisions (tenant, id, revision, title, publisher, publish_time, size_bytes, document) "
                "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                {tenant, id, revision.revision(), revision.title(), publisher,
                 TimeUtil::TimestampToMicroseconds(revision.publish_time()), static_cast<int64_t>(bytes.size()),
                 sql::Bytes{bytes}});
}

absl::StatusOr<std::vector<v1::RevisionSummary>> ListRevisions(sql::Transaction& t, absl::string_view tenant,
                                                               absl::string_view id, int64_t before, int64_t limit) {
  std::vector<v1::RevisionSummary> list;
  RETURN_IF_ERROR(t.Run("SELECT revision, title, publisher, publish_time, size_bytes FROM revisions WHERE tenant = $1 "
                        "AND id = $2 AND ($3 = 0 OR revision < $3) ORDER BY revision DESC LIMIT $4",
                        {tenant, id, before, limit},
                        [&](const sql::Row& row) {
                          v1::RevisionSummary& summary = list.emplace_back();
                          summary.set_revision(row.Int(0));
                          summary.set_title(std::string(row.Text(1)));
                          summary.set_publisher(std::string(row.Text(2)));
                          *summary.mutable_publish_time() = TimeUtil::MicrosecondsToTimestamp(row.Int(3));
                          summary.set_size_bytes(row.Int(4));
                        })
                      .status());
  return list;
}

void FillFacts(const ExplanationFacts& facts, v1::Explanation& draft) {
  draft.set_name(facts.Name());
  draft.set_state(facts.deleted                  ? v1::Explanation::STATE_DELETED
                  : facts.published_revision > 0 ? v1::Explanation::STATE_PUBLISHED
                                                 : v1::Explanation::STATE_DRAFT);
  draft.set_published_revision(facts.published_revision);
  draft.set_revision(facts.draft_revision);
  draft.set_etag(facts.Etag());
  draft.set_creator(facts.creator);
  *draft.mutable_create_time() = TimeUtil::MicrosecondsToTimestamp(MicrosOf(facts.create_time));
  *draft.mutable_update_time() = TimeUtil::MicrosecondsToTimestamp(MicrosOf(facts.update_time));
  draft.clear_publish_time();
  if (MicrosOf(facts.publish_time) != 0) {
    *draft.mutable_publish_time() = TimeUtil::MicrosecondsToTimestamp(MicrosOf(facts.publish_time));
  }
}

}  // namespace lyceum::content::store
