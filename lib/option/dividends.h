/*
 * The cash dividends of a stock that are known, and an option with those that are paid before its
 * expiry. american.h has the model: the escrowed form. The present value of the dividends before
 * expiry is taken off the spot, what remains follows the lognormal law, and exercise is against the
 * full spot (Hull, Options, Futures, and Other Derivatives, "American options with dividends";
 * Haug, The Complete Guide to Option Pricing Formulas, 2nd ed., 9.1.1). dividend_yield applies
 * besides. A dividend that is not announced does not count.
 *
 *	struct dividend_terms t;
 *	dividends_apply(&terms, dividends, now, &t);
 *	price = american_price(&t.american, volatility);
 */
#ifndef OPT_DIVIDENDS_H
#define OPT_DIVIDENDS_H

#include "american.h"
#include "date.h"
#include "instant.h"

struct dividend {
	struct date ex_date;
	double amount; /* dollars per share */
};

struct dividends {
	struct dividend list[CASH_DIVIDENDS_MAX]; /* by ex_date, ascending */
	size_t count;
};

struct dividend_terms {
	struct american_terms
		american; /* its dividends point into LIST: copy only AMERICAN.OPTION */
	struct cash_dividend list[CASH_DIVIDENDS_MAX];
};

/*
 * Makes *OUT of TERMS, whose years are counted from NOW, and those DIVIDENDS (NULL: none) whose
 * ex-date opens between NOW and the expiry. The stock trades without a dividend from the open of
 * its ex-date on.
 */
void dividends_apply(const struct option_terms *terms, const struct dividends *dividends,
	struct instant now, struct dividend_terms *out);

#endif
