#include "bar.h"

#include <stddef.h>

#include "array.h"
#include "text.h"
#include "zone.h"

static const char *const feed_names[STOCK_FEED_COUNT] = {
	[FEED_IEX] = "iex",
	[FEED_SIP] = "sip",
	[FEED_DELAYED_SIP] = "delayed_sip",
	[FEED_BOATS] = "boats",
	[FEED_OVERNIGHT] = "overnight",
	[FEED_OTC] = "otc",
};

const char *stock_feed_name(enum stock_feed feed)
{
	return feed >= 0 && feed < STOCK_FEED_COUNT ? feed_names[feed] : "";
}

enum stock_feed stock_feed_parse(const char *name)
{
	for (int i = 0; i < STOCK_FEED_COUNT; i++)
		if (text_equal(name, feed_names[i]))
			return (enum stock_feed)i;
	return FEED_NONE;
}

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
	if (!calendar_session(day, &s) || second < BAR_EXTENDED_OPEN_S ||
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

bool bar_jump(struct price before, struct price after)
{
	double from = price_to_double(before), to = price_to_double(after);
	return price_positive(before) && price_positive(after) &&
	       (to * 3 >= from * 4 || from * 3 >= to * 4);
}

bool bar_split(struct price before, struct price after, int *issued, int *held)
{
	/* ratios in notices of the exchanges, the most frequent first */
	static const struct {
		int issued, held;
	} usual[] = {{2, 1}, {3, 1}, {3, 2}, {4, 1}, {5, 1}, {10, 1}, {1, 10}, {1, 20}, {1, 5},
		{1, 8}, {1, 15}, {1, 25}, {1, 30}, {1, 4}, {1, 3}, {1, 2}, {1, 6}, {1, 7}, {1, 12},
		{1, 40}, {1, 50}, {1, 100}, {6, 1}, {7, 1}, {8, 1}, {15, 1}, {20, 1}, {25, 1},
		{50, 1}};
	const double tolerance = .04;
	if (!price_positive(before) || !price_positive(after))
		return false;
	double ratio = price_to_double(before) / price_to_double(after);
	for (size_t i = 0; i < array_size(usual); i++) {
		double off = ratio * usual[i].held / usual[i].issued - 1;
		if (off < -tolerance || off > tolerance)
			continue;
		*issued = usual[i].issued;
		*held = usual[i].held;
		return true;
	}
	return false;
}
