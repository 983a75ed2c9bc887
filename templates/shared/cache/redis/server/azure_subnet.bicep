      { name: 'redis', properties: { addressPrefix: '10.0.3.0/24' } }
