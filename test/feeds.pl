#!/usr/bin/perl
# feeds.pl URLFILE LOG [ADDRESS]: a server of good and misbehaving feeds, on loopback or ADDRESS. Writes its URL to URLFILE.
# Writes one line per request to LOG: the path and the conditional headers; and to LOG.headers: the path, the host and the
# names of all headers.
use strict;
use warnings;
use IO::Compress::Gzip qw(gzip);
use IO::Socket::INET;

my ($url_file, $log_file, $address) = @ARGV;
$address = '127.0.0.1' unless defined $address;
my $server = IO::Socket::INET->new(LocalAddr => $address, Listen => 64, ReuseAddr => 1) or die "listen: $!";
my $url = 'http://127.0.0.1:' . $server->sockport;
open my $log, '>>', $log_file or die "log: $!";
$log->autoflush(1);
open my $headers, '>>', "$log_file.headers" or die "log: $!";
$headers->autoflush(1);
$SIG{PIPE} = 'IGNORE';
$SIG{CHLD} = 'IGNORE';

sub feed {
	my ($title, $items) = @_;
	return "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>$title</title>$items</channel></rss>";
}

sub item {
	my ($guid, $title, $date) = @_;
	return "<item><guid isPermaLink=\"false\">$guid</guid><title>$title</title><pubDate>$date</pubDate></item>";
}

my $monday = 'Mon, 26 Jan 2026';
my $good = feed('Good', item('g1', 'Alpha beats estimates', "$monday 14:00:00 GMT"));
my $type = "Content-Type: application/rss+xml\r\n";
my $zip = '';
my %answer = (
	'/good' => ['200 OK', $type, $good],
	'/twice' => ['200 OK', $type, feed('Twice', item('t1', 'Beta falls', "$monday 14:01:00 GMT") x 2)],
	'/same' => ['200 OK', $type, feed('Same', item('s1', 'UPDATE 1-Alpha beats estimates', "$monday 14:03:00 GMT"))],
	'/dates' => ['200 OK', $type, feed('Dates', item('d1', 'No date', '') . item('d2', 'Tomorrow', 'Wed, 28 Jan 2026 14:00:00 GMT')
		. item('d3', 'In an hour', "$monday 15:30:00 GMT"))],
	'/ttl' => ['200 OK', $type, feed('Lazy', '<ttl>60</ttl>' . item('l1', 'Lazy', "$monday 14:00:00 GMT"))],
	'/moved' => ['301 Moved Permanently', "Location: /moved2\r\n", ''],
	'/moved2' => ['308 Permanent Redirect', "Location: $url/moved3\r\n", ''],
	'/moved3' => ['200 OK', $type, feed('Moved', item('m1', 'Moved', "$monday 14:00:00 GMT"))],
	'/away' => ['302 Found', "Location: /away2\r\n", ''],
	'/away2' => ['200 OK', $type, feed('Away', item('a1', 'Away', "$monday 14:00:00 GMT"))],
	'/loop' => ['302 Found', "Location: /loop\r\n", ''],
	'/file' => ['302 Found', "Location: file:///etc/passwd\r\n", ''],
	'/gone' => ['410 Gone', '', ''],
	'/busy' => ['429 Too Many Requests', "Retry-After: 7200\r\n", ''],
	'/broken' => ['500 Internal Server Error', '', 'no'],
	'/login' => ['200 OK', "Content-Type: text/html\r\n", '<html><body>Please sign in</body></html>'],
	'/1970' => ['200 OK', $type, feed('Old', item('o1', 'Old', 'Thu, 01 Jan 1970 00:00:00 XYZ') . item('o2', 'Day', '2026-01-26'))],
	'/again' => ['200 OK', $type, feed('Again', item('g1', 'Reported again', "$monday 14:05:00 GMT")
		. '<item><link>http://news/1</link><guid>http://news/g2</guid><title>One</title></item>'
		. '<item><link>http://news/1</link><guid>http://news/g3</guid><title>Two</title></item>')],
	'/koi' => ['200 OK', "Content-Type: text/xml; charset=koi8-r\r\n", feed('Koi', item('k1', "\355\317\323\313\327\301", "$monday 14:00:00 GMT"))],
	'/charset' => ['200 OK', "Content-Type: text/xml; charset=iso-8859-1\r\n",
		'<?xml version="1.0" encoding="koi8-r"?>' . substr(feed('C', item('c1', "caf\351", "$monday 14:00:00 GMT")), 21)],
	'/halfjson' => ['200 OK', "Content-Type: application/feed+json\r\n",
		'{"version":"https://jsonfeed.org/version/1","items":[{"id":"1","title":"Half"}'],
	'/half' => ['200 OK', $type . "Content-Length: 100000\r\n", $good],
);

# Frames of zstd (RFC 8878) and Brotli (RFC 7932) with the text stored, not compressed.
sub zstd {
	my ($text) = @_;
	return pack('H*Cv', '28b52ffd', 0x60, length($text) - 256) . substr(pack('V', length($text) << 3 | 1), 0, 3) . $text;
}
sub brotli {
	my ($text) = @_;
	return substr(pack('V', (length($text) - 1) << 4 | 1 << 20), 0, 3) . $text . chr 3;
}
my $padded = feed('Padded', item('p1', 'Padded', "$monday 14:00:00 GMT") . '<!-- ' . 'x' x 200 . ' -->');
$answer{'/zstd'} = ['200 OK', $type . "Content-Encoding: zstd\r\n", zstd($padded)];
$answer{'/br'} = ['200 OK', $type . "Content-Encoding: br\r\n", brotli($padded)];

# 4 MiB of blanks: below the limit of the size, but far more than the compressed bytes.
sub dense {
	my $plain = feed('Dense', ' ' x (4 << 20));
	gzip(\$plain, \$zip) or die 'gzip';
	return ['200 OK', $type . "Content-Encoding: gzip\r\n", $zip];
}

sub bomb {
	# 64 MiB that gzip makes forty times smaller
	srand(1);
	my $plain = feed('Bomb', join('', map { ('x' x 99) . chr(97 + rand 26) } 1 .. 1000) x 671);
	gzip(\$plain, \$zip) or die 'gzip';
	return ['200 OK', $type . "Content-Encoding: gzip\r\n", $zip];
}

open my $out, '>', "$url_file.new" or die;
print $out "$url\n";
close $out;
rename "$url_file.new", $url_file or die;

while (my $client = $server->accept) {
	next if fork;
	my ($path, %header);
	while (my $line = <$client>) {
		$line =~ s/\r?\n$//;
		last if $line eq '';
		$path = $1 if $line =~ m{^GET (\S+) HTTP};
		$header{lc $1} = $2 if $line =~ /^([^:]+): *(.*)$/;
	}
	$path = '/' unless defined $path;
	print $log join(' ', $path, map { "$_=$header{$_}" } grep { exists $header{$_} } qw(if-none-match if-modified-since)), "\n";
	print $headers join(' ', $path, $header{host} // '', sort keys %header), "\n";
	my $a = $path eq '/bomb' ? bomb() : $path eq '/dense' ? dense() : $answer{$path};
	$a = ['302 Found', "Location: $1\r\n", ''] if $path =~ m{^/go/(.*)};
	if ($path eq '/endless') {
		print $client "HTTP/1.1 200 OK\r\n${type}Transfer-Encoding: chunked\r\n\r\n";
		1 while print $client "10000\r\n", ' ' x 65536, "\r\n";
		exit 0;
	}
	if ($path eq '/slow') {
		$client->autoflush(1);
		print $client "HTTP/1.1 200 OK\r\n${type}\r\n";
		1 while sleep(1) && print $client ' ';
		exit 0;
	}
	if ($path eq '/silent') {
		1 while <$client>; # until the client gives up
		exit 0;
	}
	$a = ['404 Not Found', '', ''] unless defined $a;
	if ($path eq '/good' && ($header{'if-none-match'} // '') eq '"v1"') {
		$a = ['304 Not Modified', '', ''];
	}
	my $tag = $path eq '/good' ? "ETag: \"v1\"\r\nLast-Modified: $monday 14:00:00 GMT\r\n" : '';
	print $client "HTTP/1.1 $a->[0]\r\nConnection: close\r\n$tag$a->[1]\r\n$a->[2]";
	close $client;
	exit 0;
}
