/*
 * Marks: what one look of the monitor saw of a position, and whether it may be acted on.
 *
 *	iv = mark_volatility_now(symbol, iv, iv_at, now);
 *	mark.model = mark_model_value(symbol, spot, iv, now, dividends, params);
 *	mark.source = mark_judge(&mark, before, count, instrument, params);
 *	price = mark_price(&mark);
 *	iv = mark_volatility(&mark, symbol, dividends, params);    of a sound mark: the next good IV
 *
 * A sound mark has the value of its quote. The value of another one is our model's, or unknown.
 */
#ifndef OPT_MARK_H
#define OPT_MARK_H

#include <stdbool.h>
#include <stddef.h>

#include "dividends.h"
#include "instant.h"
#include "instrument.h"
#include "num.h"
#include "params.h"
#include "quote.h"

/* The source of the value of a mark. The names are those in position_marks.source. */
enum mark_source {
	MARK_UNJUDGED, /* stored by an earlier release: the quote alone decides */
	MARK_QUOTE,    /* sound: the mid of the quote */
	MARK_MARKET,   /* sound by the market's last word, whatever the model says */
	MARK_MODEL,    /* not sound: our model's value */
	MARK_BID_ZERO, /* not sound, without a model value, and nothing is bid: 0 */
	MARK_HALT,     /* the underlying did not trade: no value */
	MARK_NONE,     /* not sound, and the model's value is not known either */
};

struct mark {
	struct instant ts;	      /* of the look */
	struct price bid, ask;	      /* unknown: absent; a bid of 0 is a value */
	struct price underlying;      /* sound ones only, else unknown */
	struct instant underlying_ts; /* of that price; unknown in a mark of an earlier release */
	struct instant quote_ts;      /* of bid and ask */
	struct price model;	      /* our model's value; unknown */
	enum mark_source source;
};

const char *mark_source_name(enum mark_source source); /* NULL for MARK_UNJUDGED */
/* MARK_UNJUDGED for any other text, and for NULL. */
enum mark_source mark_source_parse(const char *text);

struct quote mark_quote(const struct mark *mark);
/* True when ask > 0, bid >= 0 and ask >= bid. */
bool mark_is_two_sided(struct price bid, struct price ask);
bool mark_is_sound(const struct mark *mark);
/* The value of the position per share; unknown when there is none. */
struct price mark_price(const struct mark *mark);
/* The spread of a sound mark, else unknown. */
struct price mark_spread(const struct mark *mark);
/*
 * The newest of COUNT MARKS, oldest first, that has a price of the underlying. NULL when there is
 * none, or that price is older at NOW than exit_mark_age_max_s.
 */
const struct mark *mark_newest_underlying(
	const struct mark *marks, size_t count, struct instant now, const struct params *params);
/* Whether a rule may act on the value only when the look before agrees. */
bool mark_needs_second(const struct mark *mark);

/*
 * The source of the value of MARK. BEFORE are the COUNT marks of the position before it, oldest
 * first. An option's mark is sound when
 * - it is two-sided;
 * - its spread is at most mark_spread_pct of the mid or mark_ticks;
 * - its quote is at most exit_mark_age_max_s old, or the underlying moved less than mark_steady_pct
 *   since;
 * - it is within mark_model_pct or mark_ticks of the model's value, where that is known.
 * The market has the last word: a fresh two-sided mark with a spread up to mark_word_spread_pct,
 * and one before it, at least mark_word_gap_s older, of the same kind and within mark_word_near_pct
 * of it. A stock's mark is sound when it is fresh and its spread is at most mark_stock_spread_pct.
 */
enum mark_source mark_judge(const struct mark *mark, const struct mark *before, size_t count,
	enum instrument instrument, const struct params *params);

/*
 * The same for a spread. NET is its value: bid and ask by spread_quote, the time of its older
 * quote, the model value by spread_model_value. LEGS are the marks of its legs. It is sound when
 * each leg is, and its own spread is at most mark_spread_pct of the mid or mark_ticks for each leg.
 * The market's last word is that of the net quotes. A bid of 0 says nothing: the difference of the
 * legs may be under 0.
 */
enum mark_source mark_judge_spread(const struct mark *net, const struct mark legs[static 2],
	const struct mark *before, size_t count, const struct params *params);
/* Whether the mark of an option is sound by its own quote, without the market's last word. */
bool mark_option_is_sound(const struct mark *mark, const struct mark *before, size_t count,
	enum instrument instrument, const struct params *params);

/* Whether Q, of a stock, is sound at NOW: as above. */
bool mark_stock_is_sound(struct quote q, struct instant now, const struct params *params);

enum mark_trading {
	MARK_TRADES,
	MARK_HALTED,  /* at the newest mark */
	MARK_RESUMES, /* neither two sound marks nor mark_resume_s since the halt */
};
/* Whether the underlying trades, by MARKS, oldest first. */
enum mark_trading mark_trading(const struct mark *marks, size_t count, const struct params *params);

/*
 * ---- our model: the American price by the last good volatility ----
 * DIVIDENDS: the cash dividends of the stock that are known; NULL: none.
 */

/*
 * VOLATILITY of the contract SYMBOL, measured at THEN, as it is at NOW. A volatility is per year of
 * the calendar, but prices move while the exchange is open: the variance that is left shrinks with
 * the trading time that is left. Over a weekend the calendar takes 2.7 days away, so the volatility
 * of the same quote is higher on Monday morning than it was on Friday evening. As it was when
 * either time is unknown or no trading time is left.
 */
double mark_volatility_now(
	const char *symbol, double volatility, struct instant then, struct instant now);

/* Unknown when an argument is unknown, SYMBOL is not a contract, or it expired. */
struct price mark_model_value(const char *symbol, struct price spot, double volatility,
	struct instant now, const struct dividends *dividends, const struct params *params);
/* The volatility that gives the mid of a sound MARK; NAN when there is none. */
double mark_volatility(const struct mark *mark, const char *symbol,
	const struct dividends *dividends, const struct params *params);
/* The delta of the contract; NAN unknown. */
double mark_delta(const char *symbol, struct price spot, double volatility, struct instant now,
	const struct dividends *dividends, const struct params *params);

#endif
