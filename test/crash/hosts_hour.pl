# See hosts_hour.t. MINUTES=n: how many minutes are replayed.
use strict;
use warnings;
use IO::Handle;
use IPC::Open2;
use Lab;

my $minutes = Lab::amount('MINUTES', 60);
my @namespace = ('unshare', '--net', '--uts');
push @namespace, '--map-root-user' if $>;
# The lines of crontab.example. A host gets the time of each minute, runs them all and says when they are over.
my $host = <<'END';
hostname "$0" && ip link set lo up || exit 1
perl test/crash/relay.pl "$PORT" "$SOCKET" & relay=$!
until perl -MIO::Socket::INET -e 'exit !IO::Socket::INET->new(PeerAddr => "127.0.0.1:$ARGV[0]")' "$PORT"; do sleep .1; done
stage() {
	status=0
	"$@" -q 2>>"$LOG" || status=$?
	echo "$1 $status" >>"$ENDS"
}
while read -r now; do
	export OPT_NOW="$now"
	{ stage opt-rss --deadline 30; stage opt-classify --deadline 25; } & jobs=$!
	stage opt-posmon --deadline 50 & jobs="$jobs $!"
	{ stage opt-bars --deadline 15; stage opt-features --deadline 10; stage opt-watchlist --deadline 10
		stage opt-signal --deadline 10; stage opt-dispatch --deadline 25; } & jobs="$jobs $!"
	case $now in
	*[05]:05Z) stage opt-chain --deadline 50 & jobs="$jobs $!" ;;
	esac
	wait $jobs
	echo over
done
kill $relay
END

system("@namespace sh -c 'hostname opt-b && ip link set lo up' 2>/dev/null") == 0 or Lab::skip_all('network namespaces are not allowed here');
my $market = Lab->market;
my $lab = Lab->new(template => $market, env => {OPT_FEEDS_ALLOW_PRIVATE => 'yes'});
my $socket = "$Lab::work/broker";
my ($port) = $lab->{host} =~ /:(\d+)$/;
my $outside = Lab::start(undef, $lab->{log}, 'perl', 'test/crash/relay.pl', $socket, $port);
push @Lab::at_end, sub { kill TERM => $outside; waitpid $outside, 0 };

$lab->run('opt-rss', '-q', '--every', 60, '--add', "$lab->{url}/feeds/wire.xml") == 0 or die Lab::slurp($lab->{log});
my $bars = $lab->sql('select count(*) from lane_telemetry');
my $features = $lab->sql('select count(*) from lane_features');
my $ends = "$Lab::work/ends";
my %env = (%{$lab->env_of}, PORT => $port, SOCKET => $socket, ENDS => $ends, LOG => $lab->{log});
my @hosts;
for my $name ('opt-a', 'opt-b') {
	local @ENV{keys %env} = values %env;
	my $pid = open2(my $from, my $to, @namespace, 'sh', '-c', $host, $name);
	push @hosts, {pid => $pid, from => $from, to => $to};
}
my $old = $lab->{now};
for my $minute (1 .. $minutes) {
	$lab->clock(Lab::later($old, 60 * $minute));
	$lab->recommend($Lab::TICKERS[$minute % @Lab::TICKERS]) if $minute % 4 == 0;
	my $oldest = $lab->sql("select coalesce(option_symbol, ticker) from active_positions where status = 'open' order by id limit 1");
	$lab->request_close($oldest) if $oldest && $minute % 10 == 0;
	print {$_->{to}} "$lab->{now}\n" for @hosts;
	for my $h (@hosts) {
		my $line = readline $h->{from};
		die "a host has ended: " . Lab::slurp($lab->{log}) unless defined $line;
	}
}
for my $h (@hosts) {
	CORE::close($h->{to});
	waitpid $h->{pid}, 0;
}
$lab->recover(3);
my $verdict = $lab->judge(once => 1);
$verdict->{points} = $minutes;
Lab::point('the hour', $verdict);

my %ended;
$ended{$_}++ for split /\n/, Lab::slurp($ends);
my @errors = grep { /"level":"error"/ } split /\n/, Lab::slurp($lab->{log});
Lab::say_why(splice @errors, 0, 5);
Lab::say_why(join ', ', map { "$_: $ended{$_}" } sort keys %ended);
Lab::ok(!(grep { !/ (?:0|1|75)$/ } keys %ended), 'every stage exits 0, 1 or 75');

# what the runs of a stage say that they did, and what there is
for (['opt-rss', 'items', 'select count(*) from inbound_events_raw where feed_url <> \'test\''],
	['opt-classify', 'classified', 'select count(*) from inbound_events_classified where model <> \'test\''],
	['opt-bars', 'new', "select count(*) - $bars from lane_telemetry"],
	['opt-features', 'rows', "select count(*) - $features from lane_features"],
	['opt-signal', 'recommendations', "select count(*) from dispatch_recommendations where params_version <> 0"]) {
	my ($stage, $count, $rows) = @$_;
	my $said = $lab->sql("select coalesce(sum((counts->>'$count')::bigint), 0) from pipeline_runs
		where stage = '$stage' and host in ('opt-a', 'opt-b')");
	my $there = $lab->sql($rows);
	Lab::ok($said == $there, "O46 $stage: $said $count by both hosts, $there rows");
}
my $entries = $lab->sql("select count(*) from broker_orders where purpose = 'entry' and broker_order_id is not null");
Lab::ok($entries >= $minutes / 8, "$entries entries were sent");
my $hosts = $lab->sql("select count(*) from (select stage from pipeline_runs where host in ('opt-a', 'opt-b')
	group by stage having count(distinct host) = 2) s");
Lab::ok($hosts >= 8, "both hosts ran $hosts stages");
my $overlaps = $lab->sql("select count(*) from pipeline_runs a join pipeline_runs b on a.stage = b.stage and a.account = b.account
	and a.run_id < b.run_id and a.started_at < b.finished_at and b.started_at < a.finished_at
	where a.stage not in ('opt-rss', 'opt-classify') and a.host in ('opt-a', 'opt-b') and b.host in ('opt-a', 'opt-b')");
Lab::ok($overlaps == 0, "C01 runs of a stage with a lease do not overlap: $overlaps");
$lab->close;
Lab::finish('O46 an hour of two hosts');
