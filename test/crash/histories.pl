# See histories.t. HISTORIES=n: how many; SEED=n: only the group of that seed, with its events; JOBS: groups side by side. A group of
# histories, one per ticker, has one broker, one ledger and the same runs.
use strict;
use warnings;
use Lab;
use List::Util qw(shuffle);

my $GROUP = 20;
my $CASH = 10000000;
my $alone = Lab::amount('SEED', -1);
my $groups = int((Lab::amount('HISTORIES', 2000) + $GROUP - 1) / $GROUP);
my $jobs = Lab::amount('JOBS', 2);
my $is_shown = $alone >= 0;
Lab::needs_strace();

# The limit of an entry is between mid and ask, so that it rests until the quote moves.
my $market = Lab->market(qw(order_spread_share=0.25 dispatch_claim=100 dispatch_entries_per_run=100));

my @tables = qw(fills position_events position_marks position_history broker_activities shadow_fills position_legs broker_orders
	active_positions dispatch_executions dispatch_recommendations alert_outbox trading_halts account_snapshots pipeline_runs
	stage_leases inbound_events_classified inbound_events_raw option_bars);
my ($lab, $broker);

# fresh KEPT: an empty ledger and a new broker, at the same time of day
sub fresh {
	my ($kept) = @_;
	return $kept->{lab} = Lab->new(template => $market) unless $kept->{lab};
	my $old = $kept->{lab};
	$old->stop_paper;
	$old->sql('set session_replication_role = replica; ' . join '; ', map { "delete from $_" } @tables);
	$old->{now} = $Lab::OPEN;
	$old->start_paper;
	return $old;
}

sub pick { $_[int rand @_] }

sub note {
	Lab::say_why("$lab->{now} @_") if $is_shown;
}

# ---- what happens to one history: a ticker ----

sub is_of {
	my ($row, $ticker) = @_;
	return $row->{symbol} =~ /^\Q$ticker\E(?:\d{6}[CP]\d{8})?$/;
}

# the newest order of ours that works at the broker; a holding
sub working {
	my ($ticker) = @_;
	my @live = grep { is_of($_, $ticker) && $_->{status} =~ /^(?:new|partially_filled)$/ && $_->{limit_price}
		&& ($_->{client_order_id} =~ /^opt-/ || $_->{replaces}) } @{$broker->{orders}};
	return $live[-1];
}

sub holding {
	my ($ticker) = @_;
	return (grep { is_of($_, $ticker) } @{$broker->{positions}})[0];
}

my %event = (
	submit => sub {
		my ($ticker) = @_;
		return 0 if $lab->sql("select count(*) from dispatch_recommendations where ticker = '$ticker' and status in ('PENDING', 'PROCESSING')");
		$lab->recommend($ticker);
		return 1;
	},
	fill => sub {
		my $order = working(@_) or return 0;
		my $at = $order->{limit_price};
		my ($bid, $ask) = $order->{side} eq 'buy' ? ($at - .1, $at) : ($at, $at + .1);
		$lab->quote($order->{symbol}, $bid < .01 ? .01 : $bid, $ask);
		return $order->{client_order_id};
	},
	edit => sub {
		my $order = working(@_) or return 0;
		my $is_buy = $order->{side} eq 'buy';
		my $change = $is_buy && rand() < .3 ? {qty => '' . ($order->{qty} + 1)}
			: {limit_price => sprintf '%.2f', $order->{limit_price} + ($is_buy ? .5 : 0) + .01};
		$lab->http('PATCH', "/v2/orders/$order->{id}", $change);
		return join ' ', $order->{client_order_id}, %$change;
	},
	cancel => sub {
		my $order = working(@_) or return 0;
		$lab->http('DELETE', "/v2/orders/$order->{id}");
		return $order->{client_order_id};
	},
	outside => sub { # another client of the account sells a part
		my $held = holding(@_) or return 0;
		my $qty = 1 + int rand $held->{qty};
		$lab->http('POST', '/v2/orders', {symbol => $held->{symbol}, qty => "$qty", side => 'sell', type => 'market',
			time_in_force => 'day', position_intent => 'sell_to_close'});
		return "$qty of $held->{qty}";
	},
	close => sub {
		my $held = holding(@_) or return 0;
		$lab->request_close($held->{symbol});
		return 1;
	},
	fall => sub {
		my $held = holding(@_) or return 0;
		my $price = .4 * $held->{avg_entry_price};
		$lab->quote($held->{symbol}, sprintf('%.2f', $price), sprintf('%.2f', $price + .02));
		return 1;
	},
	wrong => sub { # the list of positions has a wrong row
		my $held = holding(@_) or return 0;
		my $qty = pick($held->{qty} + 1, $held->{qty} - 1, 'abc', '1.5', -2, '');
		$lab->fault(fault => 'odd_row', symbol => $held->{symbol}, body => {qty => "$qty", qty_available => "$qty"});
		return $qty;
	},
);
my @deck = ('submit', 'submit', ('fill') x 5, 'edit', 'edit', 'cancel', 'outside', 'close', 'close', 'fall', 'wrong');

# ---- what the broker does to whoever comes next ----

my %post = (method => 'POST', path => '/v2/orders');
my @faults = (
	sub { {fault => 'partial_fill', fraction => .5, count => 1 + int rand 5} },
	sub { {fault => 'drop_after_accept', %post, count => 1 + int rand 3}, {fault => 'lookup_404', count => 1 + int rand 30} },
	sub { {fault => 'drop_before', %post} },
	sub { {fault => 'status', status => 502, body => '<html>', place => JSON::PP::true, %post} },
	sub { {fault => 'status', status => 500, %post} },
	sub { {fault => 'truncate', %post, count => 1 + int rand 3} },
	sub { {fault => 'reject', count => 1 + int rand 2} },
	sub { {fault => 'status', status => 200, body => [], path => '/v2/positions', count => 1 + int rand 3} },
	sub { {fault => 'status', status => 503, path => '/v2/positions', count => 1 + int rand 3} },
	sub { {fault => 'status', status => 503, path => '/v2/orders*', method => 'GET', count => 1 + int rand 9} },
	sub { {fault => 'duplicate_page', path => '/v2/account/activities*', count => 2} },
	sub { {fault => 'odd_row', path => '/v2/orders*', method => 'GET', count => 1 + int rand 3, body => pick({filled_qty => '0'},
		{filled_avg_price => undef}, {status => 'pondering'}, {filled_qty => '99'}, {filled_qty => '1.5'}, {status => 'filled'})} },
);

# run PROGRAM: now and then it is killed at one of its messages
sub run {
	my ($program) = @_;
	my @command = ($program, '-q');
	my ($call, $k) = (pick(qw(sendto recvfrom)), 1 + int rand 250);
	my $is_killed = rand() < .25;
	@command = Lab::injected('SIGKILL', $call, $k, @command) if $is_killed;
	my $status = $lab->run(@command);
	note($program, $is_killed ? "killed at $call $k:" : (), $status);
	$lab->{odd_exit} = "$program exits $status" unless $status =~ /^(?:0|1|75|69|137)$/;
}

sub round {
	my ($is_first, @tickers) = @_;
	$broker = $lab->ask('GET', '/sim/stats');
	for my $fault (map { pick(@faults)->() } 1 .. int rand 4) {
		$lab->fault(%$fault);
		note('fault', JSON::PP->new->canonical->encode($fault));
	}
	for my $ticker (@tickers) {
		next if rand() < ($is_first ? .1 : .4);
		my $what = $is_first ? 'submit' : pick(@deck);
		my $done = $event{$what}->($ticker);
		note($ticker, $what, $done) if $done;
	}
	$lab->next(pick(5, 20, 35, 35, 60));
	run(pick(qw(opt-posmon opt-posmon opt-dispatch))) for 1 .. 1 + int rand 2;
	# the same events come again
	run('opt-posmon') if rand() < .2;
}

# The ledger's orders and what the programs said, of a group that is shown.
sub show {
	Lab::say_why(split /\n/, $lab->sql("select client_order_id || ' ' || symbol || ' ' || status || ' ' || filled_qty || ' of ' || qty
		|| ' ' || coalesce(limit_price::text, 'market') || ' ' || created_at from broker_orders order by symbol, created_at"));
	Lab::say_why(split /\n/, Lab::slurp($lab->{log}));
}

sub group {
	my ($seed, $kept) = @_;
	srand $seed;
	$lab = fresh($kept);
	my @tickers = (shuffle @Lab::TICKERS)[0 .. $GROUP - 1];
	round(1, @tickers);
	run('opt-dispatch');
	round(0, @tickers) for 1 .. 4 + int rand 5;
	# no more faults: the next runs put everything in order
	$lab->clear_faults;
	note('recovery');
	$lab->recover(3);
	my $verdict = $lab->judge;
	if (!grep { @$_ } values %$verdict) {
		note('close all');
		$lab->http('DELETE', '/v2/orders');
		for (1 .. 4) {
			$lab->request_close;
			$lab->recover(1, 'opt-posmon');
		}
		$verdict = $lab->judge(flat => 1, cash => $CASH);
	}
	$verdict->{points} = $GROUP;
	show() if $is_shown;
	delete $kept->{lab} if grep { ref && @$_ } values %$verdict;
	return ("SEED=$seed", $verdict);
}

Lab::spread($is_shown ? 1 : $jobs, $is_shown ? [$alone] : [1 .. $groups], \&group);
Lab::finish('O06 O19 O20 O21 O28 random histories');
