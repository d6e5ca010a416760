#include "terminal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "num.h"

enum { USUAL_WIDTH = 80, WIDTH_MAX = 10000 };

int terminal_width_of(int fd)
{
	struct winsize size = {0};
	int64_t columns = 0;
	const char *text = getenv("COLUMNS");
	if (!isatty(fd))
		return 0;
	if (text != NULL && num_parse_i64(text, 1, WIDTH_MAX, &columns) == 0)
		return (int)columns;
	if (ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
		return size.ws_col;
	return USUAL_WIDTH;
}

int terminal_width(void)
{
	return terminal_width_of(STDOUT_FILENO);
}

bool terminal_has_colours(void)
{
	const char *kind = getenv("TERM"), *wish = getenv("NO_COLOR");
	return isatty(STDOUT_FILENO) && kind != NULL && kind[0] != '\0' &&
	       strcmp(kind, "dumb") != 0 && (wish == NULL || wish[0] == '\0');
}
