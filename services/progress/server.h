// The rpcs of the progress service, each tied to its method.
#pragma once

#include <vector>

#include "common/ops/operations.h"
#include "common/rpc/methods.h"
#include "services/progress/memory/methods/optimizer.h"
#include "services/progress/memory/methods/presets.h"
#include "services/progress/memory/methods/reviews.h"
#include "services/progress/methods/events.h"
#include "services/progress/methods/profiles.h"
#include "services/progress/methods/resume.h"
#include "services/progress/methods/statistics.h"

namespace lyceum::progress {

inline std::vector<rpc::Methods> Table(Events& events, Statistics& statistics, Profiles& profiles, Resume& resume,
                                       memory::Presets& presets, memory::Optimizer& optimizer,
                                       memory::Reviews& reviews, ops::Operations& operations) {
  return {
      rpc::Methods("lyceum.progress.v1.EventService")  //
          .Unary("RecordEvents", &Events::RecordEvents, events),
      rpc::Methods("lyceum.progress.v1.StatisticsService")
          .Unary("GetToday", &Statistics::GetToday, statistics)
          .Unary("QueryStatistics", &Statistics::QueryStatistics, statistics)
          .Unary("GetStreak", &Statistics::GetStreak, statistics)
          .Unary("GetHeatmap", &Statistics::GetHeatmap, statistics)
          .Unary("ListMastery", &Statistics::ListMastery, statistics)
          .Unary("RebuildStatistics", &Statistics::RebuildStatistics, statistics),
      rpc::Methods("lyceum.progress.v1.ProfileService")
          .Unary("GetProfile", &Profiles::GetProfile, profiles)
          .Unary("UpdateProfile", &Profiles::UpdateProfile, profiles),
      rpc::Methods("lyceum.progress.v1.ResumeService")
          .Unary("SetResumePoint", &Resume::SetResumePoint, resume)
          .Unary("ListResumePoints", &Resume::ListResumePoints, resume),
      rpc::Methods("lyceum.progress.v1.PresetService")
          .Unary("GetPreset", &memory::Presets::GetPreset, presets)
          .Unary("ListPresets", &memory::Presets::ListPresets, presets)
          .Unary("UpdatePreset", &memory::Presets::UpdatePreset, presets),
      rpc::Methods("lyceum.progress.v1.OptimizerService")
          .Unary("OptimizePreset", &memory::Optimizer::OptimizePreset, optimizer),
      rpc::Methods("lyceum.progress.v1.ReviewService")
          .Unary("PutCards", &memory::Reviews::PutCards, reviews)
          .Unary("GetCard", &memory::Reviews::GetCard, reviews)
          .Unary("ListCards", &memory::Reviews::ListCards, reviews)
          .Later("RecordReviews", &memory::Reviews::RecordReviews, reviews)
          .Unary("ListReviews", &memory::Reviews::ListReviews, reviews)
          .Unary("PreviewIntervals", &memory::Reviews::PreviewIntervals, reviews)
          .Unary("GetQueue", &memory::Reviews::GetQueue, reviews)
          .Unary("RebuildCards", &memory::Reviews::RebuildCards, reviews),
      rpc::Methods("lyceum.api.v1.OperationService")
          .Unary("GetOperation", &ops::Operations::GetOperation, operations)
          .Unary("ListOperations", &ops::Operations::ListOperations, operations)
          .Unary("WaitOperation", &ops::Operations::WaitOperation, operations)
          .Unary("CancelOperation", &ops::Operations::CancelOperation, operations),
  };
}

}  // namespace lyceum::progress
