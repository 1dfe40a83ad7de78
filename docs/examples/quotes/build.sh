#!/usr/bin/env bash
# Compiles the example into a jar, against a built Meridian (./meridian builds it when it first runs).
#
#   docs/examples/quotes/build.sh tasks/quotes.jar
set -euo pipefail
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
root=$(readlink -f "$here/../../..")
source "$root/deploy/find-jdk.sh"
find_jdk

jar=${1:?where to write the jar}
classes=$(mktemp -d "${TMPDIR:-/tmp}/quotes.XXXXXX")
trap 'rm -rf "$classes"' EXIT
mkdir -p "$(dirname "$jar")"
"$JAVA_HOME/bin/javac" -proc:none -d "$classes" -cp "${MERIDIAN_CLASSPATH:-$root/cli/target/lib/*}" \
  "$here"/src/main/java/shop/*.java
cp -r "$here/src/main/resources/." "$classes"
"$JAVA_HOME/bin/jar" --create --file "$jar" -C "$classes" .
