"""The events: which brokers hold them, and under which names.

https://docs.confluent.io/kafka-clients/python/current/overview.html
"""

from config.settings.environment import env

# Without brokers, events stay in the application.
# https://kafka.apache.org/documentation/#producerconfigs_bootstrap.servers
KAFKA_BOOTSTRAP_SERVERS = env.str("KAFKA_BOOTSTRAP_SERVERS", default="")

# What cannot be understood goes to the topic of this name with `.dead-letters` behind it.
# https://kafka.apache.org/documentation/#intro_concepts_and_terms
KAFKA_TOPIC = env.str("KAFKA_TOPIC", default="notes")

# https://kafka.apache.org/documentation/#consumerconfigs_group.id
KAFKA_GROUP = env.str("KAFKA_GROUP", default="notes-activity")
