  { name: 'broker-url', value: brokerUrl }
