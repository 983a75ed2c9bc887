   keep database-password "$(random)"
