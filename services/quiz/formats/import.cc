#include "services/quiz/formats/import.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/base/text.h"
#include "services/quiz/formats/text.h"
#include "services/quiz/formats/to_item.h"
#include "services/quiz/limits.h"
#include "services/quiz/logic/complete.h"
#include "services/quiz/logic/validate.h"

namespace lyceum::quiz::formats {
namespace {

using absl::string_view;
using v1::QuestionReport;

// Equal for questions that ask the same: upper case, white space and the order of choices make no difference.
std::string Fingerprint(const v1::Item& item) {
  const auto fold = [](string_view text) {
    std::string folded;
    for (const char c : text) {
      if (absl::ascii_isalnum(static_cast<unsigned char>(c)) || static_cast<signed char>(c) < 0) {
        folded.push_back(absl::ascii_tolower(static_cast<unsigned char>(c)));
      } else if (!folded.empty() && folded.back() != ' ') {
        folded.push_back(' ');
      }
    }
    return std::string(absl::StripTrailingAsciiWhitespace(folded));
  };
  std::string print = absl::StrCat(item.kind_case(), "|", fold(item.prompt()));
  std::vector<std::string> choices;
  for (const v1::Choice& choice : item.single_choice().choices()) choices.push_back(choice.text());
  for (const v1::Choice& choice : item.multiple_choice().choices()) choices.push_back(choice.text());
  // A choice may be nothing but signs, such as "=": those are told apart as they are.
  for (std::string& choice : choices) {
    if (std::string folded = fold(choice); !folded.empty()) choice = std::move(folded);
  }
  std::sort(choices.begin(), choices.end());
  for (const std::string& choice : choices) absl::StrAppend(&print, "|", choice);
  if (!choices.empty()) return print;
  v1::Item kind = item;
  for (const char* field :
       {"id", "prompt", "title", "points", "explanation", "hints", "lineage", "tags", "topic_path"}) {
    kind.GetReflection()->ClearField(&kind, v1::Item::descriptor()->FindFieldByName(field));
  }
  return absl::StrCat(print, "|", kind.SerializeAsString());
}

// "dir/history 40.xlsx" is "history 40".
string_view Stem(string_view file_name) {
  file_name = file_name.substr(file_name.find_last_of("/\\") + 1);
  const size_t dot = file_name.rfind('.');
  return dot == 0 || dot == string_view::npos ? file_name : file_name.substr(0, dot);
}

std::string Title(string_view text) {
  std::string title;
  int chars = 0;
  for (const char c : text) {
    const bool begins = (static_cast<unsigned char>(c) & 0xc0) != 0x80;
    if (begins && ++chars > quiz::limits::kMaxTitleChars) break;
    title.push_back(c);
  }
  return title;
}

class Importer {
 public:
  Importer(const v1::QuizFile& file, const ImportOptions& options, v1::QuizFormat format) : options_(options) {
    imported_.outcome.set_file_name(file.file_name());
    imported_.outcome.set_format(format);
    title_ = Title(Stem(file.file_name()));
    if (title_.empty()) title_ = "Imported";
  }

  Imported Import(absl::StatusOr<Reading> reading);

 private:
  void Take(Entry& entry);
  void TakeItem(Entry& entry, v1::Item item, string_view name, std::vector<std::string> notes);
  void BeginCategory(string_view path);
  // The quiz that takes the next item of the present category.
  v1::Quiz& Current(size_t bytes);
  QuestionReport& Report(const Entry& entry, QuestionReport::Result result, string_view name);

  const ImportOptions& options_;
  Imported imported_;
  QuestionReport unlisted_;
  std::string title_;
  v1::Quiz head_;
  absl::flat_hash_map<std::string, size_t> open_quiz_;  // by title
  absl::flat_hash_map<std::string, int> parts_;         // of quizzes with that title
  std::vector<size_t> bytes_;                           // of each quiz
  absl::flat_hash_map<std::string, Place> seen_;        // by fingerprint
};

QuestionReport& Importer::Report(const Entry& entry, QuestionReport::Result result, string_view name) {
  v1::QuizImportOutcome& outcome = imported_.outcome;
  if (result == QuestionReport::RESULT_INVALID) outcome.set_invalid_count(outcome.invalid_count() + 1);
  if (result == QuestionReport::RESULT_UNSUPPORTED) outcome.set_unsupported_count(outcome.unsupported_count() + 1);
  if (result == QuestionReport::RESULT_DUPLICATE) outcome.set_duplicate_count(outcome.duplicate_count() + 1);
  const bool full = outcome.reports_size() == kMaxReports;
  if (full) outcome.set_more_report_count(outcome.more_report_count() + 1);
  QuestionReport& report = full ? unlisted_ : *outcome.add_reports();
  report.Clear();
  report.set_result(result);
  report.set_line(entry.place.line);
  report.set_column(entry.place.column);
  report.set_name(MadeName(name));
  return report;
}

void Importer::BeginCategory(string_view path) {
  // Where a course keeps its questions says nothing of them.
  while (absl::ConsumePrefix(&path, "$course$/") || absl::ConsumePrefix(&path, "top/")) {
  }
  if (path.empty() || path == "$course$" || path == "top") return;
  title_ = Title(path);
  head_.Clear();
}

v1::Quiz& Importer::Current(size_t bytes) {
  const auto open = open_quiz_.find(title_);
  if (open != open_quiz_.end()) {
    v1::Quiz& quiz = imported_.quizzes[open->second];
    // Half of the limit, so that what is filled in later has room.
    if (quiz.items_size() < quiz::limits::kMaxItems &&
        bytes_[open->second] + bytes < quiz::limits::kMaxQuizBytes / 2) {
      bytes_[open->second] += bytes;
      return quiz;
    }
  }
  const int part = ++parts_[title_];
  open_quiz_[title_] = imported_.quizzes.size();
  bytes_.push_back(bytes);
  v1::Quiz& quiz = imported_.quizzes.emplace_back(head_);
  quiz.set_title(part == 1 ? title_ : absl::StrCat(title_.substr(0, 280), " (", part, ")"));
  if (quiz.language().empty()) quiz.set_language(options_.language);
  if (quiz.topic_path().empty()) {
    quiz.mutable_topic_path()->Assign(options_.topic_path.begin(), options_.topic_path.end());
  }
  return quiz;
}

void Importer::TakeItem(Entry& entry, v1::Item item, string_view name, std::vector<std::string> notes) {
  v1::QuizImportOutcome& outcome = imported_.outcome;
  if (!options_.keep_duplicates) {
    const auto [first, fresh] = seen_.emplace(Fingerprint(item), entry.place);
    if (!fresh) {
      std::string note = "asks the same as another question of the file";
      if (first->second.line > 0) note = absl::StrCat("asks the same as the question at line ", first->second.line);
      Report(entry, QuestionReport::RESULT_DUPLICATE, name).add_notes(std::move(note));
      return;
    }
  }
  outcome.set_imported_count(outcome.imported_count() + 1);
  if (!entry.repairs.empty()) outcome.set_repaired_count(outcome.repaired_count() + 1);
  notes.insert(notes.end(), entry.repairs.begin(), entry.repairs.end());
  // Of names given twice the later makes way for one that is free.
  v1::Quiz& quiz = Current(item.ByteSizeLong());
  if (!notes.empty()) {
    QuestionReport& report = Report(entry, QuestionReport::RESULT_IMPORTED, name);
    std::sort(notes.begin(), notes.end());
    notes.erase(std::unique(notes.begin(), notes.end()), notes.end());
    for (std::string& note : notes) report.add_notes(std::move(note));
  }
  *quiz.add_items() = std::move(item);
}

void Importer::Take(Entry& entry) {
  if (entry.question && entry.question->type == Question::Type::kCategory) return BeginCategory(entry.question->name);
  if (entry.head) {
    title_ = Title(entry.head->title());
    head_ = *std::move(entry.head);
    return;
  }
  imported_.outcome.set_question_count(imported_.outcome.question_count() + 1);
  if (entry.question) {
    MadeItem made = ToItem(*entry.question);
    const std::string& name = entry.question->name;
    if (!made.unsupported.empty()) {
      QuestionReport& report = Report(entry, QuestionReport::RESULT_UNSUPPORTED, name);
      report.set_type(made.unsupported);
      report.add_notes(absl::StrCat("the type ", made.unsupported, " is not supported"));
    } else if (!made.item) {
      Report(entry, QuestionReport::RESULT_INVALID, name).add_notes(made.problem);
    } else {
      TakeItem(entry, *std::move(made.item), name, std::move(made.lost));
    }
  } else if (entry.item) {
    const std::string name = entry.item->title().empty() ? entry.item->prompt() : entry.item->title();
    std::string problem = CompleteItem(*entry.item);
    if (problem.empty()) {
      TakeItem(entry, *std::move(entry.item), name, {});
    } else {
      Report(entry, QuestionReport::RESULT_INVALID, name).add_notes(std::move(problem));
    }
  } else {
    Report(entry, QuestionReport::RESULT_INVALID, "").add_notes(entry.problem);
  }
}

Imported Importer::Import(absl::StatusOr<Reading> reading) {
  if (!reading.ok()) {
    imported_.outcome.set_problem(std::string(reading.status().message()));
    return std::move(imported_);
  }
  for (Entry& entry : reading->entries) Take(entry);
  for (v1::Quiz& quiz : imported_.quizzes) {
    absl::flat_hash_map<std::string, bool> ids;
    for (v1::Item& item : *quiz.mutable_items()) {
      if (!item.id().empty() && !ids.emplace(item.id(), true).second) item.clear_id();
    }
    Complete(quiz);
    const absl::Status valid = ValidateQuiz(quiz);
    if (!valid.ok() && imported_.outcome.problem().empty()) {
      imported_.outcome.set_problem(absl::StrCat("the quiz \"", quiz.title(), "\": ", valid.message()));
    }
  }
  if (!imported_.outcome.problem().empty()) imported_.quizzes.clear();
  for (const v1::Quiz& quiz : imported_.quizzes) {
    v1::ImportedQuiz& made = *imported_.outcome.add_quizzes();
    made.set_title(quiz.title());
    made.set_item_count(quiz.items_size());
    made.set_result(v1::ImportedQuiz::RESULT_VALID);
  }
  return std::move(imported_);
}

}  // namespace

Imported ImportFile(const v1::QuizFile& file, const ImportOptions& options) {
  const v1::QuizFormat format = file.format() != v1::QUIZ_FORMAT_UNSPECIFIED
                                    ? file.format()
                                    : DetectFormat(file.file_name(), file.content());
  return Importer(file, options, format).Import(ReadQuestions(format, file.content()));
}

}  // namespace lyceum::quiz::formats
