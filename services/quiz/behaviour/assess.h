// What a behaviour asks of the items and responses of a quiz.
#pragma once

#include <cstdint>

#include "lyceum/quiz/v1/behaviour.pb.h"
#include "lyceum/quiz/v1/item.pb.h"
#include "lyceum/quiz/v1/policy.pb.h"
#include "lyceum/quiz/v1/response.pb.h"
#include "services/quiz/behaviour/behaviour.h"

namespace lyceum::quiz {

// Of a graded item: an interactive one has a try more than hints.
BehaviourRules RulesOf(const v1::Behaviour& behaviour, const v1::Item& item);

// `response` passed CheckResponse. Only matching items and gaps have parts; they are complete once every stem has an
// option and every gap an answer. A choice of nothing and a text of spaces are no answer.
Assessment Assess(const v1::Item& item, uint64_t paper_seed, const v1::Response& response);

// Micro-points, rounded, halves away from 0; 0 without a fraction.
int64_t MarkOf(const Standing& standing, int64_t points);

// As the learner sees it.
v1::ItemProgress ProgressOf(const BehaviourRules& rules, const Standing& standing, int64_t points);

}  // namespace lyceum::quiz
