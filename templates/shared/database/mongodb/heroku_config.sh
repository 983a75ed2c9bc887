   heroku config:set DATABASE_URL="mongodb+srv://notes:a-password@cluster.example.mongodb.net/notes"
