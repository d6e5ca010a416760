# standin_ai.pl SCRIPT URL_FILE LOG: services of inference on loopback, for tests. Writes its URL to URL_FILE.
#
# Each request takes the first line of SCRIPT, which says how it is answered; the last line stays. LOG gets a line of
# JSON a request. /model/ID/invoke is Amazon Bedrock: the signature is verified by Amazon's rules (Signature Version 4),
# with the keys of STANDIN_KEY_ID, STANDIN_SECRET and STANDIN_SESSION. All else is text classification in the words of
# Hugging Face, with the bearer token STANDIN_TOKEN: texts with "good" are positive, with "bad" negative, others neutral.
use strict;
use warnings;
use Digest::SHA qw(sha256_hex hmac_sha256 hmac_sha256_hex);
use IO::Socket::INET;
use JSON::PP;
use Time::Local qw(timegm);

my ($script, $url_file, $log) = @ARGV;
my $json = JSON::PP->new->canonical->allow_nonref;
$SIG{PIPE} = 'IGNORE';
my $server = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 8, ReuseAddr => 1) or die "listen: $!\n";

# --- the script ---

sub slurp {
	my ($path) = @_;
	open my $file, '<', $path or die "$path: $!\n";
	local $/;
	return scalar <$file>;
}

sub spill {
	my ($mode, $path, $text) = @_;
	open my $file, $mode, $path or die "$path: $!\n";
	print $file $text;
	close $file or die "$path: $!\n";
}

sub next_line {
	my ($line, $rest) = split /\n/, slurp($script), 2;
	if (defined $rest && $rest ne '') {
		spill('>', "$script.part", $rest);
		rename "$script.part", $script or die "$script: $!\n";
	}
	return $line;
}

# --- HTTP ---

sub receive {
	my ($client) = @_;
	my %request = (headers => {}, body => '');
	defined(my $first = <$client>) or return;
	@request{qw(method target)} = $first =~ m{^(\S+) (\S+) HTTP/1\.[01]\r?\n} or return;
	while (defined(my $line = <$client>)) {
		last if $line =~ /^\r?\n$/;
		$request{headers}{lc $1} = $2 if $line =~ /^([^:]+):\s*(.*?)\s*$/;
	}
	my $length = $request{headers}{'content-length'} // 0;
	read $client, $request{body}, $length if $length > 0;
	return \%request;
}

sub answer {
	my ($client, $status, $body, @headers) = @_;
	print $client join "\r\n", "HTTP/1.1 $status X", 'Content-Type: application/json', 'Content-Length: ' . length $body,
		'Connection: close', @headers, '', $body;
}

# A byte a second, until nobody listens.
sub dribble {
	my ($client, $text) = @_;
	$client->autoflush(1);
	print $client "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n";
	for my $byte (split //, $text) {
		print $client $byte or return;
		sleep 1;
	}
}

# --- text classification ---

my %scores = (
	good => [[positive => .85], [neutral => .1], [negative => .05]],
	bad => [[negative => .7], [neutral => .2], [positive => .1]],
	none => [[neutral => .9], [positive => .06], [negative => .04]],
);

sub classify {
	my ($text, $name) = @_;
	my $found = $text =~ /good/ ? 'good' : $text =~ /bad/ ? 'bad' : 'none';
	return [map { {label => $name->($_->[0]), score => $_->[1]} } @{$scores{$found}}];
}

my %number = (positive => 'LABEL_0', negative => 'LABEL_1', neutral => 'LABEL_2');
my %spelling = (
	ok => sub { $_[0] },
	upper => sub { uc $_[0] },
	numbered => sub { $number{$_[0]} },
	label => sub { $_[0] eq 'neutral' ? 'joy' : $_[0] },
	twice => sub { $_[0] eq 'neutral' ? 'positive' : $_[0] },
);

# As text-embeddings-inference reads its inputs: two strings are one pair, lists of strings a batch.
sub answer_tei {
	my ($client, $inputs) = @_;
	if (!ref $inputs->[0]) {
		return answer($client, 422, '{"error":"invalid length"}') if @$inputs > 2;
		return answer($client, 200, $json->encode(classify("@$inputs", $spelling{ok})));
	}
	answer($client, 200, $json->encode([map { classify($_->[0], $spelling{ok}) } @$inputs]));
}

sub answer_texts {
	my ($client, $request, $line) = @_;
	my $inputs = $json->decode($request->{body})->{inputs};
	my @texts = map { ref $_ ? $_->[0] : $_ } @$inputs;
	my ($how, $what) = split ' ', $line, 2;
	my $token = $ENV{STANDIN_TOKEN};
	return answer($client, 401, '{"error":"Invalid credentials"}')
		if defined $token && ($request->{headers}{authorization} // '') ne "Bearer $token";
	my @good = map { classify($_, $spelling{ok}) } @texts;
	my $body = $json->encode(\@good);

	return answer($client, 200, $json->encode([map { classify($_, $spelling{$how}) } @texts])) if $spelling{$how};
	return answer_tei($client, $inputs) if $how eq 'tei';
	return answer($client, 200, $json->encode($good[0])) if $how eq 'flat';
	return answer($client, 200, $json->encode([@good, $good[0]])) if $how eq 'more';
	return answer($client, 200, $json->encode([@good[1 .. $#good]])) if $how eq 'fewer';
	return answer($client, 200, $what) if $how eq 'raw';
	return answer($client, $1, '{"error":"later"}', $what eq '' ? () : "Retry-After: $what") if $how =~ /^later(\d+)$/;
	return answer($client, 503, qq({"error":"Model is currently loading","estimated_time":$what})) if $how eq 'loading';
	return answer($client, $1, '{"error":"no"}') if $how =~ /^(\d+)$/;
	return answer($client, 400, '{"error":"too many tokens"}') if $how eq 'poison' && grep { /poison/ } @texts;
	return answer($client, 200, $body) if $how eq 'poison';
	return dribble($client, $body) if $how eq 'slow';
	return if $how eq 'close';
	# Half of the body: of a length that was told, or of one that was not.
	my $length = $how eq 'truncated' ? 'Content-Length: ' . length($body) . "\r\n" : '';
	print $client "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n$length\r\n", substr $body, 0, length($body) / 2;
}

# --- Amazon Bedrock ---

sub encode_segment {
	my ($text) = @_;
	$text =~ s/([^A-Za-z0-9_.~-])/sprintf '%%%02X', ord $1/ge;
	return $text;
}

# Why the signature is not one; undef when it is. The canonical path encodes what was sent once more.
sub refusal {
	my ($r) = @_;
	my %h = %{$r->{headers}};
	my ($key_id, $day, $region, $service, $signed, $signature) = ($h{authorization} // '') =~
		m{^AWS4-HMAC-SHA256 Credential=([^/]+)/(\d{8})/([^/]+)/([^/]+)/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$}
		or return 'Missing Authentication Token';
	return 'The security token included in the request is invalid.'
		if $key_id ne $ENV{STANDIN_KEY_ID} || ($h{'x-amz-security-token'} // '') ne ($ENV{STANDIN_SESSION} // '');
	my @date = ($h{'x-amz-date'} // '') =~ /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/ or return 'no X-Amz-Date';
	return 'Signature expired' if abs(time - timegm(@date[5, 4, 3, 2], $date[1] - 1, $date[0])) > 300;
	return 'Credential should be scoped to the right day, region and service'
		if $day ne join('', @date[0 .. 2]) || $region ne 'us-east-1' || $service ne 'bedrock';
	my @names = split /;/, $signed;
	return 'SignedHeaders are not sorted' if "@names" ne join ' ', sort @names;
	for my $name ('host', grep { /^x-amz-|^content-type$/ } keys %h) {
		return "header $name is not signed" if !grep { $_ eq $name } @names;
	}
	my ($path, $query) = split /\?/, $r->{target}, 2;
	my $headers = '';
	for my $name (@names) {
		return "header $name is signed and was not sent" if !defined $h{$name};
		(my $value = $h{$name}) =~ s/\s+/ /g;
		$headers .= "$name:$value\n";
	}
	my $canonical = join "\n", $r->{method}, join('/', map { encode_segment($_) } split m{/}, $path, -1), $query // '', $headers,
		$signed, sha256_hex($r->{body});
	my $scope = "$day/$region/$service/aws4_request";
	my $to_sign = join "\n", 'AWS4-HMAC-SHA256', $h{'x-amz-date'}, $scope, sha256_hex($canonical);
	my $key = "AWS4$ENV{STANDIN_SECRET}";
	$key = hmac_sha256($_, $key) for $day, $region, $service, 'aws4_request';
	return hmac_sha256_hex($to_sign, $key) eq $signature
		? undef : 'The request signature we calculated does not match the signature you provided.';
}

sub answer_model {
	my ($client, $request, $line) = @_;
	my $refusal = refusal($request);
	return answer($client, 403, $json->encode({message => $refusal})) if defined $refusal;
	my ($how, $what) = split ' ', $line, 2;
	return answer($client, $1, '{"message":"Too many requests"}') if $how =~ /^(\d+)$/;
	return answer($client, 200, $what) if $how eq 'raw';
	my $content = [{type => 'text', text => $what // ''}];
	my $body = $request->{target} =~ /amazon\.nova/ ? {output => {message => {role => 'assistant', content => $content}}}
		: {type => 'message', role => 'assistant', content => $content, stop_reason => 'end_turn'};
	return dribble($client, $json->encode($body)) if $how eq 'slow';
	answer($client, 200, $json->encode($body));
}

spill('>', "$url_file.part", sprintf "http://127.0.0.1:%d\n", $server->sockport);
rename "$url_file.part", $url_file or die "$url_file: $!\n";
while (my $client = $server->accept) {
	my $request = receive($client) or next;
	my $line = next_line();
	spill('>>', $log, $json->encode({target => $request->{target}, body => $json->decode($request->{body}), line => $line,
			authorization => $request->{headers}{authorization}}) . "\n");
	if ($request->{target} =~ m{^/model/[^/]+/invoke$}) {
		answer_model($client, $request, $line);
	} else {
		answer_texts($client, $request, $line);
	}
	close $client;
}
