# canned.pl FILE URL_FILE: a server on loopback that answers every request with the JSON that FILE holds at that moment. For
# responses that neither a real broker nor opt-paper would give. Writes its URL to URL_FILE.
use strict;
use warnings;
use IO::Socket::INET;

my ($file, $url_file) = @ARGV;
my $server = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 8, ReuseAddr => 1) or die "listen: $!\n";
open my $url, '>', "$url_file.part" or die "$url_file: $!\n";
printf $url "http://127.0.0.1:%d\n", $server->sockport;
close $url;
rename "$url_file.part", $url_file or die "$url_file: $!\n";
while (my $client = $server->accept) {
	while (my $line = <$client>) {
		last if $line =~ /^\r?\n$/;
	}
	open my $answer, '<', $file or die "$file: $!\n";
	my $body = do { local $/; <$answer> };
	close $answer;
	printf $client "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s",
		length $body, $body;
	close $client;
}
