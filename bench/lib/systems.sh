# The private servers and the three systems. Per system X: versions_X, start_X, echo_url_X, echo_body_X
# and round_trips_X.

MERIDIAN=${MERIDIAN:-$ROOT/meridian}
MERIDIAN_MESSAGE=stringInput # the echo type's input member

# --- RabbitMQ and Redis, private to this run -------------------------------------------------

start_redis() {
  REDIS_PORT=$(free_port)
  start redis redis redis-server --bind 127.0.0.1 --port "$REDIS_PORT" --dir "$WORK" \
    --save '' --appendonly no
  await redis 10 port_open "$REDIS_PORT"
  export RESULTS=redis://127.0.0.1:$REDIS_PORT
}

# start_rabbitmq: a node of its own, with its own epmd, so that no other node on the machine is met.
start_rabbitmq() {
  local epmd_port
  epmd_port=$(free_port)
  RABBITMQ_PORT=$(free_port)
  mkdir -p "$WORK/rabbitmq"
  echo '[].' >"$WORK/rabbitmq/enabled_plugins"
  : >"$WORK/rabbitmq/rabbitmq.conf"
  start rabbitmq epmd epmd -port "$epmd_port" -address 127.0.0.1
  start rabbitmq rabbitmq env HOME="$WORK/rabbitmq" ERL_EPMD_PORT="$epmd_port" \
    RABBITMQ_NODENAME="bench-$$@localhost" RABBITMQ_NODE_IP_ADDRESS=127.0.0.1 \
    RABBITMQ_NODE_PORT="$RABBITMQ_PORT" RABBITMQ_DIST_PORT="$(free_port)" \
    RABBITMQ_MNESIA_BASE="$WORK/rabbitmq/data" RABBITMQ_LOG_BASE="$WORK/rabbitmq/log" \
    RABBITMQ_ENABLED_PLUGINS_FILE="$WORK/rabbitmq/enabled_plugins" \
    RABBITMQ_CONFIG_FILE="$WORK/rabbitmq/rabbitmq.conf" RABBITMQ_CONF_ENV_FILE=/dev/null \
    RABBITMQ_LOGS=- RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS="-setcookie bench$RANDOM$RANDOM" \
    "$RABBITMQ_BIN/rabbitmq-server"
  await rabbitmq 60 port_open "$RABBITMQ_PORT"
  export BROKER=amqp://guest:guest@127.0.0.1:$RABBITMQ_PORT
}

versions_servers() {
  version RabbitMQ "$(dpkg-query -W -f '${Version}' rabbitmq-server 2>/dev/null || echo unknown)"
  version Redis "$(redis-server --version | sed 's/.*v=\([^ ]*\).*/\1/')"
  if wants echo; then version wrk "$(wrk -v | awk 'NR == 1 { print $2 }')"; fi
}

# good_answer SYSTEM CLIENTS: true if one request comes back with its message.
good_answer() {
  local body
  body=$("echo_body_$1")
  curl -sS -m 5 -H 'Content-Type: application/json' -d "${body/@/ready}" "$("echo_url_$1" "$2")" |
    grep -F 'ready'
}

# --- Flask + gunicorn + Celery ---------------------------------------------------------------

start_celery() {
  export PYTHONPATH=$BENCH/peers/celery
  start celery celery-worker "$PYTHON" -B -m celery -A tasks worker --pool prefork --concurrency 2 \
    --loglevel WARNING --without-gossip --without-mingle --without-heartbeat
  if wants echo; then
    GTHREAD_PORT=$(free_port) GEVENT_PORT=$(free_port)
    start celery celery-gthread "$PYTHON" -B -m gunicorn --bind "127.0.0.1:$GTHREAD_PORT" \
      --workers 2 --worker-class gthread --threads 16 --keep-alive 60 web:web
    await celery-gthread 30 good_answer celery 16
    start celery celery-gevent "$PYTHON" -B -m gunicorn --bind "127.0.0.1:$GEVENT_PORT" \
      --workers 2 --worker-class gevent --keep-alive 60 web:web
    await celery-gevent 30 good_answer celery 64
  fi
}

echo_url_celery() { echo "127.0.0.1:$(($1 <= 16 ? GTHREAD_PORT : GEVENT_PORT))/echo"; }
echo_body_celery() { echo '{"message":"@"}'; }

round_trips_celery() {
  timeout --foreground 180 "$PYTHON" -B "$BENCH/peers/celery/round_trips.py" 2000
}

versions_celery() {
  local module
  for module in celery flask gunicorn gevent redis; do
    version "$module (Python)" "$("$PYTHON" -W ignore -c "import $module; print($module.__version__)")"
  done
}

# --- Fastify + BullMQ ------------------------------------------------------------------------

start_bullmq() {
  BULLMQ_PORT=$(free_port)
  start bullmq bullmq-worker node "$TARGET/bullmq/worker.js"
  if wants echo; then
    start bullmq bullmq-server node "$TARGET/bullmq/server.js" "$BULLMQ_PORT"
    await bullmq-server 30 good_answer bullmq 16
  fi
}

echo_url_bullmq() { echo "127.0.0.1:$BULLMQ_PORT/echo"; }
echo_body_bullmq() { echo '{"message":"@"}'; }

round_trips_bullmq() {
  timeout --foreground 180 node "$TARGET/bullmq/round-trips.js" 10000
}

versions_bullmq() {
  local package
  version Node.js "$(node --version)"
  for package in bullmq fastify ioredis; do
    version "$package" "$(node -p "require('$TARGET/bullmq/node_modules/$package/package.json').version")"
  done
}

# --- Meridian --------------------------------------------------------------------------------

# meridian_flags: where broker, results and regions are, as an array of that name.
meridian_flags() {
  MERIDIAN_FLAGS=(--broker "$BROKER" --results "$RESULTS" --config "$BENCH/regions.yaml")
}

start_meridian() {
  meridian_flags
  GATEWAY_PORT=$(free_port)
  start meridian meridian-worker "$MERIDIAN" worker --region fra --concurrency 256 "${MERIDIAN_FLAGS[@]}"
  start meridian meridian-gateway "$MERIDIAN" gateway --port "$GATEWAY_PORT" "${MERIDIAN_FLAGS[@]}"
  await meridian-gateway 60 curl -sf -m 5 "127.0.0.1:$GATEWAY_PORT/readyz"
  await meridian-gateway 30 good_answer meridian 16
}

echo_url_meridian() { echo "127.0.0.1:$GATEWAY_PORT/processes/echo/execution"; }
echo_body_meridian() { echo "{\"inputs\":{\"$MERIDIAN_MESSAGE\":\"@\"}}"; }

round_trips_meridian() {
  timeout --foreground 180 "$MERIDIAN" bench round-trips --count 60000 --warm-up 40000 --json "${MERIDIAN_FLAGS[@]}"
}

versions_meridian() {
  version Java "$(sed -n 's/^JAVA_VERSION="\(.*\)"/\1/p' "$JDK/release")"
  version Meridian "$("$MERIDIAN" --version | head -1 | sed 's/^meridian //I')" # builds it when needed
}
