#include "common/rpc/bytes.h"

#include <utility>

#include "common/base/limits.h"
#include "google/protobuf/io/coded_stream.h"
#include "grpcpp/support/proto_buffer_reader.h"

namespace lyceum::rpc {

Contiguous::Contiguous(const grpc::ByteBuffer& buffer) {
  if (buffer.Length() == 0) return;
  if (!buffer.TrySingleSlice(&slice_).ok()) (void)buffer.DumpToSingleSlice(&slice_);
}

void Reference(Bytes bytes, grpc::ByteBuffer& buffer) {
  auto* const kept = new Bytes(std::move(bytes));
  // gRPC never writes to a slice it sends; only its type is not const.
  const grpc::Slice slice(const_cast<char*>((*kept)->data()), (*kept)->size(),
                          [](void* data) { delete static_cast<Bytes*>(data); }, kept);
  grpc::ByteBuffer made(&slice, 1);
  buffer.Swap(&made);
}

bool Parse(const grpc::ByteBuffer& buffer, google::protobuf::Message& message) {
  if (buffer.Length() == 0) return true;
  grpc::ByteBuffer shared(buffer);
  grpc::ProtoBufferReader reader(&shared);
  if (!reader.status().ok()) return false;
  google::protobuf::io::CodedInputStream input(&reader);
  input.SetRecursionLimit(limits::kMaxMessageDepth);
  if (!message.ParseFromCodedStream(&input) || !input.ConsumedEntireMessage()) return false;
  message.DiscardUnknownFields();
  return true;
}

void Serialize(const google::protobuf::Message& message, grpc::ByteBuffer& buffer) {
  const size_t size = message.ByteSizeLong();
  grpc::Slice slice(size);
  // A fresh slice is ours alone until it is in a buffer.
  message.SerializeWithCachedSizesToArray(const_cast<uint8_t*>(slice.begin()));
  grpc::ByteBuffer made(&slice, 1);
  buffer.Swap(&made);
}

}  // namespace lyceum::rpc
