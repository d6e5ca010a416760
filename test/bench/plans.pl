# plans.pl QUERY_FILE...: reads the plans that auto_explain logged as JSON from standard input, and prints one JSON line per
# plan: the statement of sql/query, its time, rows and buffers, and the scan of each table. Statements of less than 2 ms are
# left out.
use strict;
use warnings;
use JSON::PP;

sub plain {
	my ($text) = @_;
	$text =~ s/--.*//g;
	$text =~ s/\s+//g;
	return $text;
}
my %name_of;
for my $file (@ARGV) {
	open my $in, '<', $file or die "$file: $!\n";
	my ($name) = $file =~ m{([^/]+)\.sql$};
	$name_of{plain(do { local $/; <$in> })} = $name;
}
my $json = JSON::PP->new->canonical;

# Sums up the rows that the scans read per index or table; partitions count as one.
sub scans {
	my ($node, $found) = @_;
	my $what = $node->{'Index Name'} // $node->{'Relation Name'};
	if (defined $what && $node->{'Actual Loops'} > 0) {
		$what =~ s/_\d{4}_\d\d//;
		$found->{"$node->{'Node Type'} $what"} += $node->{'Actual Rows'} * $node->{'Actual Loops'};
	}
	scans($_, $found) for @{$node->{Plans} // []};
}

sub report {
	my ($text) = @_;
	my $plan = eval { $json->decode($text) } or return;
	my $top = $plan->{Plan};
	return if $top->{'Actual Total Time'} < 2;
	my %found;
	scans($top, \%found);
	print $json->encode({
		bench => 'market', what => 'plan', statement => $name_of{plain($plan->{'Query Text'})} // 'other',
		ms => $top->{'Actual Total Time'}, rows => $top->{'Actual Rows'}, buffers_hit => $top->{'Shared Hit Blocks'},
		buffers_read => $top->{'Shared Read Blocks'}, buffers_dirtied => $top->{'Shared Dirtied Blocks'}, scans => \%found,
	}), "\n";
}

my $block;
while (my $line = <STDIN>) {
	if ($line =~ /duration: .* plan:$/) {
		report($block) if defined $block;
		$block = '';
	} elsif (defined $block && $line =~ /^\t/) {
		$block .= $line;
	} elsif (defined $block) {
		report($block);
		undef $block;
	}
}
report($block) if defined $block;
