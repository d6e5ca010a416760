/*
 * The addresses in opt.conf(5): whether a value is one, for conf.c. Which of them may receive keys
 * is in conf.h: conf_check_broker, conf_check_webhook, conf_url_is_loopback.
 */
#ifndef OPT_CONF_URL_H
#define OPT_CONF_URL_H

#include <stdbool.h>

/* An https URL, or an http URL of this host, without a slash at the end. */
bool conf_is_url(const char *value);
/* Names of hosts, perhaps with ports, separated by commas and blanks; none is allowed. */
bool conf_is_hosts(const char *value);
/* An smtp or smtps URL of a host, with a port or without: no path, no user and no password. */
bool conf_is_smtp(const char *value);

#endif
