#!/usr/bin/perl
# pooler.pl refuse|drop SOCKET: stands in for PgBouncer 1.18 on the Unix socket SOCKET, before the server of PGHOST. It refuses
# the connection option "options", or drops it as with ignore_startup_parameters. Prints a line when it listens.
# pooler.pl slow SOCKET MS: a server that answers the question for its clock MS milliseconds later.
use strict;
use warnings;
use IO::Socket::UNIX;
use IO::Select;

my ($mode, $path, $ms) = @ARGV;
my $listener = IO::Socket::UNIX->new(Local => $path, Listen => 8) or die "$path: $!\n";
chmod 0777, $path;
$| = 1;
$SIG{CHLD} = 'IGNORE';
print "ready\n";

sub take {
	my ($socket, $length) = @_;
	my $data = '';
	sysread($socket, $data, $length - length $data, length $data) or exit while length $data < $length;
	return $data;
}

while (my $client = $listener->accept) {
	next if fork;
	my $length = unpack 'N', take($client, 4);
	my ($protocol, $rest) = unpack 'N a*', take($client, $length - 4);
	my $options = $mode ne 'slow' && $rest =~ s/(^|\0)options\0[^\0]*\0/$1/ && $protocol == 196608;
	my $server = IO::Socket::UNIX->new("$ENV{PGHOST}/.s.PGSQL." . ($ENV{PGPORT} || 5432)) or die "$ENV{PGHOST}: $!\n";
	if ($options && $mode eq 'refuse') {
		my $why = "SFATAL\0C08P01\0Munsupported startup parameter: options\0\0";
		syswrite $client, 'E' . pack('N', 4 + length $why) . $why;
		exit;
	}
	syswrite $server, pack('N N', 8 + length $rest, $protocol) . $rest;
	my $both = IO::Select->new($client, $server);
	while (my @ready = $both->can_read) {
		for my $from (@ready) {
			sysread($from, my $data, 65536) or exit;
			select undef, undef, undef, $ms / 1000 if $mode eq 'slow' && $data =~ /select clock_timestamp\(\)/;
			syswrite $from == $client ? $server : $client, $data;
		}
	}
}
