#include "cost_of_data.h"

enum { MONTHS = 12, DAYS = 365 };

struct money cost_of_data(struct money per_month, struct instant from, struct instant to)
{
	if (!money_known(per_month) || per_month.e4 < 0 || !instant_known(from) ||
		!instant_known(to))
		return MONEY_UNKNOWN;
	double days = (double)instant_diff_us(to, from) / (double)DAY_US;
	return days > 0 ? money_scale(per_month, days * MONTHS / DAYS) : (struct money){0};
}
