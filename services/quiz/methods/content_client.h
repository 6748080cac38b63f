// ContentReader over gRPC.
#pragma once

#include <memory>

#include "services/quiz/methods/content.h"

namespace grpc {
class Channel;
}

namespace lyceum::quiz {

std::unique_ptr<ContentReader> MakeContentClient(std::shared_ptr<grpc::Channel> channel);

}  // namespace lyceum::quiz
