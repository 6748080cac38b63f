#include "services/content/logic/anchor.h"

#include <unicode/utf8.h>

#include <algorithm>
#include <string>

#include "common/base/text.h"

namespace lyceum::content {
namespace {

constexpr int kContext = 32;
constexpr size_t kLongestFuzzy = 512;
constexpr size_t kFuzzyBudget = 200000;

std::u32string Decode(absl::string_view text) {
  std::u32string points;
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  int32_t size = static_cast<int32_t>(text.size());
  for (int32_t i = 0; i < size;) {
    UChar32 c;
    U8_NEXT(bytes, i, size, c);
    points.push_back(c < 0 ? U'\uFFFD' : static_cast<char32_t>(c));
  }
  return points;
}

std::string Encode(const std::u32string& points) {
  std::string text;
  for (char32_t c : points) {
    uint8_t bytes[U8_MAX_LENGTH];
    int32_t length = 0;
    U8_APPEND_UNSAFE(bytes, length, static_cast<UChar32>(c));
    text.append(reinterpret_cast<const char*>(bytes), length);
  }
  return text;
}

v1::TextSpan SpanOf(const TextPart& part, const std::u32string& text, int start, int end) {
  int length = static_cast<int>(text.size());
  start = std::clamp(start, 0, length);
  end = std::clamp(end, start, length);
  int before = std::max(0, start - kContext);
  v1::TextSpan span;
  span.set_section(part.section);
  span.set_part(part.part);
  span.set_start(start);
  span.set_end(end);
  span.set_quote(Encode(text.substr(start, end - start)));
  span.set_prefix(Encode(text.substr(before, start - before)));
  span.set_suffix(Encode(text.substr(end, kContext)));
  return span;
}

struct Decoded {
  const TextPart* part;
  std::u32string text;
};

// A place where the quote may be: higher scores are likelier.
struct Place {
  const Decoded* text = nullptr;
  int start = 0;
  int end = 0;
  int score = -1;
};

class Search {
 public:
  Search(const v1::TextSpan& old, const std::vector<TextPart>& texts)
      : old_(old), quote_(Decode(old.quote())), prefix_(Decode(old.prefix())), suffix_(Decode(old.suffix())) {
    for (const TextPart& part : texts) texts_.push_back({&part, Decode(part.text)});
    // Where it was comes first, so that the budget is spent there.
    std::stable_sort(texts_.begin(), texts_.end(),
                     [&](const Decoded& a, const Decoded& b) { return Nearness(a) > Nearness(b); });
  }

  Anchor Find() {
    if (quote_.empty()) return {AnchorMatch::kOrphaned, old_};
    if (Place place = FindExact(); place.score >= 0) {
      bool same = Nearness(*place.text) == kSamePart && place.start == old_.start();
      return Found(same ? AnchorMatch::kInPlace : AnchorMatch::kMoved, place);
    }
    if (Place place = FindFuzzy(); place.score >= 0) return Found(AnchorMatch::kFuzzy, place);
    return {AnchorMatch::kOrphaned, old_};
  }

 private:
  static constexpr int kSamePart = 2;

  int Nearness(const Decoded& text) const {
    if (text.part->section != old_.section()) return 0;
    return text.part->part == old_.part() ? kSamePart : 1;
  }
  Anchor Found(AnchorMatch match, const Place& place) const {
    return {match, SpanOf(*place.text->part, place.text->text, place.start, place.end)};
  }
  // How many code points before and after agree with the old surroundings.
  int Agreement(const std::u32string& text, int start, int end) const {
    int agree = 0;
    for (int i = 1; i <= start && i <= static_cast<int>(prefix_.size()); ++i, ++agree) {
      if (text[start - i] != prefix_[prefix_.size() - i]) break;
    }
    for (size_t i = 0; i < suffix_.size() && end + i < text.size(); ++i, ++agree) {
      if (text[end + i] != suffix_[i]) break;
    }
    return agree;
  }
  Place FindExact() const;
  Place FindFuzzy() const;
  void SearchFuzzy(const Decoded& text, int most_errors, int& fewest, Place& best) const;

  const v1::TextSpan& old_;
  std::u32string quote_, prefix_, suffix_;
  std::vector<Decoded> texts_;
};

Place Search::FindExact() const {
  // A short quote, such as a name, stands in many places: it needs some of its surroundings.
  constexpr size_t kShort = 12;
  constexpr int kSome = 4;
  constexpr int kInPlaceBonus = 16;
  constexpr int kNearnessBonus = 8;
  Place best;
  for (const Decoded& text : texts_) {
    for (size_t at = text.text.find(quote_); at != std::u32string::npos; at = text.text.find(quote_, at + 1)) {
      Place place{&text, static_cast<int>(at), static_cast<int>(at + quote_.size())};
      int agree = Agreement(text.text, place.start, place.end);
      bool in_place = Nearness(text) == kSamePart && place.start == old_.start();
      bool whole = quote_.size() == text.text.size() && prefix_.empty() && suffix_.empty();
      if (quote_.size() < kShort && agree < kSome && !in_place && !whole) continue;
      place.score = agree + Nearness(text) * kNearnessBonus + (in_place ? kInPlaceBonus : 0);
      if (place.score > best.score) best = place;
    }
  }
  return best;
}

// Sellers, "The theory and computation of evolutionary distances" (1980): the edit distance of
// the quote to every piece of the text that ends at each place.
void Search::SearchFuzzy(const Decoded& text, int most_errors, int& fewest, Place& best) const {
  size_t rows = quote_.size() + 1;
  std::vector<int> cost(rows), from(rows);
  for (size_t i = 0; i < rows; ++i) cost[i] = static_cast<int>(i);
  for (size_t j = 1; j <= text.text.size(); ++j) {
    int diagonal_cost = cost[0], diagonal_from = from[0];
    from[0] = static_cast<int>(j);
    for (size_t i = 1; i < rows; ++i) {
      int change = diagonal_cost + (quote_[i - 1] == text.text[j - 1] ? 0 : 1);
      int change_from = diagonal_from;
      diagonal_cost = cost[i];
      diagonal_from = from[i];
      if (cost[i] + 1 < change) {
        change = cost[i] + 1;
        change_from = from[i];
      }
      if (cost[i - 1] + 1 < change) {
        change = cost[i - 1] + 1;
        change_from = from[i - 1];
      }
      cost[i] = change;
      from[i] = change_from;
    }
    int errors = cost[rows - 1];
    if (errors > most_errors || errors > fewest) continue;
    Place place{&text, from[rows - 1], static_cast<int>(j)};
    place.score = Agreement(text.text, place.start, place.end);
    if (errors < fewest || place.score > best.score) best = place;
    fewest = errors;
  }
}

Place Search::FindFuzzy() const {
  constexpr size_t kShortestFuzzy = 8;
  Place best;
  if (quote_.size() < kShortestFuzzy || quote_.size() > kLongestFuzzy) return best;
  int most_errors = static_cast<int>(quote_.size() / 5);
  int fewest = most_errors;
  size_t budget = kFuzzyBudget;
  for (const Decoded& text : texts_) {
    if (text.text.size() > budget) continue;
    budget -= text.text.size();
    SearchFuzzy(text, most_errors, fewest, best);
  }
  return best;
}

}  // namespace

v1::TextSpan MakeSpan(const TextPart& part, int start, int end) { return SpanOf(part, Decode(part.text), start, end); }

v1::TextSpan MakeSpan(const TextPart& part, absl::string_view quote) {
  absl::string_view before(part.text.data(), quote.data() - part.text.data());
  int start = Length(before);
  return MakeSpan(part, start, start + Length(quote));
}

Anchor ReAnchor(const v1::TextSpan& old, const std::vector<TextPart>& texts) { return Search(old, texts).Find(); }

Anchor ReAnchor(const v1::TextSpan& old, const v1::Explanation& explanation) {
  return ReAnchor(old, PlainTexts(explanation));
}

}  // namespace lyceum::content
