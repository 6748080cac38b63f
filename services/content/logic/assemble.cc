#include "services/content/logic/assemble.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/text.h"
#include "common/markup/markdown.h"
#include "services/content/limits.h"
#include "services/content/logic/questions.h"
#include "services/content/logic/section_ids.h"
#include "services/content/logic/tables.h"

namespace lyceum::content {
namespace {

using Kind = Block::Kind;

// Answers longer than this are read, not asked.
constexpr int kShortAnswerWords = 25;

// One heading and what is below it.
struct Group {
  std::string heading{};
  Role role = Role::kNone;
  std::vector<Block> blocks{};
  // Of a marker: the section is to be of this kind, whatever it looks like.
  std::string id{};
  std::string kind{};
};

std::vector<Group> Groups(const std::vector<Block>& blocks) {
  std::vector<Group> groups(1);
  int level = 0;
  bool marked = false;
  for (size_t i = 0; i < blocks.size(); ++i) {
    const Block& block = blocks[i];
    if (block.kind == Kind::kMarker) {
      groups.push_back({.id = block.text, .kind = block.marker_kind});
      marked = true;
      if (block.level > 0 && i + 1 < blocks.size() && blocks[i + 1].kind == Kind::kHeading) {
        groups.back().heading = blocks[++i].text;
      }
    } else if (block.kind == Kind::kHeading && !marked && Length(block.text) <= kMaxHeadingChars &&
               (groups.back().role == Role::kNone || block.level <= level)) {
      Group& last = groups.back();
      bool inside = !last.heading.empty() && last.blocks.empty() && block.level > level;
      if (inside && Length(last.heading) + Length(block.text) + 2 <= kMaxHeadingChars) {
        // A heading with nothing of its own stays as part of the first one below it.
        last.heading = absl::StrCat(last.heading, ": ", block.text);
        last.role = block.role;
      } else {
        groups.push_back({.heading = block.text, .role = block.role});
      }
      level = block.level;
    } else {
      groups.back().blocks.push_back(block);
    }
  }
  return groups;
}

void FillFaq(const QuestionAnswers& pairs, v1::Section& section) {
  for (const auto& [question, answer] : pairs) {
    if (answer.empty()) continue;
    v1::Faq::Entry& entry = *section.mutable_faq()->add_entries();
    entry.set_question(question);
    entry.set_answer(answer);
  }
}

bool FillFlashcards(const QuestionAnswers& pairs, v1::Section& section) {
  for (const auto& [question, answer] : pairs) {
    if (question.empty() || answer.empty()) return false;
  }
  for (const auto& [question, answer] : pairs) {
    v1::Flashcards::Pair& pair = *section.mutable_flashcards()->add_pairs();
    pair.set_question(question);
    pair.set_answer(answer);
  }
  return !pairs.empty();
}

bool FillTakeaways(const std::vector<Block>& blocks, v1::Section& section) {
  std::vector<std::string> points;
  for (const Block& block : blocks) {
    if (block.kind == Kind::kList) {
      points.insert(points.end(), block.items.begin(), block.items.end());
    } else if (block.kind == Kind::kParagraph) {
      points.push_back(PlainText(block.markdown));
    } else {
      return false;
    }
  }
  for (std::string& point : points) {
    if (!point.empty()) section.mutable_takeaways()->add_points(std::move(point));
  }
  return section.has_takeaways();
}

class Assembler {
 public:
  explicit Assembler(v1::Explanation& explanation) : explanation_(explanation) {}

  void Add(const Group& group) {
    heading_ = group.heading;
    if (!group.kind.empty() || !group.id.empty()) {
      AddMarked(group);
    } else if (!AddByRole(group)) {
      AddBlocks(group);
    }
  }

 private:
  // A new section; the group's heading goes to its first.
  v1::Section& NewSection() {
    v1::Section& section = *explanation_.add_sections();
    section.set_heading(std::exchange(heading_, ""));
    return section;
  }
  void Flush() {
    if (rich_.empty()) return;
    NewSection().mutable_rich_text()->set_markdown(absl::StrJoin(std::exchange(rich_, {}), "\n\n"));
    rich_bytes_ = 0;
  }
  // A text longer than a section may be goes on in another.
  void AddRich(const std::string& markdown) {
    if (markdown.empty()) return;
    if (rich_bytes_ + markdown.size() > kMaxSectionBytes) Flush();
    rich_.push_back(markdown);
    rich_bytes_ += markdown.size() + 2;
  }
  void AddTyped(v1::Section section) {
    Flush();
    if (section.heading().empty()) section.set_heading(std::exchange(heading_, ""));
    *explanation_.add_sections() = std::move(section);
  }

  bool AddByRole(const Group& group);
  void AddMarked(const Group& group);
  void AddBlocks(const Group& group);
  bool AddTypedBlock(const Block& block, Role role);

  v1::Explanation& explanation_;
  std::string heading_;
  std::vector<std::string> rich_;
  size_t rich_bytes_ = 0;
};

bool Assembler::AddByRole(const Group& group) {
  if (group.blocks.empty()) return false;
  v1::Section section;
  bool table = group.blocks.size() == 1 && group.blocks[0].kind == Kind::kTable;
  if (group.role == Role::kTakeaways) {
    if (!FillTakeaways(group.blocks, section)) return false;
  } else if (group.role == Role::kFaq && !table) {
    FillFaq(ReadQuestionAnswers(group.blocks), section);
    if (!section.has_faq()) return false;
  } else if (group.role == Role::kFlashcards && !table) {
    if (!FillFlashcards(ReadQuestionAnswers(group.blocks), section)) return false;
  } else {
    return false;
  }
  AddTyped(std::move(section));
  return true;
}

// A block that is a section of its own kind; false for a part of the text.
bool Assembler::AddTypedBlock(const Block& block, Role role) {
  v1::Section section;
  switch (block.kind) {
    case Kind::kTable:
      if (!FillFromTable(block.rows, role, section)) return false;
      break;
    case Kind::kList:
      if (!FillFromItems(block.items, role, section)) return false;
      break;
    case Kind::kQuote:
      if (block.text.empty()) return true;
      section.set_heading(block.caption);
      section.mutable_quote()->set_text(block.text);
      section.mutable_quote()->set_attribution(block.attribution);
      break;
    case Kind::kFigure:
      section.mutable_figure()->set_uri(block.uri);
      section.mutable_figure()->set_alt_text(block.text);
      section.mutable_figure()->set_caption(block.caption);
      break;
    case Kind::kPairs:
      if (!FillFlashcards(block.pairs, section)) return true;
      break;
    case Kind::kAnswers:
      FillFaq(block.pairs, section);
      if (!section.has_faq()) return true;
      break;
    case Kind::kTerms:
      for (const auto& [term, definition] : block.pairs) {
        v1::TermTable::Row& row = *section.mutable_term_table()->add_rows();
        row.set_term(term);
        row.set_definition(definition);
      }
      if (!section.has_term_table()) return true;
      break;
    default:
      return false;
  }
  AddTyped(std::move(section));
  return true;
}

void Assembler::AddBlocks(const Group& group) {
  for (size_t i = 0; i < group.blocks.size(); ++i) {
    const Block& block = group.blocks[i];
    size_t end = i;
    QuestionAnswers pairs = ReadMarkedPairs(group.blocks, i, end);
    if (!pairs.empty() && end > i) {
      v1::Section section;
      bool all_short = true;
      for (const auto& [question, answer] : pairs) all_short = all_short && WordCount(answer) <= kShortAnswerWords;
      if (!all_short || !FillFlashcards(pairs, section)) {
        section.Clear();
        FillFaq(pairs, section);
      }
      if (section.body_case() != v1::Section::BODY_NOT_SET) AddTyped(std::move(section));
      i = end - 1;
      continue;
    }
    if (!AddTypedBlock(block, group.role)) AddRich(block.markdown);
  }
  Flush();
}

void Assembler::AddMarked(const Group& group) {
  int first = explanation_.sections_size();
  v1::Section section;
  bool filled = false;
  if (group.kind == "rich_text") {
    for (const Block& block : group.blocks) AddRich(block.markdown);
    Flush();
  } else if (group.kind == "timeline" && !group.blocks.empty() && group.blocks[0].kind == Kind::kTable) {
    filled = FillTimeline(group.blocks[0].rows, section);
  } else if (group.kind == "takeaways") {
    filled = FillTakeaways(group.blocks, section);
  } else if (group.kind == "faq") {
    FillFaq(ReadQuestionAnswers(group.blocks), section);
    filled = section.has_faq();
  } else if (group.kind == "flashcards" && !group.blocks.empty() && group.blocks[0].kind != Kind::kTable) {
    filled = FillFlashcards(ReadQuestionAnswers(group.blocks), section);
  }
  if (filled) AddTyped(std::move(section));
  if (explanation_.sections_size() == first) {
    Group plain = group;
    plain.role = group.kind == "term_table" ? Role::kTerms : group.kind == "timeline" ? Role::kTimeline : Role::kNone;
    AddBlocks(plain);
  }
  // An id that is no good is left for AssignSectionIds.
  if (explanation_.sections_size() > first && Slug(group.id) == group.id) {
    explanation_.mutable_sections(first)->set_id(group.id);
  }
}

}  // namespace

v1::Explanation Assemble(const Document& document) {
  v1::Explanation explanation;
  explanation.set_title(document.title);
  explanation.set_language(document.language);
  explanation.set_summary(document.summary);
  for (const std::string& segment : document.topic_path) explanation.add_topic_path(segment);
  explanation.mutable_provenance()->set_source(document.source);
  explanation.mutable_provenance()->set_licence(document.licence);
  explanation.mutable_provenance()->set_author(document.author);
  Assembler assembler(explanation);
  for (const Group& group : Groups(document.blocks)) assembler.Add(group);
  AssignSectionIds(explanation);
  return explanation;
}

}  // namespace lyceum::content
