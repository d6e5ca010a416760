/* The pure part of opt-alert: messages, waits, e-mail, webhooks, texts of trades. */
#include <stdio.h>
#include <stdlib.h>

#include "array.h"
#include "check.h"

#include "alert_message.h"
#include "mail.h"
#include "trade_text.h"
#include "webhook.h"

static struct instant at(const char *text)
{
	struct instant t = INSTANT_UNKNOWN;
	check(text, instant_parse(text, &t) == 0);
	return t;
}

static bool has(const struct buf *b, const char *part)
{
	return strstr(buf_text(b), part) != NULL;
}

static void test_wait(void **state)
{
	(void)state;
	static const struct {
		int64_t attempts, minutes;
	} table[] = {{0, 1}, {1, 1}, {2, 2}, {3, 4}, {6, 32}, {7, 60}, {8, 60}, {1000, 60}};
	for (size_t i = 0; i < array_size(table); i++)
		check("wait", alert_wait_us(table[i].attempts) ==
				      table[i].minutes * MINUTE_US - 10 * SECOND_US);
}

static void test_time(void **state)
{
	(void)state;
	static const struct {
		const char *utc, *want;
	} table[] = {
		{"2026-01-26T19:08:00.9Z", "14:08:00 New York on 2026-01-26 (19:08:00Z)"},
		{"2026-07-01T03:59:59Z", "23:59:59 New York on 2026-06-30 (03:59:59Z)"},
	};
	for (size_t i = 0; i < array_size(table); i++) {
		buf_auto struct buf b = BUF_INIT(200);
		alert_time(&b, at(table[i].utc));
		check_text(table[i].utc, buf_text(&b), table[i].want);
	}
	buf_auto struct buf b = BUF_INIT(200);
	alert_time(&b, INSTANT_UNKNOWN);
	check_text("unknown", buf_text(&b), "unknown");
}

static struct alert_message message(struct told_alert *alerts, size_t count, const char *channel)
{
	struct alert_message m = {.body = BUF_INIT(1 << 20)};
	check("message", alert_message_write(&m, alerts, count, "paper", channel));
	return m;
}

static void test_message(void **state)
{
	(void)state;
	struct told_alert a[] = {
		{"k1", "info", "one", "text one", at("2026-01-26T15:00:00Z")},
		{"k2", "critical", "two\r\nBcc: x", "text two", at("2026-01-26T15:02:00Z")},
		{"k3", "critical", "three", "text three", at("2026-01-26T15:01:00Z")},
	};
	struct alert_message one = message(a, 1, "email"), same = message(a, 1, "email");
	struct alert_message other = message(a, 1, "webhook"), digest = message(a, 3, "email");
	check_text("one", one.subject, "[opt paper] one");
	check_text("the same alert has the same id", one.id, same.id);
	check_text("and the same text", buf_text(&one.body), buf_text(&same.body));
	check("another channel has another id", strcmp(one.id, other.id) != 0);
	check("the id is in the text", has(&one.body, one.id));
	check_text("worst first, then oldest", digest.subject,
		"[opt paper] CRITICAL: three, and 2 more");
	check_text("severity", digest.severity, "critical");
	check("digest", has(&digest.body, "1. critical: three\ntext three"));
	check("digest", has(&digest.body, "3. info: one"));
	struct told_alert b[] = {a[2], a[1], a[0]};
	struct alert_message again = message(b, 3, "email");
	check_text("in any order", again.id, digest.id);
	b[0].body = "another text";
	struct alert_message changed = message(b, 3, "email");
	check("another text has another id", strcmp(changed.id, digest.id) != 0);
	b[0] = (struct told_alert){"k", "odd", "line\nbreak", "t", at("2026-01-26T15:00:00Z")};
	struct alert_message odd = message(b, 1, "email");
	check_text("an unknown severity is the worst", odd.severity, "critical");
	check("a subject is one line", strpbrk(odd.subject, "\r\n") == NULL);
	struct alert_message *all[] = {&one, &same, &other, &digest, &again, &changed, &odd};
	for (size_t i = 0; i < array_size(all); i++)
		buf_free(&all[i]->body);
}

static void test_long_digest(void **state)
{
	(void)state;
	static struct told_alert many[ALERT_DIGEST_SHOWN + 1];
	char keys[ALERT_DIGEST_SHOWN + 1][16];
	for (size_t i = 0; i < array_size(many); i++) {
		(void)snprintf(keys[i], sizeof keys[i], "k%zu", i);
		many[i] = (struct told_alert){keys[i], "info", keys[i], "t", {0}};
	}
	struct alert_message m = message(many, ALERT_DIGEST_SHOWN, "email");
	check("as many as are shown", !has(&m.body, "more are in alert_outbox"));
	buf_free(&m.body);
	m = message(many, array_size(many), "email");
	check("one more", has(&m.body, "\n1 more are in alert_outbox"));
	check("is not shown", !has(&m.body, "\n51. "));
	buf_free(&m.body);
	static char wide[2000];
	for (size_t i = 0; i + 2 < sizeof wide; i += 2)
		memcpy(wide + i, "\xc3\xa4", 3);
	many[0].subject = wide;
	m = message(many, 1, "email");
	size_t length = strlen(m.subject);
	check("a long subject is cut", length < ALERT_SUBJECT_SIZE && length > 200);
	check("between characters", (unsigned char)m.subject[length - 1] == 0xa4);
	buf_free(&m.body);
}

static void test_addresses(void **state)
{
	(void)state;
	static const struct {
		const char *list;
		int count; /* -1: refused */
	} table[] = {
		{"", 0},
		{"a@b.example", 1},
		{" a@b.example,c+d@e.example ,, f@g", 3},
		{"a", -1},
		{"@b", -1},
		{"a@", -1},
		{"a@b@c", -1},
		{"a@b\r\nBcc:", -1},
		{"<a@b>", -1},
		{"-oX@b", -1},
		{"a@b.example c", -1},
	};
	for (size_t i = 0; i < array_size(table); i++) {
		struct mail_addresses out;
		struct error err = {0};
		int got = mail_read_addresses(&out, "alert_to", table[i].list, &err);
		check(table[i].list, (got == 0 ? (int)out.count : -1) == table[i].count);
		check(table[i].list, got == 0 || err.kind == ERROR_CONFIG);
	}
	struct mail_addresses out;
	char list[300];
	(void)snprintf(list, sizeof list, "%0254d@b", 0);
	check("too long", mail_read_addresses(&out, "alert_to", list, NULL) == -1);
}

static void test_mail(void **state)
{
	(void)state;
	struct mail_addresses to = {.list = {"a@b.example", "c@d.example"}, .count = 2};
	struct mail mail = {"opt@b.example", &to, "plain subject",
		"a line\n.\nend of line \n=\xc3\xa4", "opt-1", "critical",
		at("2026-07-01T03:59:09Z")};
	buf_auto struct buf b = BUF_INIT(1 << 16);
	mail_write(&b, &mail);
	check("to", has(&b, "To: a@b.example,\r\n c@d.example\r\n"));
	check("subject", has(&b, "Subject: plain subject\r\n"));
	check("date", has(&b, "Date: Wed, 1 Jul 2026 03:59:09 +0000\r\n"));
	check("id", has(&b, "Message-ID: <opt-1@b.example>\r\n"));
	check("importance", has(&b, "Importance: high\r\n"));
	check("body", has(&b, "\r\n\r\na line\r\n=2E\r\nend of line=20\r\n=3D=C3=A4\r\n"));
	static const char *const subjects[][2] = {
		{"a\r\nBcc: evil@x", "Subject: a Bcc: evil@x\r\n"},
		{"=?utf-8?Q?x?=", "Subject: =?utf-8?Q?=3D=3Futf=2D8=3FQ=3Fx=3F=3D?=\r\n"},
		{"5 \xe2\x82\xac", "Subject: =?utf-8?Q?5_=E2=82=AC?=\r\n"},
		{"\xff\xff", "Subject: =?utf-8?Q?=FF"},
	};
	for (size_t i = 0; i < array_size(subjects); i++) {
		buf_clear(&b);
		mail.subject = subjects[i][0];
		mail_write(&b, &mail);
		check(subjects[i][1], has(&b, subjects[i][1]));
	}
	static char wide[5000];
	memset(wide, '.', sizeof wide - 1);
	mail.body = wide;
	mail.subject = "x";
	buf_clear(&b);
	mail_write(&b, &mail);
	for (const char *line = buf_text(&b); *line != '\0';) {
		size_t length = strcspn(line, "\r");
		check("a line of 76 columns at most", length <= 76);
		check("none begins with a dot", *line != '.');
		line += length + strspn(line + length, "\r\n");
	}
}

static void test_webhooks(void **state)
{
	(void)state;
	static const struct {
		const char *kind, *want;
	} table[] = {
		{"json", "{\"message_id\":\"opt-1\",\"severity\":\"critical\",\"subject\":\"s "
			 "<@1>\","},
		{"slack", "{\"text\":\"s &lt;@1&gt;\\n\\nbody\\n\\nMessage opt-1.\\n\"}"},
		{"discord", "\"allowed_mentions\":{\"parse\":[]}}"},
		{"telegram", "{\"chat_id\":\"42\",\"text\":\"s <@1>\\n\\nbody"},
		{"ntfy", "{\"topic\":\"t\",\"title\":\"s <@1>\",\"message\":\"body"},
	};
	static char wide[300000];
	memset(wide, 'x', sizeof wide - 1);
	memcpy(wide + sizeof wide - 20, "\n\nMessage opt-1.\n", 18);
	for (size_t i = 0; i < array_size(table); i++) {
		const struct webhook_kind *kind = webhook_find(table[i].kind);
		struct webhook_call call = {"opt-1", "critical", "s <@1>",
			"body\n\nMessage opt-1.\n", "42", "t", 1, {0}};
		buf_auto struct buf b = BUF_INIT(1 << 20);
		webhook_write(&b, kind, &call);
		check(table[i].kind, has(&b, table[i].want));
		call.body = wide;
		buf_clear(&b);
		webhook_write(&b, kind, &call);
		check(table[i].kind, buf_ok(&b) && b.length < kind->text_max + 400);
		check(table[i].kind, has(&b, "...\\n\\nMessage opt-1."));
	}
	check("none", webhook_find("none") == NULL);
	char root[64];
	const char *topic = NULL;
	check("topic", webhook_split_topic("https://ntfy.sh/abc", root, sizeof root, &topic));
	check_text("root", root, "https://ntfy.sh");
	check_text("topic", topic, "abc");
	static const char *const bad[] = {"https://ntfy.sh", "https://ntfy.sh/",
		"https://ntfy.sh/a/b", "https://ntfy.sh/a?b", "ntfy.sh/a"};
	for (size_t i = 0; i < array_size(bad); i++)
		check(bad[i], !webhook_split_topic(bad[i], root, sizeof root, &topic));
}

static const struct told_trade nothing = {
	.ticker = "NVDA",
	.strategy_type = "swing_trade",
	.instrument_type = "STOCK",
	.side = "long",
	.quantity = 1,
	.entry_price = {INT64_MIN},
	.exit_price = {INT64_MIN},
	.underlying = {INT64_MIN},
	.stop = {INT64_MIN},
	.target = {INT64_MIN},
	.entry_delta = (double)NAN,
	.entry_iv = (double)NAN,
	.confidence = (double)NAN,
	.entry_time = {INT64_MIN},
	.exit_time = {INT64_MIN},
	.pnl = {INT64_MIN},
	.fees = {INT64_MIN},
	.pnl_percent = (double)NAN,
	.r_multiple = (double)NAN,
	.exit_reason = "time_stop",
};

/* Strikes 190 and 195; with two a spread. */
static struct told_trade option_trade(const char *strategy, const char *symbol, const char *other)
{
	struct told_trade t = nothing;
	(void)snprintf(t.strategy_type, sizeof t.strategy_type, "%s", strategy);
	(void)snprintf(t.option_symbol, sizeof t.option_symbol, "%s", symbol);
	(void)snprintf(t.other_symbol, sizeof t.other_symbol, "%s", other);
	t.entry_price = (struct price){34500};
	t.quantity = 2;
	return t;
}

static void test_opened(void **state)
{
	(void)state;
	struct told_trade stock = nothing, short_stock = nothing, adopted = nothing;
	stock.quantity = 40;
	stock.entry_price = short_stock.entry_price = (struct price){125000};
	stock.stop = (struct price){122500};
	short_stock.stop = (struct price){127500};
	short_stock.quantity = 40;
	(void)snprintf(short_stock.side, sizeof short_stock.side, "short");
	adopted.adopted = true;
	struct {
		struct told_trade trade;
		const char *subject, *body;
	} table[] = {
		{stock, "Bought 40 NVDA at 12.50", "At risk down to the stop: 10.00;"},
		{short_stock, "Sold 40 NVDA at 12.50", "At risk down to the stop: 10.00;"},
		{adopted, "Adopted 1 NVDA at unknown", "Shares: unknown in all"},
		{option_trade("swing_trade", "NVDA260220C00190000", ""),
			"Bought 2 NVDA 190 call 2026-02-20 at 3.45",
			"Premium: 690.00 in all, the most that can be lost\nBreak-even at expiry: "
			"193.45"},
		{option_trade("swing_trade", "NVDA260220P00190500", ""),
			"Bought 2 NVDA 190.50 put 2026-02-20 at 3.45",
			"Break-even at expiry: 187.05"},
		{option_trade("credit_spread", "NVDA260220P00195000", "NVDA260220P00190000"),
			"Sold 2 NVDA 195/190 put spread 2026-02-20 for a credit of 3.45",
			"Credit: 690.00 in all\nMost that can be lost: 310.00"},
		{option_trade("debit_spread", "NVDA260220C00190000", "NVDA260220C00195000"),
			"Bought 2 NVDA 190/195 call spread 2026-02-20 at 3.45",
			"Debit: 690.00 in all\nMost that can be lost: 690.00"},
		{option_trade("swing_trade", "ODD", ""), "Bought 2 NVDA ODD at 3.45",
			"Contract: ODD"},
	};
	for (size_t i = 0; i < array_size(table); i++) {
		buf_auto struct buf subject = BUF_INIT(1000), body = BUF_INIT(4000);
		trade_text_opened(&subject, &body, &table[i].trade);
		check_text(table[i].subject, buf_text(&subject), table[i].subject);
		check(table[i].subject, has(&body, table[i].body));
	}
}

static void test_closed(void **state)
{
	(void)state;
	struct told_trade won = option_trade("swing_trade", "NVDA260220C00190000", "");
	won.exit_price = (struct price){42000};
	won.pnl = (struct money){1487000};
	won.fees = (struct money){13000};
	won.pnl_percent = 21.55;
	won.r_multiple = .86;
	won.holding_minutes = 60;
	struct told_trade lost = won, spread = option_trade("credit_spread", "NVDA260220P00195000",
					      "NVDA260220P00190000");
	lost.pnl.e4 = -1487000;
	lost.pnl_percent = -21.55;
	struct {
		struct told_trade trade;
		const char *subject, *body;
	} table[] = {
		{won, "Closed NVDA 190 call 2026-02-20: +148.70 (+21.6 %), time stop",
			"Sold 2 contracts of NVDA 190 call 2026-02-20 at 4.20, after an entry at "
			"3.45 per "
			"share.\n\nResult: +148.70 (+21.6 %), +0.86 R, net of fees of 1.30"},
		{lost, "Closed NVDA 190 call 2026-02-20: -148.70 (-21.6 %), time stop",
			"Held: 1 h 0 min of market time"},
		{spread, "Closed NVDA 195/190 put spread 2026-02-20: result unknown, time stop",
			"Bought back 2 spreads of NVDA 195/190 put spread 2026-02-20 at unknown"},
		{nothing, "Closed NVDA: result unknown, time stop",
			"Sold 1 share of NVDA at unknown"},
	};
	for (size_t i = 0; i < array_size(table); i++) {
		buf_auto struct buf subject = BUF_INIT(1000), body = BUF_INIT(4000);
		trade_text_closed(&subject, &body, &table[i].trade);
		check_text(table[i].subject, buf_text(&subject), table[i].subject);
		check(table[i].subject, has(&body, table[i].body));
	}
	won.sold = 1;
	buf_auto struct buf subject = BUF_INIT(1000), body = BUF_INIT(4000);
	trade_text_reduced(&subject, &body, &won, 1);
	check_text("reduced", buf_text(&subject), "Sold 1 of 2 NVDA 190 call 2026-02-20 at 4.20");
	check("reduced", has(&body, "1 stay open."));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_wait),
		cmocka_unit_test(test_time),
		cmocka_unit_test(test_message),
		cmocka_unit_test(test_long_digest),
		cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_mail),
		cmocka_unit_test(test_webhooks),
		cmocka_unit_test(test_opened),
		cmocka_unit_test(test_closed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
