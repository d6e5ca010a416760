/* Finds the parts of HTML that are plain text already, several bytes per step. */
#ifndef OPT_HTML_RUN_H
#define OPT_HTML_RUN_H

/*
 * The end of the run at P of characters that html_to_text would copy unchanged, with single blanks
 * between them. P is valid UTF-8 up to END and not at a blank; the run does not end with a blank.
 * Returns P when the first character is not of this kind.
 */
const char *html_plain_run(const char *p, const char *end);

#endif
