       databasePassword="$(secret database-password)" \
