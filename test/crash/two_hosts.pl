# See two_hosts.t. STARTS=n: how often they are started.
use strict;
use warnings;
use Lab;

my $starts = Lab::amount('STARTS', 200);
my @other = ('unshare', '--uts');
push @other, '--map-root-user' if $>;
system("@other sh -c 'hostname opt-b' 2>/dev/null") == 0 or Lab::skip_all('another host name is not allowed here');

# on HOST: a command that runs another one there
sub on {
	my ($host) = @_;
	return (@other, 'sh', '-c', 'hostname "$0" && exec "$@"', $host);
}

my $market = Lab->market;
my $lab = Lab->new(template => $market);
my ($lost_races, $odd) = (0, '');
for my $i (1 .. $starts) {
	$lab->next(15);
	my $oldest = $lab->sql("select coalesce(option_symbol, ticker) from active_positions where status = 'open' order by id limit 1");
	$lab->request_close($oldest) if $oldest;
	$lab->recommend($Lab::TICKERS[$i % @Lab::TICKERS]);
	# slow responses: the runs overlap
	$lab->fault(fault => 'delay', path => '/v2/account', ms => 250, count => 4);
	my @runs = map { my $program = $_; map { [$program, $lab->begin(on($_), $program, '-q')] } qw(opt-a opt-b) } qw(opt-dispatch opt-posmon);
	my %ended;
	push @{$ended{$_->[0]}}, Lab::status($_->[1]) for @runs;
	my @wrong = grep { join(' ', sort { $a <=> $b } @{$ended{$_}}) !~ /^(?:0|1) 75$/ } sort keys %ended;
	$lost_races += grep { $_ == 75 } map { @$_ } values %ended;
	my $verdict = $lab->judge(once => 1);
	push @{$verdict->{doubled}}, "$_ exits @{$ended{$_}}" for @wrong;
	my $new = $lab->sql("select count(*) from broker_orders where purpose = 'entry' and created_at = '$lab->{now}' and broker_order_id is not null");
	push @{$verdict->{$new > 1 ? 'doubled' : 'abandoned'}}, "$new entries" if $new != 1;
	Lab::point("start $i", $verdict);
}
Lab::ok($lost_races == 2 * $starts, "O46 the loser exits 75 ($lost_races of " . 2 * $starts . ')');
$lab->close;
Lab::finish('O46 two hosts');
