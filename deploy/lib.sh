# Sourced by demo and class: starting the services in a folder, "$state", and ending all of it. $bin: where the programs are.

bold=$(tput bold 2>/dev/null || true) plain=$(tput sgr0 2>/dev/null || true)
say() { printf '\n%s%s%s\n' "$bold" "$1" "$plain"; }
ctl=$bin/lyceumctl
# show COMMAND...: prints a command as one would type it, and runs it.
show() { printf '  $ lyceumctl %s\n' "$*"; "$ctl" "$@" | sed 's/^/  /'; }

pids=()
declare -A ports pid_of
stop() {
  trap - EXIT
  for ((i = ${#pids[@]} - 1; i >= 0; --i)); do kill "${pids[i]}" 2>/dev/null || true; done
  wait 2>/dev/null || true
}
trap stop EXIT
trap 'exit 130' INT TERM

free_port() { # the port itself if it is free, else the next that is
  local port=$1
  while (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do port=$((port + 1)); done
  echo "$port"
}
database() { # database NAME: where the service keeps its data; $postgres: a URL, or "" for SQLite
  if [ -n "$postgres" ]; then
    local separator='?'
    case $postgres in *\?*) separator='&' ;; esac
    echo "${postgres}${separator}options=-csearch_path%3Dlyceum_$1"
  else
    echo "sqlite:$state/$1.db"
  fi
}
make_schemas() { # in $postgres, one for each service
  command -v psql >/dev/null || { echo "deploy: PostgreSQL needs psql (package postgresql-client)" >&2; exit 1; }
  for name in content quiz progress; do psql -q "$postgres" -c "CREATE SCHEMA IF NOT EXISTS lyceum_$name" 2>/dev/null; done
}
start_redis() {
  ports[redis]=$(free_port "$1")
  redis-server --port "${ports[redis]}" --bind 127.0.0.1 --save '' --appendonly no --daemonize no >"$state/redis.log" 2>&1 &
  pids+=($!)
  echo "  redis-server at 127.0.0.1:${ports[redis]}"
}
serve() { # serve NAME FLAGS...: starts a service at ports[NAME] and waits until it serves; quiz-2 is a second quiz
  local name=$1
  shift
  rm -f "$state/$name.ports"
  "$bin/lyceum-${name%-[0-9]*}" --listen "127.0.0.1:${ports[$name]}" --metrics-listen 127.0.0.1:0 \
    --database "$(database "${name%-[0-9]*}")" --jwks "$state/keys/jwks.json" --port-file "$state/$name.ports" \
    --reflection "$@" 2>>"$state/$name.log" &
  pid_of[$name]=$!
  pids+=($!)
  for _ in $(seq 300); do
    [ -e "$state/$name.ports" ] && { echo "  lyceum-${name%-[0-9]*} at 127.0.0.1:${ports[$name]}"; return; }
    kill -0 $! 2>/dev/null || break
    sleep 0.1
  done
  echo "deploy: lyceum-$name did not start; the end of $state/$name.log:" >&2
  tail -n 20 "$state/$name.log" >&2
  exit 1
}
token() { "$ctl" token --keys "$state/keys" --tenant "$1" --user "$2" --role "$3" --ttl "$4"; }
as() { export LYCEUM_TOKEN_FILE=$state/$1.token; }
json() { "$ctl" --json "$@"; }
field() { grep -oE "\"$1\": ?\"[^\"]*\"" | head -n 1 | sed -E 's/.*: ?"(.*)"/\1/'; }
