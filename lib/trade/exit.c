#include "exit.h"

#include <math.h>
#include <string.h>

#include "array.h"
#include "calendar.h"
#include "protect.h"
#include "text.h"
#include "zone.h"

/* ---- records ---- */

static struct exit_record record(enum exit_verdict verdict, double observed, double threshold,
	const char *unit, const char *reason)
{
	return (struct exit_record){
		.verdict = verdict,
		.observed = observed,
		.threshold = threshold,
		.unit = unit,
		.confidence = (double)NAN,
		.reason = reason,
	};
}

static struct exit_record not_evaluable(const char *reason)
{
	return record(EXIT_NOT_EVALUABLE, (double)NAN, (double)NAN, NULL, reason);
}

static struct exit_record not_applicable(const char *reason)
{
	return record(EXIT_NOT_APPLICABLE, (double)NAN, (double)NAN, NULL, reason);
}

/* The whole quantity closes when CLOSES. */
static struct exit_record decided(const struct exit_input *in, bool closes, double observed,
	double threshold, const char *unit, const char *reason)
{
	struct exit_record r = record(
		closes ? EXIT_CLOSE : EXIT_HOLD, observed, threshold, unit, closes ? reason : "");
	r.quantity = closes ? in->position->quantity : 0;
	return r;
}

/* ---- facts the rules share ---- */

static const char no_mark[] = "no mark of this minute";
static const char no_price[] = "no sound quote";
static const char no_underlying[] = "the price of the underlying is not known";

static bool is_short_term(const struct position *position)
{
	return trade_is_short_term(position->instrument, position->strategy);
}

/* The mark of this pass; NULL when it is missing or older than exit_mark_age_max_s. */
static const struct mark *newest_mark(const struct exit_input *in, const struct params *p)
{
	if (in->mark_count == 0)
		return NULL;
	const struct mark *mark = &in->marks[in->mark_count - 1];
	double age = instant_age_s(in->now, mark->ts);
	return age >= 0 && age <= p->exit_mark_age_max_s ? mark : NULL;
}

/* Two looks further apart than this do not run on. */
enum { LOOKS_RUNNING_S = 300 };

/* Minutes to the session's close, negative after it; NAN when there is no session today. */
static double minutes_to_close(struct instant now)
{
	struct session session;
	if (!instant_known(now) || !calendar_session_at(now, &session))
		return (double)NAN;
	return instant_age_s(session.close, now) / 60;
}

/* ---- 1: expiry ---- */

static struct exit_record ask_expiry(const struct exit_input *in, const struct params *p)
{
	const struct position *position = in->position;
	if (!instrument_is_option(position->instrument))
		return not_applicable("a stock");
	if (!instant_known(in->now) || !date_known(position->expiry))
		return not_evaluable("the time or the expiry is not known");
	int days = date_diff(position->expiry, zone_new_york_date(in->now, NULL));
	if (days < 0)
		return not_evaluable("expired: the broker's activities settle it");
	if (days > 0)
		return decided(in, false, (double)NAN, p->exit_expiry_min, "min", "");
	double left = minutes_to_close(in->now);
	if (isnan(left))
		return not_evaluable("no session today");
	return decided(
		in, left <= p->exit_expiry_min, left, p->exit_expiry_min, "min", "expires today");
}

/* ---- 2: end of day ---- */

static struct exit_record ask_end_of_day(const struct exit_input *in, const struct params *p)
{
	const struct position *position = in->position;
	if (!is_short_term(position))
		return not_applicable("may be held overnight");
	double left = minutes_to_close(in->now);
	if (isnan(left))
		return not_evaluable("no session today");
	if (!instant_known(position->entered_at))
		return not_evaluable("the time of entry is not known");
	if (date_compare(zone_new_york_date(position->entered_at, NULL),
		    zone_new_york_date(in->now, NULL)) < 0)
		return decided(in, true, left, p->exit_end_of_day_min, "min", "was held overnight");
	return decided(in, left <= p->exit_end_of_day_min, left, p->exit_end_of_day_min, "min",
		"end of day");
}

/* ---- 3 and 5: the underlying ---- */

/* How far the underlying is past LEVEL in the direction SIGN, in dollars; NAN unknown. */
static double beyond(const struct mark *mark, struct price level, int sign)
{
	return sign * (price_to_double(mark->underlying) - price_to_double(level));
}

/* The newest mark with a price of the underlying, NULL when that is older than the rules allow. */
static const struct mark *newest_underlying(const struct exit_input *in, const struct params *p)
{
	return mark_newest_underlying(in->marks, in->mark_count, in->now, p);
}

/* Whether BEFORE and MARK are looks running of one session. */
static bool runs_on(const struct mark *before, const struct mark *mark)
{
	return calendar_is_open(before->ts) &&
	       instant_age_s(mark->ts, before->ts) <= LOOKS_RUNNING_S &&
	       date_compare(zone_new_york_date(before->ts, NULL),
		       zone_new_york_date(mark->ts, NULL)) == 0;
}

/* Just after the open the price of the underlying must be beyond LEVEL in the mark before too. */
static bool is_beyond_again(const struct exit_input *in, const struct params *p,
	const struct mark *mark, struct price level, int sign)
{
	if (!exit_is_opening(p, in->now))
		return true;
	const struct mark *before = mark > in->marks ? mark - 1 : NULL;
	return before != NULL && runs_on(before, mark) && price_positive(before->underlying) &&
	       beyond(before, level, sign) >= 0;
}

static const char unconfirmed[] = "waits for a second look";

/*
 * The minutes since the first of the looks running that found no price of the underlying; 0 when
 * the newest one found it. A halt is not blindness.
 */
static double blind_min(const struct exit_input *in)
{
	size_t i = in->mark_count;
	while (i > 0 && !price_positive(in->marks[i - 1].underlying) &&
		in->marks[i - 1].source != MARK_HALT &&
		(i == in->mark_count || runs_on(&in->marks[i - 1], &in->marks[i])))
		i--;
	return i == in->mark_count ? 0 : instant_age_s(in->now, in->marks[i].ts) / 60;
}

/* The stop of a day trade that could not be evaluated for too long closes it. */
static struct exit_record ask_blind(const struct exit_input *in, const struct params *p)
{
	double minutes = newest_mark(in, p) == NULL ? 0 : blind_min(in);
	if (is_short_term(in->position) && minutes >= p->exit_blind_sell_min)
		return decided(in, true, minutes, p->exit_blind_sell_min, "min",
			"the price of the underlying is not known any more");
	return not_evaluable(newest_mark(in, p) == NULL ? no_mark : no_underlying);
}

static struct exit_record ask_stop(const struct exit_input *in, const struct params *p)
{
	const struct position *position = in->position;
	const struct mark *mark = newest_underlying(in, p);
	if (!price_positive(position->stop))
		return not_evaluable("the position has no stop");
	if (mark == NULL)
		return ask_blind(in, p);
	int against = -trade_direction(position->instrument, position->strategy);
	bool holds = beyond(mark, position->stop, against) >= 0,
	     confirmed = is_beyond_again(in, p, mark, position->stop, against);
	struct exit_record r = decided(in, holds && confirmed, price_to_double(mark->underlying),
		price_to_double(position->stop), "usd", "the underlying reached the stop");
	if (holds && !confirmed)
		r.reason = unconfirmed;
	return r;
}

static struct exit_record ask_target(const struct exit_input *in, const struct params *p)
{
	const struct position *position = in->position;
	const struct mark *mark = newest_underlying(in, p);
	if (position->target_taken)
		return not_applicable("the target was taken: the rest trails");
	if (!price_known(position->target))
		return not_evaluable("the position has no target");
	if (mark == NULL)
		return not_evaluable(newest_mark(in, p) == NULL ? no_mark : no_underlying);
	int with = trade_direction(position->instrument, position->strategy);
	struct exit_record r = decided(in, beyond(mark, position->target, with) >= 0,
		price_to_double(mark->underlying), price_to_double(position->target), "usd",
		"the underlying reached the target");
	if (r.verdict == EXIT_CLOSE && position->quantity > 1)
		r.quantity = position->quantity / 2;
	return r;
}

/* ---- 4 and 7: the premium ---- */

/* Whether the contract expires within exit_premium_near_days. */
static bool expires_soon(
	const struct position *position, const struct params *p, struct instant now)
{
	return date_known(position->expiry) &&
	       date_diff(position->expiry, zone_new_york_date(now, NULL)) <=
		       p->exit_premium_near_days;
}

static double premium_stop_pct(
	const struct position *position, const struct params *p, struct instant now)
{
	return expires_soon(position, p, now) ? p->exit_premium_stop_near_pct
					      : p->exit_premium_stop_pct;
}

static bool loses_premium(
	const struct position *position, const struct params *p, const struct mark *mark)
{
	return position_pnl_pct(position, mark_price(mark)) <=
	       -premium_stop_pct(position, p, mark->ts);
}

/*
 * How far the price may fall from its peak, in dollars: exit_trailing_giveback_pct of the gain at
 * the peak, at least exit_trailing_spreads times the spread and exit_noise_sigmas of the noise. The
 * spread of a mark that is not sound says nothing: that at entry stands in.
 */
static double give_back(
	const struct position *position, const struct params *p, const struct mark *mark)
{
	double gain = price_to_double(position->peak) - price_to_double(position->entry_price);
	double spread =
		price_to_double(mark_is_sound(mark) ? mark_spread(mark) : position->entry_spread);
	return fmax(gain * p->exit_trailing_giveback_pct / 100,
		fmax(p->exit_trailing_spreads * spread,
			p->exit_noise_sigmas * position_noise(position)));
}

static double trail(
	const struct position *position, const struct params *p, const struct mark *mark)
{
	return price_to_double(position->peak) - give_back(position, p, mark);
}

static bool falls_under_trail(
	const struct position *position, const struct params *p, const struct mark *mark)
{
	return price_to_double(mark_price(mark)) <= trail(position, p, mark) + 0.5 / USD_E4;
}

/*
 * Whether a rule of the premium may act on the newest mark. The mark before must fulfil HOLDS too,
 * and be of the same session: when TWICE, when the newest mark is not sound, and in the first
 * exit_open_guard_min minutes unless the spread is narrow.
 */
static bool is_confirmed(const struct exit_input *in, const struct params *p, bool twice,
	bool (*holds)(
		const struct position *position, const struct params *p, const struct mark *mark))
{
	const struct mark *mark = &in->marks[in->mark_count - 1];
	bool narrow = quote_spread_pct(mark_quote(mark)) <= p->exit_open_guard_spread_pct;
	if (!twice && !mark_needs_second(mark) && (narrow || !exit_is_opening(p, in->now)))
		return true;
	const struct mark *before = in->mark_count > 1 ? mark - 1 : NULL;
	return before != NULL && runs_on(before, mark) && holds(in->position, p, before);
}

static struct exit_record ask_premium_stop(const struct exit_input *in, const struct params *p)
{
	const struct position *position = in->position;
	if (!instrument_is_option(position->instrument))
		return not_applicable("a stock");
	if (position->strategy == STRATEGY_CREDIT_SPREAD)
		return not_applicable("a credit spread has its own stop");
	const struct mark *mark = newest_mark(in, p);
	if (mark == NULL)
		return not_evaluable(no_mark);
	double pnl = position_pnl_pct(position, mark_price(mark));
	if (isnan(pnl))
		return not_evaluable(no_price);
	bool holds = loses_premium(position, p, mark),
	     confirmed = is_confirmed(in, p, expires_soon(position, p, in->now), loses_premium);
	struct exit_record r = decided(in, holds && confirmed, pnl,
		-premium_stop_pct(position, p, in->now), "pct", "the premium is lost");
	if (holds && !confirmed)
		r.reason = unconfirmed;
	return r;
}

static struct exit_record ask_trailing(const struct exit_input *in, const struct params *p)
{
	const struct position *position = in->position;
	if (instrument_is_option(position->instrument) &&
		position->strategy == STRATEGY_CREDIT_SPREAD)
		return not_applicable("a credit spread does not trail");
	if (!position->trailing_armed)
		return decided(
			in, false, position_mfe_pct(position), p->exit_trailing_arm_pct, "pct", "");
	const struct mark *mark = newest_mark(in, p);
	if (mark == NULL)
		return not_evaluable(no_mark);
	double price = price_to_double(mark_price(mark)), level = trail(position, p, mark);
	if (isnan(price) || isnan(level))
		return not_evaluable(no_price);
	bool holds = falls_under_trail(position, p, mark),
	     confirmed = is_confirmed(in, p, false, falls_under_trail);
	struct exit_record r = decided(
		in, holds && confirmed, price, level, "usd", "gave back its share of the peak");
	if (holds && !confirmed)
		r.reason = unconfirmed;
	return r;
}

/* ---- 10: longest hold ---- */

static struct exit_record ask_max_hold(const struct exit_input *in, const struct params *p)
{
	const struct position *position = in->position;
	if (!instant_known(in->now) || !instant_known(position->entered_at))
		return not_evaluable("the time of entry is not known");
	if (is_short_term(position)) {
		double held = (double)calendar_open_seconds(position->entered_at, in->now) / 60;
		return decided(in, held >= p->exit_max_hold_min, held, p->exit_max_hold_min, "min",
			"held long enough");
	}
	if (position->strategy == STRATEGY_CREDIT_SPREAD)
		return not_applicable("a credit spread runs by days to expiry");
	int sessions = calendar_sessions_between(
		zone_new_york_date(position->entered_at, NULL), zone_new_york_date(in->now, NULL));
	return decided(in, sessions >= p->exit_max_hold_sessions, sessions,
		p->exit_max_hold_sessions, "sessions", "held long enough");
}

/* ---- the table ---- */

#define SWITCH(name) offsetof(struct params, name)

const struct exit_rule exit_table[] = {
	{.number = 1,
		.name = "expiry",
		.enabled = SWITCH(exit_expiry),
		.ask = ask_expiry,
		.is_urgent = true,
		.condition = "The option expires today, and the close is at most this near.",
		.parameters = "exit_expiry_min"},
	{.number = 2,
		.name = "end_of_day",
		.enabled = SWITCH(exit_end_of_day),
		.ask = ask_end_of_day,
		.is_urgent = true,
		.condition = "For a day_trade or a stock: the close is at most this near, or the "
			     "position was left from an earlier day.",
		.parameters = "exit_end_of_day_min"},
	{.number = 3,
		.name = "underlying_stop",
		.enabled = SWITCH(exit_stop),
		.ask = ask_stop,
		.is_urgent = true,
		.is_stop = true,
		.condition = "The underlying reached the stop of the position. opt-dispatch sets "
			     "it from exit_stop_atr when it enters. A day_trade or a stock also "
			     "when the price of the underlying was not known in any look for "
			     "exit_blind_sell_min.",
		.parameters = "exit_mark_age_max_s exit_open_guard_min exit_blind_sell_min"},
	{.number = 4,
		.name = "premium_stop",
		.enabled = SWITCH(exit_premium_stop),
		.ask = ask_premium_stop,
		.is_urgent = true,
		.is_stop = true,
		.condition = "For an option, not a credit_spread: exit_premium_stop_pct of the "
			     "premium is lost. For a contract that expires within "
			     "exit_premium_near_days: exit_premium_stop_near_pct, in two looks "
			     "running.",
		.parameters = "exit_premium_stop_pct exit_premium_near_days "
			      "exit_premium_stop_near_pct exit_mark_age_max_s "
			      "exit_open_guard_min exit_open_guard_spread_pct"},
	{.number = 5,
		.name = "underlying_target",
		.enabled = SWITCH(exit_target),
		.ask = ask_target,
		.takes_half = true,
		.condition = "The underlying reached the target of the position. opt-dispatch sets "
			     "it from exit_target_ratio when it enters. Half of the position is "
			     "sold, or all of it when it is a single one. The rest trails, and "
			     "this rule applies to it no longer.",
		.parameters = "exit_mark_age_max_s"},
	{.number = 7,
		.name = "trailing",
		.enabled = SWITCH(exit_trailing),
		.ask = ask_trailing,
		.trails = true,
		.condition = "A gain of exit_trailing_arm_pct, or the target, armed this rule, and "
			     "the price fell from its peak by exit_trailing_giveback_pct of the "
			     "gain, but at least by exit_trailing_spreads and by "
			     "exit_noise_sigmas. A credit_spread does not trail.",
		.parameters = "exit_trailing_arm_pct exit_trailing_giveback_pct "
			      "exit_trailing_spreads exit_noise_sigmas exit_mark_age_max_s "
			      "exit_open_guard_min exit_open_guard_spread_pct"},
	{.number = 10,
		.name = "max_hold",
		.enabled = SWITCH(exit_max_hold),
		.ask = ask_max_hold,
		.condition =
			"The position was held for exit_max_hold_min while the market was open, "
			"if it is a day_trade or a stock; for exit_max_hold_sessions, if it is any "
			"other but a credit_spread.",
		.parameters = "exit_max_hold_min exit_max_hold_sessions"},
};
const size_t exit_count = array_size(exit_table);
_Static_assert(array_size(exit_table) <= EXIT_RULES_MAX, "raise EXIT_RULES_MAX");

const struct exit_rule *exit_find(const char *name)
{
	for (size_t i = 0; i < exit_count; i++)
		if (text_equal(exit_table[i].name, name))
			return &exit_table[i];
	return NULL;
}

size_t exit_stops(const char *names[static EXIT_RULES_MAX])
{
	size_t count = 0;
	for (size_t i = 0; i < exit_count; i++)
		if (exit_table[i].is_stop)
			names[count++] = exit_table[i].name;
	names[count++] = protect_reason;
	return count;
}

const char *exit_verdict_name(enum exit_verdict verdict)
{
	static const char *const names[] = {
		[EXIT_HOLD] = "hold",
		[EXIT_CLOSE] = "close",
		[EXIT_NOT_EVALUABLE] = "not_evaluable",
		[EXIT_NOT_APPLICABLE] = "not_applicable",
		[EXIT_OFF] = "off",
	};
	return names[verdict];
}

const struct exit_record *exit_decide(const struct exit_input *in, const struct params *params,
	struct exit_record records[static EXIT_RULES_MAX])
{
	const struct exit_record *first = NULL;
	for (size_t i = 0; i < exit_count; i++) {
		const struct exit_rule *rule = &exit_table[i];
		double enabled;
		memcpy(&enabled, (const char *)params + rule->enabled, sizeof enabled);
		records[i] = enabled > 0 ? rule->ask(in, params)
					 : record(EXIT_OFF, (double)NAN, (double)NAN, NULL,
						   "switched off");
		records[i].number = rule->number;
		records[i].name = rule->name;
		if (first == NULL && records[i].verdict == EXIT_CLOSE)
			first = &records[i];
	}
	return first;
}

void exit_write(struct jsonl *w, const char *key, const struct exit_record *r)
{
	jsonl_open(w, key, '{');
	jsonl_i64(w, "rule", r->number);
	jsonl_text(w, "name", r->name);
	jsonl_text(w, "verdict", exit_verdict_name(r->verdict));
	jsonl_double(w, "observed", r->observed, 4);
	jsonl_double(w, "threshold", r->threshold, 4);
	jsonl_text(w, "unit", r->unit);
	jsonl_i64(w, "quantity", r->quantity);
	jsonl_double(w, "confidence", r->confidence, 2);
	jsonl_text(w, "reason", r->reason);
	jsonl_close(w);
}

/* ---- the order ---- */

bool exit_is_opening(const struct params *params, struct instant now)
{
	struct session session;
	return calendar_session_at(now, &session) &&
	       instant_age_s(now, session.open) < params->exit_open_guard_min * 60;
}

enum sale_pace exit_pace(const struct params *params, const struct position *position,
	const char *reason, struct instant now)
{
	double left = minutes_to_close(now); /* NAN compares as false */
	bool expires = instrument_is_option(position->instrument) && date_known(position->expiry) &&
		       date_compare(position->expiry, zone_new_york_date(now, NULL)) == 0;
	if ((expires && left <= params->exit_expiry_gone_min) ||
		(is_short_term(position) && left <= params->exit_end_of_day_gone_min))
		return SALE_GONE;
	const struct exit_rule *rule = exit_find(reason);
	if (rule == NULL)
		return SALE_URGENT; /* a request, or a reason of another release */
	/* Rule 1 is patient until it sells at the market. */
	return rule->is_urgent && rule->ask != ask_expiry ? SALE_URGENT : SALE_PATIENT;
}

struct exit_order exit_order(const struct params *params, const struct position *position,
	int64_t wanted, int64_t available, const struct sale *sale)
{
	int64_t quantity = wanted < position->quantity ? wanted : position->quantity;
	if (available < quantity)
		quantity = available;
	if (quantity < 0)
		quantity = 0;
	struct price limit = limit_sale(params, position->instrument, sale);
	return (struct exit_order){
		.kind = price_known(limit) ? EXIT_LIMIT : EXIT_MARKET,
		.limit = limit,
		.quantity = quantity,
	};
}

/* ---- the next exit order ---- */

static bool is_unfinished(const struct exit_history *last, struct date today)
{
	return last->number > 0 && last->seen > 0 && last->filled < last->quantity &&
	       date_known(last->day) && date_compare(last->day, today) == 0;
}

bool exit_plan(const struct exit_history *last, const struct exit_record *decision,
	struct date today, struct exit_step *out)
{
	if (last->number > 0 && order_status_class(last->status) != ORDER_TERMINAL)
		return false;
	bool resumes = is_unfinished(last, today);
	if (decision == NULL && !resumes)
		return false;
	*out = (struct exit_step){
		.number = resumes ? last->number : last->number + 1,
		.attempt = resumes ? last->attempt + 1 : 1,
		.attempts_before = resumes ? last->seen : 0,
		.quantity = decision != NULL ? decision->quantity : last->quantity - last->filled,
		.carried = decision == NULL,
	};
	return out->quantity > 0;
}

bool exit_is_due(const struct params *params, enum sale_pace pace, struct instant sent_at,
	struct instant now)
{
	double age = instant_age_s(now, sent_at); /* NAN, an unknown age, is not due */
	return age >=
	       (pace == SALE_PATIENT ? params->exit_reprice_age_s : params->exit_urgent_age_s);
}
