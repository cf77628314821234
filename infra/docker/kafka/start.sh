#!/bin/sh
# One node of a KRaft cluster, broker and controller: formats its storage when it is new, then becomes Kafka.
#   KAFKA_CLUSTER_ID   the same on every node      KAFKA_NODE_ID   1, 2, 3
#   KAFKA_VOTERS       1@kafka-1:9093,...          KAFKA_HOST      by which clients reach this node
#   KAFKA_REPLICAS     of every topic              KAFKA_IN_SYNC   replicas that must have a record
#   KAFKA_HEAP         512m
# It is reached only over TLS, with a name and a password; brokers recognise each other by their certificates and the same password.
#   KAFKA_SECRETS      /run/secrets: node.key, node.crt, ca.crt, kafka.credentials (name:password)
#   KAFKA_HOME, KAFKA_DATA, KAFKA_PORT, KAFKA_CONTROLLER_PORT   /opt/kafka, /data, 9092, 9093
set -eu
umask 077
home=${KAFKA_HOME:-/opt/kafka}
data=${KAFKA_DATA:-/data}
secrets=${KAFKA_SECRETS:-/run/secrets}
scratch=$(mktemp -d)
credentials=$(cat "$secrets/kafka.credentials")
name=${credentials%%:*}
password=${credentials#*:}
cat "$secrets/node.key" "$secrets/node.crt" > "$scratch/node.pem"
login="org.apache.kafka.common.security.scram.ScramLoginModule required username=\"$name\" password=\"$password\";"
: "${KAFKA_CLUSTER_ID:?}" "${KAFKA_NODE_ID:?}" "${KAFKA_VOTERS:?}" "${KAFKA_HOST:?}" "${KAFKA_REPLICAS:?}" "${KAFKA_IN_SYNC:?}"
properties=$scratch/server.properties
cat > "$properties" <<END
process.roles=broker,controller
node.id=$KAFKA_NODE_ID
controller.quorum.voters=$KAFKA_VOTERS
listeners=SASL_SSL://:${KAFKA_PORT:-9092},CONTROLLER://:${KAFKA_CONTROLLER_PORT:-9093}
advertised.listeners=SASL_SSL://$KAFKA_HOST:${KAFKA_PORT:-9092}
listener.security.protocol.map=CONTROLLER:SSL,SASL_SSL:SASL_SSL
inter.broker.listener.name=SASL_SSL
sasl.enabled.mechanisms=SCRAM-SHA-512
sasl.mechanism.inter.broker.protocol=SCRAM-SHA-512
listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config=$login
listener.name.controller.ssl.client.auth=required
ssl.keystore.type=PEM
ssl.keystore.location=$scratch/node.pem
ssl.truststore.type=PEM
ssl.truststore.location=$secrets/ca.crt
controller.listener.names=CONTROLLER
log.dirs=$data
auto.create.topics.enable=false
default.replication.factor=$KAFKA_REPLICAS
min.insync.replicas=$KAFKA_IN_SYNC
offsets.topic.replication.factor=$KAFKA_REPLICAS
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=$KAFKA_REPLICAS
transaction.state.log.min.isr=$KAFKA_IN_SYNC
transaction.state.log.num.partitions=4
share.coordinator.state.topic.replication.factor=$KAFKA_REPLICAS
share.coordinator.state.topic.min.isr=$KAFKA_IN_SYNC
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=1000
END
kafka() {
  program=$1
  shift
  set -- -cp "$home/lib/*" -XX:-UsePerfData "-Dlog4j2.configurationFile=$home/log4j2.xml" "$program" "$@"
  case $program in
    kafka.Kafka) exec java "-Xmx${KAFKA_HEAP:-512m}" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:+ExitOnOutOfMemoryError "$@" ;;
    *) java "$@" ;;
  esac
}
[ -f "$data/meta.properties" ] || kafka kafka.tools.StorageTool format -t "$KAFKA_CLUSTER_ID" -c "$properties" \
  --add-scram "SCRAM-SHA-512=[name=$name,password=$password]"
kafka kafka.Kafka "$properties"
