#!/usr/bin/perl
# feeds.pl URLFILE LOG: feeds that misbehave, on loopback. Writes its address into URLFILE and each request's path, with
# the conditions that came, into LOG.
use strict;
use warnings;
use IO::Compress::Gzip qw(gzip);
use IO::Socket::INET;

my ($url_file, $log_file) = @ARGV;
my $server = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 64, ReuseAddr => 1) or die "listen: $!";
my $url = 'http://127.0.0.1:' . $server->sockport;
open my $log, '>>', $log_file or die "log: $!";
$log->autoflush(1);
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
	'/half' => ['200 OK', $type . "Content-Length: 100000\r\n", $good],
);

sub bomb {
	# 64 MiB of nothing
	my $plain = feed('Bomb', ' ' x (64 << 20));
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
	my $a = $path eq '/bomb' ? bomb() : $answer{$path};
	if ($path eq '/silent') {
		1 while <$client>; # until the reader has had enough
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
