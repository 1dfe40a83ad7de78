# Sourced by ../build and ../meridian: sets JAVA_HOME to a JDK 25 or newer, or says how to get one.

jdk_major() { # DIR: the feature version of the JDK in DIR, nothing if it is none
  [[ -x $1/bin/javac && -r $1/release ]] || return 0
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

find_jdk() {
  local dir
  for dir in "${JAVA_HOME:-}" /usr/lib/jvm/*25* /usr/lib/jvm/* /opt/java/* /opt/jdk* \
    "$HOME"/.sdkman/candidates/java/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    if [[ -n $dir && $(jdk_major "$dir") -ge 25 ]]; then
      export JAVA_HOME=$dir
      return
    fi
  done
  echo "JDK: none of version 25 or newer found (expected: in JAVA_HOME or /usr/lib/jvm)" >&2
  echo "Install one, for example Eclipse Temurin 25 (adoptium.net) or your system's openjdk-25-jdk." >&2
  exit 2
}
