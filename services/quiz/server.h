// The rpcs of the quiz service: a line each.
#pragma once

#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "common/ops/operations.h"
#include "common/rpc/methods.h"
#include "services/quiz/live/server.h"
#include "services/quiz/methods/analyses.h"
#include "services/quiz/methods/attempts.h"
#include "services/quiz/methods/authoring.h"
#include "services/quiz/methods/quizzes.h"
#include "services/quiz/methods/transfer.h"

namespace lyceum::quiz {

// The objects must outlive the server.
inline std::vector<rpc::Methods> QuizMethods(Authoring& authoring, Quizzes& quizzes, Attempts& attempts,
                                             Analyses& analyses, live::Sessions& sessions, Transfer& transfer,
                                             ops::Operations& operations) {
  rpc::Methods writing("lyceum.quiz.v1.QuizAuthoringService");
  writing.Unary("CreateQuiz", &Authoring::CreateQuiz, authoring)
      .Unary("GetAuthoredQuiz", &Authoring::GetAuthoredQuiz, authoring)
      .Unary("ListAuthoredQuizzes", &Authoring::ListAuthoredQuizzes, authoring)
      .Unary("UpdateQuiz", &Authoring::UpdateQuiz, authoring)
      .Unary("DeleteQuiz", &Authoring::DeleteQuiz, authoring)
      .Unary("PublishQuiz", &Authoring::PublishQuiz, authoring)
      .Unary("ListQuizRevisions", &Authoring::ListQuizRevisions, authoring)
      .Unary("GetQuizRevision", &Authoring::GetQuizRevision, authoring)
      .Unary("DeriveQuiz", &Authoring::DeriveQuiz, authoring);

  rpc::Methods reading("lyceum.quiz.v1.QuizService");
  reading.Unary("GetQuiz", &Quizzes::GetQuiz, quizzes)
      .Inline("GetQuiz",
              [&quizzes](const Caller& caller, absl::string_view request) {
                return quizzes.CachedQuiz(caller, request);
              })
      .Unary("ListQuizzes", &Quizzes::ListQuizzes, quizzes);

  rpc::Methods taking("lyceum.quiz.v1.AttemptService");
  taking.Unary("StartAttempt", &Attempts::StartAttempt, attempts)
      .Unary("GetAttempt", &Attempts::GetAttempt, attempts)
      .Unary("ListAttempts", &Attempts::ListAttempts, attempts)
      .Later("SaveResponse", &Attempts::SaveResponse, attempts)
      .Later("SubmitResponse", &Attempts::SubmitResponse, attempts)
      .AtOnceIf("SubmitResponse", &Attempts::MayAnswerAtOnce, attempts)
      .Unary("FinishAttempt", &Attempts::FinishAttempt, attempts)
      .Unary("ReviewAttempt", &Attempts::ReviewAttempt, attempts)
      .Unary("GetQuizGrade", &Attempts::GetQuizGrade, attempts);

  rpc::Methods grading("lyceum.quiz.v1.GradingService");
  grading.Unary("GradeItem", &Attempts::GradeItem, attempts);

  rpc::Methods analysing("lyceum.quiz.v1.AnalysisService");
  analysing.Unary("GetItemAnalysis", &Analyses::GetItemAnalysis, analyses);

  rpc::Methods moving("lyceum.quiz.v1.TransferService");
  moving.Unary("ImportQuizzes", &Transfer::ImportQuizzes, transfer)
      .Unary("ExportQuizzes", &Transfer::ExportQuizzes, transfer)
      .Unary("ReadExport", &Transfer::ReadExport, transfer);

  rpc::Methods running("lyceum.api.v1.OperationService");
  running.Unary("GetOperation", &ops::Operations::GetOperation, operations)
      .Unary("ListOperations", &ops::Operations::ListOperations, operations)
      .Unary("WaitOperation", &ops::Operations::WaitOperation, operations)
      .Unary("CancelOperation", &ops::Operations::CancelOperation, operations);

  return {std::move(writing), std::move(reading), std::move(taking), std::move(grading), std::move(analysing),
          live::SessionMethods(sessions), std::move(moving), std::move(running)};
}

}  // namespace lyceum::quiz
