#include "services/content/store/annotations.h"

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/hash.h"
#include "common/base/status.h"

namespace lyceum::content::store {
namespace {

std::string Name(const AnnotationRow& row) {
  return absl::StrCat("tenants/", row.tenant, "/users/", row.user, "/annotations/", row.id);
}

void Fill(AnnotationRow& row) {
  row.annotation.set_name(Name(row));
  row.annotation.set_etag(ShortHash(absl::StrCat(row.id, " ", row.version)));
}

constexpr absl::string_view kColumns = "SELECT id, explanation, checked_revision, version, document FROM annotations ";

AnnotationRow FromRow(absl::string_view tenant, absl::string_view user, const sql::Row& row) {
  AnnotationRow result;
  result.tenant = std::string(tenant);
  result.user = std::string(user);
  result.id = std::string(row.Text(0));
  result.explanation = std::string(row.Text(1));
  result.checked_revision = row.Int(2);
  result.version = row.Int(3);
  result.annotation.ParseFromArray(row.Text(4).data(), static_cast<int>(row.Text(4).size()));
  Fill(result);
  return result;
}

}  // namespace

absl::StatusOr<AnnotationRow> FindAnnotation(sql::Transaction& t, absl::string_view tenant, absl::string_view user,
                                             absl::string_view id) {
  AnnotationRow found;
  ASSIGN_OR_RETURN(const int64_t rows,
                   t.Run(absl::StrCat(kColumns, "WHERE tenant = $1 AND user_id = $2 AND id = $3"), {tenant, user, id},
                         [&](const sql::Row& row) { found = FromRow(tenant, user, row); }));
  if (rows > 0) return found;
  return NotFound(absl::StrCat("tenants/", tenant, "/users/", user, "/annotations/", id));
}

absl::StatusOr<std::vector<AnnotationRow>> ListAnnotations(sql::Transaction& t, absl::string_view tenant,
                                                           absl::string_view user, absl::string_view explanation,
                                                           absl::string_view before_id, int64_t limit) {
  std::vector<AnnotationRow> list;
  std::vector<sql::Value> values = {tenant, user, before_id, limit};
  std::string where = "WHERE tenant = $1 AND user_id = $2 AND ($3 = '' OR id < $3) ";
  if (!explanation.empty()) {
    where += "AND explanation = $5 ";
    values.push_back(explanation);
  }
  RETURN_IF_ERROR(t.Run(absl::StrCat(kColumns, where, "ORDER BY id DESC LIMIT $4"), values,
                        [&](const sql::Row& row) { list.push_back(FromRow(tenant, user, row)); })
                      .status());
  return list;
}

absl::Status InsertAnnotation(sql::Transaction& t, AnnotationRow& row) {
  Fill(row);
  const std::string bytes = row.annotation.SerializeAsString();
  return t
      .Run("INSERT INTO annotations (tenant, user_id, id, explanation, checked_revision, version, document) "
           "VALUES ($1, $2, $3, $4, $5, $6, $7)",
           {row.tenant, row.user, row.id, row.explanation, row.checked_revision, row.version, sql::Bytes{bytes}})
      .status();
}

absl::Status UpdateAnnotation(sql::Transaction& t, AnnotationRow& row) {
  Fill(row);
  const std::string bytes = row.annotation.SerializeAsString();
  return t
      .Run("UPDATE annotations SET version = $4, document = $5 WHERE tenant = $1 AND user_id = $2 AND id = $3",
           {row.tenant, row.user, row.id, row.version, sql::Bytes{bytes}})
      .status();
}

absl::Status SaveAnchor(sql::Transaction& t, const AnnotationRow& row, int64_t old_checked_revision) {
  const std::string bytes = row.annotation.SerializeAsString();
  return t
      .Run("UPDATE annotations SET checked_revision = $4, document = $5 WHERE tenant = $1 AND user_id = $2 AND id = $3 "
           "AND version = $6 AND checked_revision = $7",
           {row.tenant, row.user, row.id, row.checked_revision, sql::Bytes{bytes}, row.version, old_checked_revision})
      .status();
}

absl::Status DeleteAnnotation(sql::Transaction& t, const AnnotationRow& row) {
  return t
      .Run("DELETE FROM annotations WHERE tenant = $1 AND user_id = $2 AND id = $3", {row.tenant, row.user, row.id})
      .status();
}

absl::StatusOr<int64_t> CountAnnotations(sql::Transaction& t, absl::string_view tenant, absl::string_view user) {
  int64_t count = 0;
  RETURN_IF_ERROR(t.Run("SELECT COUNT(*) FROM annotations WHERE tenant = $1 AND user_id = $2", {tenant, user},
                        [&](const sql::Row& row) { count = row.Int(0); })
                      .status());
  return count;
}

}  // namespace lyceum::content::store
