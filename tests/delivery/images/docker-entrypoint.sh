#!/bin/bash
# What the entry points of the official images do with the variables that compose.yaml sets.
set -euo pipefail

as() {
    local user=$1
    shift
    exec setpriv --reuid="$user" --regid="$user" --init-groups "$@"
}

case $1 in
    postgres)
        data=/var/lib/postgresql/data
        if [ ! -s $data/PG_VERSION ]; then
            chown postgres $data
            install --mode 600 --owner postgres <(echo "$POSTGRES_PASSWORD") /tmp/password
            (as postgres initdb --pgdata=$data --username="$POSTGRES_USER" --auth=scram-sha-256 \
                --pwfile=/tmp/password --locale=C.UTF-8 --no-sync)
            rm /tmp/password
            echo 'host all all all scram-sha-256' >>$data/pg_hba.conf
            echo "create database $POSTGRES_DB" | (as postgres postgres --single -D $data postgres)
        fi
        as postgres "$@" -D $data -c listen_addresses='*' -c unix_socket_directories=/tmp,/var/run/postgresql
        ;;
    mysqld)
        if [ ! -d /var/lib/mysql/mysql ]; then
            chown mysql /var/lib/mysql
            mariadb-install-db --user=mysql --skip-test-db >/dev/null
        fi
        mkdir -p /run/mysqld && chown mysql /run/mysqld
        cat >/tmp/init.sql <<SQL
create database if not exists \`$MYSQL_DATABASE\`;
create user if not exists '$MYSQL_USER'@'%' identified by '$MYSQL_PASSWORD';
grant all on \`$MYSQL_DATABASE\`.* to '$MYSQL_USER'@'%';
SQL
        exec mariadbd --user=mysql --bind-address=0.0.0.0 --init-file=/tmp/init.sql --skip-name-resolve
        ;;
    redis-server)
        exec "$@" --bind 0.0.0.0 --protected-mode no
        ;;
    rabbitmq-server)
        chown -R rabbitmq /var/lib/rabbitmq
        printf '%s\n' "default_user = $RABBITMQ_DEFAULT_USER" "default_pass = $RABBITMQ_DEFAULT_PASS" \
            "default_vhost = $RABBITMQ_DEFAULT_VHOST" 'listeners.tcp.1 = 0.0.0.0:5672' \
            'log.console = true' >/etc/rabbitmq/rabbitmq.conf
        export HOME=/var/lib/rabbitmq
        as rabbitmq /usr/lib/rabbitmq/bin/rabbitmq-server
        ;;
    nginx)
        for template in /etc/nginx/templates/*.template; do
            name=${template##*/}
            envsubst "$(env | sed 's/^\([^=]*\)=.*/${\1}/')" <"$template" >"/etc/nginx/conf.d/${name%.template}"
        done
        exec "$@"
        ;;
    kafka)
        # KAFKA_LOG_DIRS is log.dirs.
        env | sed -n 's/^KAFKA_\([A-Z_]*\)=\(.*\)/\1 \2/p' | grep -v ^HEAP_OPTS | while read -r name value; do
            echo "$(echo "$name" | tr 'A-Z_' 'a-z.')=$value"
        done >/tmp/server.properties
        # Java itself expands the star, of CLASSPATH as well.
        export CLASSPATH='/opt/kafka/libs/*'
        java="java ${KAFKA_HEAP_OPTS:-} -XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
        $java kafka.tools.StorageTool format --ignore-formatted --cluster-id=AAAAAAAAAAAAAAAAAAAAAQ \
            -c /tmp/server.properties
        exec $java kafka.Kafka /tmp/server.properties
        ;;
    mongod)
        # Who may do what is in the data, and is written before anybody has to sign in.
        data=/data/db
        export HOME=$data
        chown mongodb $data
        if [ ! -e $data/made ]; then
            python /srv/server.py --host 127.0.0.1 --port 27016 --storage-path $data/files --cache-size 64M &
            until python /srv/mongosh --make; do sleep 0.2; done
            kill %1 && wait %1 || true
            touch $data/made
            chown -R mongodb $data
        fi
        as mongodb python /srv/server.py --host 0.0.0.0 --port 27017 --storage-path $data/files \
            --cache-size 64M --auth
        ;;
    *)
        exec "$@"
        ;;
esac
