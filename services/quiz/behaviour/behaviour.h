// Behaviours: how state and mark of an item follow from the steps taken at it. The rules are told in behaviour.proto; a
// state is a pure function of the list of steps, so grading anew is replaying it with new assessments.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "lyceum/quiz/v1/behaviour.pb.h"
#include "services/quiz/behaviour/count_back.h"

namespace lyceum::quiz {

// What grading says of one response: all that a behaviour asks of it.
struct Assessment {
  // All that was asked for is there.
  bool complete = false;
  // There is something to grade.
  bool gradable = false;
  // Of the points: 1 is right, below 0 is possible. 0 if not gradable.
  double fraction = 0;
  // Of an item with parts: whether each is right. Empty for others.
  std::vector<bool> parts;
  // Of a text with gaps that are worth more or less: each of them. Then `parts` is empty.
  std::vector<GapStanding> gaps = {};
};

struct BehaviourRules {
  v1::Behaviour::Kind kind = v1::Behaviour::KIND_DEFERRED;
  // Of the points, for each wrong try; 0 to 1.
  double penalty = 0;
  // Interactive only: at least 1.
  int tries = 1;
};

struct Step {
  enum class Action {
    kSave,         // keeps a response
    kCheck,        // wants it graded
    kTryAgain,     // after a wrong check of an interactive item; may bring a response, with wrong parts cleared
    kFinish,       // the attempt ends
    kGradeByHand,  // a person gives a mark; counts from then on
  };
  Action action = Action::kSave;
  // The response of kSave, kCheck and kTryAgain: what makes two of them the same, and what grading says. Absent: the
  // step brings none.
  std::optional<std::string> response;
  Assessment assessment;
  // 1 to 3; 0 is none.
  int certainty = 0;
  // kGradeByHand: of the points; absent if only a comment was given.
  std::optional<double> fraction;
};

struct Standing {
  v1::ItemProgress::State state = v1::ItemProgress::STATE_TODO;
  // Of the points, if there is a mark.
  std::optional<double> fraction;
  // Interactive: a wrong check was shown, the next step is kTryAgain.
  bool must_try_again = false;

  // What the next step needs to know of those before.
  int tries = 0;                      // checks that counted
  bool was_right = false;             // adaptive: a check was right
  bool last_was_try = false;          // the last response was checked
  std::optional<std::string> tried;   // the response of the last check
  std::optional<std::string> given;   // the response of the last step that could bring one
  Assessment assessment;              // of the response that the end would grade
  int certainty = 0;                  // with it; 0 is none
  int last_certainty = 0;             // the last that was given with any response
  std::vector<std::vector<bool>> tried_parts;  // of each check that counted
  std::vector<std::vector<GapStanding>> tried_gaps;  // the same
};

// The standing after `step`. Nothing, and the step need not be kept, if it changes nothing: the item is over, the step
// repeats what is there, or it may not be taken now.
std::optional<Standing> After(const BehaviourRules& rules, const Standing& before, const Step& step);

// The standing after all of them, from the start.
Standing Replay(const BehaviourRules& rules, absl::Span<const Step> steps);

// No step but one of kGradeByHand changes anything any more.
bool IsOver(v1::ItemProgress::State state);

bool IsInteractive(v1::Behaviour::Kind kind);
bool HasCertainty(v1::Behaviour::Kind kind);

// STATE_WRONG below 0.000001, STATE_RIGHT above 0.999999, else STATE_PARTIAL.
v1::ItemProgress::State StateOf(double fraction);

// The fraction with a certainty of 1 to 3: see KIND_DEFERRED_CERTAINTY.
double WithCertainty(double fraction, int certainty);

// From the least to the most that a mark may be, of the points; what a person may give.
struct FractionRange {
  double min = 0, max = 1;
};
FractionRange RangeOf(const BehaviourRules& rules);

}  // namespace lyceum::quiz
