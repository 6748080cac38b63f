# Hot GetQuiz: the service on core 0, h2load on core 1, beside bare servers and
# other languages' servers with the same reply, in interleaved rounds.

# hammer NAME SECONDS: one line "calls/s us-of-CPU-per-call" to standard output.
hammer() {
  local name=$1 seconds=$2 pid=${pids[$1]} before after done_calls
  before=$(cpu_ticks "$pid")
  taskset -c 1 h2load -D "$seconds" -c 4 -m 16 -t 1 -d "$work/request.grpc" \
    -H 'content-type: application/grpc' -H 'te: trailers' -H 'grpc-timeout: 5S' -H 'user-agent: grpc-c++/1.51.1 load' \
    -H "authorization: Bearer $(cat "$work/learner.token")" \
    -H 'traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' \
    "http://127.0.0.1:${ports[$name]}/lyceum.quiz.v1.QuizService/GetQuiz" >"$work/h2load.log" 2>&1 || true
  after=$(cpu_ticks "$pid")
  done_calls=$(sed -n 's/^requests: .* \([0-9]*\) done, \([0-9]*\) succeeded.*/\1/p' "$work/h2load.log")
  check_h2load "$name" "$done_calls"
  awk -v calls="$done_calls" -v ticks="$((after - before))" -v hz="$ticks_per_second" -v seconds="$seconds" \
    'BEGIN {printf "%.0f %.2f\n", calls / seconds, ticks * 1e6 / hz / calls}'
}

# h2load sees neither grpc-status nor content: every call must have succeeded in
# HTTP, and the bytes received must be those of the right reply, plus what came of
# the up to 64 calls that the end of the round cut off.
check_h2load() {
  local name=$1 calls=$2 failed bytes
  [ "${calls:-0}" -gt 0 ] || { tail -n 20 "$work/h2load.log" >&2; fail "$name: h2load got no answers"; }
  failed=$(sed -n 's/^requests: .* \([0-9]*\) failed.*/\1/p' "$work/h2load.log")
  bytes=$(sed -n 's/^traffic: .* \([0-9.]*[KMG]*B\) (\([0-9]*\)) data$/\2/p' "$work/h2load.log")
  awk -v bytes="$bytes" -v calls="$calls" -v wanted="$(($(stat -c %s "$work/reply.bin") + 5))" -v failed="$failed" \
    'BEGIN {exit !(failed == 0 && bytes > 0.98 * wanted * calls && bytes < 1.02 * wanted * (calls + 64))}' ||
    fail "$name: $failed of $calls calls failed, $bytes bytes received"
}

# Every server gives the one right reply, with grpc-status 0.
check_replies() {
  local name
  for name in "$@"; do
    "$bin/load_setup" check "$work" "127.0.0.1:${ports[$name]}" || fail "$name gives another reply"
  done
}

start_peers() {
  peers=(raw typed typed-glibc)
  start raw taskset -c 0 "$bin/load_bare_server" raw "$work/raw.port" "$work/reply.bin"
  start typed taskset -c 0 "$bin/load_bare_server" typed "$work/typed.port" "$work/reply.bin"
  start typed-glibc taskset -c 0 "$bin/load_bare_server_glibc" typed "$work/typed-glibc.port" "$work/reply.bin"
  if peers/go/build "$build/load-go" >"$work/go.log" 2>&1; then
    start go taskset -c 0 env GOMAXPROCS=1 "$build/load-go/server" "$work/go.port" "$work/reply.bin"
    peers+=(go)
  else
    say "Go's server is not built: $(tail -n 1 "$work/go.log")"
  fi
  start node taskset -c 0 node peers/node/server.mjs "$work/node.port" "$work/reply.bin"
  peers+=(node)
}

# What core 0 of another job costs us is seen here: the share of it that was idle.
read_row() {
  local name=$1 wanted=$2 calls cpu ratio cpu_ratio
  calls=$(awk -v n="$name" '$2 == n {print $3}' "$work/read" | median)
  cpu=$(awk -v n="$name" '$2 == n {print $4}' "$work/read" | median)
  ratio=$(awk -v n="$name" '$2 == "lyceum" {l[$1] = $3} $2 == n {o[$1] = $3} END {for (r in o) print l[r] / o[r]}' "$work/read" | median)
  cpu_ratio=$(awk -v n="$name" '$2 == "lyceum" {l[$1] = $4} $2 == n {o[$1] = $4} END {for (r in o) print o[r] / l[r]}' "$work/read" | median)
  printf '%-14s %9.0f %11.1f %14.2f %14.2f   %s\n' "$name" "$calls" "$cpu" "$ratio" "$cpu_ratio" "$wanted"
}

run_read() {
  title "hot GetQuiz: $rounds rounds of $seconds s each, server on core 0, h2load on core 1"
  local peers name round before_all before_inline get_quiz='method="lyceum.quiz.v1.QuizService.GetQuiz"'
  start_service lyceum 0 quiz "$(fresh_database sqlite read)"
  "$bin/load_setup" quiz "$work" "127.0.0.1:${ports[lyceum]}"
  start_peers
  check_replies lyceum "${peers[@]}"
  for name in lyceum "${peers[@]}"; do hammer "$name" 1 >/dev/null; done
  : >"$work/read"
  before_all=$(metric lyceum lyceum_rpc_total "$get_quiz")
  before_inline=$(metric lyceum lyceum_rpc_inline_total "$get_quiz")
  for ((round = 0; round < rounds; round++)); do
    for name in lyceum "${peers[@]}"; do printf '%s %s %s\n' "$round" "$name" "$(hammer "$name" "$seconds")" >>"$work/read"; done
  done
  printf '%-14s %9s %11s %14s %14s\n' server calls/s "us CPU/call" "lyceum ratio" "by CPU"
  read_row lyceum ""
  read_row typed "at least 1.4 (bare typed callback server, jemalloc as in lyceum)"
  read_row typed-glibc "the same on glibc's malloc"
  read_row raw "at least 0.85 (bare server that sends cached bytes)"
  case " ${peers[*]} " in *" go "*) read_row go "at least 1.2 (Debian's grpc-go, typed)" ;; esac
  read_row node "at least 3 (grpc-js)"
  say "by lyceum's own count: $(($(metric lyceum lyceum_rpc_total "$get_quiz") - before_all)) calls," \
    "$(($(metric lyceum lyceum_rpc_inline_total "$get_quiz") - before_inline)) of them inline," \
    "all time OK $(metric lyceum lyceum_rpc_total "$get_quiz,code=\"OK\"")" \
    "of $(metric lyceum lyceum_rpc_total "$get_quiz") (the others were cut off at the end of a round)"
  stop lyceum "${peers[@]}"
}
