#!/usr/bin/perl
# Reads SEntFiN.csv ("S No.,Title,Decisions,Words") and prints label,text rows (RFC 4180): the titles about one entity,
# or with --several, as the first argument, those about several entities that have the same sentiment.
# Decisions is a Python dictionary of entities and their sentiment; a name may contain quotes, a sentiment never does.
use strict;
use warnings;

my $several = @ARGV && $ARGV[0] eq '--several' && shift;
my $cell = qr/"((?:[^"]|"")*)"|([^,\r\n]*)/;
my $text = do { local $/; <> };
print "label,text\n";
while ($text =~ /\G(?:$cell),(?:$cell),(?:$cell),(?:$cell)\r?(?:\n|\z)/g) {
	my ($title, $decisions) = ($3 // $4, $5 // $6);
	last unless defined $title;
	my @labels = ($decisions // '') =~ /['"]\s*:\s*'(positive|neutral|negative)'\s*[,}]/g;
	my %distinct = map { $_ => 1 } @labels;
	next unless keys %distinct == 1 && (@labels > 1) == !!$several;
	$title =~ s/""/"/g;
	$title =~ s/\s+/ /g;
	$title =~ s/"/""/g;
	print "$labels[0],\"$title\"\n";
}
