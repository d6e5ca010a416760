#include "trade_text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "alert_message.h"
#include "text.h"

enum { SHARES_PER_CONTRACT = 100 };

static bool is_stock(const struct told_trade *t)
{
	return t->option_symbol[0] == '\0';
}

static bool is_spread(const struct told_trade *t)
{
	return t->other_symbol[0] != '\0';
}

static bool is_credit(const struct told_trade *t)
{
	return text_equal(t->strategy_type, "credit_spread");
}

static int64_t shares_of(const struct told_trade *t, int64_t quantity)
{
	return is_stock(t) ? quantity : quantity * SHARES_PER_CONTRACT;
}

/* Without the zeros at the end that a price of two decimals has too many. */
static void write_price(struct buf *b, struct price p)
{
	char text[NUM_TEXT_SIZE];
	if (!price_known(p))
		buf_puts(b, "unknown");
	else
		buf_puts(b, price_format(p, p.e4 % (USD_E4 / 100) == 0 ? 2 : 4, text));
}

static void write_money(struct buf *b, struct money m)
{
	char text[NUM_TEXT_SIZE];
	buf_puts(b, money_known(m) ? money_format(m, 2, text) : "unknown");
}

static void write_strike(struct buf *b, struct price p)
{
	char text[NUM_TEXT_SIZE];
	buf_puts(b, price_format(p, p.e4 % USD_E4 == 0 ? 0 : 2, text));
}

void trade_text_name(
	struct buf *b, const char *ticker, const char *option_symbol, const char *other_symbol)
{
	struct option_contract c, other;
	char day[DATE_TEXT_SIZE];
	bool spread = other_symbol[0] != '\0';
	buf_puts(b, ticker);
	if (option_symbol[0] == '\0')
		return;
	if (occ_parse(option_symbol, &c, NULL) != 0) {
		buf_printf(b, " %s", option_symbol);
		return;
	}
	buf_putc(b, ' ');
	write_strike(b, c.strike);
	if (spread && occ_parse(other_symbol, &other, NULL) == 0) {
		buf_putc(b, '/');
		write_strike(b, other.strike);
	}
	buf_printf(b, " %s%s %s", c.kind == OPTION_CALL ? "call" : "put", spread ? " spread" : "",
		date_format(c.expiry, day));
}

static void write_name(struct buf *b, const struct told_trade *t)
{
	trade_text_name(b, t->ticker, t->option_symbol, t->other_symbol);
}

static const char *unit_of(const struct told_trade *t, int64_t quantity)
{
	return is_stock(t)     ? quantity == 1 ? "share" : "shares"
	       : is_spread(t)  ? quantity == 1 ? "spread" : "spreads"
	       : quantity == 1 ? "contract"
			       : "contracts";
}

static const char *opening_verb(const struct told_trade *t)
{
	if (t->adopted)
		return "Adopted";
	return is_credit(t) || text_equal(t->side, "short") ? "Sold" : "Bought";
}

static const char *closing_verb(const struct told_trade *t)
{
	return is_credit(t) || text_equal(t->side, "short") ? "Bought back" : "Sold";
}

static void write_line_of_price(struct buf *b, const char *name, struct price p)
{
	if (!price_known(p))
		return;
	buf_printf(b, "%s: ", name);
	write_price(b, p);
	buf_putc(b, '\n');
}

static void write_exits(struct buf *b, const struct told_trade *t)
{
	bool stock = is_stock(t);
	write_line_of_price(b, stock ? "Stop" : "Stop, of the stock", t->stop);
	write_line_of_price(b, stock ? "Target" : "Target, of the stock", t->target);
}

static struct money value_of(const struct told_trade *t, struct price p, int64_t quantity)
{
	return money_of_shares(p, shares_of(t, quantity));
}

static void write_stock(struct buf *b, const struct told_trade *t)
{
	buf_puts(b, "Shares: ");
	write_money(b, value_of(t, t->entry_price, t->quantity));
	buf_puts(b, " in all\n");
	write_exits(b, t);
	if (price_known(t->stop)) {
		struct price distance = price_sub(t->entry_price, t->stop);
		distance.e4 = distance.e4 < 0 ? -distance.e4 : distance.e4;
		buf_puts(b, "At risk down to the stop: ");
		write_money(b, value_of(t, distance, t->quantity));
		buf_puts(b, "; a gap can make it more\n");
	}
}

/* The most that a spread of WIDTH can lose per share. */
static struct price spread_risk(const struct told_trade *t)
{
	struct option_contract c, other;
	if (!is_credit(t))
		return t->entry_price;
	if (occ_parse(t->option_symbol, &c, NULL) != 0 ||
		occ_parse(t->other_symbol, &other, NULL) != 0)
		return PRICE_UNKNOWN;
	struct price width = price_sub(c.strike, other.strike);
	width.e4 = width.e4 < 0 ? -width.e4 : width.e4;
	return price_sub(width, t->entry_price);
}

static void write_spread(struct buf *b, const struct told_trade *t)
{
	buf_printf(b, "Legs: %s %s, %s %s\n", is_credit(t) ? "sold" : "bought", t->option_symbol,
		is_credit(t) ? "bought" : "sold", t->other_symbol);
	buf_puts(b, is_credit(t) ? "Credit: " : "Debit: ");
	write_money(b, value_of(t, t->entry_price, t->quantity));
	buf_puts(b, " in all\nMost that can be lost: ");
	write_money(b, value_of(t, spread_risk(t), t->quantity));
	buf_putc(b, '\n');
	write_line_of_price(b, "Stock", t->underlying);
	write_exits(b, t);
}

static void write_option(struct buf *b, const struct told_trade *t)
{
	struct option_contract c;
	buf_printf(b, "Contract: %s\nPremium: ", t->option_symbol);
	write_money(b, value_of(t, t->entry_price, t->quantity));
	buf_puts(b, " in all, the most that can be lost\n");
	write_line_of_price(b, "Stock", t->underlying);
	if (occ_parse(t->option_symbol, &c, NULL) == 0) {
		buf_puts(b, "Break-even at expiry: ");
		write_price(b, c.kind == OPTION_CALL ? price_add(c.strike, t->entry_price)
						     : price_sub(c.strike, t->entry_price));
		buf_putc(b, '\n');
	}
	if (isfinite(t->entry_delta))
		buf_printf(b, "Delta: %.2f\n", t->entry_delta);
	if (isfinite(t->entry_iv))
		buf_printf(b, "Implied volatility: %.0f %%\n", t->entry_iv * 100);
	write_exits(b, t);
}

void trade_text_opened(struct buf *subject, struct buf *body, const struct told_trade *t)
{
	buf_printf(subject, "%s %lld ", opening_verb(t), (long long)t->quantity);
	write_name(subject, t);
	buf_puts(subject, is_credit(t) ? " for a credit of " : " at ");
	write_price(subject, t->entry_price);
	buf_printf(body, "%s %lld %s of ", opening_verb(t), (long long)t->quantity,
		unit_of(t, t->quantity));
	write_name(body, t);
	buf_puts(body, " at ");
	write_price(body, t->entry_price);
	buf_printf(body, "%s, strategy %s.\n\n", is_stock(t) ? "" : " per share", t->strategy_type);
	if (is_stock(t))
		write_stock(body, t);
	else if (is_spread(t))
		write_spread(body, t);
	else
		write_option(body, t);
	if (isfinite(t->confidence))
		buf_printf(body, "Confidence of the signal: %.2f\n", t->confidence);
	buf_puts(body, "Opened: ");
	alert_time(body, t->entry_time);
	buf_printf(body, "\nWhy: opt-explain %s", t->ticker);
}

static void write_result(struct buf *b, const struct told_trade *t)
{
	if (!money_known(t->pnl)) {
		buf_puts(b, "result unknown");
		return;
	}
	buf_puts(b, t->pnl.e4 > 0 ? "+" : "");
	write_money(b, t->pnl);
	if (isfinite(t->pnl_percent))
		buf_printf(b, " (%+.1f %%)", t->pnl_percent);
}

static void write_held(struct buf *b, int64_t minutes)
{
	if (minutes < 60)
		buf_printf(b, "%lld min", (long long)minutes);
	else
		buf_printf(b, "%lld h %lld min", (long long)minutes / 60, (long long)minutes % 60);
}

static void write_reason(struct buf *b, const char *reason)
{
	for (const char *p = reason; *p != '\0'; p++)
		buf_putc(b, *p == '_' ? ' ' : *p);
}

void trade_text_closed(struct buf *subject, struct buf *body, const struct told_trade *t)
{
	buf_puts(subject, "Closed ");
	write_name(subject, t);
	buf_puts(subject, ": ");
	write_result(subject, t);
	buf_puts(subject, ", ");
	write_reason(subject, t->exit_reason);
	buf_printf(body, "%s %lld %s of ", closing_verb(t), (long long)t->quantity,
		unit_of(t, t->quantity));
	write_name(body, t);
	buf_puts(body, " at ");
	write_price(body, t->exit_price);
	buf_puts(body, ", after an entry at ");
	write_price(body, t->entry_price);
	buf_printf(body, "%s.\n\nResult: ", is_stock(t) ? "" : " per share");
	write_result(body, t);
	if (isfinite(t->r_multiple))
		buf_printf(body, ", %+.2f R", t->r_multiple);
	buf_puts(body, ", net of fees of ");
	write_money(body, t->fees);
	buf_puts(body, "\nReason: ");
	write_reason(body, t->exit_reason);
	buf_puts(body, "\nHeld: ");
	write_held(body, t->holding_minutes);
	buf_puts(body, " of market time\nOpened: ");
	alert_time(body, t->entry_time);
	buf_puts(body, "\nClosed: ");
	alert_time(body, t->exit_time);
	buf_printf(body, "\nWhy: opt-explain %s", t->ticker);
}

void trade_text_reduced(
	struct buf *subject, struct buf *body, const struct told_trade *t, int64_t left)
{
	buf_printf(subject, "%s %lld of %lld ", closing_verb(t), (long long)t->sold,
		(long long)(t->sold + left));
	write_name(subject, t);
	buf_puts(subject, " at ");
	write_price(subject, t->exit_price);
	buf_printf(
		body, "%s %lld %s of ", closing_verb(t), (long long)t->sold, unit_of(t, t->sold));
	write_name(body, t);
	buf_puts(body, " at ");
	write_price(body, t->exit_price);
	buf_printf(body, ", after an entry at ");
	write_price(body, t->entry_price);
	buf_printf(body, "%s. %lld stay open.\n\nReason: ", is_stock(t) ? "" : " per share",
		(long long)left);
	write_reason(body, t->exit_reason);
	buf_puts(body, "\nTime: ");
	alert_time(body, t->exit_time);
}
