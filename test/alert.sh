# Sourced after tap.sh: starts the mail server and the webhook of test/alert_server.py, and reads what they got.
# shellcheck shell=sh disable=SC2154 # work, by tap.sh

# alert_server: sets smtps, starttls, clear and http to its ports, and ca to the file of its authority
alert_server() {
	box=$work/box
	ca=$box/ca.pem
	mkdir -p "$box"
	(
		cd "$box" || exit 1
		openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout ca.key -out ca.pem -days 2 \
			-subj /CN=authority 2>/dev/null
		openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout server.key -out server.csr \
			-subj /CN=localhost 2>/dev/null
		printf 'subjectAltName=DNS:localhost\n' >server.ext
		openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out server.pem -days 2 \
			-extfile server.ext 2>/dev/null
	)
	/usr/bin/python3 test/alert_server.py "$box" 2>"$work/box.log" &
	box_pid=$!
	tries=0
	while [ ! -s "$box/ports" ] && [ "$tries" -lt 200 ] && kill -0 "$box_pid" 2>/dev/null; do
		tries=$((tries + 1))
		sleep .05
	done
	read -r smtps starttls clear http <"$box/ports" || { sed 's/^/# /' "$work/box.log" >&2; return 1; }
	export smtps starttls clear http
	printf 'open sesame\n' >"$work/password"
	printf 'http://127.0.0.1:%s/hook/opensesame\n' "$http" >"$work/url"
	chmod 600 "$work/password" "$work/url"
	cat >"$work/alert.conf" <<-CONF
		alert_smtp_url = smtps://localhost:$smtps
		alert_smtp_user = trader
		alert_smtp_password_file = $work/password
		alert_smtp_ca_file = $ca
		alert_from = opt@example.org
		alert_to = trader@example.org
		alert_spool = $work/spool/alert
		alert_unhealthy = none
	CONF
}

alert_server_stop() {
	kill "$box_pid" 2>/dev/null
	wait "$box_pid" 2>/dev/null
}

# fault TEXT: what goes wrong from now on; nothing without TEXT
fault() {
	printf '%s\n' "${1:-}" >"$box/fault"
}

# got KIND: the number of mails or requests; take KIND N: its text, decoded; empty: forgets them
got() {
	find "$box" -name "$1.[0-9]*" | wc -l
}
take() {
	perl -MMIME::QuotedPrint -0777 -ne '
		s/\r\n/\n/g;
		my ($head, $body) = split /\n\n/, $_, 2;
		$body = decode_qp($body) if $head =~ /quoted-printable/;
		print "$head\n\n$body"' "$box/$1.$2"
}
empty() {
	rm -f "$box"/mail.* "$box"/hook.*
}
