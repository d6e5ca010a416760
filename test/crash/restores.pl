# See restores.t. RESTORES=n: at most n orders are lost.
use strict;
use warnings;
use Lab;

my $most = Lab::amount('RESTORES', 20);
my $market = Lab->market('dispatch_claim=1', 'signal_expire_min=60');
my $lab = Lab->new(template => $market, state => "$Lab::work/none");

# All recommendations are stored at first, so that a backup has those whose orders it does not know. Every fourth order is an exit.
my $entries = $most - int($most / 4);
$lab->recommend($Lab::TICKERS[$_]) for 0 .. $entries - 1;

my @backups;
for my $order (1 .. $most) {
	$lab->next(5);
	$lab->request_close($lab->sql("select option_symbol from active_positions where status = 'open' order by id limit 1"))
		if $order % 4 == 0;
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
			strategy_type from active_positions where status <> 'closed'")) {
		my ($id, $symbol, $has_exits, $strategy) = split /\|/, $row;
		push @{$verdict->{abandoned}}, "position $id ($symbol) has no exits" unless $has_exits eq 't' && $strategy eq 'swing_trade';
	}
	# the exits act: what lost most of its price is sold
	for my $row (split /\n/, $restored->sql("select option_symbol, entry_price from active_positions where status <> 'closed'")) {
		my ($symbol, $price) = split /\|/, $row;
		$restored->quote($symbol, sprintf('%.2f', .3 * $price), sprintf('%.2f', .3 * $price + .02));
	}
	$restored->recover(4, 'opt-posmon');
	my $left = @{$restored->ask('GET', '/v2/positions')};
	push @{$verdict->{abandoned}}, "$left holdings are not sold by their exits" if $left;
	my $after = $restored->judge(once => 1, restored => 1, flat => 1);
	push @{$verdict->{$_}}, @{$after->{$_}} for @Lab::KINDS;
	Lab::point("restored from before the last $n orders", $verdict);
	$restored->close;
}
Lab::finish('O28 a ledger restored from a backup');
