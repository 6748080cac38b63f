#!/bin/sh
# Copies the database whose URI is in $DATABASE_FILE into $BACKUPS, as lyceum-TIME.dump, and forgets copies older than
# $KEEP_DAYS. A copy has its name only when it is whole and can be read.
set -eu
: "${DATABASE_FILE:=/etc/lyceum/database/uri}" "${BACKUPS:=/backup}" "${KEEP_DAYS:=14}"
copy=$BACKUPS/lyceum-$(date -u +%Y%m%dT%H%M%SZ).dump
rm -f "$BACKUPS"/*.part
pg_dump --format=custom --no-owner --file="$copy.part" --dbname="$(cat "$DATABASE_FILE")"
pg_restore --list "$copy.part" >/dev/null
sync "$copy.part"
mv "$copy.part" "$copy"
find "$BACKUPS" -name 'lyceum-*.dump' -mtime +"$KEEP_DAYS" -delete
echo "$copy: $(wc -c <"$copy") bytes"
