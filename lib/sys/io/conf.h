/*
 * opt.conf(5): strict `name = value` lines, the same names as OPT_NAME environment variables over
 * them, and secrets that come from the environment or from files only their owner can read.
 */
#ifndef OPT_CONF_H
#define OPT_CONF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"

enum conf_name {
	CONF_DBNAME,
	CONF_ACCOUNT,
	CONF_EXECUTION_MODE,
	CONF_LIVE_ACCOUNT,
	CONF_LIVE_WITHOUT_READINESS,
	CONF_BROKER_URL,
	CONF_DATA_URL,
	CONF_KEY_ID_FILE,
	CONF_SECRET_KEY_FILE,
	CONF_STOCK_FEED,
	CONF_OPTION_FEED,
	CONF_HALT_FILE,
	CONF_BAR_SETTLE_S,
	CONF_LOG_FORMAT,
	CONF_SENTIMENT_ENGINE,
	CONF_FEEDS_ALLOW_PRIVATE,
	CONF_SENTIMENT_MODEL,
	CONF_SENTIMENT_THREADS,
	CONF_BLAS_LIBRARY,
	CONF_SENTIMENT_URL,
	CONF_SENTIMENT_TOKEN_FILE,
	CONF_SENTIMENT_LABELS,
	CONF_AWS_REGION,
	CONF_BEDROCK_URL,
	CONF_AWS_KEY_ID_FILE,
	CONF_AWS_SECRET_KEY_FILE,
	CONF_AWS_SESSION_TOKEN_FILE,
	CONF_COUNT
};

/* A session token of Amazon has no stated limit; those of roles are about 1 KiB. */
enum { CONF_VALUE_SIZE = 512, SECRET_SIZE = 256, SESSION_TOKEN_SIZE = 4096 };

struct conf {
	char value[CONF_COUNT][CONF_VALUE_SIZE];
	const char *origin[CONF_COUNT]; /* "default", "opt.conf", "environment", "option" */
	char key_id[SECRET_SIZE];	/* empty: not configured */
	char secret_key[SECRET_SIZE];
	/* Of services only some programs talk to: from files not before conf_load_service. */
	char sentiment_token[SECRET_SIZE];
	char aws_key_id[SECRET_SIZE];
	char aws_secret_key[SECRET_SIZE];
	char aws_session_token[SESSION_TOKEN_SIZE];
};

enum conf_service { CONF_SERVICE_BROKER, CONF_SERVICE_SENTIMENT, CONF_SERVICE_AWS };

/*
 * Reads the defaults, then PATH (or, when NULL, /etc/opt/opt.conf and $XDG_CONFIG_HOME/opt/opt.conf
 * where they exist), then the environment; takes the secrets and overwrites them in the
 * environment. ERROR_CONFIG names file and line.
 */
int conf_load(struct conf *c, const char *path, struct error *err);
/*
 * Reads what the environment did not say of a service's secrets from their files; the broker's are
 * read by conf_load. Secrets that are nowhere stay empty. ERROR_PERMISSION, ERROR_CONFIG.
 */
int conf_load_service(struct conf *c, enum conf_service service, struct error *err);
const char *conf_get(const struct conf *c, enum conf_name name);
int64_t conf_i64(const struct conf *c, enum conf_name name); /* of a whole number, 0 to 3600 */
bool conf_bool(const struct conf *c, enum conf_name name);   /* of a yes or no: true for yes */
/* Checks and sets one value; ERROR_CONFIG. */
int conf_set(struct conf *c, enum conf_name name, const char *value, const char *origin,
	struct error *err);
/*
 * The variable of secret I and, in *VALUE, what C has of it ("": nothing); NULL past the last. For
 * handing them on.
 */
const char *conf_secret(const struct conf *c, size_t i, const char **value);
void conf_clear(struct conf *c); /* wipes the secrets */
/*
 * Wipes the environment, all of it (keys, passwords, connection strings): for a process forked
 * before it was read.
 */
void conf_forget_environment(void);

/* http(s) on 127.0.0.0/8, [::1] or localhost. */
bool conf_url_is_loopback(const char *url);

#endif
