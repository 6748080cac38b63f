# Durable SubmitResponse at many concurrent callers, beside what limits it: the
# bare call, and the bare row.

# pgbench's prepared insert of the same row on as many connections as the service has.
pgbench_insert() {
  local url=$1 tools
  tools=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1)
  cat >"$work/insert.sql" <<'SQL'
\set a random(1, 9223372036854775807)
\set b random(1, 9223372036854775807)
INSERT INTO load_responses (tenant, attempt, item, state, response, mark, time_spent, updated)
VALUES ('load', int8send(:a) || int8send(:b), 0, 3, '\x520161', 1000000, 7000000, 1700000000000000);
SQL
  "$tools/pgbench" -n -M prepared -c "$connections" -j 2 -T 4 -f "$work/insert.sql" "$url" 2>"$work/pgbench.log" |
    sed -n 's/^tps = \([0-9.]*\).*/\1/p'
}

submit_round() {
  local engine=$1 round=$2 target=$3 insert_url=$4 echo_rate submit_rate insert_rate limit
  echo_rate=$("$bin/load_submit" --bare --target "127.0.0.1:${ports[echo]}" --folder "$work" --calls "$calls" | field per_second)
  "$bin/load_submit" --target "127.0.0.1:${ports[$target]}" --folder "$work" --calls "$calls" >"$work/submit.json" \
    2>"$work/submit.log" || { tail -n 5 "$work/submit.log" >&2; fail "SubmitResponse on $engine"; }
  submit_rate=$(field per_second <"$work/submit.json")
  insert_rate=$("$bin/load_insert" --database "$insert_url" --callers 256 --rows "$calls" | field per_second)
  if [ "$engine" = postgres ]; then
    say "  round $round: common/sql single inserts, 256 callers on $connections connections: $insert_rate/s"
    insert_rate=$(pgbench_insert "${insert_url%%\?*}")
  fi
  limit=$(smaller "$echo_rate" "$insert_rate")
  printf '  round %s: SubmitResponse %7.0f/s (p50 %s ms, p99 %s ms), echo %7.0f/s, insert %7.0f/s, ratio %s\n' "$round" \
    "$submit_rate" "$(field p50_ms <"$work/submit.json")" "$(field p99_ms <"$work/submit.json")" "$echo_rate" "$insert_rate" \
    "$(quotient "$submit_rate" "$limit")"
  quotient "$submit_rate" "$limit" >>"$work/submit.$engine"
}

run_submit() {
  local engine round suffix
  local calls=$submissions connections=${CONNECTIONS:-8}
  title "durable SubmitResponse: 256 callers, $calls submissions a round, all on the same cores"
  start_postgres
  start echo "$bin/load_bare_server" typed "$work/echo.port"
  for engine in sqlite postgres; do
    say "$engine"
    suffix=
    [ "$engine" = sqlite ] || suffix="?pool_size=$connections"
    start_service "submit-$engine" "" quiz "$(fresh_database "$engine" "submit_$engine")$suffix" \
      ${SUBMIT_WORKERS:+--workers "$SUBMIT_WORKERS"}
    "$bin/load_setup" quiz "$work" "127.0.0.1:${ports[submit-$engine]}" >/dev/null
    local insert_url
    insert_url=$(fresh_database "$engine" "insert_$engine")$suffix
    for ((round = 0; round < rounds; round++)); do submit_round "$engine" "$round" "submit-$engine" "$insert_url"; done
    say "  $engine: ratio to the smaller of echo and insert $(median <"$work/submit.$engine")" \
      "($(spread <"$work/submit.$engine")); at least 0.7"
    stop "submit-$engine"
  done
  stop echo
}
