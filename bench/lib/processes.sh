# Starts servers in sessions of their own, waits for them, and stops exactly those.

declare -a STARTED=() # "pid owner name" of every server; pid is also its session and process group

# fail TEXT: one line on stderr, then exit (the trap stops what was started and names the logs).
fail() {
  echo "bench/run: $*" >&2
  exit 1
}

say() { echo "bench/run: $*" >&2; }

free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# start OWNER NAME COMMAND...: runs COMMAND in the background, its output in NAME.log.
start() {
  local owner=$1 name=$2
  shift 2
  setsid "$@" >"$LOGS/$name.log" 2>&1 </dev/null &
  STARTED+=("$! $owner $name")
}

# await NAME SECONDS CHECK...: returns when CHECK succeeds; fails if a server ends or time is up.
await() {
  local name=$1 deadline=$((SECONDS + $2))
  shift 2
  until "$@" >>"$LOGS/await-$name.log" 2>&1; do
    check_servers
    ((SECONDS < deadline)) || fail "$name was not ready in time; see $LOGS/$name.log"
    sleep 0.2
  done
}

# check_servers: fails if a started server has ended.
check_servers() {
  local entry pid name
  for entry in "${STARTED[@]}"; do
    read -r pid _ name <<<"$entry"
    kill -0 "$pid" 2>/dev/null || fail "$name has ended; see $LOGS/$name.log"
  done
}

port_open() { (: <"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

alive() { kill -0 -- "-$1" 2>/dev/null; }

signal_all() {
  local entry
  for entry in "${STARTED[@]}"; do
    kill "-$1" -- "-${entry%% *}" 2>/dev/null || true
  done
}

any_alive() {
  local entry
  for entry in "${STARTED[@]}"; do
    if alive "${entry%% *}"; then return 0; fi
  done
  return 1
}

# stop_all: asks every started process group to end, and ends it after 10 s.
stop_all() {
  ((${#STARTED[@]})) || return 0
  local deadline=$((SECONDS + 10))
  signal_all TERM
  while any_alive && ((SECONDS < deadline)); do sleep 0.2; done
  signal_all KILL
  wait 2>/dev/null || true
  STARTED=()
}

# ticks_beside SYSTEM: CPU ticks used so far by the servers that SYSTEM does not need.
ticks_beside() {
  local entry pid owner sessions=' '
  for entry in "${STARTED[@]}"; do
    read -r pid owner _ <<<"$entry"
    case $owner in "$1" | redis) continue ;; esac
    if [[ $owner == rabbitmq && $1 != bullmq ]]; then continue; fi
    sessions+="$pid "
  done
  { cat /proc/[0-9]*/stat 2>/dev/null || true; } | awk -v sessions="$sessions" '
    { sub(/^.*\) /, "") }
    index(sessions, " " $4 " ") { ticks += $12 + $13 }
    END { print ticks + 0 }'
}
