sudo apt install apache2 libapache2-mod-qos
sudo a2enmod headers http2 proxy_http qos rewrite ssl unique_id
sudo a2dissite 000-default
sudo cp deploy/apache/site.conf /etc/apache2/sites-available/{{ slug }}.conf
sudo a2ensite {{ slug }}
sudo apachectl configtest
sudo systemctl restart apache2
