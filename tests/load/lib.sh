# Sourced by run and its sections: processes, their CPU time, and statistics.

declare -A pids ports metrics_ports
bin=$build/bin

say() { printf '%s\n' "$*"; }
fail() { printf 'tests/load: %s\n' "$*" >&2; exit 1; }
title() { printf '\n== %s\n' "$*"; }

# start NAME COMMAND...: runs it in the background; it must write $work/NAME.port.
start() {
  local name=$1
  shift
  rm -f "$work/$name.port"
  "$@" >"$work/$name.log" 2>&1 &
  pids[$name]=$!
  await_port "$name"
}

await_port() {
  local name=$1 i
  for ((i = 0; i < 2000; i++)); do
    if [ -s "$work/$name.port" ]; then
      ports[$name]=$(sed -n 's/^grpc=//p' "$work/$name.port")
      metrics_ports[$name]=$(sed -n 's/^metrics=//p' "$work/$name.port")
      return
    fi
    kill -0 "${pids[$name]}" 2>/dev/null || { tail -n 5 "$work/$name.log" >&2; fail "$name ended"; }
    sleep 0.01
  done
  fail "$name does not start"
}

# start_service NAME CORE SERVICE DATABASE [SETTING...]: CORE "" is any.
start_service() {
  local name=$1 core=$2 service=$3 database=$4
  shift 4
  start "$name" ${core:+taskset -c "$core"} "$bin/lyceum-$service" --listen 127.0.0.1:0 --metrics-listen 127.0.0.1:0 \
    --database "$database" --jwks "$work/jwks.json" --port-file "$work/$name.port" --log-level warning --drain-wait-ms 0 "$@"
}

stop() {
  local name
  for name in "$@"; do
    [ -n "${pids[$name]:-}" ] || continue
    kill "${pids[$name]}" 2>/dev/null || true
    wait "${pids[$name]}" 2>/dev/null || true
    unset "pids[$name]"
  done
}

# Clock ticks of user and system time of all threads of a process.
cpu_ticks() { awk '{print $14 + $15}' "/proc/$1/stat"; }
ticks_per_second=$(getconf CLK_TCK)

# metric NAME FAMILY [WORD]: the sum of a service's metric over the lines with WORD.
metric() {
  curl -sS "http://127.0.0.1:${metrics_ports[$1]}/metrics" |
    awk -v family="$2" -v word="${3:-}" 'index($1, family) == 1 && index($0, word) {sum += $NF} END {printf "%d\n", sum}'
}

# Numbers on standard input, one a line.
median() { sort -g | awk '{v[NR] = $1} END {if (NR) print (NR % 2) ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2}'; }
spread() { sort -g | awk '{v[NR] = $1} END {if (NR) printf "%g to %g", v[1], v[NR]}'; }

# field NAME: from one line of JSON on standard input.
field() { sed -n "s/.*\"$1\": \"\{0,1\}\([^,\"}]*\).*/\1/p"; }

# quotient A B
quotient() { awk -v a="$1" -v b="$2" 'BEGIN {printf "%.2f\n", (b > 0) ? a / b : 0}'; }
smaller() { awk -v a="$1" -v b="$2" 'BEGIN {print (a + 0 < b + 0) ? a : b}'; }

start_postgres() {
  [ -z "${postgres_url:-}" ] || return 0
  postgres_url=$(../support/postgres start "$work/postgres" --durable)
}

# A new, empty database: its URL.
fresh_postgres() {
  local name=$1
  "$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1)/psql" -q "$postgres_url" -c "CREATE DATABASE $name" >/dev/null
  printf '%s/%s' "${postgres_url%/*}" "$name"
}

# fresh_database ENGINE NAME
fresh_database() {
  if [ "$1" = sqlite ]; then printf 'sqlite:%s/%s.db' "$work" "$2"; else fresh_postgres "$2"; fi
}

start_redis() {
  local port
  port=$((20000 + RANDOM % 12000))
  redis-server --bind 127.0.0.1 --port "$port" --save '' --appendonly no --dir "$work" --logfile "$work/redis.log" &
  pids[redis]=$!
  ports[redis]=$port
  for ((i = 0; i < 500; i++)); do
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && return
    sleep 0.01
  done
  fail "redis-server does not start"
}

cleanup() {
  local name
  for name in "${!pids[@]}"; do kill "${pids[$name]}" 2>/dev/null || true; done
  [ -z "${postgres_url:-}" ] || ../support/postgres stop "$work/postgres" >/dev/null 2>&1 || true
  wait 2>/dev/null || true
  rm -rf "$work"
}
