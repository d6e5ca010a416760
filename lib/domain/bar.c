#include "bar.h"

#include "zone.h"

const char *bar_fault_name(enum bar_fault fault)
{
	static const char *const names[BAR_FAULT_COUNT] = {
		[BAR_OK] = "ok",
		[BAR_PRICE_NOT_POSITIVE] = "price_not_positive",
		[BAR_HIGH_BELOW_LOW] = "high_below_low",
		[BAR_OPEN_OUTSIDE] = "open_outside",
		[BAR_CLOSE_OUTSIDE] = "close_outside",
		[BAR_NEGATIVE_VOLUME] = "negative_volume",
		[BAR_OFF_THE_MINUTE] = "off_the_minute",
		[BAR_OUTSIDE_HOURS] = "outside_hours",
	};
	return names[fault];
}

static bool within(struct price value, const struct bar *bar)
{
	return price_compare(value, bar->low) >= 0 && price_compare(value, bar->high) <= 0;
}

enum bar_fault bar_check_values(const struct bar *bar)
{
	if (!price_positive(bar->open) || !price_positive(bar->high) || !price_positive(bar->low) ||
		!price_positive(bar->close))
		return BAR_PRICE_NOT_POSITIVE;
	if (price_compare(bar->high, bar->low) < 0)
		return BAR_HIGH_BELOW_LOW;
	if (!within(bar->open, bar))
		return BAR_OPEN_OUTSIDE;
	if (!within(bar->close, bar))
		return BAR_CLOSE_OUTSIDE;
	return bar->volume < 0 ? BAR_NEGATIVE_VOLUME : BAR_OK;
}

enum bar_fault bar_check(const struct bar *bar)
{
	struct bar_hours hours = {{0}, {0}};
	return bar_check_within(bar, &hours);
}

enum bar_fault bar_check_within(const struct bar *bar, struct bar_hours *hours)
{
	enum bar_fault fault = bar_check_values(bar);
	if (fault != BAR_OK)
		return fault;
	if (!instant_known(bar->ts) || bar->ts.us % MINUTE_US != 0)
		return BAR_OFF_THE_MINUTE;
	if (bar->ts.us >= hours->open.us && bar->ts.us < hours->close.us)
		return BAR_OK;
	int second;
	struct session s;
	struct date day = zone_new_york_date(bar->ts, &second);
	if (!mcal_session(day, &s) || second < BAR_EXTENDED_OPEN_S ||
		second >= BAR_EXTENDED_CLOSE_S)
		return BAR_OUTSIDE_HOURS;
	hours->open = zone_from_new_york(day, BAR_EXTENDED_OPEN_S);
	hours->close = zone_from_new_york(day, BAR_EXTENDED_CLOSE_S);
	return BAR_OK;
}

bool bar_is_regular(const struct bar *bar, const struct session *session)
{
	return bar->ts.us >= session->open.us && bar->ts.us < session->close.us;
}
