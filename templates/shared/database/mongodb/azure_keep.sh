   keep database-url "mongodb+srv://notes:a-password@cluster.example.mongodb.net/notes"
