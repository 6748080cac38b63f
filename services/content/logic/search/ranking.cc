#include "services/content/logic/search/ranking.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "services/content/logic/search/words.h"

namespace lyceum::content {
namespace {

constexpr double kSaturation = 1.2;          // k1
constexpr double kLengthWeight = 0.75;       // b
constexpr double kTitleWeight = 3;
constexpr size_t kEntryBytes = 6;

// FNV-1a, 32 bits: stored, so it must never change.
uint32_t StemHash(absl::string_view stem) {
  uint32_t hash = 2166136261u;
  for (const char c : stem) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
  return hash;
}

uint32_t HashAt(absl::string_view packed, size_t index) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(packed.data()) + index * kEntryBytes;
  return uint32_t{bytes[0]} << 24 | uint32_t{bytes[1]} << 16 | uint32_t{bytes[2]} << 8 | bytes[3];
}

// The entry of a stem: its two counts, or null.
const unsigned char* FindEntry(absl::string_view packed, absl::string_view stem) {
  const uint32_t wanted = StemHash(stem);
  size_t low = 0, high = packed.size() / kEntryBytes;
  while (low < high) {
    const size_t middle = (low + high) / 2;
    if (HashAt(packed, middle) < wanted) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  if (low >= packed.size() / kEntryBytes || HashAt(packed, low) != wanted) return nullptr;
  return reinterpret_cast<const unsigned char*>(packed.data()) + low * kEntryBytes + 4;
}

struct Counts {
  int title = 0, body = 0;
};

}  // namespace

TermCounts CountTerms(absl::string_view title, absl::string_view body, absl::string_view language) {
  WordReader reader(language);
  TermCounts result;
  std::map<std::string, Counts> counts;
  auto count = [&](absl::string_view text, int Counts::*place) {
    for (Word& word : reader.Read(text)) {
      ++result.length;
      auto entry = counts.find(word.stem);
      if (entry == counts.end()) {
        if (counts.size() >= kMaxIndexedTerms) continue;
        entry = counts.emplace(std::move(word.stem), Counts{}).first;
      }
      ++(entry->second.*place);
    }
  };
  count(title, &Counts::title);
  count(body, &Counts::body);

  std::vector<std::pair<uint32_t, Counts>> entries;
  for (const auto& [stem, places] : counts) {
    result.stems.push_back(stem);
    entries.emplace_back(StemHash(stem), places);
  }
  std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  for (const auto& [hash, places] : entries) {
    for (const int shift : {24, 16, 8, 0}) result.packed += static_cast<char>(hash >> shift & 0xff);
    result.packed += static_cast<char>(std::min(places.title, 255));
    result.packed += static_cast<char>(std::min(places.body, 255));
  }
  return result;
}

double InverseDocumentFrequency(int64_t documents, int64_t documents_with_term) {
  const double n = static_cast<double>(documents);
  const double df = static_cast<double>(std::min(documents_with_term, documents));
  return std::log(1 + (n - df + 0.5) / (df + 0.5));
}

double Bm25(const std::vector<WeightedTerm>& terms, absl::string_view packed, int64_t length,
            const Collection& collection) {
  const double mean = collection.documents > 0 && collection.words > 0
                          ? static_cast<double>(collection.words) / static_cast<double>(collection.documents)
                          : 1;
  const double norm = kSaturation * (1 - kLengthWeight + kLengthWeight * static_cast<double>(length) / mean);
  double score = 0;
  for (const WeightedTerm& term : terms) {
    const unsigned char* counts = FindEntry(packed, term.stem);
    if (counts == nullptr) continue;
    const double frequency = kTitleWeight * counts[0] + counts[1];
    score += term.weight * frequency / (frequency + norm);
  }
  return score;
}

bool HasTerm(absl::string_view packed, absl::string_view stem) { return FindEntry(packed, stem) != nullptr; }

}  // namespace lyceum::content
