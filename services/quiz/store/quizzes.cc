#include "services/quiz/store/quizzes.h"

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/base/status.h"
#include "services/quiz/logic/paper.h"

namespace lyceum::quiz {
namespace {

using sql::Bytes;
using sql::Row;

template <class Message>
bool Parse(absl::string_view bytes, Message& message) {
  return message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
}

absl::Status Damaged(absl::string_view name) { return absl::DataLossError(absl::StrCat("damaged record of ", name)); }

// Runs a query whose column 0 is a serialized Message.
template <class Message>
absl::StatusOr<std::vector<Message>> Collect(sql::Transaction& t, absl::string_view statement,
                                             std::initializer_list<sql::Value> values) {
  std::vector<Message> messages;
  bool whole = true;
  const auto add = [&](const Row& row) { whole &= Parse(row.Text(0), messages.emplace_back()); };
  RETURN_IF_ERROR(t.Run(statement, values, add).status());
  if (!whole) return Damaged("a list");
  return messages;
}

std::string Head(const v1::Quiz& quiz) {
  v1::Quiz head = quiz;
  head.clear_items();
  return head.SerializeAsString();
}

std::string TopicText(const google::protobuf::RepeatedPtrField<std::string>& path) {
  std::string text;
  for (const std::string& segment : path) absl::StrAppend(&text, segment, "/");
  return text;
}

std::string RevisionName(absl::string_view tenant, absl::string_view quiz, int64_t revision) {
  return absl::StrCat(QuizName(tenant, quiz), "/revisions/", revision);
}

}  // namespace

std::string QuizName(absl::string_view tenant, absl::string_view quiz) {
  return absl::StrCat("tenants/", tenant, "/quizzes/", quiz);
}

absl::Status InsertQuiz(sql::Transaction& t, absl::string_view tenant, const StoredQuiz& stored) {
  const std::string head = Head(stored.quiz), draft = stored.quiz.SerializeAsString();
  ASSIGN_OR_RETURN(const int64_t inserted,
                   t.Run("INSERT INTO quizzes (tenant, quiz, version, state, published_revision, head, draft) "
                         "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (tenant, quiz) DO NOTHING",
                         {tenant, Segment(stored.quiz.name(), 3), stored.version, int64_t{stored.quiz.state()},
                          stored.quiz.published_revision(), Bytes{head}, Bytes{draft}}));
  if (inserted == 1) return absl::OkStatus();
  return Error(absl::StatusCode::kAlreadyExists, "ALREADY_EXISTS",
               absl::StrCat("there is a quiz ", stored.quiz.name(), " already"));
}

absl::StatusOr<StoredQuiz> LoadQuiz(sql::Transaction& t, absl::string_view tenant, absl::string_view quiz) {
  StoredQuiz stored;
  bool whole = true;
  ASSIGN_OR_RETURN(const int64_t found,
                   t.Run("SELECT version, draft FROM quizzes WHERE tenant = $1 AND quiz = $2", {tenant, quiz},
                         [&](const Row& row) {
                           stored.version = row.Int(0);
                           whole = Parse(row.Text(1), stored.quiz);
                         }));
  if (found == 0) return NotFound(QuizName(tenant, quiz));
  if (!whole) return Damaged(QuizName(tenant, quiz));
  return stored;
}

absl::Status ReplaceQuiz(sql::Transaction& t, absl::string_view tenant, const StoredQuiz& stored) {
  const std::string head = Head(stored.quiz), draft = stored.quiz.SerializeAsString();
  return t
      .Run("UPDATE quizzes SET version = $3, state = $4, published_revision = $5, head = $6, draft = $7 "
           "WHERE tenant = $1 AND quiz = $2",
           {tenant, Segment(stored.quiz.name(), 3), stored.version, int64_t{stored.quiz.state()},
            stored.quiz.published_revision(), Bytes{head}, Bytes{draft}})
      .status();
}

absl::StatusOr<std::vector<v1::Quiz>> ListHeads(sql::Transaction& t, absl::string_view tenant, bool show_deleted,
                                                absl::string_view after, int limit) {
  const int64_t hidden = show_deleted ? -1 : v1::Quiz::STATE_DELETED;
  return Collect<v1::Quiz>(t,
                           "SELECT head FROM quizzes WHERE tenant = $1 AND quiz > $2 AND state <> $3 "
                           "ORDER BY quiz LIMIT $4",
                           {tenant, after, hidden, int64_t{limit}});
}

absl::StatusOr<Pointer> LoadPointer(sql::Transaction& t, absl::string_view tenant, absl::string_view quiz) {
  Pointer pointer;
  ASSIGN_OR_RETURN(const int64_t found,
                   t.Run("SELECT version, state, published_revision FROM quizzes WHERE tenant = $1 AND quiz = $2",
                         {tenant, quiz}, [&](const Row& row) {
                           pointer.version = row.Int(0);
                           pointer.revision = row.Int(1) == v1::Quiz::STATE_PUBLISHED ? row.Int(2) : 0;
                         }));
  if (found == 0) return NotFound(QuizName(tenant, quiz));
  return pointer;
}

absl::StatusOr<std::vector<v1::PaperSummary>> ListPublished(sql::Transaction& t, absl::string_view tenant,
                                                            const PublishedFilter& filter, absl::string_view after,
                                                            int limit) {
  // "~" stands behind every character of a topic.
  const std::string from = TopicText(filter.topic_path), to = from + "~";
  return Collect<v1::PaperSummary>(
      t,
      "SELECT r.summary FROM quizzes q JOIN quiz_revisions r "
      "ON r.tenant = q.tenant AND r.quiz = q.quiz AND r.revision = q.published_revision "
      "WHERE q.tenant = $1 AND q.quiz > $2 AND q.state = $3 AND r.topic >= $4 AND r.topic < $5 "
      "AND ($6 = '' OR r.explanation = $6) ORDER BY q.quiz LIMIT $7",
      {tenant, after, int64_t{v1::Quiz::STATE_PUBLISHED}, absl::string_view(from), absl::string_view(to),
       absl::string_view(filter.explanation), int64_t{limit}});
}

Revision MakeRevision(const v1::Quiz& quiz, uint64_t paper_seed, absl::string_view publisher) {
  Revision revision;
  revision.quiz = quiz;
  revision.paper = MakePaper(quiz, paper_seed);
  revision.paper_seed = paper_seed;
  revision.about.set_name(RevisionName(Segment(quiz.name(), 1), Segment(quiz.name(), 3), quiz.revision()));
  revision.about.set_revision(quiz.revision());
  revision.about.set_title(quiz.title());
  revision.about.set_item_count(quiz.items_size());
  *revision.about.mutable_publish_time() = quiz.publish_time();
  revision.about.set_publisher(std::string(publisher));
  return revision;
}

absl::Status InsertRevision(sql::Transaction& t, absl::string_view tenant, const Revision& revision) {
  const v1::Quiz& quiz = revision.quiz;
  const std::string topic = TopicText(quiz.topic_path());
  const std::string about = revision.about.SerializeAsString(), summary = Summarize(revision.paper).SerializeAsString();
  const std::string authored = quiz.SerializeAsString(), keyless = revision.paper.SerializeAsString();
  return t
      .Run("INSERT INTO quiz_revisions (tenant, quiz, revision, topic, explanation, paper_seed, about, summary, "
           "authored, paper) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
           {tenant, Segment(quiz.name(), 3), quiz.revision(), absl::string_view(topic),
            absl::string_view(quiz.source().explanation()), static_cast<int64_t>(revision.paper_seed), Bytes{about},
            Bytes{summary}, Bytes{authored}, Bytes{keyless}})
      .status();
}

absl::StatusOr<Revision> LoadRevision(sql::Transaction& t, absl::string_view tenant, absl::string_view quiz,
                                      int64_t number) {
  Revision revision;
  bool whole = true;
  ASSIGN_OR_RETURN(const int64_t found,
                   t.Run("SELECT authored, paper, about, paper_seed FROM quiz_revisions "
                         "WHERE tenant = $1 AND quiz = $2 AND revision = $3",
                         {tenant, quiz, number}, [&](const Row& row) {
                           whole = Parse(row.Text(0), revision.quiz) && Parse(row.Text(1), revision.paper) &&
                                   Parse(row.Text(2), revision.about);
                           revision.paper_seed = static_cast<uint64_t>(row.Int(3));
                         }));
  if (found == 0) return NotFound(RevisionName(tenant, quiz, number));
  if (!whole) return Damaged(RevisionName(tenant, quiz, number));
  return revision;
}

absl::StatusOr<std::string> LoadPaper(sql::Transaction& t, absl::string_view tenant, absl::string_view quiz,
                                      int64_t revision) {
  std::string paper;
  ASSIGN_OR_RETURN(const int64_t found,
                   t.Run("SELECT paper FROM quiz_revisions WHERE tenant = $1 AND quiz = $2 AND revision = $3",
                         {tenant, quiz, revision}, [&](const Row& row) { paper = std::string(row.Text(0)); }));
  if (found == 0) return NotFound(RevisionName(tenant, quiz, revision));
  return paper;
}

absl::StatusOr<std::vector<v1::QuizRevision>> ListRevisions(sql::Transaction& t, absl::string_view tenant,
                                                            absl::string_view quiz, int64_t before, int limit) {
  return Collect<v1::QuizRevision>(t,
                                   "SELECT about FROM quiz_revisions WHERE tenant = $1 AND quiz = $2 AND "
                                   "revision < $3 ORDER BY revision DESC LIMIT $4",
                                   {tenant, quiz, before, int64_t{limit}});
}

}  // namespace lyceum::quiz
