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
my ($start, $apart) = (0, 0);

# overlapped PROGRAM: whether its runs were under way at the same time; the loser has no row of a run
sub overlapped {
	my ($program) = @_;
	return $lab->sql("select count(*) from pipeline_runs a join pipeline_runs b on b.run_id <> a.run_id and b.started_at >= a.started_at
		and b.started_at < a.finished_at and b.stage = a.stage and b.now_at = a.now_at
		where a.stage = '$program' and a.now_at = '$lab->{now}'");
}

# On a busy machine one may be over before the other begins: such a start is repeated.
while ($start < $starts && $apart < $starts) {
	$lab->next(15);
	my $oldest = $lab->sql("select coalesce(option_symbol, ticker) from active_positions where status = 'open' order by id limit 1");
	$lab->request_close($oldest) if $oldest;
	$lab->recommend($Lab::TICKERS[($start + $apart) % @Lab::TICKERS]);
	# slow responses: the runs overlap
	$lab->fault(fault => 'delay', path => '/v2/account', ms => 400, count => 4);
	my @runs = map { my $program = $_; map { [$program, $lab->begin(on($_), $program, '-q')] } qw(opt-a opt-b) } qw(opt-dispatch opt-posmon);
	my %ended;
	push @{$ended{$_->[0]}}, Lab::status($_->[1]) for @runs;
	my $verdict = $lab->judge(once => 1);
	my $together = 0;
	for my $program (sort keys %ended) {
		my $exits = join ' ', sort { $a <=> $b } @{$ended{$program}};
		$together++ if $exits =~ /^[01] 75$/;
		push @{$verdict->{doubled}}, "$program exits $exits" if $exits !~ /^[01] 75$/ && ($exits !~ /^[01] [01]$/ || overlapped($program));
	}
	my $new = $lab->sql("select count(*) from broker_orders where purpose = 'entry' and created_at = '$lab->{now}' and broker_order_id is not null");
	if ($new != 1) {
		push @{$verdict->{$new > 1 ? 'doubled' : 'abandoned'}}, "$new entries";
		Lab::say_why($lab->sql("select status, failure_reason from dispatch_recommendations order by id desc limit 1"));
	}
	$verdict->{points} = $together == 2 ? 1 : 0;
	$together == 2 ? $start++ : $apart++;
	Lab::point("start $start", $verdict);
}
Lab::ok($start == $starts, "O46 the loser exits 75 ($start starts, $apart more were not at the same time)");
$lab->close;
Lab::finish('O46 two hosts');
