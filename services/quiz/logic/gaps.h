// The gaps of a text as the small questions they are, so that each kind has one rule whether it stands alone or in a
// text.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "lyceum/quiz/v1/item.pb.h"
#include "lyceum/quiz/v1/response.pb.h"

namespace lyceum::quiz {

// A gap's weight, 1 where it has none.
int WeightOf(const v1::GapFill::Gap& gap);

// Gap `index` (from 0) as an item, worth as many points as its weight. One that takes a word is a single choice of the
// words of its group with the ids of the paper; every word that reads as the right one is right.
v1::Item GapItem(const v1::Item& item, uint64_t paper_seed, int index);

// What was answered to one gap as a response to that item; and back.
v1::Response GapResponse(const v1::GapFillResponse::Gap& given);
void SetGap(const v1::Response& response, v1::GapFillResponse::Gap& given);

// Of each gap what was answered to it, without a kind where that is nothing. What names no gap is left out.
std::vector<v1::Response> GapResponses(const v1::Item& item, const v1::GapFillResponse& response);

// The id on the paper of a word, by its place from 1. Their order says nothing: see paper_order.h.
std::string WordId(const v1::Item& item, uint64_t paper_seed, int word);

}  // namespace lyceum::quiz
