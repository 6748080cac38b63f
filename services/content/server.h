// The content service on the wire: each rpc tied to the method that answers it.
#pragma once

#include <utility>
#include <vector>

#include "common/ops/operations.h"
#include "common/rpc/methods.h"
#include "services/content/methods/annotations.h"
#include "services/content/methods/explanations.h"
#include "services/content/methods/flashcards.h"
#include "services/content/methods/library.h"
#include "services/content/methods/search.h"
#include "services/content/methods/topics.h"
#include "services/content/methods/transfer.h"

namespace lyceum::content {

inline std::vector<rpc::Methods> ContentMethods(Explanations& explanations, Flashcards& flashcards, Search& search,
                                                Transfer& transfer, Annotations& annotations, Library& library,
                                                Topics& topics, ops::Operations& operations) {
  rpc::Methods e("lyceum.content.v1.ExplanationService");
  e.Unary("CreateExplanation", &Explanations::CreateExplanation, explanations)
      .Unary("GetExplanation", &Explanations::GetExplanation, explanations)
      .Unary("ListExplanations", &Explanations::ListExplanations, explanations)
      .Unary("UpdateExplanation", &Explanations::UpdateExplanation, explanations)
      .Unary("DeleteExplanation", &Explanations::DeleteExplanation, explanations)
      .Unary("UndeleteExplanation", &Explanations::UndeleteExplanation, explanations)
      .Unary("PublishExplanation", &Explanations::PublishExplanation, explanations)
      .Unary("GetRevision", &Explanations::GetRevision, explanations)
      .Unary("ListRevisions", &Explanations::ListRevisions, explanations)
      .Unary("DiffRevisions", &Explanations::DiffRevisions, explanations);
  rpc::Methods f("lyceum.content.v1.FlashcardService");
  f.Unary("CreateFlashcard", &Flashcards::CreateFlashcard, flashcards)
      .Unary("GetFlashcard", &Flashcards::GetFlashcard, flashcards)
      .Unary("ListFlashcards", &Flashcards::ListFlashcards, flashcards)
      .Unary("UpdateFlashcard", &Flashcards::UpdateFlashcard, flashcards)
      .Unary("DeleteFlashcard", &Flashcards::DeleteFlashcard, flashcards)
      .Unary("DeriveFlashcards", &Flashcards::DeriveFlashcards, flashcards);
  rpc::Methods s("lyceum.content.v1.SearchService");
  s.Unary("SearchExplanations", &Search::SearchExplanations, search);
  rpc::Methods t("lyceum.content.v1.TransferService");
  t.Unary("ImportExplanations", &Transfer::ImportExplanations, transfer)
      .Unary("ExportExplanations", &Transfer::ExportExplanations, transfer)
      .Unary("ReadExport", &Transfer::ReadExport, transfer);
  rpc::Methods a("lyceum.content.v1.AnnotationService");
  a.Unary("CreateAnnotation", &Annotations::CreateAnnotation, annotations)
      .Unary("GetAnnotation", &Annotations::GetAnnotation, annotations)
      .Unary("ListAnnotations", &Annotations::ListAnnotations, annotations)
      .Unary("UpdateAnnotation", &Annotations::UpdateAnnotation, annotations)
      .Unary("DeleteAnnotation", &Annotations::DeleteAnnotation, annotations);
  rpc::Methods l("lyceum.content.v1.LibraryService");
  l.Unary("CreateFolder", &Library::CreateFolder, library)
      .Unary("ListFolders", &Library::ListFolders, library)
      .Unary("UpdateFolder", &Library::UpdateFolder, library)
      .Unary("DeleteFolder", &Library::DeleteFolder, library)
      .Unary("SaveItem", &Library::SaveItem, library)
      .Unary("ListSavedItems", &Library::ListSavedItems, library)
      .Unary("MoveSavedItem", &Library::MoveSavedItem, library)
      .Unary("RemoveSavedItem", &Library::RemoveSavedItem, library);
  rpc::Methods p("lyceum.content.v1.TopicService");
  p.Unary("CreateTopic", &Topics::CreateTopic, topics)
      .Unary("ListTopics", &Topics::ListTopics, topics)
      .Unary("UpdateTopic", &Topics::UpdateTopic, topics)
      .Unary("DeleteTopic", &Topics::DeleteTopic, topics);
  rpc::Methods o("lyceum.api.v1.OperationService");
  o.Unary("GetOperation", &ops::Operations::GetOperation, operations)
      .Unary("ListOperations", &ops::Operations::ListOperations, operations)
      .Unary("WaitOperation", &ops::Operations::WaitOperation, operations)
      .Unary("CancelOperation", &ops::Operations::CancelOperation, operations);
  return {e, f, s, t, a, l, p, o};
}

}  // namespace lyceum::content
