#!/usr/bin/perl
# Which parameters code reads: perl test/param_reads.pl FILE[:NAME]...
#
# For each argument one line: the argument, a tab, and the names of params.def that are read by what FILE defines (or by
# NAME of FILE alone) and by everything that mentions lead to from there, in the order of params.def. Functions, tables
# and macros are what mentions lead to; a name of the same file comes before one of another. A read is p->NAME,
# params->NAME, params.NAME or MACRO(NAME). lib/params reads every row alike, to load and to check it, and is left out.
# With --within, mentions are followed within FILE only.
use strict;
use warnings;

my (@params, %is_param);
my (%body, %local, %global); # a node is "FILE:NAME"
my $within = @ARGV && $ARGV[0] eq '--within' && shift @ARGV;

sub slurp {
	my ($path) = @_;
	open my $in, '<', $path or die "$path: $!\n";
	local $/;
	return <$in>;
}

sub add {
	my ($path, $name, $text) = @_;
	my $node = "$path:$name";
	$body{$node} .= $text;
	$local{$path}{$name} = $node;
	# a "main" in another file is a variable
	$global{$name}{$node} = 1 unless $text =~ /^\s*(?:static|#)/ || $name eq 'main';
}

# A definition at the top level: a function, a table, a macro.
sub define {
	my ($path, $text) = @_;
	if ($text =~ /^[^={]*?(\w+)\s*\([^{]*\)\s*\{/s && $text !~ /^\s*(?:struct|enum|union)\s+\w*\s*\{/) {
		add($path, $1, $text);
	} elsif ($text =~ /^[^={(]*?(\w+)\s*(?:\[[^=]*\]\s*)?=/s) {
		add($path, $1, $text);
	} elsif ($text =~ /=\s*\{/ && $text =~ /\}\s*(\w+)\s*(?:\[[^=]*\]\s*)?=/s) {
		add($path, $1, $text); # static const struct {...} NAME[] = {...}
	}
}

sub parse {
	my ($path) = @_;
	my $text = slurp($path);
	$text =~ s{/\*.*?\*/}{ }gs;
	$text =~ s{"(?:[^"\\\n]|\\.)*"}{""}g;
	$text =~ s{'(?:[^'\\\n]|\\.)'}{' '}g;
	while ($text =~ s/^[ \t]*#[ \t]*define[ \t]+(\w+)((?:[^\n]*\\\n)*[^\n]*)$//m) {
		my ($name, $replaced) = ($1, $2);
		add($path, $name, "#define $replaced");
	}
	$text =~ s/^[ \t]*#[^\n]*$//mg;
	for my $other ($text =~ /\bstruct params\b[ *]*(?!(?:p|params)\b)(\w+)\s*[,;)=]/g) {
		die "$path: what $other has of the parameters would not be seen: name it p or params\n"
			if grep { $is_param{$_} } $text =~ /\b$other(?:->|\.)(\w+)/g;
	}
	my ($depth, $start) = (0, 0);
	while ($text =~ /([{};])/g) {
		my $at = pos $text;
		$depth++ if $1 eq '{';
		$depth-- if $1 eq '}';
		next if $depth > 0 || $1 eq '{';
		my $piece = substr $text, $start, $at - $start;
		# a function ends with its brace, everything else with a semicolon
		next if $1 eq '}' && $piece !~ /^[^={]*\)\s*\{/s;
		define($path, $piece);
		$start = $at;
	}
}

sub mentions {
	my ($node) = @_;
	my ($path) = $node =~ /^(.*):/;
	my %found;
	while ($body{$node} =~ /(->\s*|\.)?\b([A-Za-z_]\w*)/g) {
		my ($of, $name) = ($1, $2);
		next if defined $of || $name =~ /^exit_(?:find|stops)$/; # asked for what a rule is, not for its verdict
		if (exists $local{$path}{$name}) {
			$found{$local{$path}{$name}} = 1;
		} elsif (!$within && exists $global{$name}) {
			$found{$_} = 1 for keys %{$global{$name}};
		}
	}
	return keys %found;
}

sub reads {
	my ($node) = @_;
	my $text = $body{$node};
	my @found;
	push @found, $1 while $text =~ /\b(?:p|params)(?:->|\.)(\w+)(?!\w|##)/g;
	push @found, $1 while $text =~ /\b[A-Z_]+\((\w+)/g;
	while ($text =~ /\b(?:p|params)->\w+##(\w+)/g) {
		my $end = $1;
		push @found, grep { /\Q$end\E$/ } @params;
	}
	return grep { $is_param{$_} } @found;
}

for (split /\n/, slurp('lib/params/params.def')) {
	push @params, $1 if /^PARAM\((\w+),/;
}
%is_param = map { $_ => 1 } @params;
parse($_) for grep { !m{^lib/params/|/gen/} } glob 'lib/*/*.[ch] lib/*/io/*.[ch] tools/*.c';

for my $root (@ARGV) {
	my @queue = $root =~ /:/ ? $root : values %{$local{$root}};
	die "$root: not defined\n" if !@queue || grep { !exists $body{$_} } @queue;
	my (%seen, %read);
	while (defined(my $node = shift @queue)) {
		next if $seen{$node}++;
		$read{$_} = 1 for reads($node);
		push @queue, mentions($node);
	}
	print "$root\t@{[grep { $read{$_} } @params]}\n";
}
