#include "services/content/store/flashcards.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/hash.h"
#include "common/base/status.h"
#include "common/sql/batcher.h"
#include "google/protobuf/util/time_util.h"

namespace lyceum::content::store {
namespace {

std::string Name(const FlashcardRow& row) {
  return absl::StrCat("tenants/", row.tenant, "/explanations/", row.explanation, "/flashcards/", row.id);
}

// The time of creation tells a card from an earlier one of the same id.
void Fill(FlashcardRow& row) {
  row.card.set_name(Name(row));
  const int64_t created = google::protobuf::util::TimeUtil::TimestampToMicroseconds(row.card.create_time());
  row.card.set_etag(ShortHash(absl::StrCat(row.id, " ", created, " ", row.version)));
}

constexpr absl::string_view kColumns = "SELECT id, number, version, derivation, document FROM flashcards ";

FlashcardRow FromRow(absl::string_view tenant, absl::string_view explanation, const sql::Row& row) {
  FlashcardRow result;
  result.tenant = std::string(tenant);
  result.explanation = std::string(explanation);
  result.id = std::string(row.Text(0));
  result.number = row.Int(1);
  result.version = row.Int(2);
  result.derivation = std::string(row.Text(3));
  result.card.ParseFromArray(row.Text(4).data(), static_cast<int>(row.Text(4).size()));
  Fill(result);
  return result;
}

std::string InsertStatement(size_t rows) {
  std::string text = "INSERT INTO flashcards (tenant, explanation, id, number, version, derivation, document) VALUES ";
  for (size_t row = 0, next = 3; row < rows; ++row, next += 5) {
    absl::StrAppend(&text, row == 0 ? "" : ", ", "($1, $2, $", next, ", $", next + 1, ", $", next + 2, ", $", next + 3,
                    ", $", next + 4, ")");
  }
  return text;
}

}  // namespace

absl::StatusOr<FlashcardRow> FindFlashcard(sql::Transaction& t, absl::string_view tenant,
                                           absl::string_view explanation, absl::string_view id) {
  FlashcardRow found;
  ASSIGN_OR_RETURN(
      const int64_t rows,
      t.Run(absl::StrCat(kColumns, "WHERE tenant = $1 AND explanation = $2 AND id = $3"), {tenant, explanation, id},
            [&](const sql::Row& row) { found = FromRow(tenant, explanation, row); }));
  if (rows > 0) return found;
  return NotFound(absl::StrCat("tenants/", tenant, "/explanations/", explanation, "/flashcards/", id));
}

absl::StatusOr<std::vector<FlashcardRow>> ListFlashcards(sql::Transaction& t, absl::string_view tenant,
                                                         absl::string_view explanation, int64_t after, int64_t limit) {
  std::vector<FlashcardRow> list;
  RETURN_IF_ERROR(t.Run(absl::StrCat(kColumns, "WHERE tenant = $1 AND explanation = $2 AND number > $3 "
                                               "ORDER BY number, id LIMIT $4"),
                        {tenant, explanation, after, limit},
                        [&](const sql::Row& row) { list.push_back(FromRow(tenant, explanation, row)); })
                      .status());
  return list;
}

absl::Status InsertFlashcard(sql::Transaction& t, FlashcardRow& row) {
  RETURN_IF_ERROR(t.Run("SELECT COALESCE(MAX(number), 0) + 1 FROM flashcards WHERE tenant = $1 AND explanation = $2",
                        {row.tenant, row.explanation}, [&](const sql::Row& r) { row.number = r.Int(0); })
                      .status());
  const std::string bytes = row.card.SerializeAsString();
  ASSIGN_OR_RETURN(
      const int64_t rows,
      t.Run("INSERT INTO flashcards (tenant, explanation, id, number, version, derivation, document) "
            "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
            {row.tenant, row.explanation, row.id, row.number, row.version, row.derivation, sql::Bytes{bytes}}));
  Fill(row);
  if (rows > 0) return absl::OkStatus();
  return Error(absl::StatusCode::kAlreadyExists, "NAME_TAKEN", absl::StrCat(Name(row), " exists already"));
}

absl::Status UpdateFlashcard(sql::Transaction& t, FlashcardRow& row) {
  const std::string bytes = row.card.SerializeAsString();
  Fill(row);
  return t
      .Run("UPDATE flashcards SET version = $4, document = $5 WHERE tenant = $1 AND explanation = $2 AND id = $3",
           {row.tenant, row.explanation, row.id, row.version, sql::Bytes{bytes}})
      .status();
}

absl::Status DeleteFlashcard(sql::Transaction& t, const FlashcardRow& row) {
  return t
      .Run("DELETE FROM flashcards WHERE tenant = $1 AND explanation = $2 AND id = $3",
           {row.tenant, row.explanation, row.id})
      .status();
}

absl::StatusOr<int64_t> CountFlashcards(sql::Transaction& t, absl::string_view tenant, absl::string_view explanation) {
  int64_t count = 0;
  RETURN_IF_ERROR(t.Run("SELECT COUNT(*) FROM flashcards WHERE tenant = $1 AND explanation = $2", {tenant, explanation},
                        [&](const sql::Row& row) { count = row.Int(0); })
                      .status());
  return count;
}

absl::StatusOr<CardsOfExplanation> FindCards(sql::Transaction& t, absl::string_view tenant,
                                             absl::string_view explanation) {
  CardsOfExplanation cards;
  RETURN_IF_ERROR(t.Run("SELECT derivation, number FROM flashcards WHERE tenant = $1 AND explanation = $2",
                        {tenant, explanation},
                        [&](const sql::Row& row) {
                          ++cards.count;
                          cards.last_number = std::max(cards.last_number, row.Int(1));
                          if (!row.Text(0).empty()) cards.derivations.emplace(row.Text(0));
                        })
                      .status());
  return cards;
}

absl::Status InsertFlashcards(sql::Transaction& t, absl::Span<FlashcardRow> rows) {
  while (!rows.empty()) {
    const size_t together = sql::RowsTogether(rows.size());
    const absl::Span<FlashcardRow> batch = rows.first(together);
    std::vector<std::string> documents;
    for (const FlashcardRow& row : batch) documents.push_back(row.card.SerializeAsString());
    std::vector<sql::Value> values = {batch[0].tenant, batch[0].explanation};
    for (size_t i = 0; i < together; ++i) {
      values.insert(values.end(), {batch[i].id, batch[i].number, batch[i].version, batch[i].derivation,
                                   sql::Bytes{documents[i]}});
      Fill(batch[i]);
    }
    RETURN_IF_ERROR(t.Post(InsertStatement(together), values));
    rows.remove_prefix(together);
  }
  return absl::OkStatus();
}

}  // namespace lyceum::content::store
