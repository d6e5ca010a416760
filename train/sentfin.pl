#!/usr/bin/perl
# SEntFiN.csv ("S No.,Title,Decisions,Words") in, label,text rows (RFC 4180) out: the titles about one entity, or with
# --several first those about more than one that say the same of each.
# Decisions is a Python dictionary of entities and their sentiment; a name may hold quotes, a sentiment never.
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
