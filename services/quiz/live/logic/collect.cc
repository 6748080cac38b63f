#include "services/quiz/live/logic/collect.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/quiz/live/limits.h"
#include "services/quiz/logic/reveal.h"
#include "services/quiz/logic/word_cloud.h"

namespace lyceum::quiz::live {
namespace {

v1::Response Parse(const ResponseTally& tally) {
  v1::Response response;
  response.ParseFromString(tally.response);
  return response;
}

v1::ResponseCount& Add(ResponseCounts& rows, const std::string& text) {
  v1::ResponseCount& row = *rows.Add();
  row.set_text(text);
  return row;
}

void Count(v1::ResponseCount& row, int more) { row.set_count(row.count() + more); }

void CollectPoll(const v1::Poll& item, const std::vector<ResponseTally>& tallies, ResponseCounts& rows) {
  std::map<std::string, v1::ResponseCount*> row_of;
  for (const auto& choice : item.choices()) row_of[choice.id()] = &Add(rows, choice.text());
  for (const ResponseTally& tally : tallies) {
    const v1::Response response = Parse(tally);
    for (const std::string& id : response.poll().choices()) {
      const auto row = row_of.find(id);
      if (row != row_of.end()) Count(*row->second, tally.count);
    }
  }
}

std::optional<int64_t> CollectScale(const v1::Scale& item, const std::vector<ResponseTally>& tallies,
                                    ResponseCounts& rows) {
  for (int value = item.from(); value <= item.to(); ++value) Add(rows, absl::StrCat(value));
  int64_t sum = 0, count = 0;
  for (const ResponseTally& tally : tallies) {
    const int value = Parse(tally).scale();
    if (value < item.from() || value > item.to()) continue;
    Count(rows[value - item.from()], tally.count);
    sum += int64_t{value} * tally.count;
    count += tally.count;
  }
  if (count == 0) return std::nullopt;
  return (2 * sum * 1'000'000 + count) / (2 * count);
}

// By text; of a word cloud by word, each once for whoever gave it.
std::map<std::string, v1::ResponseCount> ByText(const v1::Item& item, uint64_t paper_seed,
                                                const std::vector<ResponseTally>& tallies) {
  std::map<std::string, v1::ResponseCount> counts;
  for (const ResponseTally& tally : tallies) {
    const v1::Response response = Parse(tally);
    std::set<std::string> texts;
    if (item.has_word_cloud()) {
      for (const std::string& word : response.word_cloud().words()) texts.insert(CloudWord(word));
    } else {
      texts.insert(ResponseText(item, paper_seed, response));
    }
    for (const std::string& text : texts) {
      v1::ResponseCount& count = counts[text];
      Count(count, tally.count);
      if (tally.correct) count.set_correct(true);
    }
  }
  return counts;
}

using Ranked = std::vector<std::pair<const std::string*, const v1::ResponseCount*>>;

// Most frequent first, then by text.
Ranked ByFrequency(const std::map<std::string, v1::ResponseCount>& counts) {
  Ranked ranked;
  for (const auto& [text, count] : counts) ranked.emplace_back(&text, &count);
  std::stable_sort(ranked.begin(), ranked.end(),
                   [](const auto& a, const auto& b) { return a.second->count() > b.second->count(); });
  return ranked;
}

ResponseCounts Table(const Ranked& ranked, const std::set<std::string>& hidden) {
  ResponseCounts rows;
  for (const auto& [text, count] : ranked) {
    if (rows.size() == limits::kMaxResponseCounts) break;
    if (hidden.count(*text) != 0) continue;
    v1::ResponseCount& row = Add(rows, *text);
    row.set_count(count->count());
    row.set_correct(count->correct());
  }
  return rows;
}

}  // namespace

Collected Collect(const v1::Item& item, uint64_t paper_seed, const std::vector<ResponseTally>& tallies,
                  const std::set<std::string>& hidden) {
  Collected collected;
  if (item.has_poll()) CollectPoll(item.poll(), tallies, collected.rows);
  if (item.has_scale()) collected.mean_micros = CollectScale(item.scale(), tallies, collected.rows);
  if (item.has_poll() || item.has_scale()) {
    collected.shown = collected.rows;
    return collected;
  }
  const auto counts = ByText(item, paper_seed, tallies);
  const Ranked ranked = ByFrequency(counts);
  collected.rows = Table(ranked, {});
  if (item.has_word_cloud()) collected.shown = Table(ranked, hidden);
  if (!item.has_open_ended()) return collected;
  for (const auto& [text, count] : ranked) {
    if (collected.texts.size() == limits::kMaxOpenResponses) break;
    collected.texts.push_back(*text);
  }
  return collected;
}

}  // namespace lyceum::quiz::live
