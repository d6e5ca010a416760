# See stopped.t. STOPPED=n: n points of each program, evenly spaced, instead of all. JOBS: how many side by side.
use strict;
use warnings;
use Lab;
use Time::HiRes qw(sleep time);

my $DEADLINE = 5;
my $few = Lab::amount('STOPPED', 0);
my $jobs = Lab::amount('JOBS', 8);
Lab::needs_strace();

my $market = Lab->market;
my $state = "$Lab::work/state";

# An entry that fills is the position that opt-posmon sells; for opt-dispatch it is the order to send.
my $first = Lab->new(template => $market, state => "$Lab::work/none");
$first->recommend('AAPL');
$first->run('opt-dispatch', '-q') == 0 or die "the entry failed: " . Lab::slurp($first->{log});
$first->next;
$first->request_close;
$first->stop_paper;
system('cp', $first->{state}, $state) == 0 or die "no state\n";
$first->disconnect;
my $held = $first->{db};

sub lab_for {
	my ($program) = @_;
	return Lab->new(template => $held, state => $state, now => Lab::later($Lab::OPEN, 31)) if $program eq 'opt-posmon';
	my $lab = Lab->new(template => $market);
	$lab->recommend('AAPL');
	return $lab;
}

# points PROGRAM: [program, system call, number] for each message from the one on that stores the intent, and for what the program
# does between the connection for the order and its first byte: a run that is stopped there may send it after its deadline
sub points {
	my ($program) = @_;
	my $lab = lab_for($program);
	my $trace = "$Lab::work/trace";
	$lab->run('strace', '-f', '-qq', '-s', 4000, '-o', $trace, '-e', 'trace=sendto,recvfrom,connect,poll,getsockopt', $program, '-q');
	my (%n, @points, $began, $connects);
	my ($main) = Lab::slurp($trace) =~ /^(\d+)\s+sendto\(.*into broker_orders/m;
	for (split /\n/, Lab::slurp($trace)) {
		my ($thread, $call) = /^(\d+)\s+(\w+)\(/ or next;
		next if $thread != ($main // 0); # strace counts the calls of each thread by themselves
		$n{$call}++;
		$began ||= /into broker_orders/;
		$connects = $call eq 'connect' || ($connects && $call ne 'sendto');
		push @points, [$program, $call, $n{$call}] if $began && ($connects || $call =~ /^(?:sendto|recvfrom)$/);
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
sub stop_at {
	my ($point) = @_;
	for (1 .. 4) {
		my ($name, $verdict) = stop_once($point);
		return ($name, $verdict) if $verdict;
	}
	die "@$point: it was never stopped before its deadline\n";
}

sub stop_once {
	my ($point) = @_;
	my ($program, $call, $k) = @$point;
	my $lab = lab_for($program);
	my $began = time;
	my $strace = $lab->begin(Lab::injected('SIGSTOP', $call, $k, $program, '-q', '--deadline', $DEADLINE));
	my $pid = await_stop($strace);
	return () unless $pid;
	sleep .1 while time < $began + $DEADLINE + .5;
	$lab->recover(2);
	kill CONT => $pid;
	my $late = Lab::status($strace);
	$lab->{odd_exit} = "the continued $program exits $late" unless $late =~ /^(?:0|1|69|75)$/;
	$lab->recover(3);
	my $verdict = $lab->judge;
	if ($program eq 'opt-posmon') {
		my $left = $lab->sql("select count(*) from active_positions where status <> 'closed'");
		push @{$verdict->{abandoned}}, 'the position is not sold' if $left;
	}
	$lab->close;
	return ("$program stopped at $call $k", $verdict);
}

my @points = map { points($_) } qw(opt-dispatch opt-posmon);
Lab::say_why(scalar(@points) . ' points');
Lab::spread($jobs, \@points, \&stop_at);
Lab::finish('O06 O46 stopped past the deadline');
