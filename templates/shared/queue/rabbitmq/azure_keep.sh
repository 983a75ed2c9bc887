   keep broker-url "amqps://notes:a-password@example.rmq.cloudamqp.com/notes"
