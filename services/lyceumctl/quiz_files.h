// Quizzes in files of other formats: their names on the command line, and reports on their questions.
#pragma once

#include <string>
#include <vector>

#include "lyceum/quiz/v1/transfer.pb.h"
#include "services/lyceumctl/session.h"

namespace lyceum::ctl {

// "auto", "gift", "aiken", ...: what --format and --from take. Those that are written are also what --to takes.
std::vector<std::string> QuizFormatNames(bool written_only);
quiz::v1::QuizFormat QuizFormatOf(const std::string& name);

// "file.gift:12:1: not imported: essay question: the type essay is not supported", a line for each report.
std::string ReportLines(const std::string& file,
                        const google::protobuf::RepeatedPtrField<quiz::v1::QuestionReport>& reports,
                        int more, const draw::Ink& ink);

// Prints what became of each file: its quizzes, counts and reports, or all of it as JSON. ALREADY_REPORTED if a file,
// or a question of one, could not be taken.
absl::Status ReportImport(Session& session, const std::vector<quiz::v1::QuizImportOutcome>& outcomes);

}  // namespace lyceum::ctl
