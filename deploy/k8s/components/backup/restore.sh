#!/bin/sh
# Puts a copy made by backup.sh into the empty database whose URI is in $DATABASE_FILE: the one that is named, or the newest in
# $BACKUPS. The services must stand still. It begins a new epoch, so that nobody who was told of what is lost mistakes the
# numbers that are given out again (common/sql/README.md).
set -eu
: "${DATABASE_FILE:=/etc/lyceum/database/uri}" "${BACKUPS:=/backup}"
copy=${1:-$(ls "$BACKUPS"/lyceum-*.dump | tail -n 1)}
uri=$(cat "$DATABASE_FILE")
tables=$(psql -XAtq "$uri" -c "SELECT count(*) FROM pg_tables WHERE schemaname LIKE 'lyceum\_%'")
[ "$tables" = 0 ] || { echo "restore: the database has $tables tables of Lyceum; empty it first" >&2; exit 1; }
pg_restore --no-owner --clean --if-exists --single-transaction --exit-on-error --dbname="$uri" "$copy"
psql -XAtq -v ON_ERROR_STOP=1 "$uri" <<'SQL'
DO $$
DECLARE place TEXT;
BEGIN
  FOR place IN SELECT schemaname FROM pg_tables WHERE tablename = 'database_epoch' LOOP
    EXECUTE format('UPDATE %I.database_epoch SET epoch = '
                   'greatest(epoch + 1, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint)', place);
  END LOOP;
END $$;
SQL
echo "restored $copy"
