#!/usr/bin/perl
# refuse_seccomp.pl COMMAND...: runs it where no seccomp filter can be set (prctl and seccomp answer EPERM for that), as on a
# system whose kernel has none. Exits 2 where it does not know the numbers.
use strict;
use warnings;
use POSIX ();

my $machine = (POSIX::uname())[4];
my %numbers = (x86_64 => [157, 317], aarch64 => [167, 277]);
my $number = $numbers{$machine} or exit 2;
my ($prctl, $seccomp) = @$number;
# BPF: load the number; seccomp: refused; prctl: load its first argument, PR_SET_SECCOMP is refused; all else is allowed
my ($load, $equal, $return, $refuse, $allow) = (0x20, 0x15, 0x06, 0x50000 | 1, 0x7fff0000);
my @code = ([$load, 0, 0, 0], [$equal, 3, 0, $seccomp], [$equal, 0, 3, $prctl], [$load, 0, 0, 16], [$equal, 0, 1, 22],
	[$return, 0, 0, $refuse], [$return, 0, 0, $allow]);
my $program = join '', map { pack 'SCCL', @$_ } @code;
my $filter = pack 'Sx![P]P', scalar @code, $program;
syscall($prctl, 38, 1, 0, 0, 0) == 0 or die "no_new_privs: $!\n";
syscall($seccomp, 1, 0, $filter) == 0 or die "seccomp: $!\n";
exec @ARGV or die "$ARGV[0]: $!\n";
