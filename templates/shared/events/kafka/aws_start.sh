   KAFKA=$(aws cloudformation describe-stack-resource --stack-name "$STACK" --logical-resource-id Kafka --query StackResourceDetail.PhysicalResourceId --output text)
   BROKERS=$(aws kafka get-bootstrap-brokers --cluster-arn "$KAFKA" --query BootstrapBrokerString --output text)
