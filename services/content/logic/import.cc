#include "services/content/logic/import.h"

#include <google/protobuf/util/json_util.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/base/charset.h"
#include "common/base/errors.h"
#include "common/base/text.h"
#include "services/content/limits.h"
#include "services/content/logic/assemble.h"
#include "services/content/logic/import_cnxml.h"
#include "services/content/logic/import_html.h"
#include "services/content/logic/import_markdown.h"
#include "services/content/logic/import_text.h"
#include "services/content/logic/languages.h"
#include "services/content/logic/section_ids.h"
#include "services/content/logic/text_parts.h"
#include "services/content/logic/text_title.h"
#include "services/content/logic/validate.h"

namespace lyceum::content {
namespace {

using v1::Explanation;
using v1::Provenance;

// "notes/the-cold_war.html" as "the cold war".
std::string TitleOfSource(absl::string_view source) {
  if (size_t slash = source.find_last_of("/\\"); slash != absl::string_view::npos) source.remove_prefix(slash + 1);
  if (size_t dot = source.rfind('.'); dot != absl::string_view::npos && dot > 0) source = source.substr(0, dot);
  std::string title(source);
  for (char& c : title) {
    if (c == '-' || c == '_') c = ' ';
  }
  return std::string(absl::StripAsciiWhitespace(title));
}

// For what names itself nowhere.
std::string TitleOfText(const Explanation& explanation) {
  std::vector<std::string> lines;
  for (TextPart& part : PlainTexts(explanation)) {
    size_t line = part.text.find('\n');
    if (line != std::string::npos) part.text.resize(line);
    lines.push_back(std::move(part.text));
  }
  std::string title = DeriveTitle(lines);
  return Length(title) <= kMaxTitleChars ? title : "";
}

// What a client may set; what the server sets does not come in from outside.
Explanation OnlyTheText(Explanation read) {
  Explanation draft;
  draft.set_title(read.title());
  draft.set_language(read.language());
  *draft.mutable_topic_path() = std::move(*read.mutable_topic_path());
  draft.set_summary(read.summary());
  *draft.mutable_sections() = std::move(*read.mutable_sections());
  *draft.mutable_provenance() = std::move(*read.mutable_provenance());
  AssignSectionIds(draft);
  return draft;
}

absl::StatusOr<Explanation> FromJson(absl::string_view text) {
  Explanation explanation;
  google::protobuf::util::Status status =
      google::protobuf::util::JsonStringToMessage(std::string(text), &explanation);
  if (!status.ok()) {
    std::string message(status.message().data(), status.message().size());
    return InvalidField("data", absl::StrCat("is not the JSON of an explanation: ", message.substr(0, 200)));
  }
  return OnlyTheText(std::move(explanation));
}

absl::StatusOr<Explanation> FromProtobuf(absl::string_view bytes) {
  Explanation explanation;
  if (!explanation.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return InvalidField("data", "is not the protobuf of an explanation, or was cut short");
  }
  return OnlyTheText(std::move(explanation));
}

absl::StatusOr<Document> ReadDocument(Provenance::Format format, absl::string_view text,
                                      const ImportOptions& options) {
  switch (format) {
    case Provenance::FORMAT_MARKDOWN:
      return ReadMarkdown(text);
    case Provenance::FORMAT_HTML:
      return ReadHtml(text);
    case Provenance::FORMAT_CNXML:
      return ReadCnxml(text);
    default:
      return ReadText(text, options.language_hint);
  }
}

absl::StatusOr<Explanation> Read(Provenance::Format format, absl::string_view bytes, const ImportOptions& options) {
  if (format == Provenance::FORMAT_PROTOBUF) return FromProtobuf(bytes);
  absl::StatusOr<std::string> text = ToUtf8(bytes);
  if (!text.ok()) return text.status();
  if (format == Provenance::FORMAT_JSON) return FromJson(*text);
  absl::StatusOr<Document> document = ReadDocument(format, *text, options);
  if (!document.ok()) return document.status();
  if (document->title.empty()) document->title = TitleOfSource(options.source);
  Explanation explanation = Assemble(*document);
  if (explanation.title().empty()) explanation.set_title(TitleOfText(explanation));
  return explanation;
}

// Entities and escapes can bring in what the file's own bytes did not have.
void Normalize(google::protobuf::Message& message) {
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const google::protobuf::FieldDescriptor* field : fields) {
    bool text = field->cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_STRING;
    bool nested = field->cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_MESSAGE;
    if (!field->is_repeated()) {
      if (text) reflection.SetString(&message, field, Nfc(reflection.GetString(message, field)));
      if (nested) Normalize(*reflection.MutableMessage(&message, field));
      continue;
    }
    for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
      if (text) reflection.SetRepeatedString(&message, field, i, Nfc(reflection.GetRepeatedString(message, field, i)));
      if (nested) Normalize(*reflection.MutableRepeatedMessage(&message, field, i));
    }
  }
}

std::string LanguageOf(const Explanation& explanation, const ImportOptions& options) {
  if (IsLanguageTag(explanation.language())) return explanation.language();
  constexpr size_t kEnoughText = 20000;
  std::string text;
  for (const TextPart& part : PlainTexts(explanation)) {
    absl::StrAppend(&text, part.text, "\n");
    if (text.size() > kEnoughText) break;
  }
  std::string language = DetectLanguage(text);
  if (!language.empty()) return language;
  return IsLanguageTag(options.language_hint) ? options.language_hint : "und";
}

}  // namespace

absl::StatusOr<Explanation> Import(Provenance::Format format, absl::string_view bytes, const ImportOptions& options) {
  if (bytes.empty()) return InvalidField("data", "is empty");
  if (bytes.size() > kMaxImportBytes) {
    return InvalidField("data", absl::StrCat("has ", bytes.size(), " bytes; at most ", kMaxImportBytes, " are read"));
  }
  absl::StatusOr<Explanation> explanation = Read(format, bytes, options);
  if (!explanation.ok()) return explanation.status();
  if (explanation->sections().empty()) return InvalidField("data", "has no text to learn from");
  Normalize(*explanation);
  explanation->set_language(LanguageOf(*explanation, options));
  Provenance& provenance = *explanation->mutable_provenance();
  if (provenance.source().empty()) provenance.set_source(options.source);
  provenance.set_format(format == Provenance::FORMAT_UNSPECIFIED ? Provenance::FORMAT_TEXT : format);
  provenance.clear_sha256();
  Violations violations;
  ValidateExplanation(*explanation, "data", violations);
  if (absl::Status status = violations.ToStatus(); !status.ok()) return status;
  return explanation;
}

Provenance::Format DetectFormat(absl::string_view file_name, absl::string_view bytes) {
  static constexpr std::pair<absl::string_view, Provenance::Format> kEndings[] = {
      {".md", Provenance::FORMAT_MARKDOWN}, {".markdown", Provenance::FORMAT_MARKDOWN},
      {".html", Provenance::FORMAT_HTML},   {".htm", Provenance::FORMAT_HTML},
      {".xhtml", Provenance::FORMAT_HTML},  {".cnxml", Provenance::FORMAT_CNXML},
      {".json", Provenance::FORMAT_JSON},   {".pb", Provenance::FORMAT_PROTOBUF},
      {".binpb", Provenance::FORMAT_PROTOBUF}, {".txt", Provenance::FORMAT_TEXT}};
  std::string name = absl::AsciiStrToLower(file_name);
  for (const auto& [ending, format] : kEndings) {
    if (absl::EndsWith(name, ending)) return format;
  }
  absl::ConsumePrefix(&bytes, "\xEF\xBB\xBF");
  constexpr size_t kWhereToLook = 2048;
  std::string head = absl::AsciiStrToLower(absl::StripLeadingAsciiWhitespace(bytes.substr(0, kWhereToLook)));
  if (absl::StrContains(head, "<document") && absl::StrContains(head, "cnxml")) return Provenance::FORMAT_CNXML;
  if (absl::StartsWith(head, "<!doctype html") || absl::StrContains(head, "<html") ||
      absl::StrContains(head, "<body")) {
    return Provenance::FORMAT_HTML;
  }
  if (absl::StartsWith(head, "{")) return Provenance::FORMAT_JSON;
  if (absl::StartsWith(head, "---\n") || absl::StartsWith(head, "# ") || absl::StrContains(head, "\n## ") ||
      absl::StrContains(head, "\n# ")) {
    return Provenance::FORMAT_MARKDOWN;
  }
  return Provenance::FORMAT_TEXT;
}

}  // namespace lyceum::content
