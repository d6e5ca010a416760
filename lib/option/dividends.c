#include "dividends.h"

#include "calendar.h"
#include "zone.h"

static const double SECONDS_A_YEAR = 365 * 86400.0;

static struct instant ex_time(struct date day)
{
	struct session session;
	return calendar_session(day, &session) ? session.open
					       : zone_from_new_york(day, CALENDAR_REGULAR_OPEN_S);
}

void dividends_apply(const struct option_terms *terms, const struct dividends *dividends,
	struct instant now, struct dividend_terms *out)
{
	size_t count = 0;
	for (size_t i = 0; dividends != NULL && i < dividends->count; i++) {
		const struct dividend *d = &dividends->list[i];
		double years = -instant_age_s(now, ex_time(d->ex_date)) / SECONDS_A_YEAR;
		if (years > 0 && years < terms->years)
			out->list[count++] = (struct cash_dividend){years, d->amount};
	}
	out->american = (struct american_terms){
		.option = *terms, .dividends = out->list, .dividend_count = count};
}
