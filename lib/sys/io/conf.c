#include "conf.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "array.h"
#include "num.h"
#include "text.h"

enum { LINE_SIZE = 1024, PATH_SIZE = 1024, NUMBER_MAX = 3600 };

/*
 * The settings. ALLOWED is NULL for any text, "#" for a whole number up to NUMBER_MAX, "url" for an
 * http or https URL, "[url]" for a URL or nothing, and otherwise the allowed words, separated by |.
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
	[CONF_KEY_ID_FILE] = {"key_id_file", NULL, "", NULL},
	[CONF_SECRET_KEY_FILE] = {"secret_key_file", NULL, "", NULL},
	[CONF_STOCK_FEED] = {"stock_feed", NULL, "iex", "iex|sip"},
	[CONF_OPTION_FEED] = {"option_feed", NULL, "indicative", "indicative|opra"},
	[CONF_HALT_FILE] = {"halt_file", NULL, "/var/lib/opt/halt", NULL},
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
};

#define SECRET(service, variable, file, credential, field) \
	{ \
		service, variable, file, credential, offsetof(struct conf, field), \
			sizeof((struct conf *)0)->field \
	}

/* The places of each secret: a variable, a file named in opt.conf, a credential of systemd. */
static const struct secret {
	enum conf_service service;
	const char *variable;
	enum conf_name file;
	const char *credential;
	size_t offset, size;
} secrets[] = {
	SECRET(CONF_SERVICE_BROKER, "APCA_API_KEY_ID", CONF_KEY_ID_FILE, "key_id", key_id),
	SECRET(CONF_SERVICE_BROKER, "APCA_API_SECRET_KEY", CONF_SECRET_KEY_FILE, "secret_key",
		secret_key),
	SECRET(CONF_SERVICE_SENTIMENT, "HF_TOKEN", CONF_SENTIMENT_TOKEN_FILE, "sentiment_token",
		sentiment_token),
	SECRET(CONF_SERVICE_AWS, "AWS_ACCESS_KEY_ID", CONF_AWS_KEY_ID_FILE, "aws_key_id",
		aws_key_id),
	SECRET(CONF_SERVICE_AWS, "AWS_SECRET_ACCESS_KEY", CONF_AWS_SECRET_KEY_FILE,
		"aws_secret_key", aws_secret_key),
	SECRET(CONF_SERVICE_AWS, "AWS_SESSION_TOKEN", CONF_AWS_SESSION_TOKEN_FILE,
		"aws_session_token", aws_session_token),
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

static bool is_url(const char *value)
{
	bool https = text_starts(value, "https://") && value[8] != '\0';
	return (https || conf_url_is_loopback(value)) && strchr(value, '@') == NULL &&
	       value[strlen(value) - 1] != '/';
}

bool conf_url_is_loopback(const char *url)
{
	const char *host = text_starts(url, "http://")	  ? url + 7
			   : text_starts(url, "https://") ? url + 8
							  : NULL;
	if (host == NULL)
		return false;
	size_t length = host[0] == '[' ? strcspn(host, "]") + 1 : strcspn(host, ":/?#");
	if (strcspn(host, "@") < strcspn(host, "/?#"))
		return false;
	unsigned a, b, c;
	int end = 0;
	char name[64];
	if (length >= sizeof name)
		return false;
	memcpy(name, host, length);
	name[length] = '\0';
	return text_equal(name, "localhost") || text_equal(name, "[::1]") ||
	       (sscanf(name, "127.%3u.%3u.%3u%n", &a, &b, &c, &end) == 3 && (size_t)end == length);
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

int conf_set(struct conf *c, enum conf_name name, const char *value, const char *origin,
	struct error *err)
{
	const char *allowed = table[name].allowed;
	int64_t number;
	bool valid = allowed == NULL		? true
		     : text_equal(allowed, "#") ? num_parse_i64(value, 0, NUMBER_MAX, &number) == 0
		     : text_equal(allowed, "url")   ? is_url(value)
		     : text_equal(allowed, "[url]") ? value[0] == '\0' || is_url(value)
						    : is_word_of(allowed, value);
	if (!valid)
		return error_set(err, ERROR_CONFIG, "%s = \"%.80s\" is not allowed: it must be %s",
			table[name].name, value,
			text_equal(allowed, "#") ? "a whole number up to 3600"
			: text_equal(allowed, "url") || text_equal(allowed, "[url]")
				? "https://HOST (or http:// on loopback) without a slash at the end"
				: allowed);
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

static int read_line(struct conf *c, char *line, struct error *err)
{
	char *text = trim(line);
	if (*text == '\0' || *text == '#')
		return 0;
	char *equals = strchr(text, '=');
	if (equals == NULL)
		return error_set(
			err, ERROR_CONFIG, "\"%.60s\" is not of the form name = value", text);
	*equals = '\0';
	const char *name = trim(text), *value = trim(equals + 1);
	for (int i = 0; i < CONF_COUNT; i++)
		if (text_equal(table[i].name, name))
			return conf_set(c, (enum conf_name)i, value, "opt.conf", err);
	return error_set(err, ERROR_CONFIG, "unknown name \"%.60s\"", name);
}

static int read_file(struct conf *c, const char *path, bool required, struct error *err)
{
	FILE *file = fopen(path, "re");
	if (file == NULL) {
		if (!required && (errno == ENOENT || errno == ENOTDIR || errno == EACCES))
			return 0;
		return error_set(
			err, ERROR_CONFIG, "could not open \"%s\": %s", path, strerror(errno));
	}
	char line[LINE_SIZE];
	int result = 0;
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

static int read_environment(struct conf *c, struct error *err)
{
	for (int i = 0; i < CONF_COUNT; i++) {
		char name[64] = "OPT_";
		for (size_t k = 0; table[i].name[k] != '\0' && k + 5 < sizeof name; k++) {
			char letter = table[i].name[k];
			name[4 + k] = letter >= 'a' && letter <= 'z' ? (char)(letter - 'a' + 'A')
								     : letter;
		}
		const char *value = getenv(name);
		if (value == NULL && table[i].environment != NULL)
			value = getenv(table[i].environment);
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

/* The file of a secret must belong to this user or root, and must not have the bits OTHERS. */
static int read_secret_file(
	const char *path, mode_t others, char *out, size_t size, struct error *err)
{
	FILE *file = fopen(path, "re");
	struct stat about;
	if (file == NULL || fstat(fileno(file), &about) != 0) {
		int reason = errno;
		if (file != NULL)
			(void)fclose(file);
		return error_set(
			err, ERROR_PERMISSION, "could not open \"%s\": %s", path, strerror(reason));
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

/* Copies a secret from the environment and overwrites it there at once. */
static int take_secret(struct conf *c, const struct secret *s, struct error *err)
{
	char *value = getenv(s->variable);
	if (value == NULL)
		return 0;
	bool fits = text_copy((char *)c + s->offset, s->size, value);
	explicit_bzero(value, strlen(value));
	return fits ? 0 : error_set(err, ERROR_CONFIG, "%s is too long", s->variable);
}

/* Reads a secret that is not set yet, from its file in opt.conf or a credential of systemd. */
static int read_secret(struct conf *c, const struct secret *s, struct error *err)
{
	char *out = (char *)c + s->offset;
	const char *file = c->value[s->file], *directory = getenv("CREDENTIALS_DIRECTORY");
	if (out[0] != '\0')
		return 0;
	if (file[0] != '\0')
		return read_secret_file(file, OTHERS, out, s->size, err);
	if (directory == NULL)
		return 0;
	char path[PATH_SIZE];
	(void)snprintf(path, sizeof path, "%s/%s", directory, s->credential);
	return access(path, R_OK) == 0
		       ? read_secret_file(path, OTHERS_OF_CREDENTIAL, out, s->size, err)
		       : 0;
}

int conf_load_service(struct conf *c, enum conf_service service, struct error *err)
{
	for (size_t i = 0; i < SECRETS; i++)
		if (secrets[i].service == service && read_secret(c, &secrets[i], err) != 0)
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
 * The default halt file: of root and of system users /var/lib/opt/halt, which opt.conf's initial
 * value is; of anybody else a file of their own, so that no root is needed to stop trading.
 */
static int set_halt_file(struct conf *c, struct error *err)
{
	enum { FIRST_ORDINARY_UID = 1000 };
	char own[PATH_SIZE];
	const char *directory = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
	if (geteuid() < FIRST_ORDINARY_UID)
		return 0;
	if (directory != NULL && directory[0] == '/')
		(void)snprintf(own, sizeof own, "%s/opt/halt", directory);
	else if (home != NULL && home[0] == '/')
		(void)snprintf(own, sizeof own, "%s/.local/state/opt/halt", home);
	else
		return 0;
	return conf_set(c, CONF_HALT_FILE, own, "default", err);
}

int conf_load(struct conf *c, const char *path, struct error *err)
{
	memset(c, 0, sizeof *c);
	for (int i = 0; i < CONF_COUNT; i++)
		if (conf_set(c, (enum conf_name)i, table[i].initial, "default", err) != 0)
			return -1;
	if (set_halt_file(c, err) != 0)
		return -1;
	if (read_files(c, path, err) != 0 || read_environment(c, err) != 0)
		return -1;
	for (size_t i = 0; i < SECRETS; i++)
		if (take_secret(c, &secrets[i], err) != 0)
			return -1;
	return conf_load_service(c, CONF_SERVICE_BROKER, err);
}

const char *conf_secret(const struct conf *c, size_t i, const char **value)
{
	if (i >= SECRETS)
		return NULL;
	*value = (const char *)c + secrets[i].offset;
	return secrets[i].variable;
}

void conf_clear(struct conf *c)
{
	for (size_t i = 0; i < SECRETS; i++)
		explicit_bzero((char *)c + secrets[i].offset, secrets[i].size);
}

void conf_forget_environment(void)
{
	for (char **entry = environ; entry != NULL && *entry != NULL; entry++)
		explicit_bzero(*entry, strlen(*entry));
	environ = NULL;
}
