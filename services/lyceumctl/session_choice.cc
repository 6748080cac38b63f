#include "services/lyceumctl/session_choice.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/lyceumctl/gaps.h"

namespace lyceum::ctl {
namespace {

using quiz::v1::PaperItem;
using Pickables = google::protobuf::RepeatedPtrField<quiz::v1::Pickable>;

// 0 to `count` - 1.
int Below(int count, std::minstd_rand& random) { return std::uniform_int_distribution<int>(0, count - 1)(random); }

std::vector<std::string> Shuffled(const Pickables& pickables, std::minstd_rand& random) {
  std::vector<std::string> ids;
  for (const auto& pickable : pickables) ids.push_back(pickable.id());
  std::shuffle(ids.begin(), ids.end(), random);
  return ids;
}

}  // namespace

quiz::v1::Response AnyResponse(const PaperItem& item, std::minstd_rand& random) {
  quiz::v1::Response response;
  switch (item.kind_case()) {
    case PaperItem::kSingleChoice:
      response.set_single_choice(Shuffled(item.single_choice().choices(), random)[0]);
      break;
    case PaperItem::kMultipleChoice: {
      auto& chosen = *response.mutable_multiple_choice()->mutable_choices();
      for (const auto& choice : item.multiple_choice().choices()) {
        if (Below(2, random) == 1) *chosen.Add() = choice.id();
      }
      break;
    }
    case PaperItem::kTrueFalse: response.set_true_false(Below(2, random) == 1); break;
    case PaperItem::kShortText: response.set_short_text(absl::StrCat("guess ", Below(5, random))); break;
    case PaperItem::kNumeric: {
      const auto& slider = item.numeric().slider();
      const int steps = slider.step() > 0 ? static_cast<int>((slider.to() - slider.from()) / slider.step()) : 0;
      if (item.numeric().has_slider()) {
        response.mutable_numeric()->set_value(slider.from() + Below(steps + 1, random) * slider.step());
      } else {
        response.mutable_numeric()->set_text(absl::StrCat(Below(100, random)));
      }
      break;
    }
    case PaperItem::kMatching: {
      const std::vector<std::string> options = Shuffled(item.matching().options(), random);
      const int pairs = std::min<int>(item.matching().stems_size(), static_cast<int>(options.size()));
      response.mutable_matching();
      for (int i = 0; i < pairs; ++i) {
        auto& pair = *response.mutable_matching()->add_pairs();
        pair.set_stem(item.matching().stems(i).id());
        pair.set_option(options[static_cast<size_t>(i)]);
      }
      break;
    }
    case PaperItem::kOrdering:
      for (const std::string& id : Shuffled(item.ordering().entries(), random)) {
        response.mutable_ordering()->add_entries(id);
      }
      break;
    case PaperItem::kDate:
      response.mutable_date()->set_year(1900 + Below(100, random));
      response.mutable_date()->set_month(1 + Below(12, random));
      response.mutable_date()->set_day(1 + Below(28, random));
      break;
    case PaperItem::kGapFill:
      response.mutable_gap_fill();
      for (int i = 0; i < item.gap_fill().gaps_size(); ++i) {
        const quiz::v1::Response own = AnyResponse(GapQuestion(item, i), random);
        const auto& once = item.gap_fill().once();
        // A word that may stand in one gap only is left to the first that drew it.
        const auto taken = [&](const auto& gap) { return gap.single_choice() == own.single_choice(); };
        const auto& gaps = response.gap_fill().gaps();
        if (own.has_single_choice() && std::find(once.begin(), once.end(), own.single_choice()) != once.end() &&
            std::any_of(gaps.begin(), gaps.end(), taken)) {
          continue;
        }
        AddGap(i, own, *response.mutable_gap_fill());
      }
      break;
    default: break;
  }
  return response;
}

}  // namespace lyceum::ctl
