sudo apt install nginx
sudo rm --force /etc/nginx/sites-enabled/default
sudo cp deploy/nginx/headers.conf /etc/nginx/snippets/{{ slug }}-headers.conf
sudo cp deploy/nginx/site.conf /etc/nginx/conf.d/{{ slug }}.conf
sudo nginx -t
sudo systemctl reload nginx
