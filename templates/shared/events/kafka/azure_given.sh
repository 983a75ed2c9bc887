       kafkaBootstrapServers=10.0.4.10:9092 \
