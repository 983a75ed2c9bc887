       databaseUrl="$(secret database-url)" \
