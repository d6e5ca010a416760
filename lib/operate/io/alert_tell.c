#include "alert_tell.h"

#include <string.h>

#include "text.h"

static void print(struct run *run, const char *key, const char *subject, const char *body)
{
	if (!run->json) {
		buf_puts(&run->out, "would tell: ");
		text_escape(&run->out, subject, strlen(subject));
		buf_putc(&run->out, '\n');
		return;
	}
	struct jsonl *w = run_row(run);
	jsonl_open(w, NULL, '{');
	jsonl_text(w, "program", "opt-alert");
	jsonl_text(w, "event", "would_tell");
	jsonl_text(w, "key", key);
	jsonl_text(w, "subject", subject);
	jsonl_text(w, "body", body);
	jsonl_close(w);
	run_row_end(run);
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
