  { name: 'KAFKA_BOOTSTRAP_SERVERS', value: kafkaBootstrapServers }
