#!/usr/bin/perl
# mutations.pl [FILE...]: whether the unit tests notice an error in the decisions. Each rule below makes one small error at each
# place where it fits: a comparison that moves by its equality or turns round, a sign, && for ||, a bound one higher. Each file
# is compiled once per error and put before the library (LD_PRELOAD); a unit test must then fail. Prints each survivor and a
# line of sums. test/mutations.txt lists survivors with the reason: "equivalent: ..." when the result is the same for every input,
# so that it is no error; any other reason is of an error that no test catches. Exits 1 when a survivor is not listed, when less
# than 95 % of the errors are caught, or when a test fails without any error. MUTATIONS_SHARE=K/N tries each N-th.
use strict;
use warnings;
use File::Basename qw(basename dirname);
use File::Path qw(make_path remove_tree);

my $least = 95;
my @decisions = (
	(map { "lib/trade/$_.c" } qw(gate_before gate_after gate_control gate_answer exit exit_answer exit_order exit_premium
		exit_time exit_underlying exit_volume sizing risk contract limit mark facts cost legs protect position rules spread
		spread_fill contract_spread)),
	glob('lib/signal/*.c'),
	(map { "lib/market/$_.c" } qw(feature indicator)));
# what a rule replaces, and by what; spaces keep ->, ++, << and unary signs out
my @rules = (
	[' < ' => ' <= '], [' <= ' => ' < '], [' > ' => ' >= '], [' >= ' => ' > '], [' == ' => ' != '], [' != ' => ' == '],
	[' && ' => ' || '], [' || ' => ' && '], [' + ' => ' - '], [' - ' => ' + '], [' += ' => ' -= '], [' -= ' => ' += '],
	['fmin(' => 'fmax('], ['fmax(' => 'fmin('], ['!(' => '('],
	['gate_at_most(' => 'gate_below('], ['gate_below(' => 'gate_at_most('],
	['gate_at_least(' => 'gate_at_most('], ['gate_count_below(' => 'gate_at_most((double)'],
);
# a number after a comparison
my $bound = qr/(?<= < | > |<= |>= )-?\d+(?:\.\d+)?(?![\d.\w])/;

my $build = $ENV{BUILD} // 'build';
my $dir = ($build =~ m{^/} ? $build : "$ENV{PWD}/$build") . "/mutations";
my $cc = 'gcc -std=c17 -ffp-contract=off -fPIC -w -D_POSIX_C_SOURCE=200809L '
	. join ' ', map { "-iquote $_" } grep { -d } glob 'lib/*';
my ($share, $shares) = ($ENV{MUTATIONS_SHARE} // '0/1') =~ m{^(\d+)/(\d+)$} or die "MUTATIONS_SHARE is not K/N\n";

sub quiet {
	my ($command) = @_;
	return system("exec >$dir/log 2>&1; $command") == 0;
}

sub slurp {
	my ($path) = @_;
	open my $in, '<', $path or die "could not read $path: $!\n";
	local $/;
	return <$in>;
}

# Comments, texts and characters become spaces, so that no rule finds them; so do tables of names, directives and the heads of
# loops over an index, where an error is a read beyond the end.
sub masked {
	my ($text) = @_;
	my $blank = sub { my ($part) = @_; $part =~ s/[^\n]/ /g; return $part };
	$text =~ s{(/\*.*?\*/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')}{$blank->($1)}gse;
	$text =~ s{^(#.*(?:\\\n.*)*)$}{$blank->($1)}gme;
	$text =~ s{^(_Static_assert.*)$}{$blank->($1)}gme;
	$text =~ s{(\bfor \([^;{}]*;[^;{}]*;[^{};]*?\)\s)}{$blank->($1)}gse;
	return $text;
}

# The library without a name bound inside, and each unit test linked to it: the mutated file takes precedence.
sub prepare {
	remove_tree($dir);
	make_path("$dir/lib", "$dir/test");
	my $ccache = quiet('command -v ccache') ? 'ccache ' : '';
	my @objects;
	for my $source (glob 'lib/*/*.c') {
		(my $object = "$dir/$source") =~ s/\.c$/.o/;
		make_path(dirname($object));
		quiet("$ccache$cc -O1 -c -o $object $source") or die "could not compile $source: " . slurp("$dir/log");
		push @objects, $object;
	}
	my $weights = "$build/gen/lexicon_weights.c";
	push @objects, $weights if -e $weights;
	quiet("$cc -shared -o $dir/libpure.so @objects -lm") or die 'could not link the library: ' . slurp("$dir/log");
}

# The tests of a room, each with the time that it needs
my %ready;
sub tests_of {
	my ($file) = @_;
	my $room = basename(dirname($file));
	my @tests;
	for my $source (glob 'test/unit/*.c') {
		my $name = basename($source, '.c');
		my $depends = "$dir/test/$name.d";
		quiet("$cc -MM -MF $depends $source") unless -e $depends;
		push @tests, $name if -e $depends && slurp($depends) =~ m{lib/$room/};
	}
	for my $name (@tests) {
		next if $ready{$name}++;
		quiet("$cc -O1 -o $dir/test/$name test/unit/$name.c -L$dir -lpure -Wl,-rpath,$dir -lcmocka -lm")
			or die "could not link $name: " . slurp("$dir/log");
		quiet("timeout 60 $dir/test/$name") or die "unit/$name fails as it is\n";
	}
	return @tests;
}

# Tries TEXT for FILE: the name of the test that fails, '' when none does, undef when it is no C. The tests that caught the most
# come first.
my %caught_by;
sub killer {
	my ($file, $text, @tests) = @_;
	open my $out, '>', "$dir/mutant.c" or die "could not write $dir/mutant.c: $!\n";
	print $out $text;
	close $out;
	my $here = dirname($file);
	quiet("$cc -O0 -shared -iquote $here -o $dir/mutant.so $dir/mutant.c") or return;
	my $own = basename($file, '.c');
	for my $name (sort { ($caught_by{"$file $b"} // 0) <=> ($caught_by{"$file $a"} // 0) || ($b eq $own) <=> ($a eq $own) || $a cmp $b } @tests) {
		next if quiet("timeout 30 env LD_PRELOAD=$dir/mutant.so $dir/test/$name");
		$caught_by{"$file $name"}++;
		return $name;
	}
	return '';
}

# The places of a file: [offset, length, replacement]
sub places {
	my ($masked) = @_;
	my @places;
	for my $rule (@rules) {
		my ($old, $new) = @$rule;
		while ($masked =~ /\Q$old\E/g) {
			push @places, [$-[0], length $old, $new];
			pos($masked) = $-[0] + length($old) - 1;
		}
	}
	while ($masked =~ /$bound/g) {
		my ($at, $old) = ($-[0], $&);
		push @places, [$at, length $old, $old + 1];
	}
	return sort { $a->[0] <=> $b->[0] || $a->[2] cmp $b->[2] } @places;
}

# "FILE: the line after the error", then the reason; a blank line ends an entry
my (%reasons, %met);
for my $entry (split /\n{2,}/, -e 'test/mutations.txt' ? slurp('test/mutations.txt') : '') {
	my ($key, $reason) = split /\n/, $entry, 2;
	$reasons{$key} = $reason unless $key =~ /^#/;
}

my @files = @ARGV ? @ARGV : @decisions;
my ($tried, $killed, $equivalent, $listed, $unlisted, $count) = (0) x 6;
$| = 1;
prepare();
for my $file (@files) {
	my ($text, @tests) = (slurp($file), tests_of($file));
	my ($here, $killed_here) = (0, 0);
	my $fails = killer($file, $text, @tests);
	die "$file fails unit/" . ($fails // '(it does not compile)') . " without an error\n" if !defined $fails || $fails ne '';
	%caught_by = ();
	for my $place (places(masked($text))) {
		next if $count++ % $shares != $share;
		my ($at, $length, $new) = @$place;
		my $mutant = $text;
		substr $mutant, $at, $length, $new;
		my $killer = killer($file, $mutant, @tests);
		next if !defined $killer;
		$here++;
		if ($killer ne '') {
			$killed_here++;
			next;
		}
		my $line = 1 + (substr($text, 0, $at) =~ tr/\n//);
		my $after = (split /\n/, $mutant)[$line - 1];
		$after =~ s/^\s+|\s+$//g;
		my $key = "$file: $after";
		$met{$key} = 1;
		if (!$reasons{$key}) {
			$unlisted++;
			print "SURVIVED $file:$line: $after\n";
		} elsif ($reasons{$key} =~ /^equivalent: /) {
			$equivalent++;
		} else {
			$listed++;
		}
	}
	printf "%s: %d of %d killed\n", $file, $killed_here, $here;
	$tried += $here;
	$killed += $killed_here;
}
for my $key (sort keys %reasons) {
	(my $file = $key) =~ s/:.*//s;
	print "NO SURVIVOR $key\n" if $shares == 1 && grep({ $_ eq $file } @files) && !$met{$key};
}
my $errors = $tried - $equivalent;
my $percent = $errors ? 100 * $killed / $errors : 0;
printf "%d mutations, %d of them equivalent; of %d errors %d caught (%.1f %%), %d survivors listed, %d not\n", $tried, $equivalent,
	$errors, $killed, $percent, $listed, $unlisted;
exit($unlisted > 0 || $percent < $least ? 1 : 0);
