#!/bin/sh
# Sets the limits of Meridian's queues on one RabbitMQ virtual host, as policies. Run it on a broker
# node, or wherever rabbitmqctl reaches one; run it again after changing a value. See README.md.
#
#   VHOST=/ DELIVERY_LIMIT=20 MAX_LENGTH=100000 ./policies.sh
set -eu

vhost=${VHOST:-/}
delivery_limit=${DELIVERY_LIMIT:-20}
max_length=${MAX_LENGTH:-100000}

for number in "$delivery_limit" "$max_length"; do
  case $number in
    '' | *[!0-9]*) echo "policies.sh: $number (expected: a whole number)" >&2 && exit 2 ;;
  esac
done

# All queues of ours but the dead letters, which must take whatever comes.
${RABBITMQCTL:-rabbitmqctl} set_policy --vhost "$vhost" --apply-to queues --priority 10 \
  meridian-tasks '^meridian\.(?!dead$)' "{
    \"delivery-limit\": $delivery_limit,
    \"max-length\": $max_length,
    \"overflow\": \"reject-publish\",
    \"dead-letter-exchange\": \"meridian.dead\",
    \"dead-letter-strategy\": \"at-least-once\"
  }"
