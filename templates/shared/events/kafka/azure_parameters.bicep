
@description('KAFKA_BOOTSTRAP_SERVERS: brokers that ask for neither TLS nor a password, inside the network.')
param kafkaBootstrapServers string
