// The limits every service shares. A limit has one name and one home: here, or
// the limits.h of the service it belongs to.
#pragma once

#include <cstdint>

namespace lyceum::limits {

inline constexpr int kDefaultPageSize = 50;
inline constexpr int kMaxPageSize = 1000;
inline constexpr int kMaxPageTokenBytes = 2048;
inline constexpr int kMaxRequestIdBytes = 64;
inline constexpr int kMaxNameSegmentBytes = 128;
inline constexpr int kMaxMessageBytes = 4 << 20;       // one gRPC message, either way
inline constexpr int kMaxMetadataBytes = 16 << 10;     // all request headers together
inline constexpr int kMaxStreams = 20'000;             // open server streams of a process
inline constexpr int kMaxMessageDepth = 64;            // nesting of a protobuf message
inline constexpr int kMaxTokenBytes = 8 << 10;         // a bearer token
inline constexpr int kMaxCachedTokens = 100'000;
inline constexpr int kRequestIdDays = 7;               // how long a request_id is remembered
inline constexpr int kMaxOperationsQueued = 1000;      // per tenant
inline constexpr int kMaxWaitSeconds = 30;             // WaitOperation
inline constexpr int kMaxWaitingShare = 4;             // one worker of so many may wait in WaitOperation
inline constexpr int kOperationDays = 7;               // how long a finished operation is kept

}  // namespace lyceum::limits
