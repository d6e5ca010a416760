#include "conf.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "array.h"
#include "conf_url.h"
#include "file.h"
#include "num.h"
#include "text.h"

enum { LINE_SIZE = 1024, PATH_SIZE = 1024, NUMBER_MAX = 3600, NAME_LENGTH_MAX = 30 };

/*
 * The settings. ALLOWED is NULL for any text, "#" for a whole number up to NUMBER_MAX, "url" for an
 * http or https URL, "[url]" for a URL or nothing, "[smtp]" for an smtp or smtps URL or nothing,
 * "hosts" for names of hosts, and otherwise the allowed words, separated by |.
 */
static const struct {
	const char *name;
	const char *environment; /* a second variable, used when OPT_NAME is not set */
	const char *initial;
	const char *allowed;
} table[CONF_COUNT] = {
	[CONF_DBNAME] = {"dbname", NULL, "", NULL},
	[CONF_ACCOUNT] = {"account", NULL, "", NULL},
	[CONF_EXECUTION_MODE] = {"execution_mode", NULL, "paper", "simulated|paper|live"},
	[CONF_LIVE_ACCOUNT] = {"live_account", NULL, "", NULL},
	[CONF_LIVE_WITHOUT_READINESS] = {"live_without_readiness", NULL, "", NULL},
	[CONF_BROKER_URL] = {"broker_url", "APCA_API_BASE_URL", "https://paper-api.alpaca.markets",
		"url"},
	[CONF_DATA_URL] = {"data_url", "APCA_API_DATA_URL", "https://data.alpaca.markets", "url"},
	[CONF_BROKER_HOSTS] = {"broker_hosts", NULL, "", "hosts"},
	[CONF_KEY_ID_FILE] = {"key_id_file", NULL, "", NULL},
	[CONF_SECRET_KEY_FILE] = {"secret_key_file", NULL, "", NULL},
	[CONF_STOCK_FEED] = {"stock_feed", NULL, "iex", "iex|sip"},
	[CONF_OPTION_FEED] = {"option_feed", NULL, "indicative", "indicative|opra"},
	[CONF_HALT_FILE] = {"halt_file", NULL, "/var/lib/opt/halt", NULL},
	[CONF_PING_URL] = {"ping_url", NULL, "", "[url]"},
	[CONF_PING_HOSTS] = {"ping_hosts", NULL, "", "hosts"},
	[CONF_BAR_SETTLE_S] = {"bar_settle_s", NULL, "4", "#"},
	[CONF_LOG_FORMAT] = {"log_format", NULL, "auto", "auto|text|json"},
	[CONF_SENTIMENT_ENGINE] = {"sentiment_engine", NULL, "lexicon", NULL},
	[CONF_FEEDS_ALLOW_PRIVATE] = {"feeds_allow_private", NULL, "no", "no|yes"},
	[CONF_SENTIMENT_MODEL] = {"sentiment_model", NULL, "", NULL},
	[CONF_SENTIMENT_THREADS] = {"sentiment_threads", NULL, "0", "#"},
	[CONF_BLAS_LIBRARY] = {"blas_library", NULL, "", NULL},
	[CONF_SENTIMENT_URL] = {"sentiment_url", NULL, "", "[url]"},
	[CONF_SENTIMENT_TOKEN_FILE] = {"sentiment_token_file", NULL, "", NULL},
	[CONF_SENTIMENT_LABELS] = {"sentiment_labels", NULL, "", NULL},
	[CONF_AWS_REGION] = {"aws_region", "AWS_REGION", "", NULL},
	[CONF_BEDROCK_URL] = {"bedrock_url", "AWS_ENDPOINT_URL_BEDROCK_RUNTIME", "", "[url]"},
	[CONF_AWS_KEY_ID_FILE] = {"aws_key_id_file", NULL, "", NULL},
	[CONF_AWS_SECRET_KEY_FILE] = {"aws_secret_key_file", NULL, "", NULL},
	[CONF_AWS_SESSION_TOKEN_FILE] = {"aws_session_token_file", NULL, "", NULL},
	[CONF_ALERT_SMTP_URL] = {"alert_smtp_url", NULL, "", "[smtp]"},
	[CONF_ALERT_SMTP_USER] = {"alert_smtp_user", NULL, "", NULL},
	[CONF_ALERT_SMTP_PASSWORD_FILE] = {"alert_smtp_password_file", NULL, "", NULL},
	[CONF_ALERT_SMTP_CA_FILE] = {"alert_smtp_ca_file", NULL, "", NULL},
	[CONF_ALERT_FROM] = {"alert_from", NULL, "", NULL},
	[CONF_ALERT_TO] = {"alert_to", NULL, "", NULL},
	[CONF_ALERT_WEBHOOK] = {"alert_webhook", NULL, "none",
		"none|json|slack|discord|ntfy|telegram"},
	[CONF_ALERT_WEBHOOK_URL_FILE] = {"alert_webhook_url_file", NULL, "", NULL},
	[CONF_ALERT_WEBHOOK_TOKEN_FILE] = {"alert_webhook_token_file", NULL, "", NULL},
	[CONF_ALERT_TELEGRAM_CHAT] = {"alert_telegram_chat", NULL, "", NULL},
	[CONF_ALERT_HOSTS] = {"alert_hosts", NULL, "", "hosts"},
	[CONF_ALERT_DIGEST] = {"alert_digest", NULL, "5", "#"},
	[CONF_ALERT_AFTER] = {"alert_after", NULL, "3", "#"},
	[CONF_ALERT_UNHEALTHY] = {"alert_unhealthy", NULL, "warning", "warning|critical|none"},
	[CONF_ALERT_SPOOL] = {"alert_spool", NULL, "/var/lib/opt/alert", NULL},
	[CONF_DATA_COST] = {"data_cost", NULL, "0", "#"},
};

enum { VARIABLES_MAX = 3 };

#define SECRET(service, file, credential, field, ...) \
	{ \
		service, {__VA_ARGS__}, file, credential, offsetof(struct conf, field), \
			sizeof((struct conf *)0)->field \
	}

/*
 * The places of each secret: variables, of which the first that has a value counts, a file named in
 * opt.conf (CONF_COUNT: none), a credential of systemd.
 */
static const struct secret {
	enum conf_service service;
	const char *variables[VARIABLES_MAX + 1];
	enum conf_name file;
	const char *credential;
	size_t offset, size;
} secrets[] = {
	SECRET(CONF_SERVICE_BROKER, CONF_KEY_ID_FILE, "key_id", key_id, "APCA_API_KEY_ID",
		"ALPACA_API_KEY", "ALPACA_API_KEY_ID"),
	SECRET(CONF_SERVICE_BROKER, CONF_SECRET_KEY_FILE, "secret_key", secret_key,
		"APCA_API_SECRET_KEY", "ALPACA_SECRET_KEY", "ALPACA_API_SECRET_KEY"),
	SECRET(CONF_SERVICE_SENTIMENT, CONF_SENTIMENT_TOKEN_FILE, "sentiment_token",
		sentiment_token, "HF_TOKEN"),
	SECRET(CONF_SERVICE_AWS, CONF_AWS_KEY_ID_FILE, "aws_key_id", aws_key_id,
		"AWS_ACCESS_KEY_ID"),
	SECRET(CONF_SERVICE_AWS, CONF_AWS_SECRET_KEY_FILE, "aws_secret_key", aws_secret_key,
		"AWS_SECRET_ACCESS_KEY"),
	SECRET(CONF_SERVICE_AWS, CONF_AWS_SESSION_TOKEN_FILE, "aws_session_token",
		aws_session_token, "AWS_SESSION_TOKEN"),
	SECRET(CONF_SERVICE_DATABASE, CONF_COUNT, NULL, database_password, "PGPASSWORD"),
	SECRET(CONF_SERVICE_SMTP, CONF_ALERT_SMTP_PASSWORD_FILE, "alert_smtp_password",
		alert_smtp_password, "OPT_ALERT_SMTP_PASSWORD"),
	SECRET(CONF_SERVICE_WEBHOOK, CONF_ALERT_WEBHOOK_URL_FILE, "alert_webhook_url",
		alert_webhook_url, "OPT_ALERT_WEBHOOK_URL"),
	SECRET(CONF_SERVICE_WEBHOOK, CONF_ALERT_WEBHOOK_TOKEN_FILE, "alert_webhook_token",
		alert_webhook_token, "OPT_ALERT_WEBHOOK_TOKEN"),
};

enum { SECRETS = array_size(secrets) };

static bool is_word_of(const char *words, const char *value)
{
	size_t length = strlen(value);
	for (const char *p = words; *p != '\0';) {
		size_t word = strcspn(p, "|");
		if (word == length && strncmp(p, value, word) == 0)
			return true;
		p += word + (p[word] == '|');
	}
	return false;
}

/* Returns, for a message, the values that a setting takes: ALLOWED is that of its row. */
static const char *describe(const char *allowed)
{
	return text_equal(allowed, "#") ? "a whole number up to 3600"
	       : text_equal(allowed, "url") || text_equal(allowed, "[url]")
		       ? "https://HOST (or http:// on loopback) without a slash at the end"
	       : text_equal(allowed, "[smtp]") ? "smtps://HOST[:PORT] or smtp://HOST[:PORT]"
	       : text_equal(allowed, "hosts")  ? "names of hosts, separated by commas"
					       : allowed;
}

const char *conf_get(const struct conf *c, enum conf_name name)
{
	return c->value[name];
}

int64_t conf_i64(const struct conf *c, enum conf_name name)
{
	int64_t number = 0;
	(void)num_parse_i64(c->value[name], 0, NUMBER_MAX, &number); /* conf_set checked it */
	return number;
}

bool conf_bool(const struct conf *c, enum conf_name name)
{
	return text_equal(c->value[name], "yes");
}

/* Numbers and words cannot hold a secret, so a message may show a wrong one. */
static bool may_be_shown(const char *allowed)
{
	return !text_equal(allowed, "url") && !text_equal(allowed, "[url]") &&
	       !text_equal(allowed, "[smtp]") && !text_equal(allowed, "hosts");
}

int conf_set(struct conf *c, enum conf_name name, const char *value, const char *origin,
	struct error *err)
{
	const char *allowed = table[name].allowed;
	int64_t number;
	bool valid = allowed == NULL		? true
		     : text_equal(allowed, "#") ? num_parse_i64(value, 0, NUMBER_MAX, &number) == 0
		     : text_equal(allowed, "url")    ? conf_is_url(value)
		     : text_equal(allowed, "[url]")  ? value[0] == '\0' || conf_is_url(value)
		     : text_equal(allowed, "[smtp]") ? value[0] == '\0' || conf_is_smtp(value)
		     : text_equal(allowed, "hosts")  ? conf_is_hosts(value)
						     : is_word_of(allowed, value);
	if (!valid && may_be_shown(allowed))
		return error_set(err, ERROR_CONFIG, "%s = \"%.80s\" is not allowed: it must be %s",
			table[name].name, value, describe(allowed));
	if (!valid)
		return error_set(err, ERROR_CONFIG, "%s is not allowed: it must be %s",
			table[name].name, describe(allowed));
	if (!text_copy(c->value[name], CONF_VALUE_SIZE, value))
		return error_set(err, ERROR_CONFIG, "%s is longer than %d bytes", table[name].name,
			CONF_VALUE_SIZE - 1);
	c->origin[name] = origin;
	return 0;
}

static char *trim(char *text)
{
	text += strspn(text, " \t");
	size_t length = strlen(text);
	while (length > 0 && strchr(" \t\r\n", text[length - 1]) != NULL)
		text[--length] = '\0';
	return text;
}

/*
 * True when TEXT can be the name of a setting or variable. Anything else on a line that is wrong
 * may be a key in the wrong place, and is not shown.
 */
static bool is_name(const char *text)
{
	static const char letters[] = "_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
	return strlen(text) <= NAME_LENGTH_MAX && text[strspn(text, letters)] == '\0';
}

static int read_line(struct conf *c, char *line, struct error *err)
{
	char *text = trim(line);
	if (*text == '\0' || *text == '#')
		return 0;
	char *equals = strchr(text, '=');
	if (equals == NULL)
		return error_set(err, ERROR_CONFIG, "the line is not of the form name = value");
	*equals = '\0';
	const char *name = trim(text), *value = trim(equals + 1);
	for (int i = 0; i < CONF_COUNT; i++)
		if (text_equal(table[i].name, name))
			return conf_set(c, (enum conf_name)i, value, "opt.conf", err);
	return error_set(err, ERROR_CONFIG, "unknown name%s%.*s%s", is_name(name) ? " \"" : "",
		is_name(name) ? NAME_LENGTH_MAX : 0, name, is_name(name) ? "\"" : "");
}

/* Whoever can write opt.conf decides where the keys are sent. */
static int check_writers(FILE *file, const char *path, struct error *err)
{
	enum { OTHER_WRITERS = 022 };
	struct stat about;
	if (fstat(fileno(file), &about) != 0 || !S_ISREG(about.st_mode))
		return 0;
	if (about.st_uid != geteuid() && about.st_uid != 0)
		return error_set(err, ERROR_CONFIG,
			"\"%s\" belongs to another user: chown it to root or yourself", path);
	if ((about.st_mode & OTHER_WRITERS) != 0)
		return error_set(
			err, ERROR_CONFIG, "\"%s\" can be written by others: chmod go-w it", path);
	return 0;
}

static int read_file(struct conf *c, const char *path, bool required, struct error *err)
{
	const char *reason;
	FILE *file = file_open_plain(path, &reason);
	if (file == NULL) {
		if (!required && (errno == ENOENT || errno == ENOTDIR || errno == EACCES))
			return 0;
		return error_set(err, ERROR_CONFIG, "could not open \"%s\": %s", path, reason);
	}
	char line[LINE_SIZE];
	int result = check_writers(file, path, err);
	for (int number = 1; result == 0 && fgets(line, sizeof line, file) != NULL; number++) {
		if (strchr(line, '\n') == NULL && !feof(file))
			result = error_set(err, ERROR_CONFIG, "the line is too long");
		else
			result = read_line(c, line, err);
		if (result != 0)
			(void)error_prefix(err, "%s:%d", path, number);
	}
	if (result == 0 && ferror(file))
		result = error_set(
			err, ERROR_CONFIG, "could not read \"%s\": %s", path, strerror(errno));
	(void)fclose(file);
	return result;
}

/* OPT_NAME of a setting. */
static const char *variable_of(enum conf_name name, char out[static CONF_VARIABLE_SIZE])
{
	const char *p = table[name].name;
	char *end = stpcpy(out, "OPT_");
	for (; *p != '\0' && end < out + CONF_VARIABLE_SIZE - 1; p++)
		*end++ = *p >= 'a' && *p <= 'z' ? (char)(*p - 'a' + 'A') : *p;
	*end = '\0';
	return out;
}

static int read_environment(struct conf *c, struct error *err)
{
	for (int i = 0; i < CONF_COUNT; i++) {
		char own[CONF_VARIABLE_SIZE];
		const char *name = variable_of((enum conf_name)i, own), *value = getenv(name);
		if (value == NULL && table[i].environment != NULL) {
			name = table[i].environment;
			value = getenv(name);
		}
		if (value != NULL && conf_set(c, (enum conf_name)i, value, "environment", err) != 0)
			return error_prefix(err, "environment variable %s", name);
	}
	return 0;
}

/*
 * The permission bits that the file of a secret must not have. systemd gives the user of the unit
 * access to a credential by an ACL, and stat shows the mask of the ACL as the bits of the group; no
 * other user can enter the directory of the credentials.
 */
enum { OTHERS = 077, OTHERS_OF_CREDENTIAL = 007 };

/*
 * The file of a secret must belong to this user or root, and must not have the bits OTHERS. WHAT
 * names it when it cannot be opened: a path that does not exist may be a key in the wrong place.
 */
static int read_secret_file(const char *what, const char *path, mode_t others, char *out,
	size_t size, struct error *err)
{
	const char *reason = "";
	FILE *file = file_open_plain(path, &reason);
	struct stat about;
	if (file == NULL || fstat(fileno(file), &about) != 0) {
		if (file != NULL)
			(void)fclose(file);
		return error_set(
			err, ERROR_PERMISSION, "could not open the file of %s: %s", what, reason);
	}
	bool open_to_others =
		(about.st_mode & others) != 0 || (about.st_uid != geteuid() && about.st_uid != 0);
	char line[SESSION_TOKEN_SIZE + 1] = "";
	bool got = !open_to_others && fgets(line, sizeof line, file) != NULL;
	(void)fclose(file);
	if (open_to_others)
		return error_set(err, ERROR_PERMISSION,
			"secret file \"%s\" can be read by others: chmod 600 it", path);
	const char *secret = trim(line);
	bool some = got && secret[0] != '\0', fits = some && text_copy(out, size, secret);
	explicit_bzero(line, sizeof line);
	return fits ? 0
		    : error_set(err, ERROR_PERMISSION, "secret file \"%s\" %s", path,
			      some ? "has a line that is too long" : "is empty");
}

/* Copies a secret from the environment and overwrites all its variables there at once. */
static int take_secret(struct conf *c, const struct secret *s, struct error *err)
{
	char *out = (char *)c + s->offset;
	int result = 0;
	for (const char *const *name = s->variables; *name != NULL; name++)
		for (char **entry = environ; entry != NULL && *entry != NULL; entry++) {
			size_t length = strlen(*name);
			if (!text_starts(*entry, *name) || (*entry)[length] != '=')
				continue;
			char *value = *entry + length + 1;
			if (out[0] == '\0' && !text_copy(out, s->size, value))
				result = error_set(err, ERROR_CONFIG, "%s is too long", *name);
			explicit_bzero(value, strlen(value));
		}
	return result;
}

/* Reads a secret that is not set yet, from its file in opt.conf or a credential of systemd. */
static int read_secret(struct conf *c, const struct secret *s, struct error *err)
{
	char *out = (char *)c + s->offset;
	const char *file = s->file == CONF_COUNT ? "" : c->value[s->file];
	const char *directory = getenv("CREDENTIALS_DIRECTORY");
	if (out[0] != '\0')
		return 0;
	if (file[0] != '\0')
		return read_secret_file(table[s->file].name, file, OTHERS, out, s->size, err);
	if (directory == NULL || s->credential == NULL)
		return 0;
	char path[PATH_SIZE];
	(void)snprintf(path, sizeof path, "%s/%s", directory, s->credential);
	return access(path, R_OK) == 0 ? read_secret_file(s->credential, path, OTHERS_OF_CREDENTIAL,
						 out, s->size, err)
				       : 0;
}

/*
 * A key becomes a line of an HTTP header, where a line break would start another. The keys of all
 * services are printable ASCII without spaces; a password may be anything, as it is never a line.
 */
static int check_key(const struct conf *c, const struct secret *s, struct error *err)
{
	const char *key = (const char *)c + s->offset;
	bool printable = true;
	for (; *key != '\0'; key++)
		printable = printable && *key > ' ' && *key <= '~';
	return printable || s->service == CONF_SERVICE_DATABASE || s->service == CONF_SERVICE_SMTP
		       ? 0
		       : error_set(err, ERROR_CONFIG,
				 "%s, or its file, has a space or another character that no key "
				 "has",
				 s->variables[0]);
}

int conf_load_service(struct conf *c, enum conf_service service, struct error *err)
{
	for (size_t i = 0; i < SECRETS; i++)
		if (secrets[i].service == service && (read_secret(c, &secrets[i], err) != 0 ||
							     check_key(c, &secrets[i], err) != 0))
			return -1;
	return 0;
}

static int read_files(struct conf *c, const char *path, struct error *err)
{
	const char *named = path != NULL ? path : getenv("OPT_CONFIG");
	if (path == NULL && named != NULL && named[0] == '\0')
		return 0;
	if (named != NULL)
		return read_file(c, named, true, err);
	if (read_file(c, "/etc/opt/opt.conf", false, err) != 0)
		return -1;
	char own[PATH_SIZE];
	const char *directory = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
	if (directory != NULL && directory[0] == '/')
		(void)snprintf(own, sizeof own, "%s/opt/opt.conf", directory);
	else if (home != NULL && home[0] == '/')
		(void)snprintf(own, sizeof own, "%s/.config/opt/opt.conf", home);
	else
		return 0;
	return read_file(c, own, false, err);
}

/*
 * The default of a file that keeps a state: of root and of system users /var/lib/opt/NAME, which is
 * opt.conf's initial value; of anybody else a file of their own, so that no root is needed.
 */
static int set_state_file(
	struct conf *c, enum conf_name setting, const char *name, struct error *err)
{
	enum { FIRST_ORDINARY_UID = 1000 };
	char own[PATH_SIZE];
	const char *directory = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
	if (geteuid() < FIRST_ORDINARY_UID)
		return 0;
	if (directory != NULL && directory[0] == '/')
		(void)snprintf(own, sizeof own, "%s/opt/%s", directory, name);
	else if (home != NULL && home[0] == '/')
		(void)snprintf(own, sizeof own, "%s/.local/state/opt/%s", home, name);
	else
		return 0;
	return conf_set(c, setting, own, "default", err);
}

int conf_load(struct conf *c, const char *path, struct error *err)
{
	memset(c, 0, sizeof *c);
	for (int i = 0; i < CONF_COUNT; i++)
		if (conf_set(c, (enum conf_name)i, table[i].initial, "default", err) != 0)
			return -1;
	if (set_state_file(c, CONF_HALT_FILE, "halt", err) != 0 ||
		set_state_file(c, CONF_ALERT_SPOOL, "alert", err) != 0)
		return -1;
	if (read_files(c, path, err) != 0 || read_environment(c, err) != 0)
		return -1;
	for (size_t i = 0; i < SECRETS; i++)
		if (take_secret(c, &secrets[i], err) != 0)
			return -1;
	return 0;
}

/* The password as a line of a password file of libpq, for every database. */
static bool password_line(const char *password, char out[static CONF_SECRET_LINE_SIZE])
{
	char *end = stpcpy(out, "*:*:*:*:");
	for (const char *p = password; *p != '\0'; p++) {
		if (*p == ':' || *p == '\\')
			*end++ = '\\';
		*end++ = *p;
	}
	*stpcpy(end, "\n") = '\0';
	return password[0] != '\0';
}

bool conf_secret(const struct conf *c, size_t i, char variable[static CONF_VARIABLE_SIZE],
	char line[static CONF_SECRET_LINE_SIZE])
{
	line[0] = '\0';
	if (i >= SECRETS)
		return false;
	const char *value = (const char *)c + secrets[i].offset;
	if (secrets[i].file != CONF_COUNT) {
		(void)variable_of(secrets[i].file, variable);
		(void)text_copy(line, CONF_SECRET_LINE_SIZE, value);
	} else {
		(void)stpcpy(variable, "PGPASSFILE");
		if (!password_line(value, line))
			line[0] = '\0';
	}
	return true;
}

void conf_clear(struct conf *c)
{
	for (size_t i = 0; i < SECRETS; i++)
		explicit_bzero((char *)c + secrets[i].offset, secrets[i].size);
}

void conf_protect_memory(void)
{
	(void)prctl(PR_SET_DUMPABLE, 0);
	struct rlimit none = {0, 0};
	(void)setrlimit(RLIMIT_CORE, &none);
	(void)unsetenv("SSLKEYLOGFILE"); /* libcurl would write the keys of its connections there */
}

void conf_forget_environment(void)
{
	for (char **entry = environ; entry != NULL && *entry != NULL; entry++)
		explicit_bzero(*entry, strlen(*entry));
	environ = NULL;
}
