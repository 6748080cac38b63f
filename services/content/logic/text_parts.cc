#include "services/content/logic/text_parts.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/markup/markdown.h"

namespace lyceum::content {
namespace {

class PartList {
 public:
  PartList(const v1::Section& section, std::vector<TextPart>& parts) : section_(section), parts_(parts) {}

  void Add(std::string part, std::string text) {
    if (!text.empty()) parts_.push_back({section_.id(), std::move(part), std::move(text)});
  }
  void AddBody();

 private:
  const v1::Section& section_;
  std::vector<TextPart>& parts_;
};

void PartList::AddBody() {
  auto at = [](absl::string_view list, int i, absl::string_view field) {
    return absl::StrCat(list, "[", i, "]", field.empty() ? "" : ".", field);
  };
  if (section_.has_rich_text()) Add("markdown", PlainText(section_.rich_text().markdown()));
  for (int i = 0; i < section_.term_table().rows_size(); ++i) {
    const auto& row = section_.term_table().rows(i);
    Add(at("rows", i, "term"), row.term());
    Add(at("rows", i, "definition"), row.definition());
  }
  for (int i = 0; i < section_.timeline().rows_size(); ++i) {
    const auto& row = section_.timeline().rows(i);
    Add(at("rows", i, "date"), row.date().text());
    Add(at("rows", i, "event"), row.event());
    Add(at("rows", i, "significance"), row.significance());
  }
  for (int i = 0; i < section_.takeaways().points_size(); ++i) Add(at("points", i, ""), section_.takeaways().points(i));
  for (int i = 0; i < section_.faq().entries_size(); ++i) {
    Add(at("entries", i, "question"), section_.faq().entries(i).question());
    Add(at("entries", i, "answer"), section_.faq().entries(i).answer());
  }
  for (int i = 0; i < section_.flashcards().pairs_size(); ++i) {
    Add(at("pairs", i, "question"), section_.flashcards().pairs(i).question());
    Add(at("pairs", i, "answer"), section_.flashcards().pairs(i).answer());
  }
  if (section_.has_quote()) {
    Add("text", section_.quote().text());
    Add("attribution", section_.quote().attribution());
  }
  if (section_.has_figure()) {
    Add("alt_text", section_.figure().alt_text());
    Add("caption", section_.figure().caption());
  }
}

}  // namespace

std::vector<TextPart> PlainTexts(const v1::Section& section) {
  std::vector<TextPart> parts;
  PartList list(section, parts);
  list.Add("heading", section.heading());
  list.AddBody();
  return parts;
}

std::vector<TextPart> PlainTexts(const v1::Explanation& explanation) {
  std::vector<TextPart> parts;
  for (const v1::Section& section : explanation.sections()) {
    std::vector<TextPart> more = PlainTexts(section);
    parts.insert(parts.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  }
  return parts;
}

}  // namespace lyceum::content
