# See stopped.t and killed.t. SIGNAL=STOP or KILL: stopped until its deadline is past, or ended. TRADES='option stop spread': what is
# traded. STOPPED=n: n points of each step, evenly spaced, instead of all. JOBS: how many side by side.
use strict;
use warnings;
use Lab;
use Time::HiRes qw(sleep time);

my $DEADLINE = 5;
my $signal = $ENV{SIGNAL} || 'STOP';
my $few = Lab::amount('STOPPED', 0);
my $jobs = Lab::amount('JOBS', 8);
Lab::needs_strace();

# What is stopped: an entry, the sale of what it bought, and the arming of the stop that rests at the broker in between.
my %trades = (
	option => {recommend => ['AAPL'], steps => ['enters', 'sells']},
	stop => {recommend => ['AAPL'], steps => ['arms', 'sells'], params => ['protective_stop=1']},
	spread => {recommend => ['AMD', 'PUT', 'credit_spread'], steps => ['enters', 'sells'], params => \@Lab::SPREAD_PARAMS},
);

# The database and the state of the broker from which each step of a trade begins
sub starts_of {
	my ($trade) = @_;
	my $market = Lab->market(@{$trade->{params} // []});
	my %start = (enters => {template => $market, recommend => $trade->{recommend}});
	my $lab = Lab->new(template => $market, state => "$Lab::work/none");
	my $save = sub {
		my ($step) = @_;
		my $state = "$market-$step";
		$lab->stop_paper;
		system('cp', $lab->{state}, "$Lab::work/$state") == 0 or die "no state\n";
		$lab->disconnect;
		Lab::createdb($lab->{db}, $state);
		$start{$step} = {template => $state, state => "$Lab::work/$state", now => Lab::later($lab->{now}, 31)};
		$lab->start_paper;
	};
	$lab->recommend(@{$trade->{recommend}});
	$lab->run('opt-dispatch', '-q') == 0 or die 'the entry failed: ' . Lab::slurp($lab->{log});
	$lab->next;
	if ($trade->{steps}[0] eq 'arms') {
		$save->('arms');
		$lab->next;
		$lab->run('opt-posmon', '-q') == 0 or die 'no stop was armed: ' . Lab::slurp($lab->{log});
		stops_at_broker($lab) == 1 or die 'no stop rests: ' . Lab::slurp($lab->{log});
		$lab->next;
	}
	$lab->request_close;
	$save->('sells');
	$lab->close;
	return \%start;
}

sub stops_at_broker {
	my ($lab) = @_;
	return scalar grep { $_->{type} eq 'stop_limit' } @{$lab->ask('GET', '/v2/orders?status=open')};
}

my (%start, @steps);
for my $name (split ' ', $ENV{TRADES} || 'option stop spread') {
	my $trade = $trades{$name} or die "not a trade: $name\n";
	$start{$name} = starts_of($trade);
	push @steps, map { {trade => $name, step => $_, program => $_ eq 'enters' ? 'opt-dispatch' : 'opt-posmon'} } @{$trade->{steps}};
}

sub lab_for {
	my ($what) = @_;
	my %start = %{$start{$what->{trade}}{$what->{step}}};
	my $lab = Lab->new(%start);
	$lab->recommend(@{$start{recommend}}) if $start{recommend};
	return $lab;
}

# points STEP: [STEP, system call, number] for each message from the one on that stores the intent of an order or of a cancel, and
# for what the program does between the connection for the order and its first byte: a run that is stopped there may send it after
# its deadline
sub points {
	my ($what) = @_;
	my $program = $what->{program};
	my $lab = lab_for($what);
	my $trace = "$Lab::work/trace";
	my $starts = qr/into broker_orders|set cancel_requested_at/;
	$lab->run('strace', '-f', '-qq', '-s', 4000, '-o', $trace, '-e', 'trace=sendto,recvfrom,connect,poll,getsockopt', $program, '-q');
	my (%n, @points, $began, $connects);
	my ($main) = Lab::slurp($trace) =~ /^(\d+)\s+sendto\(.*$starts/m;
	for (split /\n/, Lab::slurp($trace)) {
		my ($thread, $call) = /^(\d+)\s+(\w+)\(/ or next;
		next if $thread != ($main // 0); # strace counts the calls of each thread by themselves
		$n{$call}++;
		$began ||= /$starts/;
		$connects = $call eq 'connect' || ($connects && $call ne 'sendto');
		push @points, [$what, $call, $n{$call}] if $began && ($connects || $call =~ /^(?:sendto|recvfrom)$/);
	}
	die "$program sends no order: " . Lab::slurp($lab->{log}) unless @points;
	return @points unless $few && $few < @points;
	return map { $points[int($_ * @points / $few)] } 0 .. $few - 1;
}

# The process that strace watches, once it is stopped for a while and not only for strace; undef when it ended before.
sub await_stop {
	my ($strace) = @_;
	my ($until, $looks, $pid) = (time + 30, 0);
	while (time < $until) {
		return undef if waitpid($strace, POSIX::WNOHANG()) != 0;
		($pid) = split ' ', Lab::slurp("/proc/$strace/task/$strace/children");
		$looks = $pid && Lab::slurp("/proc/$pid/status") =~ /^State:\s+T/im ? $looks + 1 : 0;
		return $pid if $looks == 10;
		sleep .05;
	}
	kill KILL => grep { $_ } $pid, $strace;
	die "neither stopped nor ended\n";
}

# A busy machine may be too slow to reach the message before the deadline: then it is tried again.
sub meet {
	my ($point) = @_;
	for (1 .. 4) {
		my ($name, $verdict) = meet_once($point);
		return ($name, $verdict) if $verdict;
	}
	die "$point->[0]{program} $point->[1] $point->[2]: the run was over before\n";
}

# Stops the run at the message until its deadline is past, and lets it go on among later runs. False when it ended before.
sub stop {
	my ($lab, @command) = @_;
	my $began = time;
	my $strace = $lab->begin(Lab::injected('SIGSTOP', @command, '--deadline', $DEADLINE));
	my $pid = await_stop($strace);
	return 0 unless $pid;
	sleep .1 while time < $began + $DEADLINE + .5;
	$lab->recover(2);
	kill CONT => $pid;
	my $late = Lab::status($strace);
	$lab->{odd_exit} = "the continued run exits $late" unless $late =~ /^(?:0|1|69|75)$/;
	return 1;
}

sub meet_once {
	my ($point) = @_;
	my ($what, $call, $k) = @$point;
	my $lab = lab_for($what);
	my @command = ($call, $k, $what->{program}, '-q');
	return () unless $signal eq 'KILL' ? $lab->run(Lab::injected('SIGKILL', @command)) == 137 : stop($lab, @command);
	$lab->recover(3);
	my $verdict = $lab->judge;
	if ($what->{step} eq 'sells') {
		my $left = $lab->sql("select count(*) from active_positions where status <> 'closed'");
		push @{$verdict->{abandoned}}, 'the position is not sold' if $left;
	}
	if ($what->{trade} eq 'stop') {
		my ($stops, $wanted) = (stops_at_broker($lab), $what->{step} eq 'arms' ? 1 : 0);
		push @{$verdict->{$stops > $wanted ? 'doubled' : 'abandoned'}}, "$stops stops rest at the broker" if $stops != $wanted;
	}
	$lab->close;
	return ("$what->{trade}: $what->{program} $what->{step}, $signal at $call $k", $verdict);
}

my @points = map { points($_) } @steps;
Lab::say_why(scalar(@points) . ' points');
Lab::spread($jobs, \@points, \&meet);
Lab::finish($signal eq 'KILL' ? 'O06 O32 killed while an order is sent' : 'O06 O46 stopped past the deadline');
