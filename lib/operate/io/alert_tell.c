#include "alert_tell.h"

#include <string.h>

#include "text.h"

static void print_row(struct run *run, const char *key, const char *subject, const char *body)
{
	struct jsonl *w = run_row(run, &alert_would_tell_row);
	jsonl_text(w, "key", key);
	jsonl_text(w, "subject", subject);
	jsonl_text(w, "body", body);
	run_row_end(run);
}

static void sample(struct run *run)
{
	print_row(run, "", "", NULL);
}

const struct row_kind alert_would_tell_row = {"would_tell", sample};

static void print(struct run *run, const char *key, const char *subject, const char *body)
{
	if (!run->json) {
		buf_puts(&run->out, "would tell: ");
		text_escape(&run->out, subject, strlen(subject));
		buf_putc(&run->out, '\n');
		return;
	}
	print_row(run, key, subject, body);
}

int alert_tell(struct run *run, enum alert_severity severity, const char *key, const char *subject,
	const char *body, struct error *err)
{
	bool is_new = false;
	if (alert_write(run, severity, key, subject, body, &is_new, err) != 0)
		return -1;
	if (is_new)
		run_count(run, "found", 1);
	if (run->dry_run)
		print(run, key, subject, body);
	return 0;
}
