// gRPC's byte buffers, read and made without copying where that is possible.
#pragma once

#include "absl/strings/string_view.h"
#include "common/rpc/methods.h"
#include "google/protobuf/message.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/slice.h"

namespace lyceum::rpc {

// A buffer's bytes in one piece; copied only if gRPC received several.
class Contiguous {
 public:
  explicit Contiguous(const grpc::ByteBuffer& buffer);
  // Good while this and the buffer live.
  absl::string_view view() const {
    return absl::string_view(reinterpret_cast<const char*>(slice_.begin()), slice_.size());
  }

 private:
  grpc::Slice slice_;
};

// Makes `buffer` refer to `bytes` and keep them alive.
void Reference(Bytes bytes, grpc::ByteBuffer& buffer);

// False if the bytes are no such message: damaged, text that is not UTF-8, or
// nested deeper than limits::kMaxMessageDepth. Unknown fields are dropped.
bool Parse(const grpc::ByteBuffer& buffer, google::protobuf::Message& message);

void Serialize(const google::protobuf::Message& message, grpc::ByteBuffer& buffer);

}  // namespace lyceum::rpc
