#include "order.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "array.h"
#include "digest.h"
#include "text.h"

/* ---- identity ---- */

enum { HASH_DIGITS = 20, BASE_LENGTH = 5 + HASH_DIGITS };
static const char prefix[] = "opt-";
static const char purpose_letter[] = {[ORDER_ENTRY] = 'e', [ORDER_EXIT] = 'x'};

static void add_number(struct digest *d, int64_t value)
{
	char text[NUM_TEXT_SIZE];
	(void)snprintf(text, sizeof text, "%lld", (long long)value);
	digest_add_field(d, text);
}

static int finish_id(struct digest *d, enum order_purpose purpose, int attempt,
	char out[static ORDER_ID_SIZE], struct error *err)
{
	char hex[DIGEST_HEX_SIZE];
	if (attempt < 1 || attempt > ORDER_ATTEMPT_MAX)
		return error_set(err, ERROR_INTERNAL, "order attempt %d is not 1 to %d", attempt,
			ORDER_ATTEMPT_MAX);
	(void)snprintf(out, ORDER_ID_SIZE, "%s%c%.20s-a%d", prefix, purpose_letter[purpose],
		digest_final_hex(d, hex), attempt);
	return 0;
}

int order_entry_id(const char *account, const char *ticker, enum strategy strategy,
	struct instant decided_at, int leg, int attempt, char out[static ORDER_ID_SIZE],
	struct error *err)
{
	char time[INSTANT_TEXT_SIZE];
	if (account[0] == '\0' || ticker[0] == '\0' || !instant_known(decided_at))
		return error_set(err, ERROR_INTERNAL,
			"an order id needs an account, a ticker and a decision time");
	struct digest d;
	digest_init(&d);
	digest_add_field(&d, account);
	digest_add_field(&d, ticker);
	digest_add_field(&d, strategy_name(strategy));
	digest_add_field(&d, instant_format(decided_at, time));
	add_number(&d, leg);
	return finish_id(&d, ORDER_ENTRY, attempt, out, err);
}

/* Begins the digest of an order that sells: with the entry, without its attempt. */
static int begin_sale_id(struct digest *d, const char *entry_id, int number, struct error *err)
{
	enum order_purpose purpose;
	if (!order_id_parse(entry_id, &purpose, NULL) || purpose != ORDER_ENTRY || number < 1)
		return error_set(err, ERROR_INTERNAL,
			"exit %d of \"%.40s\": not an entry id of ours, or not a positive number",
			number, entry_id);
	/* All attempts of an entry fill the same position. */
	char base[BASE_LENGTH + 1];
	memcpy(base, entry_id, BASE_LENGTH);
	base[BASE_LENGTH] = '\0';
	digest_init(d);
	digest_add_field(d, base);
	return 0;
}

int order_exit_id(const char *entry_id, int leg, int exit_number, int attempt,
	char out[static ORDER_ID_SIZE], struct error *err)
{
	struct digest d;
	if (begin_sale_id(&d, entry_id, exit_number, err) != 0)
		return -1;
	add_number(&d, leg);
	add_number(&d, exit_number);
	return finish_id(&d, ORDER_EXIT, attempt, out, err);
}

int order_stop_id(
	const char *entry_id, int number, char out[static ORDER_ID_SIZE], struct error *err)
{
	struct digest d;
	if (begin_sale_id(&d, entry_id, number, err) != 0)
		return -1;
	digest_add_field(&d, "stop");
	add_number(&d, number);
	return finish_id(&d, ORDER_EXIT, 1, out, err);
}

bool order_id_parse(const char *id, enum order_purpose *purpose, int *attempt)
{
	if (!text_starts(id, prefix) || (id[4] != 'e' && id[4] != 'x') ||
		strspn(id + 5, "0123456789abcdef") != HASH_DIGITS ||
		!text_starts(id + BASE_LENGTH, "-a"))
		return false;
	const char *digits = id + BASE_LENGTH + 2;
	int64_t n;
	if (digits[0] == '0' || num_parse_i64(digits, 1, ORDER_ATTEMPT_MAX, &n) != 0)
		return false;
	if (purpose != NULL)
		*purpose = id[4] == 'e' ? ORDER_ENTRY : ORDER_EXIT;
	if (attempt != NULL)
		*attempt = (int)n;
	return true;
}

/* ---- status ---- */

static const struct {
	const char *name;
	enum order_class class;
	bool broker; /* the broker uses this word */
} statuses[ORDER_STATUSES] = {
	[ORDER_INTENT] = {"intent", ORDER_UNSENT, false},
	[ORDER_SENDING] = {"sending", ORDER_UNRESOLVED, false},
	[ORDER_NOT_SENT] = {"not_sent", ORDER_UNSENT, false},
	[ORDER_UNKNOWN] = {"unknown", ORDER_UNRESOLVED, false},
	[ORDER_DUPLICATE] = {"duplicate", ORDER_UNRESOLVED, false},
	[ORDER_DROPPED] = {"dropped", ORDER_TERMINAL, false},
	[ORDER_ACCEPTED] = {"accepted", ORDER_OPEN, true},
	[ORDER_REJECTED] = {"rejected", ORDER_TERMINAL, true},
	[ORDER_NEW] = {"new", ORDER_OPEN, true},
	[ORDER_PENDING_NEW] = {"pending_new", ORDER_OPEN, true},
	[ORDER_PARTIALLY_FILLED] = {"partially_filled", ORDER_OPEN, true},
	[ORDER_FILLED] = {"filled", ORDER_TERMINAL, true},
	[ORDER_DONE_FOR_DAY] = {"done_for_day", ORDER_OPEN, true},
	[ORDER_CANCELED] = {"canceled", ORDER_TERMINAL, true},
	[ORDER_EXPIRED] = {"expired", ORDER_TERMINAL, true},
	[ORDER_REPLACED] = {"replaced", ORDER_TERMINAL, true},
	[ORDER_PENDING_CANCEL] = {"pending_cancel", ORDER_OPEN, true},
	[ORDER_PENDING_REPLACE] = {"pending_replace", ORDER_OPEN, true},
	[ORDER_ACCEPTED_FOR_BIDDING] = {"accepted_for_bidding", ORDER_OPEN, true},
	[ORDER_STOPPED] = {"stopped", ORDER_OPEN, true},
	[ORDER_SUSPENDED] = {"suspended", ORDER_OPEN, true},
	[ORDER_CALCULATED] = {"calculated", ORDER_OPEN, true},
	[ORDER_HELD] = {"held", ORDER_OPEN, true},
	[ORDER_OTHER] = {"other", ORDER_OPEN, false},
};

const char *order_status_name(enum order_status status)
{
	return statuses[status].name;
}

bool order_status_parse(const char *text, enum order_status *out)
{
	for (int i = 0; text != NULL && i < ORDER_STATUSES; i++)
		if (strcmp(statuses[i].name, text) == 0) {
			*out = (enum order_status)i;
			return true;
		}
	return false;
}

enum order_status order_status_of_broker(const char *text)
{
	enum order_status status;
	return order_status_parse(text, &status) && statuses[status].broker ? status : ORDER_OTHER;
}

enum order_class order_status_class(enum order_status status)
{
	return statuses[status].class;
}

/* ---- the outcome of one POST ---- */

enum { CODE_ANY = 0, CODE_DUPLICATE_ID = 40010001 };

/* The first row that fits decides. An outcome without a row is unknown. */
static const struct {
	enum post_transport transport;
	int http_low, http_high;
	enum post_body body;
	int64_t code;
	struct post_verdict verdict;
} outcomes[] = {
	{POST_ANSWERED, 200, 299, POST_BODY_MATCHES, CODE_ANY,
		{ORDER_ACCEPTED, false, false, false, "accepted"}},
	{POST_ANSWERED, 200, 299, POST_BODY_DIFFERS, CODE_ANY,
		{ORDER_UNKNOWN, false, false, true, "the response describes another order"}},
	{POST_ANSWERED, 401, 401, POST_BODY_ANY, CODE_ANY,
		{ORDER_REJECTED, false, true, true, "the credentials were refused"}},
	/*
	 * A 403 with a code is about the order, one without a code about the credentials, and one
	 * that cannot be read about neither.
	 */
	{POST_ANSWERED, 403, 403, POST_BODY_NO_CODE, CODE_ANY,
		{ORDER_REJECTED, false, true, true, "not permitted"}},
	/* the order was not placed, but a look-up must come before it is sent again */
	{POST_ANSWERED, 429, 429, POST_BODY_ANY, CODE_ANY,
		{ORDER_UNKNOWN, false, false, false, "rate limited"}},
	/* malformed requests have the same code: the look-up shows which case it is */
	{POST_ANSWERED, 422, 422, POST_BODY_ERROR, CODE_DUPLICATE_ID,
		{ORDER_DUPLICATE, false, false, false, "the broker has this client_order_id"}},
	/* no rejection: the next look tries again */
	{POST_ANSWERED, 403, 403, POST_BODY_LOCK, CODE_ANY,
		{ORDER_NOT_SENT, false, false, false, "refused while an assignment is worked on"}},
	{POST_ANSWERED, 400, 499, POST_BODY_ERROR, CODE_ANY,
		{ORDER_REJECTED, true, false, false, "rejected by the broker"}},
	{POST_NOT_STARTED, 0, 999, POST_BODY_ANY, CODE_ANY,
		{ORDER_NOT_SENT, false, false, false, "no connection"}},
};

struct post_verdict order_classify_post(const struct post_outcome *outcome)
{
	for (size_t i = 0; i < array_size(outcomes); i++)
		if (outcomes[i].transport == outcome->transport &&
			outcome->http_status >= outcomes[i].http_low &&
			outcome->http_status <= outcomes[i].http_high &&
			(outcomes[i].body == POST_BODY_ANY || outcomes[i].body == outcome->body) &&
			(outcomes[i].code == CODE_ANY || outcomes[i].code == outcome->broker_code))
			return outcomes[i].verdict;
	return (struct post_verdict){
		ORDER_UNKNOWN, false, false, false, "no response that can be trusted"};
}

/* ---- resolving a doubtful order ---- */

static bool is_proven_missing(const struct order_doubt *doubt, const struct params *params)
{
	double age = instant_age_s(
		doubt->now, doubt->sent_at); /* NAN, an unknown age, is not old enough */
	return doubt->misses >= params->resolve_misses && doubt->runs >= params->resolve_runs &&
	       age >= params->resolve_age_s;
}

enum order_resolution order_resolve(const struct order_doubt *doubt, const struct params *params)
{
	switch (doubt->look_up) {
	case LOOK_UP_SAME:
		return RESOLVE_ADOPT;
	case LOOK_UP_DIFFERS:
		return RESOLVE_CONFLICT;
	case LOOK_UP_NOT_FOUND:
		break;
	case LOOK_UP_FAILED:
		return RESOLVE_WAIT;
	}
	if (!is_proven_missing(doubt, params))
		return RESOLVE_WAIT;
	/* The broker would refuse an id again that it called a duplicate. */
	bool again = doubt->purpose == ORDER_EXIT && doubt->status != ORDER_DUPLICATE;
	return again ? RESOLVE_SEND_AGAIN : RESOLVE_DROP;
}

/* ---- fills ---- */

static enum fill_verdict check_fill(const struct order_book *book, int64_t filled)
{
	if (filled < 0 || filled > book->quantity)
		return FILL_QUARANTINE;
	if (filled < book->filled)
		return FILL_STALE;
	return filled == book->filled ? FILL_NOTHING : FILL_BOOK;
}

/*
 * The price of the new part. With it the sum of all fills is the average of the broker times its
 * quantity.
 */
static struct price price_of_rest(
	const struct order_book *book, int64_t filled, struct price average)
{
	struct money total = money_of_shares(average, filled);
	struct money before =
		book->filled > 0 ? money_of_shares(book->average, book->filled) : (struct money){0};
	struct money rest = money_sub(total, before);
	int64_t quantity = filled - book->filled;
	if (!money_known(rest))
		return PRICE_UNKNOWN;
	int64_t half = rest.e4 < 0 ? -(quantity / 2) : quantity / 2;
	return (struct price){(rest.e4 + half) / quantity};
}

/* A quantity that is filled but not booked yet needs a price, as does each part of it. */
static const char *check_price(const struct order_book *book, const struct order_answer *answer)
{
	int64_t filled = (int64_t)answer->filled;
	if (filled <= book->filled || book->is_spread)
		return NULL;
	if (!price_known(answer->average))
		return "a quantity is filled, but filled_avg_price is missing";
	if (!price_positive(answer->average))
		return "filled_avg_price is not positive";
	struct price rest = price_of_rest(book, filled, answer->average);
	return price_known(rest) && !price_positive(rest)
		       ? "filled_avg_price leaves no positive price for the new part"
		       : NULL;
}

const char *order_check_answer(const struct order_book *book, const struct order_answer *answer)
{
	double filled = answer->filled, ordered = (double)book->quantity;
	if (isnan(filled))
		return "filled_qty is missing";
	if (filled < 0)
		return "filled_qty is negative";
	if (filled > ordered)
		return "filled_qty is more than was ordered";
	if (floor(filled) < filled)
		return "filled_qty is a fraction";
	if (answer->status == ORDER_FILLED && filled < ordered)
		return "the status is filled, but filled_qty is less than was ordered";
	if (answer->status == ORDER_PARTIALLY_FILLED && filled < 1)
		return "the status is partially_filled, but filled_qty is 0";
	if (answer->status == ORDER_REPLACED && !answer->has_successor)
		return "the status is replaced, but replaced_by is missing";
	return check_price(book, answer);
}

enum fill_verdict order_fill_from_order(
	const struct order_book *book, int64_t filled, struct price average, struct fill *fill)
{
	enum fill_verdict verdict = check_fill(book, filled);
	if (verdict == FILL_BOOK)
		*fill = (struct fill){
			.quantity = filled - book->filled,
			.cum_qty = filled,
			.price = price_of_rest(book, filled, average),
		};
	return verdict;
}
