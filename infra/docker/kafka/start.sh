#!/bin/sh
# One node of a KRaft cluster, broker and controller: formats its storage when it is new, then becomes Kafka.
#   KAFKA_CLUSTER_ID   the same on every node      KAFKA_NODE_ID   1, 2, 3
#   KAFKA_VOTERS       1@kafka-1:9093,...          KAFKA_HOST      under which clients reach this node
#   KAFKA_REPLICAS     of every topic              KAFKA_IN_SYNC   replicas that must have a record
#   KAFKA_HEAP         512m
set -eu
: "${KAFKA_CLUSTER_ID:?}" "${KAFKA_NODE_ID:?}" "${KAFKA_VOTERS:?}" "${KAFKA_HOST:?}" "${KAFKA_REPLICAS:?}" "${KAFKA_IN_SYNC:?}"
properties=/tmp/server.properties
cat > "$properties" <<END
process.roles=broker,controller
node.id=$KAFKA_NODE_ID
controller.quorum.voters=$KAFKA_VOTERS
listeners=PLAINTEXT://:9092,CONTROLLER://:9093
advertised.listeners=PLAINTEXT://$KAFKA_HOST:9092
controller.listener.names=CONTROLLER
log.dirs=/data
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
  set -- -cp '/opt/kafka/lib/*' -XX:-UsePerfData -Dlog4j2.configurationFile=/opt/kafka/log4j2.xml "$program" "$@"
  case $program in
    kafka.Kafka) exec java "-Xmx${KAFKA_HEAP:-512m}" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:+ExitOnOutOfMemoryError "$@" ;;
    *) java "$@" ;;
  esac
}
[ -f /data/meta.properties ] || kafka kafka.tools.StorageTool format -t "$KAFKA_CLUSTER_ID" -c "$properties"
kafka kafka.Kafka "$properties"
