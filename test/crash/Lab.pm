# A database, a stand-in broker and the programs, for the sweeps of this folder. A Lab has a database of its own and an opt-paper
# of its own, both with the same pinned clock. judge compares the ledger with the broker. TAP comes from point, ok and finish.
#
#   my $market = Lab->market;                        # once: a database with bars and features, the template of the others
#   my $lab = Lab->new(template => $market);         # a copy of it, and a broker
#   $lab->recommend('AAPL');
#   $lab->run('opt-dispatch');
#   Lab::point('killed at 3', $lab->judge);
#   Lab::finish;
package Lab;
use strict;
use warnings;
use File::Temp qw(tempdir);
use IO::Handle;
use IO::Socket::INET;
use IPC::Open2;
use JSON::PP;
use POSIX qw(strftime :sys_wait_h);
use Scalar::Util qw(weaken);
use Time::HiRes qw(sleep time);
use Time::Local qw(timegm);

our $DAY = '2026-01-26';
our $OPEN = "${DAY}T15:00:05Z";
our @KINDS = qw(doubled lost abandoned invented);
our $work = tempdir('opt-crash.XXXXXX', TMPDIR => 1, CLEANUP => 1);
our @TICKERS = qw(AAPL AMD AMZN BA BAC COIN COST CRM CVX DIS GE GM GOOGL INTC JPM META MSFT MU NFLX NVDA ORCL PLTR TSLA UBER UNH);
# With these any recommendation becomes an order, as often as the test wants; the order is filled at once.
our @PARAMS = qw(gate_trades_per_day=1000 gate_trades_per_ticker_day=100 gate_open_positions=1000 gate_orders_per_min=200
	gate_entry_orders_per_day=1000 large_delta_pct=1000 large_theta_pct=100 large_open_risk_pct=25 contract_score_min=0 contract_volume_min=0
	contract_spread_max_pct=50 cost_of_trade_pct=100 large_vega_pct=100
	signal_feature_age_max_s=3600 signal_bar_age_max_s=3600 order_spread_share=0.5 signal_cooldown_min=0 gate_stop_count=100
	kelly_min_trades=1000);
# and with these AMD has a credit_spread that can be bought
our @SPREAD_PARAMS = qw(order_collar_pct=50 order_collar_usd=1 spread_net_max_pct=200 credit_spread_min_pct=1 credit_spread_model_ratio=0.5
	credit_spread_delta_reach=0.24);

our @at_end; # what else is ended with the test
my $main = $$;
my $serial = 0;
my (@labs, @workers);
my $tests = 0;
my $failures = 0;
my %sum = map { $_ => 0 } 'points', @KINDS;

die "needs a cluster that test/cluster.sh made: sh test/cluster.sh sh test/crash/NAME.t\n" unless $ENV{OPT_TEST_CLUSTER};
my $build = $ENV{BUILD} // 'build';
$build = POSIX::getcwd() . "/$build" unless $build =~ m{^/};
chomp(my $postgres = `pg_config --bindir 2>/dev/null`); # the programs themselves: a wrapper before them costs time
$ENV{PATH} = join ':', "$build/bin", length $postgres ? $postgres : (), $ENV{PATH};
$ENV{LC_ALL} = 'C';
$ENV{APCA_API_KEY_ID} = 'PAPERKEY';
$ENV{APCA_API_SECRET_KEY} = 'PAPERSECRET';
$ENV{OPT_HALT_FILE} = "$work/halt";
$SIG{PIPE} = 'IGNORE';
$SIG{$_} = sub { end_all(); POSIX::_exit(143) } for qw(HUP INT TERM);
$| = 1;

# ---- results ----

sub ok {
	my ($pass, $name) = @_;
	$tests++;
	$failures++ unless $pass;
	print $pass ? '' : 'not ', "ok $tests - $name\n";
}

sub say_why {
	print STDERR map { "# $_\n" } @_;
}

# count VERDICT: adds what a judge found. point NAME, VERDICT: also says why the point NAME failed.
sub count {
	my ($verdict) = @_;
	$sum{points} += $verdict->{points} // 1;
	$sum{$_} += scalar @{$verdict->{$_} // []} for @KINDS;
}

sub point {
	my ($name, $verdict) = @_;
	count($verdict);
	for my $kind (@KINDS) {
		say_why("$name: $kind: $_") for @{$verdict->{$kind} // []};
	}
}

# finish SCENARIOS: prints the sums, which are the tests, and ends the program
sub finish {
	my ($name, $least) = @_;
	ok($sum{points} >= ($least // 1), "$name: $sum{points} points");
	ok($sum{$_} == 0, "$name: nothing $_") for @KINDS;
	print '# ', join(', ', map { "$_ $sum{$_}" } 'points', @KINDS), "\n";
	print "1..$tests\n";
	exit($failures > 0);
}

sub skip_all {
	my ($why) = @_;
	print "ok 1 # skip $why\n1..1\n";
	exit 0;
}

sub needs_strace {
	skip_all('strace is not installed, or not allowed')
		unless system('strace -qq -o /dev/null true 2>/dev/null') == 0;
}

# amount NAME, DEFAULT: the number in the environment variable NAME
sub amount {
	my ($name, $default) = @_;
	return length($ENV{$name} // '') ? $ENV{$name} + 0 : $default;
}

# ---- times ----

# later TIME, SECONDS: the time that much later, RFC 3339
sub later {
	my ($time, $seconds) = @_;
	my ($y, $mo, $d, $h, $mi, $s) = $time =~ /^(\d+)-(\d+)-(\d+)T(\d+):(\d+):(\d+)Z$/ or die "not a time: $time\n";
	return strftime('%Y-%m-%dT%H:%M:%SZ', gmtime(timegm($s, $mi, $h, $d, $mo - 1, $y) + $seconds));
}

# ---- a lab ----

# new template => DATABASE, state => FILE, now => TIME, paper => [OPTION...], env => {NAME => VALUE}
sub new {
	my ($class, %o) = @_;
	my $self = bless {
		owner => $$,
		now => $o{now} // $OPEN,
		env => $o{env} // {},
		options => $o{paper} // ['--synth', 7, '--start-cash', 10000000],
		folder => "$work/lab-$$-" . $serial++,
	}, $class;
	push @labs, $self;
	weaken $labs[-1];
	$self->{db} = $o{db} // "crash_$$" . '_' . $serial;
	$self->{drop} = !$o{db};
	mkdir $self->{folder} or die "$self->{folder}: $!\n";
	$self->{log} = "$self->{folder}/log";
	if ($o{state}) {
		$self->{state} = "$self->{folder}/state";
		system('cp', $o{state}, $self->{state}) == 0 or die "no state\n" if -e $o{state};
	}
	createdb($o{template} // 'opt', $self->{db}) unless $o{db};
	$self->start_paper;
	return $self;
}

# createdb TEMPLATE, NAME: nobody may be connected to the template, so another copy of it is waited for
sub createdb {
	my ($template, $name) = @_;
	for (1 .. 100) {
		return if system("createdb -T '$template' '$name' 2>'$work/createdb'") == 0;
		sleep .2;
	}
	die "createdb -T $template $name failed\n";
}

sub start_paper {
	my ($self) = @_;
	my $ready = "$self->{folder}/ready";
	unlink $ready;
	my @state = $self->{state} ? ('--state', $self->{state}) : ();
	my @now = $self->{state} && -e $self->{state} ? () : ('--now', $self->{now});
	$self->{paper} = start(undef, "$self->{folder}/paper.log", 'opt-paper', '-q', '--port-file', $ready, @{$self->{options}}, @state,
		@now);
	for (1 .. 3000) {
		last if -s $ready || waitpid($self->{paper}, WNOHANG) != 0;
		sleep .02;
	}
	open my $file, '<', $ready or die "opt-paper did not start: " . slurp("$self->{folder}/paper.log") . "\n";
	$self->{url} = decode_json(<$file>)->{url};
	($self->{host}) = $self->{url} =~ m{^http://(.*)$};
	$self->clock($self->{now});
}

sub stop_paper {
	my ($self) = @_;
	return unless $self->{paper};
	kill TERM => $self->{paper};
	waitpid $self->{paper}, 0;
	delete $self->{paper};
}

sub close {
	my ($self) = @_;
	return if $self->{owner} != $$;
	$self->stop_paper;
	$self->disconnect;
	system("dropdb --if-exists -f '$self->{db}' 2>/dev/null") if delete $self->{drop};
}

sub DESTROY {
	my ($self) = @_;
	local ($?, $!, $@);
	$self->close;
}

# Ends what this process started.
sub end_all {
	kill TERM => @workers;
	waitpid $_, 0 for splice @workers;
	$_->close for grep { $_ } @labs;
	$_->() for $$ == $main ? splice @at_end : ();
}

END {
	local $?;
	end_all();
}

sub slurp {
	my ($path) = @_;
	open my $file, '<', $path or return '';
	local $/;
	return scalar(<$file>) // '';
}

# ---- processes ----

# start ENV, LOG, COMMAND...: starts the command, without output, standard error to the file LOG, and returns its pid
sub start {
	my ($env, $log, @command) = @_;
	my $pid = fork // die "fork: $!\n";
	return $pid if $pid;
	$ENV{$_} = $env->{$_} for keys %{$env // {}};
	open STDIN, '<', '/dev/null';
	open STDOUT, '>', '/dev/null';
	open STDERR, '>>', $log;
	exec @command or POSIX::_exit(127);
}

sub env_of {
	my ($self) = @_;
	return {OPT_NOW => $self->{now}, PGDATABASE => $self->{db}, APCA_API_BASE_URL => $self->{url}, APCA_API_DATA_URL => $self->{url},
		%{$self->{env}}};
}

sub begin {
	my ($self, @command) = @_;
	return start($self->env_of, $self->{log}, @command);
}

# status PID: waits for it; 128 and more when a signal ended it
sub status {
	my ($pid) = @_;
	waitpid $pid, 0;
	return $? & 127 ? 128 + ($? & 127) : $? >> 8;
}

# run PROGRAM, OPTION...: runs it and returns its exit status; 1 (done in part) and 75 (the next run goes on) are usual ones
sub run {
	my ($self, @command) = @_;
	my $status = status($self->begin(@command));
	$self->{ran}{"$command[0] $status"}++;
	return $status;
}

# injected SIGNAL, CALL, K, COMMAND...: the command, which gets the signal at its K-th system call CALL
sub injected {
	my ($signal, $call, $k, @command) = @_;
	return ('strace', '-f', '-qq', '-o', '/dev/null', '-e', "trace=$call", '-e', "inject=$call:signal=$signal:when=$k", @command);
}

# ---- the broker ----

sub http {
	my ($self, $method, $path, $body) = @_;
	my $socket = IO::Socket::INET->new(PeerAddr => $self->{host}, Timeout => 20) or die "no broker at $self->{url}: $!\n";
	$body = defined $body ? (ref $body ? encode_json($body) : $body) : '';
	print $socket "$method $path HTTP/1.1\r\nHost: $self->{host}\r\nAPCA-API-KEY-ID: PAPERKEY\r\nAPCA-API-SECRET-KEY: PAPERSECRET\r\n",
		'Content-Length: ', length $body, "\r\nConnection: close\r\n\r\n$body";
	local $/;
	my $reply = <$socket> // '';
	my ($head, $text) = split /\r\n\r\n/, $reply, 2;
	return $text // '';
}

sub ask {
	my ($self, @request) = @_;
	my $text = $self->http(@request);
	return length $text ? JSON::PP->new->allow_nonref->decode($text) : undef;
}

sub clock {
	my ($self, $now) = @_;
	my $reply = $self->ask('POST', '/sim/clock', {now => $now});
	die "could not set the clock to $now\n" unless $reply->{now};
	$self->{now} = $now;
}

# next SECONDS: sets the clock that much later; 31 seconds later a doubtful order may be resolved
sub next {
	my ($self, $seconds) = @_;
	$self->clock(later($self->{now}, $seconds // 31));
}

sub fault {
	my ($self, %fault) = @_;
	ref $self->ask('POST', '/sim/fault', \%fault) eq 'ARRAY' or die "not a fault: " . encode_json(\%fault) . "\n";
}

sub clear_faults { $_[0]->http('DELETE', '/sim/fault') }

sub quote {
	my ($self, $symbol, $bid, $ask) = @_;
	$self->fault(fault => 'quote', symbol => $symbol, bid => $bid + 0, ask => $ask + 0);
}

# ---- the database ----

sub connect {
	my ($self) = @_;
	return if $self->{psql};
	$self->{psql} = open2($self->{rows}, $self->{statements}, 'psql', '-XAtq', '-v', 'ON_ERROR_STOP=1', '-d', $self->{db});
	$_->autoflush(1) for $self->{statements};
}

sub disconnect {
	my ($self) = @_;
	return unless $self->{psql};
	CORE::close($self->{statements});
	CORE::close($self->{rows});
	waitpid delete $self->{psql}, 0;
}

# sql STATEMENT: returns the rows, a text with | between columns
sub sql {
	my ($self, $statement) = @_;
	$self->connect;
	print {$self->{statements}} "$statement;\n\\echo __end__\n";
	my @rows;
	while (defined(my $row = readline $self->{rows})) {
		chomp $row;
		return join "\n", @rows if $row eq '__end__';
		push @rows, $row;
	}
	die "the statement failed: $statement\n";
}

# ---- what earlier stages leave behind ----

# market: makes the template and returns its name: bars, features and parameters of the generated market
sub market {
	my ($class, @params) = @_;
	my $lab = $class->new;
	for (['opt-universe', '-q'], ['opt-universe', '-q', '--track', @TICKERS], ['opt-bars', '--daily', '-q'], ['opt-bars', '-q'],
		['opt-features', '-q'], ['opt-params', '-q', 'set', '--why', 'test', '--yes-raise-risk', @PARAMS, @params]) {
		my $status = $lab->run(@$_);
		die "@$_[0..2]: exit $status: " . slurp($lab->{log}) . "\n" if $status;
	}
	# The minutes of earlier days are in the features. A small template is copied faster.
	$lab->sql("delete from lane_telemetry where ts < '$DAY'");
	$lab->sql('vacuum full lane_telemetry');
	$lab->stop_paper;
	$lab->disconnect;
	$lab->{drop} = 0;
	return $lab->{db};
}

# recommend TICKER, INSTRUMENT, STRATEGY: stores an article and a pending recommendation, one per ticker and minute
sub recommend {
	my ($self, $ticker, $instrument, $strategy) = @_;
	my $now = $self->{now};
	$instrument //= 'CALL';
	$strategy //= 'swing_trade';
	return $self->sql("
		with raw as (
			insert into inbound_events_raw (event_uid, feed_url, title, title_key, story_uid, published_at, fetched_at, known_at,
				processed_at)
			select h, 'test', 'news of $ticker', h, h, t, t, t, t
			from (select encode(sha256('$ticker$now'), 'hex') as h, '$now'::timestamptz - interval '60 s' as t) x
			on conflict do nothing
			returning id, published_at)
		insert into inbound_events_classified (raw_event_id, tickers, sentiment_label, sentiment_score, p_positive, p_neutral,
			p_negative, engine, model, event_type, urgency, created_at)
		select id, array['$ticker'], 'positive', .8, .8, .2, 0, 'lexicon', 'test', 'product', 'medium', published_at from raw;
		-- the signal still holds: the price is on the side of the average where it needs to be
		update lane_features f set sma20 = close * case when ('$instrument' = 'PUT') = ('$strategy' <> 'credit_spread') then 1.01 else .99 end
		where ticker = '$ticker' and ts = (select max(ts) from lane_features where ticker = f.ticker and ts <= '$now');
		insert into dispatch_recommendations (ts, bar_ts, ticker, action, instrument_type, strategy_type, confidence, reason,
			features_snapshot, sentiment_snapshot, lineage, params_version, created_at)
		values ('$now', date_trunc('minute', '$now'::timestamptz) - interval '1 minute', '$ticker', 'BUY', '$instrument',
			'$strategy', .9, '{}', '{}', '{}', '$now', 0, '$now')
		on conflict do nothing
		returning id");
}

# request_close: asks opt-posmon to close all positions, or that of one symbol
sub request_close {
	my ($self, $symbol) = @_;
	my $which = defined $symbol ? "and coalesce(option_symbol, ticker) = '$symbol'" : '';
	$self->sql("update active_positions set close_request = 'test', close_requested_at = '$self->{now}'
		where status <> 'closed' $which");
}

# recover RUNS: both programs, that many times, a doubtful order's age apart
sub recover {
	my ($self, $runs, @programs) = @_;
	@programs = qw(opt-posmon opt-dispatch) unless @programs;
	for (1 .. $runs // 2) {
		$self->next;
		for my $program (@programs) {
			my $status = $self->run($program, '-q');
			$self->{odd_exit} = "$program exits $status" unless $status =~ /^(?:0|1|75)$/;
		}
	}
}

# ---- the judge ----

my $ledger_sql = q{
select json_build_object(
	'orders', (select coalesce(json_agg(json_build_object('id', client_order_id, 'purpose', purpose, 'status', status, 'open', is_open,
		'qty', qty, 'recommendation', recommendation_id, 'position', position_id, 'broker_id', broker_order_id,
		'quarantined', quarantined_at is not null)), '[]') from broker_orders),
	'fills', (select coalesce(json_agg(json_build_object('order', broker_order_id, 'symbol', symbol, 'side', side, 'qty', qty,
		'price', price)), '[]') from fills),
	'positions', (select coalesce(json_agg(json_build_object('id', p.id, 'symbol', coalesce(l.option_symbol, p.option_symbol, ticker),
		'qty', coalesce(l.quantity, p.quantity) * case coalesce(l.side, p.side) when 'short' then -1 else 1 end,
		'status', status, 'marked', unexplained_since is not null or adjusted_to is not null)), '[]')
		from active_positions p left join position_legs l on l.position_id = p.id and strategy_type like '%spread'
		where status <> 'closed'),
	'closed', (select coalesce(json_agg(json_build_object('id', p.id, 'reason', close_reason, 'pnl', h.pnl)), '[]')
		from active_positions p left join position_history h on h.position_id = p.id where status = 'closed'),
	'processing', (select coalesce(json_agg(r.id), '[]') from dispatch_recommendations r where status = 'PROCESSING'
		and not exists (select from broker_orders o where o.recommendation_id = r.id and o.is_open)))};

# parts ORDER: [symbol, sign, quantity, value] of what it filled, a part per leg of a spread
sub parts {
	my ($order) = @_;
	return map { [$_->{symbol}, $_->{side} eq 'buy' ? 1 : -1, $_->{filled_qty}, $_->{filled_qty} * ($_->{filled_avg_price} // 0)] }
		@{$order->{legs} // [$order]};
}

sub near {
	my ($a, $b, $qty) = @_;
	return abs($a - $b) <= 0.0002 * $qty + 0.0001;
}

# judge: the universal assertion. Returns what was doubled, lost, abandoned and invented, as lists of sentences.
#   restored => 1: the ledger is a backup: of trades that were over it knows nothing
#   flat => 1: nothing may be held, and the ledger's profit is the change of the broker's cash since cash => DOLLARS
sub judge {
	my ($self, %o) = @_;
	my %v = map { $_ => [] } @KINDS;
	my $note = sub { my ($kind, $format, @rest) = @_; push @{$v{$kind}}, sprintf $format, @rest };
	$self->clear_faults;
	my $broker = $self->ask('GET', '/sim/stats');
	my $ledger = decode_json($self->sql($ledger_sql =~ s/\s+/ /gr));

	# the broker's orders; an order that was edited belongs to the one that it replaces
	my %by_id = map { $_->{id} => $_ } @{$broker->{orders}};
	my (%root, %chain, %net, %bought);
	for my $order (@{$broker->{orders}}) {
		my $first = $order;
		$first = $by_id{$first->{replaces}} while $first->{replaces};
		$root{$_->{id}} = $first for $order, @{$order->{legs} // []};
		my $c = $chain{$first->{client_order_id}} //= {qty => 0, parts => {}, order => $first, edited => 0, live => 0};
		$c->{edited} = 1 if $order->{replaces};
		$c->{live} = 1 if $order->{status} =~ /^(?:new|accepted|pending_new|partially_filled|pending_cancel)$/;
		$c->{qty} += $order->{filled_qty};
		for (parts($order)) {
			my ($symbol, $sign, $qty, $value) = @$_;
			my $part = $c->{parts}{$symbol} //= {qty => 0, value => 0};
			$part->{qty} += $qty;
			$part->{value} += $value;
			$net{$symbol} += $sign * $qty if $first->{client_order_id} =~ /^opt-/;
		}
	}

	# orders
	my %mine = map { $_->{id} => $_ } @{$ledger->{orders}};
	for my $id (sort keys %{$broker->{posts}}) {
		# the broker takes an id once: an exit that is proven missing, and an entry that the ledger has forgotten, may be sent again
		my $limit = $o{restored} || ($id =~ /^opt-x/ && !$o{once}) ? 2 : 1;
		$note->('doubled', '%s was sent %d times', $id, $broker->{posts}{$id}) if $id =~ /^opt-/ && $broker->{posts}{$id} > $limit;
	}
	my (%live, %of);
	for my $id (sort grep { /^opt-/ } keys %chain) {
		my $c = $chain{$id};
		my $order = $mine{$id};
		my ($base) = $id =~ /^(.*)-a\d+$/;
		$of{$base}{filled} += $c->{qty};
		$of{$base}{most} = $c->{order}{qty} if $c->{order}{qty} > ($of{$base}{most} // 0);
		$of{$base}{edited} ||= $c->{edited};
		$of{$base}{live} += $c->{live};
		$note->('lost', 'order %s (%s) is not in the ledger', $id, $c->{order}{status}) if !$order && !$o{restored};
		$note->('lost', 'order %s works at the broker, the ledger has it as %s', $id, $order ? $order->{status} : 'unknown')
			if $c->{live} && (!$order || !$order->{open});
	}
	for my $base (sort keys %of) {
		$note->('doubled', '%s has %d live orders', $base, $of{$base}{live}) if $of{$base}{live} > 1;
		$note->('doubled', '%s filled %d of %d', $base, $of{$base}{filled}, $of{$base}{most})
			if $of{$base}{filled} > $of{$base}{most} && !$of{$base}{edited};
	}
	for my $order (@{$ledger->{orders}}) {
		next unless $order->{open} && !$order->{quarantined};
		$note->('abandoned', 'order %s stays %s', $order->{id}, $order->{status}) unless $chain{$order->{id}} && $chain{$order->{id}}{live};
	}
	$note->('abandoned', 'recommendation %d stays PROCESSING', $_) for @{$ledger->{processing}};

	# fills
	my %booked;
	for my $fill (@{$ledger->{fills}}) {
		my $first = $root{$fill->{order}};
		if (!$first) {
			$note->('invented', 'a fill of %d %s by order %s, which the broker does not have', @$fill{qw(qty symbol order)});
			next;
		}
		my $b = $booked{"$first->{client_order_id} $fill->{symbol}"} //= {qty => 0, value => 0};
		$b->{qty} += $fill->{qty};
		$b->{value} += $fill->{qty} * $fill->{price};
	}
	for my $part (map { my $id = $_; map { [$id, $_] } sort keys %{$chain{$id}{parts}} } sort keys %chain) {
		my ($id, $symbol) = @$part;
		my $c = $chain{$id}{parts}{$symbol};
		my $b = delete $booked{"$id $symbol"} // {qty => 0, value => 0};
		$note->('lost', '%s filled %d %s, booked %d', $id, $c->{qty}, $symbol, $b->{qty})
			if $b->{qty} < $c->{qty} && $id =~ /^opt-/ && !$o{restored};
		$note->('invented', '%s filled %d %s, booked %d', $id, $c->{qty}, $symbol, $b->{qty}) if $b->{qty} > $c->{qty};
		$note->('invented', '%s: %s cost %.4f, booked %.4f', $id, $symbol, $c->{value}, $b->{value})
			if $b->{qty} == $c->{qty} && !near($b->{value}, $c->{value}, $c->{qty});
	}
	$note->('invented', 'a fill of %s, in which the order has no part', $_) for sort keys %booked;

	# positions: what is short is a leg of a spread
	my %held = map { $_->{symbol} => $_->{qty} } @{$broker->{positions}};
	my %open;
	for my $position (@{$ledger->{positions}}) {
		my ($qty, $there) = ($position->{qty}, $held{$position->{symbol}} // 0);
		$open{$position->{symbol}} += $qty;
		$note->('invented', 'position %d: %d of %s, the broker holds %d', @$position{qw(id qty symbol)}, $there)
			if ($qty > 0 ? $qty > $there : $qty < $there) && !$position->{marked};
		$note->('abandoned', 'position %d (%s) is closing without an order', @$position{qw(id symbol)})
			if $position->{status} eq 'closing' && !grep { $_->{open} && ($_->{position} // 0) == $position->{id} } @{$ledger->{orders}};
	}
	my %cover;
	for my $symbol (sort keys %held) {
		my $sign = $held{$symbol} < 0 ? -1 : 1;
		my ($there, $ours, $have) = map { $sign * ($_ // 0) } $held{$symbol}, $net{$symbol}, $open{$symbol};
		$ours = $there if $there < $ours;
		$cover{$1} += $held{$symbol} if $symbol =~ /^(\w+[CP])\d{8}$/;
		$note->('doubled', '%s is short: %d', $symbol, $held{$symbol}) if $sign < 0 && $symbol !~ /[CP]\d{8}$/;
		$note->('abandoned', '%d of %s are ours, %d have a position', $ours, $symbol, $have) if $have < $ours;
		$note->('invented', '%d of %s are ours, %d have a position', $ours, $symbol, $have) if $have > $ours && $have <= $there;
		$note->('abandoned', '%d of %s are still held', $held{$symbol}, $symbol) if $o{flat};
	}
	$note->('doubled', 'of %s more is sold than is held: %d', $_, $cover{$_}) for grep { $cover{$_} < 0 } sort keys %cover;
	if ($o{flat} && defined $o{cash} && !grep { @$_ } values %v) {
		my $pnl = 0;
		for my $closed (@{$ledger->{closed}}) {
			$note->('lost', 'position %d (%s) has no result', @$closed{qw(id reason)}) unless defined $closed->{pnl};
			$pnl += $closed->{pnl} // 0;
		}
		my $change = $broker->{cash} - $o{cash};
		$note->($pnl > $change ? 'invented' : 'lost', 'the ledger earned %.2f, the broker %.2f', $pnl, $change)
			if abs($pnl - $change) > 0.02 * (1 + @{$ledger->{closed}}) && !@{$v{lost}};
	}
	$note->('abandoned', '%s', delete $self->{odd_exit}) if $self->{odd_exit};
	return \%v;
}

# ---- several at a time ----

# spread WORKERS, ITEMS, EACH: calls EACH with each item, in that many processes, and counts the verdict [NAME, VERDICT] that it
# returns. EACH gets a hash of its worker, for what it keeps.
sub spread {
	my ($workers, $items, $each) = @_;
	my %pid;
	STDOUT->flush;
	for my $w (0 .. $workers - 1) {
		my $pid = fork // die "fork: $!\n";
		if ($pid == 0) {
			my %kept;
			@workers = ();
			open my $out, '>', "$work/verdicts.$w" or die "$!\n";
			for (my $i = $w; $i < @$items; $i += $workers) {
				my ($name, $verdict) = eval { $each->($items->[$i], \%kept) };
				if (!$name) {
					say_why("item $i: $@");
					$verdict = {abandoned => ["the sweep itself failed: $@"]};
					$name = "item $i";
					%kept = ();
				}
				print $out encode_json([$name, $verdict]), "\n";
				for my $kind (@KINDS) {
					say_why("$name: $kind: $_") for @{$verdict->{$kind} // []};
				}
			}
			CORE::close($out);
			end_all();
			POSIX::_exit(0);
		}
		$pid{$pid} = $w;
		push @workers, $pid;
	}
	for my $pid (keys %pid) {
		waitpid $pid, 0;
		ok(0, "worker $pid{$pid} ended badly ($?)") if $?;
		@workers = grep { $_ != $pid } @workers;
		open my $in, '<', "$work/verdicts.$pid{$pid}" or next;
		count(decode_json($_)->[1]) while <$in>;
	}
}

1;
