// Reads the rows of a binary PostgreSQL result, converting between number types
// as SQLite does: SUM of BIGINT is NUMERIC there, COUNT is BIGINT, a comparison
// is BOOLEAN.
#pragma once

#include <libpq-fe.h>

#include "common/sql/database.h"

namespace lyceum::sql {

class PostgresRow final : public Row {
 public:
  PostgresRow(const PGresult* result, int row) : result_(result), row_(row) {}
  bool IsNull(int column) const override { return PQgetisnull(result_, row_, column) != 0; }
  int64_t Int(int column) const override;
  double Real(int column) const override;
  absl::string_view Text(int column) const override {
    return {PQgetvalue(result_, row_, column), static_cast<size_t>(PQgetlength(result_, row_, column))};
  }

 private:
  const PGresult* result_;
  int row_;
};

}  // namespace lyceum::sql
