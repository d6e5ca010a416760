#!/usr/bin/perl
# perl sentences.pl [COUNT] <sentences.txt: reads a grammar of labelled sentences (train/sentences.txt describes its
# form) and prints label,text rows: COUNT for each template, the same in every run and on every machine.
use strict;
use warnings;

my $count = shift // 16;
my (%list, @template);
my $seed = 1;

# Returns a number below N, by a linear congruential generator: 31 bits are enough for picking words.
sub pick {
	my ($n) = @_;
	$seed = ($seed * 1103515245 + 12345) % 2147483648;
	return int($seed / 65536) % $n;
}

# Returns two amounts in the same form, the greater one first.
sub amounts {
	my $style = ('EUR %s mn', 'EUR %s million', 'EUR%sm', 'SEK %s million', 'USD %s mn', '$%s million', '$%s billion',
		'Rs %s crore', 'GBP %sm', 'DKK %s mn', 'about EUR %s million', '%s million euros')[pick(12)];
	my $low = 1 + pick(900) / 10;
	my $high = $low * (1.05 + pick(100) / 100);
	my $places = $low > 40 ? '%.0f' : '%.1f';
	return map { sprintf $style, sprintf($places, $_) } $high + ($places eq '%.0f' ? 1 : .1), $low;
}

# Returns an invented name, so that the model does not learn names.
sub name {
	my $part = join '', map { (qw(bra kel vor tal nor mer lin das hol ves tu ra ke ost al pen cor vel mar sto ru fin))[pick(22)] }
		0 .. 1 + pick(2);
	return ucfirst $part . ('', 'n', 'x', 'a', 'co', 'dal', 'soft', 'tec')[pick(8)];
}

sub expand {
	my ($text) = @_;
	my ($high, $low) = amounts();
	my %made = (hi => $high, lo => $low, pct => (1 + pick(40)) . ('%', ' %', ' percent', ' per cent')[pick(4)],
		n => 10 + pick(900), d => sprintf('%d.%02d', pick(4), 1 + pick(99)), year => 1998 + pick(26),
		big => (1 + pick(20)) . ',' . (100 + pick(900)), px => 5 + pick(400), dn => 1 + pick(4), day => 1 + pick(28),
		name => name(), tick => '$' . uc substr(name(), 0, 3 + pick(2)), lowpct => sprintf('%.1f', 1 + pick(70) / 10),
		highpct => sprintf('%.1f', 8.1 + pick(120) / 10), few => ('two', 'three', 'four', 'five', 'six', 'ten')[pick(6)]);
	while ($text =~ /\{(\w+)\}/) {
		my $name = $1;
		my $by = $made{$name};
		if (!defined $by) {
			die "not a list: $name\n" unless $list{$name};
			$by = $list{$name}[pick(scalar @{$list{$name}})];
		}
		$text =~ s/\{$name\}/$by/;
	}
	return $text;
}

while (<STDIN>) {
	chomp;
	next if /^#/ || /^\s*$/;
	if (/^(\w+) = (.*)/) {
		push @{$list{$1}}, split / \| /, $2;
	} elsif (/^([-+=]) (.*)/) {
		push @template, [{'-' => 'negative', '+' => 'positive', '=' => 'neutral'}->{$1}, $2];
	} else {
		die "not a list or a template: line $.: $_\n";
	}
}
print "label,text\n";
for my $t (@template) {
	for (1 .. $count) {
		my $text = ucfirst expand($t->[1]);
		# some in lower case, some without the full stop: neither says anything about the sentiment
		$text = lc $text if pick(8) == 0;
		$text =~ s/ \.$// if pick(6) == 0;
		$text =~ s/"/""/g;
		print "$t->[0],\"$text\"\n";
	}
}
