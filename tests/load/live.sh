# A live session: bots of lyceumctl on one, two and three replicas, and the same bots on a bare server, where a session
# costs nothing but gRPC.

# figure FILE SERIES STATISTIC: of the bots' JSON, such as: figure f fan_out_ms p50
figure() { grep -o "\"$2\":{[^}]*}" "$1" | grep -o "\"$3\":[0-9.e+-]*" | cut -d: -f2; }

resident_kb() { awk '/^VmRSS/ {print $2}' "/proc/$1/status"; }

# play NAME ADDRESSES PARTICIPANTS: one whole session; figures go to $work/NAME.json.
play() {
  local name=$1 addresses=$2 participants=$3
  "$bin/lyceumctl" --quiz "${addresses%%,*}" --tenant load --json --timeout 60s session bots --host sample \
    --participants "$participants" --replicas "$addresses" --key "$work/issuer.key" --answer-within "$within" \
    --join-within 10s --linger 1s --connections "${LIVE_CONNECTIONS:-64}" >"$work/$name.json" 2>"$work/$name.err" ||
    { cat "$work/$name.json" "$work/$name.err" >&2; fail "the session $name"; }
}

# tell NAME: the figures of one session, in a few lines.
tell() {
  local name=$1 series
  for series in fan_out_ms since_opening_ms acknowledgement_ms leaderboard_ms; do
    printf '  %-12s %-20s p50 %8.1f  p90 %8.1f  p99 %8.1f  max %8.1f\n' "$name" "$series" \
      "$(figure "$work/$name.json" $series p50)" "$(figure "$work/$name.json" $series p90)" \
      "$(figure "$work/$name.json" $series p99)" "$(figure "$work/$name.json" $series max)"
  done
}

# compare NAME BARE: ratios of medians to those of the bare server.
compare() {
  local series
  for series in fan_out_ms acknowledgement_ms leaderboard_ms; do
    say "  $1: $series p50 is $(quotient "$(figure "$work/$1.json" $series p50)" "$(figure "$work/$2.json" $series p50)") times the bare server's"
  done
}

# idle_memory NAME PARTICIPANTS: while `play` runs in the background: KiB of a process for each participant that waits,
# from the fifth of them that comes first (with which come the connections, the session, the threads' memory) to the last.
idle_memory() {
  local name=$1 participants=$2 open=0 first=0 base=0 i
  # The host's stream is one of them.
  for ((i = 0; i < 2400 && open <= participants; i++)); do
    sleep 0.05
    open=$(metric "$name" lyceum_rpc_streams_open)
    if [ "$first" = 0 ] && [ "$open" -ge $((participants / 5)) ]; then
      first=$open base=$(resident_kb "${pids[$name]}")
    fi
  done
  say "  $name: $(quotient $(($(resident_kb "${pids[$name]}") - base)) $((open - first))) KiB of resident memory for each participant that waits"
}

# live_replicas COUNT PARTICIPANTS: on one new PostgreSQL database; hints go through Redis.
live_replicas() {
  local count=$1 participants=$2 i names=() addresses= database
  database=$(fresh_database postgres "live_$count")
  for ((i = 1; i <= count; i++)); do
    start_service "live-$count-$i" "" quiz "$database" --redis "redis://127.0.0.1:${ports[redis]}"
    names+=("live-$count-$i")
    addresses+=${addresses:+,}127.0.0.1:${ports[live-$count-$i]}
  done
  "$bin/load_setup" quiz "$work" "${addresses%%,*}" >/dev/null
  say "$participants participants on $count replicas, PostgreSQL, all answering within $within"
  play "replicas-$count" "$addresses" "$participants"
  play "bare-$count" "127.0.0.1:${ports[bare]}" "$participants"
  tell "replicas-$count"
  tell "bare-$count"
  compare "replicas-$count" "bare-$count"
  stop "${names[@]}"
}

run_live() {
  local one=${LIVE_ONE:-5000} two=${LIVE_TWO:-2000} three=${LIVE_THREE:-10000} within=${LIVE_WITHIN:-5s} session
  title "live sessions: fan-out, answers, standings, memory; bots and servers on the same cores"
  start bare "$bin/load_bare_server" typed "$work/bare.port"
  start_service live-1 "" quiz "$(fresh_database sqlite live_1)"
  "$bin/load_setup" quiz "$work" "127.0.0.1:${ports[live-1]}" >/dev/null
  say "$one participants on one replica, SQLite"
  play replicas-1 "127.0.0.1:${ports[live-1]}" "$one" &
  session=$!
  idle_memory live-1 "$one"
  wait "$session" || fail "the session on one replica"
  play bare-1 "127.0.0.1:${ports[bare]}" "$one"
  tell replicas-1
  tell bare-1
  compare replicas-1 bare-1
  stop live-1
  start_postgres
  start_redis
  live_replicas 2 "$two"
  live_replicas 3 "$three"
  stop bare redis
}
