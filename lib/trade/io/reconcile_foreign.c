/* The holdings at the broker that are not ours, as the reconciliation marked them. */
#include "reconcile.h"
#include "text.h"

bool desk_has_foreign(const struct desk *desk, const char *ticker)
{
	for (size_t i = 0; i < desk->holding_count; i++) {
		const struct broker_position *h = &desk->holdings[i];
		struct option_contract contract;
		bool option = occ_parse(h->symbol, &contract, NULL) == 0;
		if (h->foreign && (text_equal(h->symbol, ticker) ||
					  (option && occ_is_standard(&contract, ticker))))
			return true;
	}
	return false;
}

struct money desk_foreign_value(const struct desk *desk)
{
	struct money sum = {0};
	if (desk->state != HOLDINGS_KNOWN)
		return MONEY_UNKNOWN;
	for (size_t i = 0; i < desk->holding_count && money_known(sum); i++) {
		struct money value = desk->holdings[i].market_value;
		if (!desk->holdings[i].foreign)
			continue;
		if (money_known(value) && value.e4 < 0)
			value.e4 = -value.e4;
		sum = money_add(sum, value);
	}
	return sum;
}
