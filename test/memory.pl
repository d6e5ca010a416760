#!/usr/bin/perl
# memory.pl PID TEXT: "found" or "none": is TEXT in the memory of the process? It is read piece by piece, so that this
# process' own copy is not what is found.
use strict;
use warnings;
no warnings 'portable';

my ($pid, $text) = @ARGV;
my $piece = 1 << 20;
open my $maps, '<', "/proc/$pid/maps" or die "maps: $!\n";
open my $memory, '<:raw', "/proc/$pid/mem" or die "mem: $!\n";
while (my $line = <$maps>) {
	my ($from, $to) = $line =~ /^([0-9a-f]+)-([0-9a-f]+) r/ or next;
	next if $line =~ /\[(vvar|vsyscall)/;
	my $tail = '';
	for (my $at = hex $from; $at < hex $to; $at += $piece) {
		my $length = hex($to) - $at < $piece ? hex($to) - $at : $piece;
		sysseek($memory, $at, 0) or last;
		defined sysread($memory, my $data, $length) or last;
		if (index("$tail$data", $text) >= 0) {
			print "found\n";
			exit 0;
		}
		$tail = substr $data, -length $text;
	}
}
print "none\n";
