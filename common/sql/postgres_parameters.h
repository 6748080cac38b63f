// Values as libpq wants them: parallel arrays of types, bytes and lengths, all
// in the binary format.
#pragma once

#include <libpq-fe.h>

#include <string>

#include "absl/container/inlined_vector.h"
#include "absl/types/span.h"
#include "common/sql/database.h"

namespace lyceum::sql {

// The views point into the values given, which must outlive this.
class PostgresParameters {
 public:
  explicit PostgresParameters(absl::Span<const Value> values);
  const Oid* types() const { return types_.data(); }
  const char* const* data() const { return data_.data(); }
  const int* lengths() const { return lengths_.data(); }
  const int* formats() const { return formats_.data(); }

  // One letter a value, by type: a statement is prepared once for each.
  static std::string Signature(absl::Span<const Value> values);

 private:
  absl::InlinedVector<Oid, 16> types_;
  absl::InlinedVector<uint64_t, 16> words_;  // numbers in network order
  absl::InlinedVector<const char*, 16> data_;
  absl::InlinedVector<int, 16> lengths_;
  absl::InlinedVector<int, 16> formats_;
};

}  // namespace lyceum::sql
