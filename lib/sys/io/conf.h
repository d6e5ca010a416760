/*
 * The configuration: `name = value` lines of opt.conf(5), OPT_NAME environment variables, which
 * take precedence, and secrets from the environment or from files that only their owner can read.
 *
 * conf_load reads the configuration; then conf_get, conf_i64 and conf_bool return the values.
 * conf_load_service reads the secrets of a service other than the broker. conf_clear wipes all
 * secrets at the end.
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
	CONF_BROKER_HOSTS,
	CONF_KEY_ID_FILE,
	CONF_SECRET_KEY_FILE,
	CONF_STOCK_FEED,
	CONF_OPTION_FEED,
	CONF_HALT_FILE,
	CONF_PING_URL,
	CONF_PING_HOSTS,
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
	CONF_ALERT_SMTP_URL,
	CONF_ALERT_SMTP_USER,
	CONF_ALERT_SMTP_PASSWORD_FILE,
	CONF_ALERT_SMTP_CA_FILE,
	CONF_ALERT_FROM,
	CONF_ALERT_TO,
	CONF_ALERT_WEBHOOK,
	CONF_ALERT_WEBHOOK_URL_FILE,
	CONF_ALERT_WEBHOOK_TOKEN_FILE,
	CONF_ALERT_TELEGRAM_CHAT,
	CONF_ALERT_HOSTS,
	CONF_ALERT_DIGEST,
	CONF_ALERT_AFTER,
	CONF_ALERT_UNHEALTHY,
	CONF_ALERT_SPOOL,
	CONF_DATA_COST,
	CONF_COUNT
};

/* A session token of Amazon has no stated limit; those of roles are about 1 KiB. */
enum { CONF_VALUE_SIZE = 512, SECRET_SIZE = 256, SESSION_TOKEN_SIZE = 4096 };

struct conf {
	char value[CONF_COUNT][CONF_VALUE_SIZE];
	const char *origin[CONF_COUNT]; /* "default", "opt.conf", "environment", "option" */
	char key_id[SECRET_SIZE];	/* empty: not configured */
	char secret_key[SECRET_SIZE];
	char database_password[SECRET_SIZE]; /* PGPASSWORD */
	/* Of services that only some programs use: conf_load_service reads their files. */
	char sentiment_token[SECRET_SIZE];
	char aws_key_id[SECRET_SIZE];
	char aws_secret_key[SECRET_SIZE];
	char aws_session_token[SESSION_TOKEN_SIZE];
	char alert_smtp_password[SECRET_SIZE];
	char alert_webhook_url[SECRET_SIZE]; /* whoever has it can write to the channel */
	char alert_webhook_token[SECRET_SIZE];
};

enum conf_service {
	CONF_SERVICE_BROKER,
	CONF_SERVICE_SENTIMENT,
	CONF_SERVICE_AWS,
	CONF_SERVICE_DATABASE,
	CONF_SERVICE_SMTP,
	CONF_SERVICE_WEBHOOK
};

/*
 * Reads the defaults, then PATH, then the environment. When PATH is NULL, it reads the file that
 * OPT_CONFIG names (none when OPT_CONFIG is empty); without OPT_CONFIG, /etc/opt/opt.conf and
 * $XDG_CONFIG_HOME/opt/opt.conf or ~/.config/opt/opt.conf, where they exist. Copies the secrets and
 * overwrites them in the environment. Fails with ERROR_CONFIG, which names file and line.
 */
int conf_load(struct conf *c, const char *path, struct error *err);
/*
 * Reads those secrets of SERVICE from their files that the environment did not have. A secret that
 * is not found stays empty. Fails with ERROR_PERMISSION, when a file of a secret cannot be read or
 * is not safe.
 */
int conf_load_service(struct conf *c, enum conf_service service, struct error *err);
/* Return the value of NAME: as text, which is borrowed from C, a whole number, or yes or no. */
const char *conf_get(const struct conf *c, enum conf_name name);
int64_t conf_i64(const struct conf *c, enum conf_name name); /* 0 to 3600 */
bool conf_bool(const struct conf *c, enum conf_name name);
/* Checks and sets one value. ORIGIN is kept, not copied. Fails with ERROR_CONFIG. */
int conf_set(struct conf *c, enum conf_name name, const char *value, const char *origin,
	struct error *err);
/*
 * Gives what another program needs to read secret I (0, 1, ...) from a file: VARIABLE becomes the
 * name of the environment variable that holds the path of the file, LINE the text to write into
 * the file. LINE is "" when this secret is not configured. Returns false when I is past the last
 * secret.
 */
enum { CONF_VARIABLE_SIZE = 64, CONF_SECRET_LINE_SIZE = SESSION_TOKEN_SIZE };
bool conf_secret(const struct conf *c, size_t i, char variable[static CONF_VARIABLE_SIZE],
	char line[static CONF_SECRET_LINE_SIZE]);
void conf_clear(struct conf *c); /* wipes the secrets, keeps the values */
/*
 * Protects the secrets in the memory of this process: the process leaves no core dump, other
 * processes of the user can neither trace it nor read its environment, and libcurl does not write
 * the keys of its TLS connections to a file. Call it before secrets are read.
 */
void conf_protect_memory(void);
/*
 * Wipes the whole environment (keys, passwords, connection strings). For a process that is forked
 * before conf_load.
 */
void conf_forget_environment(void);

/* True for an http or https URL on 127.0.0.0/8, [::1] or localhost. */
bool conf_url_is_loopback(const char *url);

/*
 * Checks, without a connection, that the broker's keys may be sent to broker_url and data_url: to
 * Alpaca's paper, live and data hosts, to this host, and to broker_hosts. Fails with ERROR_CONFIG;
 * with ERROR_PERMISSION when execution_mode is paper and broker_url is not a paper broker.
 */
int conf_check_broker(const struct conf *c, struct error *err);
/*
 * Checks that a webhook's URL, which is a key itself, is https on one of HOSTS, separated by
 * commas, or on one of alert_hosts, or http or https on this host. Fails with ERROR_CONFIG, and
 * repeats nothing of URL but its host.
 */
int conf_check_webhook(const struct conf *c, const char *url, const char *hosts, struct error *err);

#endif
