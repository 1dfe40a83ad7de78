# One function per kind of measurement. Every figure is one line of JSON in $FIGURES.

FIRST_JVM_WARM_UP=20

version() {
  printf '{"kind":"version","name":"%s","version":"%s"}\n' "$1" "${2//\"/}" >>"$FIGURES"
}

# load SYSTEM CLIENTS SECONDS: wrk's figures as one line of JSON.
load() {
  local body
  body=$("echo_body_$1")
  wrk --threads 1 --connections "$2" --duration "$3s" --timeout 10s --script "$BENCH/echo.lua" \
    "http://$("echo_url_$1" "$2")" -- "$body" >"$LOGS/wrk.log" 2>&1 || true
  grep '^{' "$LOGS/wrk.log" | grep -v '"requests":0,' ||
    fail "$1 answered nothing within $3 s; see $LOGS/wrk.log and the servers' logs beside it"
}

# echo_turn SYSTEM CLIENTS ROUND: warms up, measures, notes what the idle systems used meanwhile.
echo_turn() {
  local system=$1 clients=$2 round=$3 measured before idle
  load "$system" "$clients" "$WARM_UP" >/dev/null
  before=$(ticks_beside "$system")
  measured=$(load "$system" "$clients" "$SECONDS_EACH")
  idle=$(($(ticks_beside "$system") - before))
  printf '{"kind":"echo","system":"%s","clients":%d,"round":%d,"idleTicks":%d,"measured":%s}\n' \
    "$system" "$clients" "$round" "$idle" "$measured" >>"$FIGURES"
  say "echo, round $round, $clients clients, $system: $(brief "$measured" perSecond p50 p99)"
  check_answers "$system" "$measured"
  check_servers
  sleep 0.5 # requests that wrk left behind
}

# check_answers SYSTEM JSON: a wrong answer makes the run fail, but only after everything is measured.
check_answers() {
  local bad
  bad=$(brief "$2" non2xx wrong socketErrors timeouts | grep -E ' [1-9]' || true)
  if [[ -n $bad ]]; then
    say "$1 answered wrongly: $bad"
    BAD_ANSWERS=yes
  fi
}

# brief JSON NAME...: "name value" for each name that is there.
brief() {
  python3 -c '
import json, sys
figures = json.loads(sys.argv[1])
print(", ".join(f"{name} {figures[name]:,.4g}" if figures[name] < 100 else f"{name} {figures[name]:,.0f}"
                for name in sys.argv[2:] if name in figures))' "$@"
}

round_trips_turn() {
  local system=$1 round=$2 log=$LOGS/round-trips-$1.log measured
  measured=$("round_trips_$system" 2>"$log" | one_line) ||
    fail "round trips of $system failed; see $log"
  printf '{"kind":"round-trips","system":"%s","round":%d,"measured":%s}\n' \
    "$system" "$round" "$measured" >>"$FIGURES"
  say "round trips, round $round, $system: $(brief "$measured" perSecond)"
  check_answers "$system" "$measured"
}

one_line() { python3 -c 'import json, sys; print(json.dumps(json.load(sys.stdin)))'; }

# perftest_turn ROUND: the broker alone; a quorum queue, one producer, one consumer.
perftest_turn() {
  local round=$1 log=$LOGS/perftest.log measured
  "$JDK/bin/java" -cp "$TARGET/perftest/*" com.rabbitmq.perf.PerfTest --uri "$BROKER" \
    --queue "perftest-$round" --quorum-queue --size 512 --flag persistent --confirm 200 --qos 200 \
    --multi-ack-every 50 --producers 1 --consumers 1 --time "$PERFTEST_SECONDS" >"$log" 2>&1 ||
    fail "PerfTest failed; see $log"
  measured=$(python3 "$BENCH/report.py" perftest "$log") || fail "PerfTest gave no figures; see $log"
  printf '{"kind":"perftest","round":%d,"measured":%s}\n' "$round" "$measured" >>"$FIGURES"
  say "PerfTest, round $round: $(brief "$measured" confirmedPerSecond receivedPerSecond)"
}
