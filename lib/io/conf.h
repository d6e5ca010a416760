/*
 * opt.conf(5): strict `name = value` lines, the same names as OPT_NAME environment variables over
 * them, and secrets that come from the environment or from files only their owner can read.
 */
#ifndef OPT_CONF_H
#define OPT_CONF_H

#include <stdbool.h>

#include "error.h"

enum conf_name {
	CONF_DBNAME,
	CONF_ACCOUNT,
	CONF_EXECUTION_MODE,
	CONF_LIVE_ACCOUNT,
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
	CONF_COUNT
};

enum { CONF_VALUE_SIZE = 512, SECRET_SIZE = 256 };

struct conf {
	char value[CONF_COUNT][CONF_VALUE_SIZE];
	const char *origin[CONF_COUNT]; /* "default", "opt.conf", "environment", "option" */
	char key_id[SECRET_SIZE];	/* empty: not configured */
	char secret_key[SECRET_SIZE];
};

/*
 * Reads the defaults, then PATH (or, when NULL, /etc/opt/opt.conf and $XDG_CONFIG_HOME/opt/opt.conf
 * where they exist), then the environment; takes the secrets and overwrites them in the
 * environment. ERROR_CONFIG names file and line.
 */
int conf_load(struct conf *c, const char *path, struct error *err);
const char *conf_get(const struct conf *c, enum conf_name name);
/* Checks and sets one value; ERROR_CONFIG. */
int conf_set(struct conf *c, enum conf_name name, const char *value, const char *origin,
	struct error *err);
void conf_clear(struct conf *c); /* wipes the secrets */
/*
 * Wipes the environment, all of it (keys, passwords, connection strings): for a process forked
 * before it was read.
 */
void conf_forget_environment(void);

/* http(s) on 127.0.0.0/8, [::1] or localhost. */
bool conf_url_is_loopback(const char *url);

#endif
