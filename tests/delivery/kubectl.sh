#!/bin/sh
# kubectl, for who has none: Debian 13 has it, and its package needs nothing of that Debian to run.
set -eu
suite=trixie
sources=/etc/apt/sources.list.d/debian.sources

mkdir -p apt/lists/partial apt/archives/partial apt/parts unpacked
sed -n '/^Types/,$p' $sources |
    sed "/^Suites:/ s/ [a-z]*/ $suite/g" >apt/parts/debian.sources
cat >apt/apt.conf <<X
Dir::State::lists "$PWD/apt/lists"; Dir::Cache "$PWD/apt"; Dir::Cache::archives "$PWD/apt/archives";
Dir::Etc::sourcelist "/dev/null"; Dir::Etc::sourceparts "$PWD/apt/parts"; Dir::State::status "/dev/null";
Acquire::Languages "none"; APT::Sandbox::User "root";
X
export APT_CONFIG="$PWD/apt/apt.conf"
apt-get update -qq
(cd apt && apt-get download -qq kubectl)
dpkg-deb -x apt/kubectl_*.deb unpacked
mv unpacked/usr/bin/kubectl kubectl
rm -r apt unpacked
