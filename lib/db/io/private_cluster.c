#include "private_cluster.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "buf.h"
#include "text.h"

/* As in tools/opt-db.sh. The file "cluster" has three short lines. */
enum { PORT = 5432, FOLDER_SIZE = 1024, CLUSTER_SIZE = 2048, WRITABLE_BY_OTHERS = 022 };

static bool default_folder(char *out, size_t size)
{
	const char *named = getenv("OPT_DB_DIR"), *data = getenv("XDG_DATA_HOME"),
		   *home = getenv("HOME");
	int length = -1;
	if (named != NULL && named[0] != '\0')
		length = snprintf(out, size, "%s", named);
	else if (geteuid() == 0)
		length = snprintf(out, size, "/var/lib/opt-db");
	else if (data != NULL && data[0] != '\0')
		length = snprintf(out, size, "%s/opt", data);
	else if (home != NULL && home[0] != '\0')
		length = snprintf(out, size, "%s/.local/share/opt", home);
	return length > 0 && (size_t)length < size;
}

/* Only this user and root can write what FD is open for. */
static bool is_own(int fd, mode_t type)
{
	struct stat about;
	return fstat(fd, &about) == 0 && (about.st_mode & S_IFMT) == type &&
	       (about.st_uid == geteuid() || about.st_uid == 0) &&
	       (about.st_mode & WRITABLE_BY_OTHERS) == 0;
}

/* Reads the file "cluster" of FOLDER. Returns 1; 0 without one; -1 when it is not our own. */
static int read_cluster(int folder, char out[static CLUSTER_SIZE])
{
	int file = openat(folder, "cluster", O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (file < 0)
		return errno == ENOENT ? 0 : -1;
	bool own = is_own(folder, S_IFDIR) && is_own(file, S_IFREG);
	ssize_t length = own ? read(file, out, CLUSTER_SIZE - 1) : -1;
	(void)close(file);
	if (length < 0)
		return -1;
	out[length] = '\0';
	return 1;
}

/* Appends " NAME='...'" with the value of the line LINE= in TEXT. */
static void append_value(struct buf *out, const char *name, const char *text, const char *line)
{
	const char *p = text;
	while (p != NULL && !text_starts(p, line))
		p = (p = strchr(p, '\n')) == NULL ? NULL : p + 1;
	if (p == NULL)
		return;
	buf_printf(out, " %s='", name);
	for (p += strlen(line); *p != '\0' && *p != '\n'; p++) {
		if (*p == '\'' || *p == '\\')
			buf_putc(out, '\\');
		buf_putc(out, *p);
	}
	buf_putc(out, '\'');
}

/* The server must run as the user to whom the data belong. */
static void append_peer(struct buf *out, int folder)
{
	struct stat about;
	const struct passwd *user = NULL;
	if (fstatat(folder, "data", &about, AT_SYMLINK_NOFOLLOW) == 0)
		user = getpwuid(about.st_uid);
	if (user != NULL)
		buf_printf(out, " requirepeer='%s'", user->pw_name);
}

int private_cluster_find(char *out, size_t size, struct error *err)
{
	char path[FOLDER_SIZE], text[CLUSTER_SIZE];
	if (!default_folder(path, sizeof path))
		return 0;
	int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder < 0)
		return 0;
	int found = read_cluster(folder, text);
	buf_auto struct buf conninfo = BUF_INIT(4096);
	if (found > 0) {
		buf_printf(&conninfo, "port=%d dbname=opt", PORT);
		append_value(&conninfo, "host", text, "socket=");
		append_value(&conninfo, "user", text, "owner=");
		append_peer(&conninfo, folder);
	}
	(void)close(folder);
	if (found < 0)
		return error_set(err, ERROR_PERMISSION,
			"refused the private database in \"%.200s\": the folder or its file "
			"\"cluster\" is not yours alone",
			path);
	if (found > 0 && (!buf_ok(&conninfo) || !text_copy(out, size, buf_text(&conninfo))))
		return error_memory(err);
	return found;
}
