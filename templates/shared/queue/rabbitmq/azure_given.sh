       brokerUrl="$(secret broker-url)" \
