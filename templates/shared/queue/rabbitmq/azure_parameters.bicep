
@secure()
@description('BROKER_URL: the address of a RabbitMQ with its password. Azure runs none; CloudAMQP does.')
param brokerUrl string
