# See sigterm.t. SIGTERMS=n: how many meet a run; 1000 take half an hour. SEED=n: other moments.
use strict;
use warnings;
use Lab;
use POSIX qw(:sys_wait_h);
use Time::HiRes qw(sleep time);

my $signals = Lab::amount('SIGTERMS', 200);
my $seed = Lab::amount('SEED', 1);
srand $seed;
my $market = Lab->market('signal_feature_age_max_s=3600');
my $lab = Lab->new(template => $market);

my %took = ('opt-dispatch' => .5, 'opt-posmon' => .5);
my ($met, $tries, $longest) = (0, 0, 0);
while ($met < $signals && $tries < 5 * $signals) {
	$lab->next(35);
	$lab->sql("delete from dispatch_recommendations where status = 'PENDING'");
	$lab->recommend($Lab::TICKERS[$tries++ % @Lab::TICKERS]);
	my $oldest = $lab->sql("select coalesce(option_symbol, ticker) from active_positions where status = 'open' order by id limit 1");
	$lab->request_close($oldest) if $oldest && $tries % 2;
	my $program = qw(opt-dispatch opt-posmon)[int rand 2];
	my $wait = rand $took{$program};
	my $began = time;
	my $pid = $lab->begin($program, '-q');
	sleep $wait;
	if (waitpid($pid, WNOHANG) == $pid) {
		$took{$program} = time - $began;
		next;
	}
	$met++;
	$began = time;
	kill TERM => $pid;
	my $status = Lab::status($pid);
	$longest = time - $began if time - $began > $longest;
	# before the program catches the signal it may be ended by it
	$lab->{odd_exit} = "$program exits $status on SIGTERM" unless $status =~ /^(?:0|1|75|143)$/;
	$lab->recover(2);
	Lab::point(sprintf('SIGTERM %d (seed %d), %.3f s into %s', $met, $seed, $wait, $program), $lab->judge(once => 1));
}
Lab::ok($met == $signals, "C05 $met signals met a run");
Lab::ok($longest < 2, sprintf 'C05 the longest end took %.2f s', $longest);
$lab->next;
$lab->request_close;
$lab->recover(3, 'opt-posmon');
Lab::point('all closed', $lab->judge(once => 1, flat => 1, cash => 10000000));
$lab->close;
Lab::finish('C05 SIGTERM');
