# Finds or installs what a run needs. Everything that is not a Debian package goes to bench/target/.

PERF_TEST_VERSION=2.22.1
RABBITMQ_BIN=${RABBITMQ_BIN:-/usr/lib/rabbitmq/bin}

have() { command -v "$1" >/dev/null 2>&1; }

have_python_modules() { "$1" -c 'import celery, flask, gevent, gunicorn, redis' >/dev/null 2>&1; }

# missing_packages: Debian packages this run needs and does not find.
missing_packages() {
  have curl || echo curl
  have python3 || echo python3
  if wants echo; then have wrk || echo wrk; fi
  if wants echo || wants round-trips; then have redis-server || echo redis-server; fi
  [[ -x $RABBITMQ_BIN/rabbitmq-server ]] || echo rabbitmq-server
  if wants perftest; then have mvn || echo maven; fi
  if has_peer celery && ! find_python >/dev/null; then
    echo python3-celery python3-redis python3-flask python3-gevent gunicorn
  fi
}

# find_python: the first Python that has Celery's modules (Debian's own, if another comes first in PATH).
find_python() {
  local python
  for python in python3 /usr/bin/python3; do
    if have_python_modules "$python"; then
      echo "$python"
      return
    fi
  done
  return 1
}

install_packages() {
  local missing
  missing=$(missing_packages | xargs)
  [[ -n $missing ]] || return 0
  [[ $EUID == 0 ]] || fail "not installed: $missing (run as root, or: apt-get install $missing)"
  have apt-get || fail "not installed: $missing (this is no Debian system: install them by hand)"
  say "installing $missing"
  # shellcheck disable=SC2086 # a list of words
  without_service_starts apt_install $missing ||
    fail "could not install $missing; see $LOGS/apt.log"
  missing=$(missing_packages | xargs)
  [[ -z $missing ]] || fail "installed but not found: $missing"
}

apt_install() {
  {
    apt-get update
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"
  } >"$LOGS/apt.log" 2>&1
}

# without_service_starts COMMAND...: Debian packages ask policy-rc.d before they start a service.
without_service_starts() {
  local policy=/usr/sbin/policy-rc.d status=0
  if [[ -e $policy ]]; then
    "$@"
    return
  fi
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod +x "$policy"
  "$@" || status=$?
  rm -f "$policy"
  return $status
}

# install_bullmq: the committed package.json and programs, with their packages, in bench/target/bullmq.
install_bullmq() {
  have npm || fail "not installed: Node.js 20 or newer with npm"
  (($(node -p 'process.versions.node.split(".")[0]') >= 20)) ||
    fail "Node.js is $(node --version) (expected: 20 or newer)"
  local from=$BENCH/peers/bullmq to=$TARGET/bullmq
  mkdir -p "$to"
  cp "$from"/*.js "$to/"
  if [[ -d $to/node_modules ]] && cmp -s "$from/package.json" "$to/package.json"; then return; fi
  say "installing BullMQ and Fastify"
  rm -rf "$to/node_modules"
  cp "$from/package.json" "$to/"
  if ! npm --prefix "$to" install --no-package-lock --no-audit --no-fund >"$LOGS/npm.log" 2>&1; then
    rm "$to/package.json"
    fail "npm install failed; see $LOGS/npm.log"
  fi
}

# install_perftest: RabbitMQ PerfTest and its dependencies in bench/target/perftest.
install_perftest() {
  local to=$TARGET/perftest plugin=org.apache.maven.plugins:maven-dependency-plugin:3.8.1
  if [[ -f $to/perf-test-$PERF_TEST_VERSION.jar ]]; then return; fi
  say "fetching RabbitMQ PerfTest $PERF_TEST_VERSION"
  rm -rf "$to" "$to.part"
  JAVA_HOME=$JDK mvn -q -B -f "$BENCH/peers/perftest/pom.xml" "$plugin:copy-dependencies" \
    -Dperf-test.version="$PERF_TEST_VERSION" -DincludeScope=runtime -DoutputDirectory="$to.part" \
    >"$LOGS/maven.log" 2>&1 || fail "PerfTest could not be fetched; see $LOGS/maven.log"
  mv "$to.part" "$to"
}

# find_jdk: JAVA_HOME if it is 25 or newer, else the newest JDK 25 of the system.
find_jdk() {
  local home
  for home in "${JAVA_HOME:-}" $(ls -d /usr/lib/jvm/*25* 2>/dev/null | sort -rV); do
    if [[ -x $home/bin/java ]] && (($(java_feature "$home") >= 25)); then
      echo "$home"
      return
    fi
  done
  fail "JDK 25 not found: set JAVA_HOME"
}

java_feature() {
  local version
  version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null)
  echo "${version:-0}"
}
