# limited.pl URL_FILE LOG NAME=VALUE...: a broker with a rate limit. It serves requests for bars and contracts, PAGES pages
# each. It allows LIMIT requests per window of WINDOW_S seconds of the real clock and refuses further ones with 429; it also
# refuses the first REFUSE requests. A refusal has the header Retry-After with RETRY_AFTER; every response has the headers of
# the window, unless QUIET. Writes its URL to URL_FILE and one line per request to LOG: the window, the request's number in it,
# the status, the path.
use strict;
use warnings;
use IO::Socket::INET;
use Time::HiRes qw(time);

my ($url_file, $log_file, @settings) = @ARGV;
my %s = (limit => 200, window_s => 60, pages => 1, refuse => 0, retry_after => undef, quiet => 0, (map { split /=/, $_, 2 } @settings));
my @sessions = map { "2026-$_" } qw(01-05 01-06 01-07 01-08 01-09 01-12 01-13 01-14 01-15 01-16 01-20 01-21 01-22 01-23 01-26
	01-27 01-28 01-29 01-30 02-02 02-03 02-04 02-05 02-06);
$SIG{PIPE} = 'IGNORE';
my $server = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 32, ReuseAddr => 1) or die "listen: $!\n";
open my $log, '>', $log_file or die "$log_file: $!\n";
$log->autoflush(1);
open my $url, '>', "$url_file.part" or die "$url_file: $!\n";
printf $url "http://127.0.0.1:%d\n", $server->sockport;
close $url;
rename "$url_file.part", $url_file or die "$url_file: $!\n";

# One bar per page, for the first symbol; each page has another session.
sub page {
	my ($path) = @_;
	my ($page) = $path =~ /page_token=p(\d+)/;
	$page = 0 unless defined $page;
	my $next = $page + 1 < $s{pages} ? sprintf('"p%d"', $page + 1) : 'null';
	return qq({"option_contracts":[],"next_page_token":$next}) if $path =~ m{^/v2/options/contracts};
	my ($symbol) = $path =~ /symbols=([A-Z]+)/;
	my ($start, $past) = $path =~ /start=(\d{4}-\d\d-\d\d)T[\d:]+(\.)?/;
	my @days = grep { $past ? $_ gt $start : $_ ge $start } @sessions;
	my $bar = defined $days[$page] ? qq({"t":"$days[$page]T05:00:00Z","o":1,"h":2,"l":1,"c":2,"v":9}) : '';
	return qq({"bars":{"$symbol":[$bar]},"next_page_token":$next});
}

my ($window, $used, $refused) = (0, 0, 0);
while (my $client = $server->accept) {
	my ($path) = (<$client> // '') =~ /^GET (\S+)/;
	while (my $line = <$client>) {
		last if $line =~ /^\r?\n$/;
	}
	next unless defined $path;
	my $now = int time;
	my $this = int($now / $s{window_s});
	($window, $used) = ($this, 0) if $this != $window;
	$used++;
	my $refuse = $refused < $s{refuse} || $used > $s{limit};
	$refused++ if $refuse;
	my $body = $refuse ? '{"message":"too many requests."}' : page($path);
	my @headers = ('Content-Type: application/json', 'Content-Length: ' . length $body, 'Connection: close');
	my @time = gmtime $now;
	push @headers, sprintf 'Date: %s, %02d %s %d %02d:%02d:%02d GMT', (qw(Sun Mon Tue Wed Thu Fri Sat))[$time[6]], $time[3],
		(qw(Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec))[$time[4]], $time[5] + 1900, @time[2, 1, 0];
	push @headers, "X-RateLimit-Limit: $s{limit}", 'X-RateLimit-Remaining: ' . ($used < $s{limit} ? $s{limit} - $used : 0),
		'X-RateLimit-Reset: ' . ($this + 1) * $s{window_s} unless $s{quiet};
	push @headers, "Retry-After: $s{retry_after}" if $refuse && defined $s{retry_after};
	printf $log "%d %d %d %s\n", $window, $used, $refuse ? 429 : 200, $path =~ s/\?.*//r;
	printf $client "HTTP/1.1 %s\r\n%s\r\n\r\n%s", $refuse ? '429 Too Many Requests' : '200 OK', join("\r\n", @headers), $body;
	close $client;
}
