/*
 * Prints the tables of the manual pages from the tables of the code:
 *
 *	page_tables gates before|after	the gates of that phase
 *	page_tables exits		the exit rules
 *	page_tables checks		the checks of opt-status
 *	page_tables params < NAMES	parameters, one name per line; "= TITLE" begins a group
 *	page_tables rows		the parameters that each gate and exit rule declares to
 *					read, one per line: NAME, a tab, PARAMETERS
 */
#include <ctype.h>
#include <err.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "array.h"
#include "exit.h"
#include "gate.h"
#include "status.h"

enum { NAME_SIZE = 64, LINE_SIZE = 256, COLUMNS_MAX = 110, EXIT_USAGE = 64 };

static const char tier_prefix[] = "TIER";
static const char *const tier_names[] = {"tiny", "small", "medium", "large"};
enum { TIERS = array_size(tier_names) };

static const struct param *find(const char *name)
{
	const struct param *row = param_find(name);
	if (row == NULL)
		errx(1, "unknown parameter: %s", name);
	return row;
}

/* Begins a new line after each sentence and where the next word would not fit. */
static void print_text(const char *text)
{
	size_t column = 0;
	for (const char *c = text; *c != '\0'; c++) {
		bool sentence_ends = c > text && c[-1] == '.';
		bool full = column + strcspn(c + 1, " ") >= COLUMNS_MAX;
		bool folds = *c == ' ' && (sentence_ends || full);
		(void)putchar(folds ? '\n' : *c);
		column = folds ? 0 : column + 1;
	}
	(void)putchar('\n');
}

/* Prints a space and the unit; nothing for a unit that is a plain number. */
static void print_unit(const struct param *row)
{
	static const char *const plain[] = {
		"score", "ratio", "weight", "factor", "probability", "delta"};
	for (size_t i = 0; i < array_size(plain); i++)
		if (strcmp(plain[i], row->unit) == 0)
			return;
	printf(" %s", row->unit);
}

static void print_value(const struct param *row)
{
	printf("%g", row->initial);
	if (row->kind == PARAM_SWITCH)
		printf(", %s", row->initial > 0 ? "on" : "off");
	else
		print_unit(row);
}

/* Prints the defaults of the four tiers. NAME begins with TIER. */
static void print_tiers(const char *name)
{
	char each[NAME_SIZE];
	const struct param *row = NULL;
	for (int i = 0; i < TIERS; i++) {
		(void)snprintf(
			each, sizeof each, "%s%s", tier_names[i], name + sizeof tier_prefix - 1);
		row = find(each);
		printf("%s%g", i == 0 ? "(" : ", ", row->initial);
	}
	print_unit(row);
	(void)putchar(')');
}

static void print_parameter(const char *name)
{
	printf(".Va %s\n", name);
	if (strncmp(name, tier_prefix, sizeof tier_prefix - 1) == 0) {
		print_tiers(name);
		return;
	}
	(void)putchar('(');
	print_value(find(name));
	(void)putchar(')');
}

/* Prints a sentence with the names of LIST and their defaults. */
static void print_parameters(const char *list)
{
	while (*list != '\0') {
		char name[NAME_SIZE];
		size_t length = strcspn(list, " ");
		(void)snprintf(name, sizeof name, "%.*s", (int)length, list);
		list += length;
		list += strspn(list, " ");
		print_parameter(name);
		printf("%s\n", *list == '\0' ? "." : ",");
	}
}

static void print_gates(const struct gate *table, size_t count)
{
	printf(".Bl -tag -width Ds\n");
	for (size_t i = 0; i < count; i++) {
		const struct gate *g = &table[i];
		printf(".It Va %s", g->name);
		if ((g->also & (GATE_BOTH | GATE_ONCE)) != 0)
			printf(" Pq %s%s%s", (g->also & GATE_CLOSING) != 0 ? "S" : "",
				(g->also & GATE_REPRICE) != 0 ? "A" : "",
				(g->also & GATE_ONCE) != 0 ? "K" : "");
		printf("\n");
		print_text(g->condition);
		if (g->parameters != NULL) {
			printf(".br\n");
			print_parameters(g->parameters);
		}
		if (g->not_applicable != NULL)
			printf(".br\nNot applicable when %s.\n", g->not_applicable);
	}
	printf(".El\n");
}

static const char *switch_name(const struct exit_rule *rule)
{
	for (size_t i = 0; i < param_count; i++)
		if (param_table[i].offset == rule->enabled)
			return param_table[i].name;
	errx(1, "no switch of the rule %s", rule->name);
}

static void print_exits(void)
{
	printf(".Bl -tag -width Ds\n");
	for (size_t i = 0; i < exit_count; i++) {
		const struct exit_rule *rule = &exit_table[i];
		printf(".It %d No \\(en Va %s\n", rule->number, rule->name);
		print_text(rule->condition);
		printf(".br\nSwitch:\n");
		print_parameter(switch_name(rule));
		printf(".\n");
		printf(".br\n%s:\n",
			strchr(rule->parameters, ' ') == NULL ? "Parameter" : "Parameters");
		print_parameters(rule->parameters);
	}
	printf(".El\n");
}

static void print_params(void)
{
	char line[LINE_SIZE];
	bool open = false;
	while (fgets(line, sizeof line, stdin) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		if (line[0] == '=') {
			printf("%s.Pp\n%c%s:\n", open ? ".El\n" : "",
				toupper((unsigned char)line[2]), line + 3);
			printf(".Bl -tag -width Ds -compact\n");
			open = true;
			continue;
		}
		const struct param *row = find(line);
		printf(".It Va %s No (", row->name);
		print_value(row);
		printf(")\n%s\n", row->meaning);
	}
	if (open)
		printf(".El\n");
}

/* Prints ", WORD above .Va PARAMETER ..." or, without a parameter, the number itself. */
static void print_limit(
	const struct status_check *check, const struct status_limit *limit, const char *word)
{
	const char *side = check->kind == STATUS_BELOW ? "below" : "above";
	if (isnan(limit->factor))
		return;
	for (size_t i = 0; i < param_count; i++)
		if (param_table[i].offset == limit->offset) {
			printf("%s %s", word, side);
			if (limit->factor > 1)
				printf(" %g times", limit->factor);
			printf("\n.Va %s .\n", param_table[i].name);
			return;
		}
	bool both = check->unit == NULL && check->critical.factor > 0;
	bool channels = both && check->fact == STATUS_FACT_channels_wrong;
	if (both && limit->factor > 0)
		printf("%s when %s.\n", word, channels ? "one does not work" : "exits stop, too");
	else if (both)
		printf("%s when %s.\n", word, channels ? "none is set" : "entries stop");
	else if (check->unit == NULL)
		printf("%s when it is not as it should be.\n", word);
	else if (check->kind == STATUS_ABOVE && limit->factor < 1)
		printf("%s when there is any.\n", word);
	else
		printf("%s %s %g.\n", word, side, limit->factor);
}

static void print_checks(void)
{
	static const char *const when[] = {[STATUS_ALWAYS] = "",
		[STATUS_IN_SESSION] = " Pq in a session",
		[STATUS_WHILE_WATCHING] = " Pq in a session, with a watchlist",
		[STATUS_WHILE_HOLDING] = " Pq in a session, with positions",
		[STATUS_BY_CHECK] = " Pq Fl Fl check"};
	printf(".Bl -tag -width Ds -compact\n");
	for (size_t i = 0; i < status_check_count; i++) {
		const struct status_check *check = &status_checks[i];
		printf(".It Va %s%s\n%c%s.\n", check->name, when[check->when],
			toupper((unsigned char)check->text[0]), check->text + 1);
		print_limit(check, &check->warning, "Warning");
		print_limit(check, &check->critical, "Critical");
	}
	printf(".El\n");
}

static void print_row(const char *name, const char *parameters)
{
	printf("%s\t%s\n", name, parameters == NULL ? "" : parameters);
}

static void print_rows(void)
{
	for (size_t i = 0; i < gate_before_choice_count; i++)
		print_row(gate_before_choice[i].name, gate_before_choice[i].parameters);
	for (size_t i = 0; i < gate_after_sizing_count; i++)
		print_row(gate_after_sizing[i].name, gate_after_sizing[i].parameters);
	for (size_t i = 0; i < exit_count; i++)
		print_row(exit_table[i].name, exit_table[i].parameters);
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "", *phase = argc > 2 ? argv[2] : "";
	if (strcmp(what, "gates") == 0 && strcmp(phase, "before") == 0)
		print_gates(gate_before_choice, gate_before_choice_count);
	else if (strcmp(what, "gates") == 0 && strcmp(phase, "after") == 0)
		print_gates(gate_after_sizing, gate_after_sizing_count);
	else if (strcmp(what, "exits") == 0)
		print_exits();
	else if (strcmp(what, "checks") == 0)
		print_checks();
	else if (strcmp(what, "params") == 0)
		print_params();
	else if (strcmp(what, "rows") == 0)
		print_rows();
	else
		errx(EXIT_USAGE,
			"usage: page_tables gates before|after | exits | checks | params | rows");
	return 0;
}
