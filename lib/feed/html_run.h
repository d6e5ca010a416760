/* What of HTML is text as it stands: most of it, found without a look at every character. */
#ifndef OPT_HTML_RUN_H
#define OPT_HTML_RUN_H

/*
 * Behind the characters at P, valid UTF-8 up to END, that are taken as they are, with single blanks
 * between them. P is at no blank; the run ends with none. P itself: look closer at what is there.
 */
const char *html_plain_run(const char *p, const char *end);

#endif
