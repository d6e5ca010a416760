#include "mail.h"

#include <stdio.h>
#include <string.h>

#include "text.h"

/* Columns of an encoded line, without the = at its end (RFC 2045, 6.7); bytes of a word. */
enum { LINE_MAX_COLUMNS = 75, WORD_BYTES = 20 };

/* ---- addresses ---- */

static bool is_address(const char *text)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789.!#$%&'*+/=?^_`{|}~-";
	size_t local = strspn(text, allowed);
	if (local == 0 || text[local] != '@' || text[0] == '-')
		return false;
	const char *host = text + local + 1;
	return host[0] != '\0' && host[strspn(host, allowed)] == '\0';
}

int mail_read_addresses(
	struct mail_addresses *out, const char *name, const char *list, struct error *err)
{
	static const char separators[] = ", \t";
	out->count = 0;
	for (list += strspn(list, separators); *list != '\0'; list += strspn(list, separators)) {
		size_t length = strcspn(list, separators);
		if (out->count == MAIL_ADDRESSES_MAX)
			return error_set(err, ERROR_CONFIG, "%s: more than %d addresses", name,
				MAIL_ADDRESSES_MAX);
		char *address = out->list[out->count];
		if (length < MAIL_ADDRESS_SIZE) {
			memcpy(address, list, length);
			address[length] = '\0';
		}
		if (length >= MAIL_ADDRESS_SIZE || !is_address(address))
			return error_set(err, ERROR_CONFIG,
				"%s: not an address such as trader@example.org: \"%.*s\"", name,
				(int)(length < 60 ? length : 60), list);
		out->count++;
		list += length;
	}
	return 0;
}

/* ---- headers ---- */

/* Whether a header can have TEXT as it is. An encoded word in it would be decoded. */
static bool is_plain(const char *text)
{
	for (const char *p = text; *p != '\0'; p++)
		if (*p < ' ' || *p > '~')
			return false;
	return strstr(text, "=?") == NULL;
}

/* One encoded word (RFC 2047, encoding Q) of LENGTH bytes, which are whole characters. */
static void write_word(struct buf *out, const char *text, size_t length)
{
	buf_puts(out, "=?utf-8?Q?");
	for (size_t i = 0; i < length; i++) {
		unsigned char c = (unsigned char)text[i];
		if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'))
			buf_putc(out, (char)c);
		else if (c == ' ')
			buf_putc(out, '_');
		else
			buf_printf(out, "=%02X", c);
	}
	buf_puts(out, "?=");
}

static void write_text_header(struct buf *out, const char *name, const char *text)
{
	char line[1024];
	(void)snprintf(line, sizeof line, "%s", text);
	size_t length = text_fold_space(line);
	buf_printf(out, "%s: ", name);
	if (is_plain(line)) {
		buf_printf(out, "%s\r\n", line);
		return;
	}
	for (const char *p = line; length > 0;) {
		size_t part = text_cut(p, length, WORD_BYTES);
		part = part == 0 ? 1 : part; /* not UTF-8: byte by byte */
		write_word(out, p, part);
		p += part;
		length -= part;
		buf_puts(out, length > 0 ? "\r\n " : "\r\n");
	}
}

static void write_date(struct buf *out, struct instant at)
{
	static const char *const days[] = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
	static const char *const months[] = {
		"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	struct date day = instant_utc_date(at);
	int year, month, of_month;
	date_to_ymd(day, &year, &month, &of_month);
	int64_t second = instant_diff_us(at, instant_from_date(day, 0)) / SECOND_US;
	int64_t since = instant_from_date(day, 0).us / DAY_US;
	buf_printf(out, "Date: %s, %d %s %d %02d:%02d:%02d +0000\r\n", days[(since % 7 + 7) % 7],
		of_month, months[month - 1], year, (int)(second / 3600), (int)(second / 60 % 60),
		(int)(second % 60));
}

/* ---- text ---- */

/* Quoted-printable: lines of at most 76 columns, none of which begins with a dot. */
static void write_body(struct buf *out, const char *text)
{
	size_t column = 0;
	for (const char *p = text; *p != '\0'; p++) {
		unsigned char c = (unsigned char)*p;
		if (c == '\n') {
			buf_puts(out, "\r\n");
			column = 0;
			continue;
		}
		bool last = p[1] == '\n' || p[1] == '\0';
		bool plain = (c > ' ' && c <= '~' && c != '=' && !(c == '.' && column == 0)) ||
			     (c == ' ' && !last);
		size_t width = plain ? 1 : 3;
		if (column + width > LINE_MAX_COLUMNS) {
			buf_puts(out, "=\r\n");
			column = 0;
			plain = plain && c != '.';
			width = plain ? 1 : 3;
		}
		if (plain)
			buf_putc(out, (char)c);
		else
			buf_printf(out, "=%02X", c);
		column += width;
	}
}

void mail_write(struct buf *out, const struct mail *mail)
{
	buf_printf(out, "From: %s\r\nTo: ", mail->from);
	for (size_t i = 0; i < mail->to->count; i++)
		buf_printf(out, "%s%s", i == 0 ? "" : ",\r\n ", mail->to->list[i]);
	buf_puts(out, "\r\n");
	write_text_header(out, "Subject", mail->subject);
	write_date(out, mail->at);
	buf_printf(out, "Message-ID: <%s@%s>\r\n", mail->id, strchr(mail->from, '@') + 1);
	buf_printf(out, "X-Opt-Severity: %s\r\n", mail->severity);
	if (text_equal(mail->severity, "critical"))
		buf_puts(out, "Importance: high\r\n");
	buf_puts(out, "Auto-Submitted: auto-generated\r\n"
		      "MIME-Version: 1.0\r\n"
		      "Content-Type: text/plain; charset=utf-8\r\n"
		      "Content-Transfer-Encoding: quoted-printable\r\n\r\n");
	write_body(out, mail->body);
	buf_puts(out, "\r\n");
}
