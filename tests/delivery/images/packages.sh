#!/bin/sh
# What no package of this Debian has, beside the scripts that ask for it: a small Debian 13 with Python and one
# with the proxies, to make stand-in images from, and Docker's plugins for building and for Compose.
set -eu
suite=trixie
sources=/etc/apt/sources.list.d/debian.sources

. /etc/os-release
sed -n "/^Types/,\$p" $sources | sed "s/$VERSION_CODENAME/$suite/g" >debian.sources
small() {
    mmdebstrap --quiet --variant=minbase --mode=root --include="ca-certificates,$2" \
        --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/doc/*' \
        --dpkgopt='path-exclude=/usr/share/locale/*' $suite "$1" <debian.sources
}
small debian-python.tar python3,python3-venv,python3-pip
small debian-proxies.tar apache2,curl,gettext-base,libapache2-mod-qos,nginx-light

mkdir -p apt/lists/partial apt/archives/partial apt/parts unpacked cli-plugins
cp debian.sources apt/parts/
cat >apt/apt.conf <<X
Dir::State::lists "$PWD/apt/lists"; Dir::Cache "$PWD/apt"; Dir::Cache::archives "$PWD/apt/archives";
Dir::Etc::sourcelist "/dev/null"; Dir::Etc::sourceparts "$PWD/apt/parts"; Dir::State::status "/dev/null";
Acquire::Languages "none"; APT::Sandbox::User "root";
X
export APT_CONFIG="$PWD/apt/apt.conf"
apt-get update -qq
(cd apt && apt-get download -qq docker-buildx docker-compose)
for package in apt/*.deb; do dpkg-deb -x "$package" unpacked; done
mv unpacked/usr/libexec/docker/cli-plugins/* cli-plugins/
rm -r apt unpacked
