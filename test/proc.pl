#!/usr/bin/perl
# proc.pl MARKER PID...: looks into the files of /proc of the processes and their children. Prints a line for each process:
# PID, its children, the files that hold MARKER, the descriptors above 2 that stay open on exec, and "core" when a core dump may
# be written; "-" when there are none. A descriptor that this process has inherited too does not count.
use strict;
use warnings;
use Fcntl;

my ($marker, @pids) = @ARGV;

sub content {
	my ($path) = @_;
	sysopen my $file, $path, O_RDONLY | O_NONBLOCK or return '';
	my $text = '';
	1 while sysread $file, $text, 65536, length $text;
	return $text;
}

sub list { return join(',', @_) || '-' }

for my $pid (@pids) {
	my @children = split ' ', content("/proc/$pid/task/$pid/children");
	my (@files, @open, $core);
	for my $each ($pid, @children) {
		for my $path (glob "/proc/$each/*") {
			next if !-f $path || $path =~ m{/(mem|pagemap)$};
			push @files, $path if index(content($path), $marker) >= 0;
		}
		$core = 1 if content("/proc/$each/limits") !~ /^Max core file size +0 +0 /m;
		for my $path (glob "/proc/$each/fdinfo/*") {
			my ($fd) = $path =~ /(\d+)$/;
			my ($flags) = content($path) =~ /^flags:\s+(\d+)/m;
			next if $fd <= 2 || -e "/proc/$$/fd/$fd" && (readlink("/proc/$$/fd/$fd") // '') eq (readlink("/proc/$each/fd/$fd") // '');
			push @open, "$fd:" . (readlink("/proc/$each/fd/$fd") // '?') if defined $flags && !(oct($flags) & 02000000);
		}
	}
	printf "%s %s %s %s %s\n", $pid, list(@children), list(@files), list(@open), $core ? 'core' : '-';
}
