# altering.pl UPSTREAM RULES URL_FILE: a server on loopback before the broker at UPSTREAM, which alters its responses. For
# responses of a broker that opt-paper would not give. Writes its URL to URL_FILE.
# RULES is a file with a JSON array, read again at each request; the first rule that fits is applied. A rule has
#   method, path     regular expressions; path is matched with the query of the request
#   count            how many times it applies; always without it
# and one of
#   jq               a filter over the JSON of the response
#   twice            the name of a member of the response that is there twice
#   status, body     the response; with "forward": true the broker gets the request before
#   delay            seconds to wait before the response of the broker is passed on
#   hold             a file; the request is passed on to the broker when it exists
use strict;
use warnings;
use IO::Socket::INET;
use IPC::Open2;
use JSON::PP;

my ($upstream, $rules_file, $url_file) = @ARGV;
my ($host, $port) = $upstream =~ m{^http://([^:/]+):(\d+)} or die "not a URL: $upstream\n";
my (%used, $last); # how often each rule was applied, since the rules changed

sub read_message {
	my ($from) = @_;
	my $head = '';
	while (my $line = <$from>) {
		$head .= $line;
		last if $line =~ /^\r?\n$/;
	}
	my $body = '';
	if ($head =~ /^content-length:\s*(\d+)/im) {
		read $from, $body, $1;
	} elsif ($head =~ /^transfer-encoding:\s*chunked/im) {
		while (defined(my $size = <$from>)) {
			my $n = hex($size =~ s/\s.*//sr);
			my $part = '';
			read $from, $part, $n if $n > 0;
			<$from>;
			last if $n == 0;
			$body .= $part;
		}
	}
	return ($head, $body);
}

sub rule_for {
	my ($method, $path) = @_;
	open my $file, '<', $rules_file or die "$rules_file: $!\n";
	my $text = do { local $/; <$file> };
	close $file;
	%used = () if $text ne ($last // '');
	$last = $text;
	my $rules = decode_json($text);
	for my $rule (@$rules) {
		my $key = JSON::PP->new->canonical->encode($rule);
		next unless $method =~ /^(?:$rule->{method})$/ && $path =~ /$rule->{path}/;
		next if exists $rule->{count} && ($used{$key} // 0) >= $rule->{count};
		$used{$key}++;
		return $rule;
	}
	return undef;
}

sub forward {
	my ($head, $body) = @_;
	my $broker = IO::Socket::INET->new(PeerAddr => $host, PeerPort => $port) or return ('502 Bad Gateway', '', '{}');
	$head =~ s/^(?:host|connection|accept-encoding):.*\r?\n//gim;
	$head =~ s/\r?\n/\r\nHost: $host:$port\r\nConnection: close\r\n/;
	print $broker $head, $body;
	my ($response, $text) = read_message($broker);
	my ($status) = $response =~ m{^HTTP/\S+ ([^\r\n]+)};
	my $headers = join '', $response =~ /^((?:date|x-ratelimit[^:]*|retry-after):.*\r?\n)/gim;
	return ($status // '502 Bad Gateway', $headers, $text);
}

sub through_jq {
	my ($filter, $text) = @_;
	my $pid = open2(my $out, my $in, 'jq', '-c', $filter);
	print $in $text;
	close $in;
	my $result = do { local $/; <$out> };
	waitpid $pid, 0;
	return $result;
}

$SIG{PIPE} = 'IGNORE';
my $server = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 64, ReuseAddr => 1) or die "listen: $!\n";
open my $url, '>', "$url_file.part" or die "$url_file: $!\n";
printf $url "http://127.0.0.1:%d\n", $server->sockport;
close $url;
rename "$url_file.part", $url_file or die "$url_file: $!\n";
while (my $client = $server->accept) {
	my ($head, $body) = read_message($client);
	my ($method, $path) = $head =~ /^(\S+) (\S+)/ or next;
	my $rule = rule_for($method, $path);
	my ($status, $headers, $text) = ('', '', '');
	select undef, undef, undef, .05 while $rule && $rule->{hold} && !-e $rule->{hold};
	($status, $headers, $text) = forward($head, $body)
		if !$rule || grep { $rule->{$_} } qw(jq twice forward delay hold);
	select undef, undef, undef, $rule->{delay} if $rule && $rule->{delay};
	$text = through_jq($rule->{jq}, $text) if $rule && $rule->{jq};
	$text =~ s/("\Q$rule->{twice}\E":(?:"[^"]*"|[^,"}]*))/$1,$1/ if $rule && $rule->{twice};
	($status, $text) = ("$rule->{status} Altered", $rule->{body} // '') if $rule && $rule->{status};
	my $length = $status =~ /^204/ ? '' : sprintf "Content-Length: %d\r\n", length $text;
	print $client "HTTP/1.1 $status\r\nContent-Type: application/json\r\n$headers${length}Connection: close\r\n\r\n$text";
	close $client;
}
