#include "services/quiz/live/store/answers.h"

#include <map>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "common/sql/batcher.h"

namespace lyceum::quiz::live {
namespace {

using sql::Bytes;
using sql::Row;

constexpr absl::string_view kColumns =
    "a.participant, a.item, a.elapsed, a.share, a.net_choices, a.version, a.response, a.mark, a.answered, a.late_seq";

constexpr absl::string_view kWritten =
    "tenant, session, item, participant, version, response, mark, share, net_choices, answered, elapsed";
constexpr int kWrittenCount = 11;
constexpr int kGivenCount = kWrittenCount + 2;  // and the seq and epoch of a LogPoint

StoredAnswer Read(const Row& row) {
  StoredAnswer answer;
  answer.answer.participant = std::string(row.Text(0));
  answer.answer.item = static_cast<int>(row.Int(1));
  answer.answer.elapsed_micros = row.Int(2);
  answer.answer.verdict.share_micros = row.Int(3);
  answer.answer.verdict.net_choices = row.Int(4);
  answer.version = row.Int(5);
  answer.response = std::string(row.Text(6));
  answer.mark = row.Int(7);
  answer.answered = absl::FromUnixMicros(row.Int(8));
  answer.late_seq = row.Int(9);
  return answer;
}

absl::StatusOr<std::vector<StoredAnswer>> Collect(sql::Transaction& t, absl::string_view rest,
                                                  std::initializer_list<sql::Value> values) {
  std::vector<StoredAnswer> found;
  const std::string statement =
      absl::StrCat("SELECT ", kColumns, " FROM live_answers a WHERE a.tenant = $1 AND a.session = $2 ", rest);
  RETURN_IF_ERROR(t.Run(statement, values, [&](const Row& row) { found.push_back(Read(row)); }).status());
  return found;
}

// The values of kWritten.
void AddRow(const Key& key, const StoredAnswer& row, std::vector<sql::Value>& values) {
  values.insert(values.end(),
                {key.tenant, key.session, int64_t{row.answer.item}, row.answer.participant, row.version,
                 Bytes{row.response}, row.mark, row.answer.verdict.share_micros, row.answer.verdict.net_choices,
                 sql::Micros(row.answered), row.answer.elapsed_micros});
}

// Phase 2: the item is open.
std::string WriteStatement(size_t rows) {
  std::string text = absl::StrCat("INSERT INTO live_answers (", kWritten, ", told) SELECT ");
  for (int i = 1; i <= kWrittenCount; ++i) absl::StrAppend(&text, "column", i, ", ");
  absl::StrAppend(&text, "0 FROM (VALUES ");
  for (size_t row = 0, next = 2; row < rows; ++row, next += kGivenCount) {
    absl::StrAppend(&text, row == 0 ? "(" : ", (");
    for (int i = 0; i < kGivenCount; ++i) absl::StrAppend(&text, i == 0 ? "$" : ", $", next + i);
    absl::StrAppend(&text, ")");
  }
  absl::StrAppend(&text,
                  ") AS fresh JOIN live_sessions s ON s.tenant = column1 AND s.session = column2 "
                  "JOIN session_events e ON e.tenant = column1 AND e.session = column2 AND e.seq = column12 "
                  "AND e.epoch = column13 WHERE s.phase = 2 AND s.item = column3 "
                  "ON CONFLICT (tenant, session, item, participant) DO UPDATE SET version = excluded.version, "
                  "response = excluded.response, mark = excluded.mark, share = excluded.share, "
                  "net_choices = excluded.net_choices, answered = excluded.answered, elapsed = excluded.elapsed, "
                  "late_seq = 0 WHERE $1 = 1 AND excluded.version > live_answers.version "
                  "RETURNING tenant, session, item, participant");
  return text;
}

absl::Status WriteTogether(sql::Transaction& t, absl::Span<NewAnswer* const> answers) {
  std::vector<sql::Value> values = {int64_t{answers[0]->may_change}};
  using RowKey = std::tuple<absl::string_view, absl::string_view, int64_t, absl::string_view>;
  std::map<RowKey, NewAnswer*> by_key;
  for (NewAnswer* fresh : answers) {
    AddRow(*fresh->key, *fresh->row, values);
    values.insert(values.end(), {fresh->timed_by.seq, fresh->timed_by.epoch});
    fresh->written = false;
    const Answer& answer = fresh->row->answer;
    by_key[RowKey(fresh->key->tenant, fresh->key->session, answer.item, answer.participant)] = fresh;
  }
  static const auto& statements = *new sql::RowStatements(&WriteStatement);
  return t
      .Run(statements.Of(answers.size()), values,
           [&](const Row& row) {
             const auto found = by_key.find(RowKey(row.Text(0), row.Text(1), row.Int(2), row.Text(3)));
             if (found != by_key.end()) found->second->written = true;
           })
      .status();
}

}  // namespace

absl::Status WriteAnswers(sql::Transaction& t, absl::Span<NewAnswer* const> answers) {
  while (!answers.empty()) {
    const size_t rows = sql::RowsTogether(answers.size());
    RETURN_IF_ERROR(WriteTogether(t, answers.first(rows)));
    answers.remove_prefix(rows);
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> WriteAnswer(sql::Transaction& t, const Key& key, const StoredAnswer& answer, bool may_change,
                                 LogPoint timed_by) {
  NewAnswer fresh{&key, &answer, may_change, timed_by};
  NewAnswer* const one = &fresh;
  RETURN_IF_ERROR(WriteTogether(t, absl::MakeConstSpan(&one, 1)));
  return fresh.written;
}

absl::StatusOr<bool> WriteLateAnswer(sql::Transaction& t, const Key& key, const StoredAnswer& answer) {
  std::vector<sql::Value> values;
  AddRow(key, answer, values);
  values.push_back(answer.late_seq);
  ASSIGN_OR_RETURN(const int64_t written,
                   t.Run(absl::StrCat("INSERT INTO live_answers (", kWritten, ", told, late_seq) VALUES "
                                      "($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, $12) ON CONFLICT DO NOTHING"),
                         values));
  return written == 1;
}

absl::StatusOr<std::optional<StoredAnswer>> LoadAnswer(sql::Transaction& t, const Key& key, int item,
                                                       absl::string_view participant) {
  ASSIGN_OR_RETURN(auto found, Collect(t, "AND a.item = $3 AND a.participant = $4",
                                       {key.tenant, key.session, int64_t{item}, participant}));
  if (found.empty()) return std::optional<StoredAnswer>();
  return std::optional<StoredAnswer>(std::move(found.front()));
}

absl::StatusOr<std::vector<StoredAnswer>> ListAnswers(sql::Transaction& t, const Key& key, int first) {
  return Collect(t, "AND (a.item >= $3 OR a.late_seq > 0) ORDER BY a.item, a.participant",
                 {key.tenant, key.session, int64_t{first}});
}

absl::StatusOr<std::vector<StoredAnswer>> PageAnswers(sql::Transaction& t, const Key& key, int item,
                                                      absl::string_view participant, int limit) {
  return Collect(t, "AND (a.item, a.participant) > ($3, $4) ORDER BY a.item, a.participant LIMIT $5",
                 {key.tenant, key.session, int64_t{item}, participant, int64_t{limit}});
}

absl::StatusOr<AnswerCount> CountAnswers(sql::Transaction& t, const Key& key, int item) {
  AnswerCount count;
  RETURN_IF_ERROR(t.Run("SELECT COUNT(*), COALESCE(MAX(CASE WHEN late_seq = 0 THEN elapsed END), 0) FROM live_answers "
                        "WHERE tenant = $1 AND session = $2 AND item = $3",
                        {key.tenant, key.session, int64_t{item}},
                        [&](const Row& row) { count = {static_cast<int>(row.Int(0)), row.Int(1)}; })
                      .status());
  return count;
}

absl::Status GroupAnswers(sql::Transaction& t, const Key& key, int item, int limit,
                          const std::function<void(ResponseTally)>& each) {
  // State 1: the participant is in.
  return t
      .Run("SELECT a.response, COUNT(*), MAX(a.share) FROM live_answers a JOIN live_participants p "
           "ON p.tenant = a.tenant AND p.session = a.session AND p.participant = a.participant "
           "WHERE a.tenant = $1 AND a.session = $2 AND a.item = $3 AND p.state = 1 "
           "GROUP BY a.response ORDER BY COUNT(*) DESC, a.response LIMIT $4",
           {key.tenant, key.session, int64_t{item}, int64_t{limit}},
           [&](const Row& row) {
             each({std::string(row.Text(0)), static_cast<int>(row.Int(1)), row.Int(2) == kWholeShare});
           })
      .status();
}

absl::StatusOr<std::vector<Untold>> ListUntold(sql::Transaction& t, int limit) {
  std::vector<Untold> found;
  // Phases 2 and 3: the item is open or paused.
  RETURN_IF_ERROR(
      t.Run("SELECT DISTINCT a.tenant, a.session, a.item FROM live_answers a "
            "JOIN live_sessions s ON s.tenant = a.tenant AND s.session = a.session "
            "WHERE a.told = 0 AND NOT (s.item = a.item AND s.phase IN (2, 3)) LIMIT $1",
            {int64_t{limit}},
            [&](const Row& row) {
              found.push_back({{std::string(row.Text(0)), std::string(row.Text(1))}, static_cast<int>(row.Int(2))});
            })
          .status());
  return found;
}

absl::StatusOr<std::vector<UntoldAnswer>> LoadUntold(sql::Transaction& t, const Untold& untold, int limit) {
  std::vector<UntoldAnswer> found;
  const std::string statement =
      absl::StrCat("SELECT ", kColumns,
                   ", p.user_id FROM live_answers a JOIN live_participants p "
                   "ON p.tenant = a.tenant AND p.session = a.session AND p.participant = a.participant "
                   "WHERE a.tenant = $1 AND a.session = $2 AND a.item = $3 AND a.told = 0 "
                   "ORDER BY a.participant LIMIT $4");
  RETURN_IF_ERROR(t.Run(statement,
                        {untold.key.tenant, untold.key.session, int64_t{untold.item}, int64_t{limit}},
                        [&](const Row& row) { found.push_back({Read(row), std::string(row.Text(10))}); })
                      .status());
  return found;
}

absl::Status MarkTold(sql::Transaction& t, const Untold& untold, absl::string_view participant) {
  return t.Run("UPDATE live_answers SET told = 1 "
               "WHERE tenant = $1 AND session = $2 AND item = $3 AND told = 0 AND participant <= $4",
               {untold.key.tenant, untold.key.session, int64_t{untold.item}, participant})
      .status();
}

}  // namespace lyceum::quiz::live
