# See restores.t. RESTORES=n: at most n orders are lost.
use strict;
use warnings;
use Lab;

my $most = Lab::amount('RESTORES', 20);
my $market = Lab->market('dispatch_claim=1', 'signal_expire_min=60', @Lab::SPREAD_PARAMS);
my $lab = Lab->new(template => $market, state => "$Lab::work/none");

# All recommendations are stored at first, so that a backup has those whose orders it does not know. Every fourth order is an exit.
# Every third entry is a credit_spread.
my $entries = $most - int($most / 4);
my @spreads = qw(AMD AAPL TSLA NVDA META MSFT);
my @options = grep { my $ticker = $_; !grep { $_ eq $ticker } @spreads } @Lab::TICKERS;
for my $entry (1 .. $entries) {
	my $spread = $entry % 3 == 0 && shift @spreads;
	$spread ? $lab->recommend($spread, 'PUT', 'credit_spread') : $lab->recommend(shift @options);
}

my @backups;
for my $order (1 .. $most) {
	$lab->next(5);
	my $which = $order % 8 ? 'asc' : 'desc'; # an option, then a spread
	$lab->request_close($lab->sql("select option_symbol from active_positions where status = 'open'
		order by strategy_type = 'credit_spread' $which, id limit 1")) if $order % 4 == 0;
	$lab->disconnect;
	my $backup = "$lab->{db}_$order";
	Lab::createdb($lab->{db}, $backup);
	unshift @backups, $backup;
	my $program = $order % 4 == 0 ? 'opt-posmon' : 'opt-dispatch';
	my $status = $lab->run($program, '-q');
	die "order $order: $program exits $status: " . Lab::slurp($lab->{log}) if $status;
}
my $sent = keys %{$lab->ask('GET', '/sim/stats')->{posts}};
Lab::ok($sent == $most, "$most orders were sent, each after a backup ($sent)");
Lab::point('before the restores', $lab->judge(once => 1));
my %seen;
my $now = $lab->{now};
my $state = "$Lab::work/state";
$lab->stop_paper;
system('cp', $lab->{state}, $state);
$lab->disconnect;

for my $n (1 .. $most) {
	my $restored = Lab->new(db => $backups[$n - 1], state => $state, now => $now);
	$restored->run(qw(opt-params -q set --why test --yes-raise-risk dispatch_claim=20 dispatch_entries_per_run=20)) == 0 or die "opt-params\n";
	# the order of the programs in the crontab must not matter
	my @programs = $n % 2 ? qw(opt-dispatch opt-posmon) : qw(opt-posmon opt-dispatch);
	$restored->recover(4, @programs);
	my $verdict = $restored->judge(once => 1, restored => 1);
	for my $row (split /\n/, $restored->sql("select id, coalesce(option_symbol, ticker), stop is not null and target is not null,
			strategy_type, (select count(*) from position_legs l where l.position_id = p.id and l.quantity = p.quantity)
			from active_positions p where status <> 'closed'")) {
		my ($id, $symbol, $has_exits, $strategy, $legs) = split /\|/, $row;
		push @{$verdict->{abandoned}}, "position $id ($symbol) has no exits, or is $strategy with $legs legs"
			unless $has_exits eq 't' && "$strategy $legs" =~ /^(?:swing_trade 0|credit_spread 2)$/;
		$seen{$strategy}++;
	}
	# the exits act: an option that lost most of its price is sold, a spread that lost most of its value is bought back
	for my $row (split /\n/, $restored->sql("
			select coalesce(l.option_symbol, p.option_symbol), case when l.leg is null then .3 * p.entry_price
				when l.side = 'short' then l.entry_price - .8 * p.entry_price else l.entry_price end
			from active_positions p left join position_legs l on l.position_id = p.id where p.status <> 'closed'")) {
		my ($symbol, $price) = split /\|/, $row;
		$restored->quote($symbol, sprintf('%.2f', $price), sprintf('%.2f', $price + .02));
	}
	$restored->recover(6, 'opt-posmon');
	my $left = @{$restored->ask('GET', '/v2/positions')};
	push @{$verdict->{abandoned}}, "$left holdings are not sold by their exits" if $left;
	my $after = $restored->judge(once => 1, restored => 1, flat => 1);
	push @{$verdict->{$_}}, @{$after->{$_}} for @Lab::KINDS;
	Lab::point("restored from before the last $n orders", $verdict);
	$restored->close;
}
Lab::ok($most < 4 || $seen{credit_spread} && $seen{swing_trade}, 'options and spreads were restored: ' . join ' ', %seen);
Lab::finish('O28 a ledger restored from a backup');
