# See shutdowns.t. SHUTDOWNS=n: how many meet a run. SEED=n: other moments.
use strict;
use warnings;
use Lab;
use POSIX qw(:sys_wait_h);
use Time::HiRes qw(sleep time);

my $shutdowns = Lab::amount('SHUTDOWNS', 100);
my $seed = Lab::amount('SEED', 1);
srand $seed;

# The cluster of this test: with fsync and synchronous commits, as in use.
my $folder = "$Lab::work/cluster";
mkdir $folder;
chmod 0711, $Lab::work, $folder;
my @db = ('opt-db', '-q', '-D', "$folder/db");

sub server_start {
	system(@db, 'start') == 0 or die "the server does not start\n";
}

# shut_down: an immediate shutdown (pg_ctl stop -m immediate): no checkpoint, the next start recovers from the log
sub shut_down {
	my ($pid) = Lab::slurp("$folder/db/data/postmaster.pid") =~ /^(\d+)/ or die "the server does not run\n";
	kill QUIT => $pid;
	for (1 .. 600) {
		return unless kill 0, $pid;
		sleep .02;
	}
	die "the server does not stop\n";
}

push @Lab::at_end, sub { system(@db, 'destroy', '--yes') };
server_start();
for (split /\n/, `opt-db -D '$folder/db' env`) {
	$ENV{$1} = $2 while /\b(PG[A-Z]+)='?([^' ]*)'?/g;
}
system('opt-migrate', '-q', '--now', '2026-01-05T00:00:00Z') == 0 && system('opt-migrate', '--roles') == 0 or die "no schema\n";
my $market = Lab->market('signal_feature_age_max_s=3600');
my $lab = Lab->new(template => $market);

# an undisturbed round, for the time that one takes
my %took;
sub round {
	my ($i) = @_;
	$lab->next(35);
	$lab->sql("delete from dispatch_recommendations where status = 'PENDING'");
	$lab->recommend($Lab::TICKERS[$i % @Lab::TICKERS]);
	my $oldest = $lab->sql("select coalesce(option_symbol, ticker) from active_positions where status = 'open' order by id limit 1");
	$lab->request_close($oldest) if $oldest && $i % 2;
	$lab->disconnect;
}
for my $i (0, 1) {
	round($i);
	for my $program (qw(opt-dispatch opt-posmon)) {
		my $began = time;
		$lab->run($program, '-q');
		$took{$program} = time - $began;
	}
}

my ($met, $tries) = (0, 0);
while ($met < $shutdowns && $tries < 5 * $shutdowns) {
	round($tries++);
	my $program = qw(opt-dispatch opt-posmon)[int rand 2];
	my $wait = rand $took{$program};
	my $pid = $lab->begin($program, '-q');
	sleep $wait;
	if (waitpid($pid, WNOHANG) == $pid) { # it was faster than the one that was measured
		$took{$program} *= .95;
		next;
	}
	$met++;
	shut_down();
	my $status = Lab::status($pid);
	$lab->{odd_exit} = "$program exits $status without a database" unless $status =~ /^(?:0|1|69|75)$/;
	server_start();
	$lab->recover(2);
	Lab::point(sprintf('shutdown %d (seed %d), %.3f s into %s', $met, $seed, $wait, $program), $lab->judge(once => 1));
	$lab->disconnect;
}
Lab::ok($met == $shutdowns, "C06 $met shutdowns met a run");
# all of it is sold in the end
$lab->next;
$lab->request_close;
$lab->recover(3, 'opt-posmon');
Lab::point('all closed', $lab->judge(once => 1, flat => 1, cash => 10000000));
$lab->close;
Lab::finish('C06 O06 immediate shutdowns of PostgreSQL');
