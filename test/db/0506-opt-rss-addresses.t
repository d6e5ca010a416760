#!/bin/sh
# opt-rss and addresses that are not public, reached by a redirect or by a resolver that changes its result; and certificates.
# Runs in a network namespace in which 93.184.216.34 and .35 are this host. Needs namespaces (as root, or those of a user),
# iproute2 and openssl; skipped when they are missing.
here=93.184.216.34
there=93.184.216.35
if [ "${1:-}" != inside ]; then
	. test/tap.sh
	own=-nm
	[ "$(id -u)" = 0 ] || own=-rnm
	if ! command -v ip openssl >/dev/null || ! unshare $own ip link set lo up 2>/dev/null; then
		skip 'P16 P17 P30 no network namespace, no ip or no openssl'
		finish
	fi
	new_database
	unshare $own sh "$0" inside
	exit
fi
. test/tap.sh
. test/paper.sh
HOME=$work
XDG_CONFIG_HOME=$work
OPT_NOW=2026-01-26T14:30:20Z
export HOME XDG_CONFIG_HOME OPT_NOW
ip link set lo up
ip addr add $here/32 dev lo
ip addr add $there/32 dev lo

server=
resolver=
# shellcheck disable=SC2317 # by trap
clean() {
	for pid in $server $resolver $tls; do
		kill "$pid" 2>/dev/null
	done
	rm -rf "$work"
}
tls=
trap clean EXIT
perl test/feeds.pl "$work/url" "$work/log" 0.0.0.0 &
server=$!
broker_pid=$server
broker_wait "$work/url" || exit 1
port=$(sed 's/.*://' "$work/url")

only() {
	sql 'delete from feed_state'
	for feed in "$@"; do
		echo "$feed"
	done >"$work/list"
	opt-rss -q --import "$work/list"
}
# requests PATH: how many came
requests() {
	grep -c "^$1\( \|\$\)" "$work/log"
}
private='its address is private or reserved: see --allow-private'

only "http://$here:$port/good"
exits 0 'P16 a public address' opt-rss
is "$(requests /good)" 1 'is fetched'

# Redirects from there to addresses that are not public
spellings="127.0.0.1 localhost 0.0.0.0 2130706433 0177.0.0.1 0x7f000001 127.1 [::1] [::ffff:127.0.0.1] [::ffff:7f00:1]
169.254.169.254 10.0.0.1 192.168.1.1 172.16.0.1 100.64.0.1 [fe80::1] [fc00::1] [64:ff9b::7f00:1] 224.0.0.1"
# shellcheck disable=SC2086 # words
set -- $spellings
list=
for host in "$@"; do
	list="$list http://$here:$port/go/http://$host:$port/good"
done
# shellcheck disable=SC2086
only $list
exits 1 'P16 redirects to loopback, link-local, private and metadata addresses, in every spelling' opt-rss
is "$(sql "select feed_url, last_error from feed_state where last_error <> '$private' or last_error is null")" '' 'are all refused'
is "$(requests /good)" 1 'and get no request'
only "http://$here:$port/go/file:///etc/passwd" "http://$here:$port/go/ftp://$here:$port/good" \
	"http://$here:$port/go/gopher://$here:$port/_good"
exits 1 'P16 redirects to file, ftp and gopher' opt-rss
is "$(sql 'select distinct last_error from feed_state')" 'redirected to an address that is neither http nor https' 'are refused'

# A name whose address is public at the first fetch and 127.0.0.1 at the second
cat >"$work/resolver.pl" <<'EOF'
use strict;
use warnings;
use IO::Socket::INET;
my $socket = IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => 53, Proto => 'udp') or die "bind: $!\n";
open my $ready, '>', $ARGV[0] or die;
close $ready;
my %count;
while (defined(my $peer = $socket->recv(my $query, 512))) {
	my ($id) = unpack 'n', $query;
	my ($name, $at) = ('', 12);
	while ((my $length = ord substr $query, $at, 1) > 0) {
		$name .= substr($query, $at + 1, $length) . '.';
		$at += $length + 1;
	}
	my $question = substr $query, 12, $at + 5 - 12;
	my $type = unpack 'n', substr $query, $at + 1, 2;
	my @answers;
	if ($type == 1 && $name =~ /^rebind/) {
		@answers = $count{$name}++ == 0 ? '93.184.216.34' : '127.0.0.1';
	} elsif ($type == 1) {
		@answers = '93.184.216.34';
	}
	$socket->send(pack('n6', $id, 0x8580, 1, scalar @answers, 0, 0) . $question
		. join '', map { pack 'n3Nn a4', 0xc00c, 1, 1, 0, 4, pack 'C4', split /[.]/ } @answers);
}
EOF
perl "$work/resolver.pl" "$work/ready" &
resolver=$!
broker_pid=$resolver
tries=0
until [ -e "$work/ready" ] || [ $tries -ge 100 ]; do
	tries=$((tries + 1))
	sleep .1
done
echo 'nameserver 127.0.0.1' >"$work/resolv.conf"
echo 'hosts: files dns' >"$work/nsswitch.conf"
mount --bind "$work/resolv.conf" /etc/resolv.conf
mount --bind "$work/nsswitch.conf" /etc/nsswitch.conf
only "http://rebind.example:$port/good"
exits 0 'P16 a name with a public address' opt-rss
is "$(requests /good)" 2 'is fetched'
exits 1 'P16 the name now resolves to 127.0.0.1' env OPT_NOW=2026-01-26T14:40:20Z opt-rss
is "$(sql 'select last_error from feed_state')" "$private" 'it is refused'
is "$(requests /good)" 2 'it gets no request'

# The headers that another host gets
only "http://user:opensesame@$here:$port/go/http://$there:$port/twice"
APCA_API_SECRET_KEY=opensesame exits 0 'P17 a redirect to another host' opt-rss
like "$(grep "^/go/" "$work/log.headers" | tail -n 1)" "$here:$port .*authorization" 'the first host gets its user and password'
is "$(grep '^/twice' "$work/log.headers" | tail -n 1)" "/twice $there:$port accept accept-encoding host user-agent" 'P17 the other host gets neither'

# Certificates, from an authority that this host trusts
cd "$work" || exit 1
{
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout ca.key -out ca.pem -days 2 -subj /CN=authority
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout self.key -out self.pem -days 2 \
		-subj /CN=tls.example -addext subjectAltName=DNS:tls.example
} 2>/dev/null
# certificate NAME HOST DAYS: makes NAME.key and NAME.pem
certificate() {
	openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout "$1.key" -out "$1.csr" -subj "/CN=$2" 2>/dev/null
	echo "subjectAltName=DNS:$2" >"$1.ext"
	openssl x509 -req -in "$1.csr" -CA ca.pem -CAkey ca.key -CAcreateserial -out "$1.pem" -days "$3" -extfile "$1.ext" 2>/dev/null
}
certificate good tls.example 2
certificate wrong other.example 2
certificate expired tls.example -1
feed='<rss version="2.0"><channel><title>Tls</title><item><guid>t</guid><title>Tls</title></item></channel></rss>'
printf 'HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s' \
	"${#feed}" "$feed" >feed.xml
mount --bind ca.pem "$(realpath /etc/ssl/certs/ca-certificates.crt)"
number=10443
feeds=
for name in good wrong expired self; do
	number=$((number + 1))
	openssl s_server -accept "$here:$number" -cert $name.pem -key $name.key -HTTP -quiet >/dev/null 2>&1 &
	tls="$tls $!"
	feeds="$feeds https://tls.example:$number/feed.xml"
done
cd - >/dev/null || exit 1
sleep 1
# shellcheck disable=SC2086
only $feeds
SSLKEYLOGFILE=$work/keylog exits 1 'P30 feeds with good and bad certificates' opt-rss
is "$(ls "$work/keylog" 2>/dev/null)" '' 'P31 SSLKEYLOGFILE is ignored'
error_of() {
	sql "select last_error from feed_state where feed_url like '%:$1/%'"
}
is "$(error_of 10444)" '' 'P30 a good certificate is accepted'
is "$(printf '%s\n' "$out" | jq -r .title)" 'Tls' 'its feed is read'
like "$(error_of 10445)" 'no alternative certificate subject name matches' 'P30 a certificate of another host is refused'
like "$(error_of 10446)" 'certificate has expired' 'P30 an expired certificate is refused'
like "$(error_of 10447)" 'self.signed certificate' 'P30 a self-signed certificate is refused'
finish
