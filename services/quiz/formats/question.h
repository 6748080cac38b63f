// A question as the exchange formats know it: what Moodle's formats, GIFT, Aiken and the others can say, before it
// becomes an item of ours (to_item.h) or after it was one (from_item.h). Texts keep the markup they came in, so that
// going from one format to another loses nothing that both can carry.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace lyceum::quiz::formats {

enum class Markup {
  // Plain text in which a line end is a line break and HTML elements count.
  kMoodle,
  kHtml,
  kPlain,
  kMarkdown,
};

// A file inside the file, such as a picture that a text shows by "@@PLUGINFILE@@/name".
struct EmbeddedFile {
  std::string name, path;
  std::string bytes;
};

struct Text {
  std::string text;
  Markup markup = Markup::kMoodle;
  std::vector<EmbeddedFile> files;

  bool empty() const { return text.empty(); }
};

// Shares of the mark are in millionths, as in the contract: 1,000,000 is all, -250,000 takes a quarter away.
struct Answer {
  Text text;
  int64_t fraction = 0;
  Text feedback;
  // Of a numerical question: `text` is a number within `tolerance`, or "*" for any other number. A range keeps its
  // ends as they were written.
  double number = 0;
  double tolerance = 0;
  std::optional<std::pair<double, double>> range;
  // Of a short answer where answers differ in it.
  bool case_sensitive = false;
};

struct Pair {
  Text stem;  // empty: the option belongs to no stem
  Text option;
};

struct Word {
  Text text;
  int group = 0;  // a gap takes those of the group of its right one
  bool once = false;  // it may stand in one gap only
};

struct Question {
  enum class Type {
    kMultipleChoice,
    kTrueFalse,
    kShortAnswer,
    kNumerical,
    kMatching,
    kOrdering,
    kEssay,
    kDescription,
    kCloze,
    // Words are put into gaps, by a menu or by dragging them.
    kWords,
    // Not a question: what follows belongs to the category `name`.
    kCategory,
    // Known only by name: `type_name`.
    kOther,
  };

  Type type = Type::kOther;
  // As the format names it, such as "calculated" or "selectPointInteraction"; of kOther.
  std::string type_name;
  std::string name;
  // The format gave no name: it was made of the text.
  bool name_is_made = false;
  Text text;
  Text general_feedback;
  // Points of a right answer.
  double mark = 1;
  // The share of the mark that each wrong try costs.
  double penalty = 1.0 / 3;

  // Choices, accepted texts, accepted numbers.
  std::vector<Answer> answers;
  // Of multiple choice: one of them is chosen.
  bool single = true;
  // Of multiple choice with several: anything but exactly the right ones is worth nothing.
  bool all_or_nothing = false;
  bool case_sensitive = false;  // of short answers
  bool correct = false;         // of true/false
  Text feedback_true, feedback_false;
  // What is said of a whole answer, right, partly right or wrong.
  Text feedback_right, feedback_partly, feedback_wrong;
  bool shuffle = true;
  std::vector<Pair> pairs;
  std::vector<Text> entries;  // of an ordering, in the right order
  // How the choices of a gap are laid out.
  enum class Layout { kMenu, kVertical, kHorizontal };
  Layout layout = Layout::kMenu;
  // Of a cloze: `text` has "{#1}", "{#2}", ... where they stand.
  std::vector<Question> gaps;
  // Of kWords: `text` has "{#1}", ... too, and for each of them the right word, by its place from 1.
  std::vector<Word> words;
  std::vector<int> right_words;
  bool drag = false;
  std::vector<Text> hints;
  std::vector<std::string> tags;
  std::string id_number;
  // Of a numerical question that is asked with a slider.
  struct Slider {
    double from = 0, to = 0, step = 0;
  };
  std::optional<Slider> slider;
  std::string unit;  // of a numerical question, shown and not graded
  int time_limit_s = 0;  // 0: none

  // What the format said that none of these fields can hold, for the author to know.
  std::vector<std::string> lost;
};

}  // namespace lyceum::quiz::formats
