/* Writes the result of the choice of a contract: reasons in words, candidates as JSON. */
#include "contract.h"
#include "text.h"

enum { REASONS_TOLD = 6 };

const char *contract_reason_name(enum contract_reason reason)
{
	static const char *const names[CONTRACT_REASONS] = {
		[CONTRACT_CHOSEN_FROM] = "passed",
		[CONTRACT_ADJUSTED] = "adjusted",
		[CONTRACT_NOT_TRADABLE] = "not_tradable",
		[CONTRACT_WRONG_KIND] = "wrong_kind",
		[CONTRACT_EXPIRY] = "expiry",
		[CONTRACT_EXPIRES_TODAY] = "expires_today",
		[CONTRACT_STRIKE] = "strike",
		[CONTRACT_NOT_FETCHED] = "not_fetched",
		[CONTRACT_NO_BID] = "no_bid",
		[CONTRACT_CROSSED] = "crossed",
		[CONTRACT_SPREAD] = "spread",
		[CONTRACT_CHEAP] = "cheap",
		[CONTRACT_THIN] = "thin",
		[CONTRACT_STALE] = "stale",
		[CONTRACT_NO_DELTA] = "no_delta",
		[CONTRACT_DELTA] = "delta",
		[CONTRACT_OTHER_LEG] = "other_leg",
		[CONTRACT_NET_SPREAD] = "net_spread",
		[CONTRACT_CREDIT] = "credit",
		[CONTRACT_MODEL] = "model",
		[CONTRACT_ROLL] = "roll_credit",
		[CONTRACT_DEBIT] = "debit",
		[CONTRACT_SCORE] = "score",
		[CONTRACT_UNAFFORDABLE] = "unaffordable",
	};
	return names[reason];
}

const struct contract_candidate *contract_cheapest(
	const struct contract_candidate *candidates, size_t count)
{
	const struct contract_candidate *cheapest = NULL;
	for (const struct contract_candidate *c = candidates; c < candidates + count; c++)
		if (c->reason == CONTRACT_UNAFFORDABLE &&
			(cheapest == NULL || price_compare(c->quote.ask, cheapest->quote.ask) < 0))
			cheapest = c;
	return cheapest;
}

/* Appends the most frequent reasons with their counts; each of COUNTS is used up. */
static void tell_reasons(size_t counts[static CONTRACT_REASONS], struct buf *out)
{
	for (int n = 0; n < REASONS_TOLD; n++) {
		int most = 0;
		for (int i = 0; i < CONTRACT_REASONS; i++)
			if (counts[i] > counts[most])
				most = i;
		if (counts[most] == 0)
			return;
		buf_printf(out, "%s %s %zu", n == 0 ? "" : ",",
			contract_reason_name((enum contract_reason)most), counts[most]);
		counts[most] = 0;
	}
}

void contract_tell_none(const struct contract_request *request, const struct params *params,
	const struct contract_candidate *candidates, size_t count,
	char out[static CONTRACT_WHY_SIZE])
{
	int least, most;
	char symbol[OCC_SYMBOL_SIZE];
	size_t counts[CONTRACT_REASONS] = {0};
	buf_auto struct buf text = BUF_INIT(CONTRACT_WHY_SIZE - 1);
	const struct contract_candidate *cheapest = contract_cheapest(candidates, count);
	for (size_t i = 0; i < count; i++)
		counts[candidates[i].reason]++;
	contract_request_days(params, request, &least, &most);
	if (cheapest != NULL) {
		buf_printf(&text, "unaffordable: the cheapest of %zu contracts, %s, needs %.2f; ",
			counts[CONTRACT_UNAFFORDABLE], occ_format(&cheapest->occ, symbol),
			cheapest->each);
		buf_printf(&text, "%s allows %.2f", cheapest->bound_by, cheapest->available);
	} else if (counts[CONTRACT_EXPIRY] + counts[CONTRACT_WRONG_KIND] == count) {
		buf_printf(&text, "no_expiry: no contract of the chain expires in %d to %d days",
			least, most);
	} else {
		buf_puts(&text, "no contract passes the checks and the score:");
		tell_reasons(counts, &text);
	}
	(void)text_copy(out, CONTRACT_WHY_SIZE, buf_text(&text));
}

static void write_spread(struct jsonl *w, const struct contract_candidate *c)
{
	char symbol[OCC_SYMBOL_SIZE];
	jsonl_text(w, "other_leg", occ_format(&c->other->occ, symbol));
	jsonl_price(w, "width", c->width, 2);
	jsonl_price(w, "net_bid", c->net.bid, 2);
	jsonl_price(w, "net_ask", c->net.ask, 2);
	jsonl_price(w, "net_model", c->net_model, 4);
}

static void write_candidate(struct jsonl *w, const struct contract_candidate *c)
{
	char symbol[OCC_SYMBOL_SIZE];
	jsonl_open(w, NULL, '{');
	jsonl_text(w, "symbol", occ_format(&c->occ, symbol));
	jsonl_text(w, "reason", contract_reason_name(c->reason));
	jsonl_double(w, "score", c->score, 1);
	jsonl_price(w, "bid", c->quote.bid, 2);
	jsonl_price(w, "ask", c->quote.ask, 2);
	jsonl_double(w, "spread_pct", c->spread_pct, 2);
	if (c->volume < 0)
		jsonl_null(w, "volume");
	else
		jsonl_i64(w, "volume", c->volume);
	jsonl_double(w, "delta", c->greeks.delta, 4);
	jsonl_double(w, "implied_volatility", c->implied_volatility, 4);
	jsonl_text(w, "iv_source", c->iv_source);
	jsonl_double(w, "target_strike", c->target_strike, 2);
	jsonl_double(w, "spread_points", c->spread_points, 1);
	jsonl_double(w, "volume_points", c->volume_points, 1);
	jsonl_double(w, "delta_points", c->delta_points, 1);
	jsonl_double(w, "strike_points", c->strike_points, 1);
	if (c->other != NULL)
		write_spread(w, c);
	jsonl_text(w, "bound_by", c->bound_by);
	jsonl_double(w, "available", c->available, 2);
	jsonl_double(w, "each", c->each, 2);
	jsonl_close(w);
}

void contract_write_all(
	struct jsonl *w, const char *key, const struct contract_candidate *candidates, size_t count)
{
	jsonl_open(w, key, '[');
	for (size_t i = 0; i < count; i++)
		write_candidate(w, &candidates[i]);
	if (count == 0) {
		jsonl_open(w, NULL, '{');
		jsonl_null(w, "symbol");
		jsonl_text(w, "reason", "no_expiry");
		jsonl_close(w);
	}
	jsonl_close(w);
}
