# Cold reads, starts, memory, import and search.

cold_line() {
  local label=$1 loads=0 name
  shift
  for name in "$@"; do loads=$((loads + $(metric "$name" lyceum_cache_loads_total 'cache="papers"'))); done
  say "  $label: $(cat "$work/cold.json"), reads of the quiz from the database: $loads"
}

run_cold() {
  title "1,000 concurrent reads of a cold quiz"
  local url targets
  start_postgres
  url=$(fresh_postgres cold)
  start_service cold-writer "" quiz "$url"
  "$bin/load_setup" quiz "$work" "127.0.0.1:${ports[cold-writer]}" >/dev/null
  stop cold-writer

  start_service cold-a "" quiz "$url"
  start_service cold-b "" quiz "$url"
  targets=(--target "127.0.0.1:${ports[cold-a]}" --target "127.0.0.1:${ports[cold-b]}")
  "$bin/load_cold_read" --folder "$work" "${targets[@]}" >"$work/cold.json"
  cold_line "two processes without Redis (one read each)" cold-a cold-b
  stop cold-a cold-b

  start_redis
  start_service cold-a "" quiz "$url" --redis "redis://127.0.0.1:${ports[redis]}"
  start_service cold-b "" quiz "$url" --redis "redis://127.0.0.1:${ports[redis]}"
  targets=(--target "127.0.0.1:${ports[cold-a]}" --target "127.0.0.1:${ports[cold-b]}")
  "$bin/load_cold_read" --folder "$work" "${targets[@]}" >"$work/cold.json"
  cold_line "two processes with Redis (one read together)" cold-a cold-b
  stop cold-a cold-b redis
}

run_start() {
  title "start to SERVING and idle memory, 10 starts each (at most 300 ms and 40 MB)"
  local service i begun url
  for service in content quiz progress; do
    url=$(fresh_database sqlite "start_$service")
    : >"$work/starts"
    for ((i = 0; i < 10; i++)); do
      begun=${EPOCHREALTIME/./}
      start_service idle "" "$service" "$url"
      echo "$(((${EPOCHREALTIME/./} - begun) / 1000))" >>"$work/starts"
      [ "$i" -lt 9 ] || sleep 1
      awk '/^VmRSS/ {rss = $2} /^RssFile/ {file = $2} END {printf "%.1f %.1f\n", rss / 1024, file / 1024}' \
        "/proc/${pids[idle]}/status" >"$work/rss"
      stop idle
    done
    say "  $service: median $(median <"$work/starts") ms ($(spread <"$work/starts"); the first also makes the database)," \
      "idle $(awk '{printf "%s MB resident, of which %s MB are pages of program files", $1, $2}' "$work/rss")"
  done
}

run_import() {
  title "import of CNXML articles (at least 100/s)"
  local articles=${LYCEUM_SHARED:-../../../shared}/data/content/articles/cnxml engine
  [ -d "$articles" ] || { say "!!! no articles at $articles: SKIPPED"; return; }
  start_postgres
  for engine in sqlite postgres; do
    start_service "import-$engine" "" content "$(fresh_database "$engine" "import_$engine")"
    say "  $engine: $("$bin/load_import" --target "127.0.0.1:${ports[import-$engine]}" --folder "$work" --articles "$articles")"
    stop "import-$engine"
  done
}

run_search() {
  title "search of two words among $documents explanations of 100 Zipf words (p50 at most 5 ms, p99 at most 50 ms)"
  local engine
  start_postgres
  for engine in sqlite postgres; do
    say "$engine"
    "$bin/load_search" --database "$(fresh_database "$engine" "search_$engine")" --documents "$documents" 2>&1 | sed 's/^/  /'
  done
}
