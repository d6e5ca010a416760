# relay.pl FROM TO: passes each connection to FROM on to TO. Each is a port of loopback or the path of a socket: a socket in the
# file system connects two network namespaces.
use strict;
use warnings;
use IO::Select;
use IO::Socket::INET;
use IO::Socket::UNIX;

my ($from, $to) = @ARGV;
$SIG{CHLD} = 'IGNORE';
my $server = $from =~ m{/}
	? IO::Socket::UNIX->new(Local => $from, Listen => 64)
	: IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => $from, Listen => 64, ReuseAddr => 1);
$server or die "$from: $!\n";
while (1) {
	my $client = $server->accept or next;
	next if fork;
	my $peer = $to =~ m{/} ? IO::Socket::UNIX->new(Peer => $to) : IO::Socket::INET->new(PeerAddr => "127.0.0.1:$to");
	exit 1 unless $peer;
	my $select = IO::Select->new($client, $peer);
	while (my @ready = $select->can_read) {
		for my $side (@ready) {
			my $other = $side == $client ? $peer : $client;
			exit 0 unless sysread $side, my $data, 65536;
			while (length $data) {
				my $sent = syswrite $other, $data or exit 0;
				substr $data, 0, $sent, '';
			}
		}
	}
}
