#include "synth_company.h"

#include "array.h"

#define Q SYNTH_QUIET
#define A SYNTH_ACTIVE
#define B SYNTH_BUSIEST

const struct synth_company synth_company_table[] = {
	{"AAPL", "Apple Inc.", "NASDAQ", "Apple", "iPhone", 248, .27, 1.15, 52e6, B},
	{"MSFT", "Microsoft Corporation", "NASDAQ", "Microsoft", "cloud software", 462, .24, 1.0,
		24e6, B},
	{"TSLA", "Tesla, Inc.", "NASDAQ", "Tesla", "electric vehicle", 442, .52, 1.9, 80e6, B},
	{"GOOGL", "Alphabet Inc.", "NASDAQ", "Alphabet", "search advertising", 328, .30, 1.1, 32e6,
		B},
	{"AMZN", "Amazon.com, Inc.", "NASDAQ", "Amazon", "cloud services", 239, .30, 1.2, 42e6, B},
	{"META", "Meta Platforms, Inc.", "NASDAQ", "Meta Platforms", "advertising", 652, .34, 1.3,
		15e6, B},
	{"NVDA", "NVIDIA Corporation", "NASDAQ", "Nvidia", "AI chip", 184, .42, 1.7, 180e6, B},
	{"SPY", "SPDR S&P 500 ETF Trust", "ARCA", "SPDR S&P 500 ETF", NULL, 688, .15, 1.0, 70e6, B},
	{"QQQ", "Invesco QQQ Trust", "NASDAQ", "Invesco QQQ", NULL, 621, .20, 1.2, 50e6, B},
	{"AMD", "Advanced Micro Devices, Inc.", "NASDAQ", "Advanced Micro Devices", "processor",
		232, .48, 1.8, 45e6, A},
	{"AVGO", "Broadcom Inc.", "NASDAQ", "Broadcom", "networking chip", 344, .40, 1.6, 25e6, A},
	{"NFLX", "Netflix, Inc.", "NASDAQ", "Netflix", "streaming", 89, .33, 1.1, 35e6, A},
	{"INTC", "Intel Corporation", "NASDAQ", "Intel", "processor", 46, .50, 1.4, 90e6, A},
	{"ORCL", "Oracle Corporation", "NYSE", "Oracle", "database software", 192, .38, 1.2, 20e6,
		A},
	{"CRM", "Salesforce, Inc.", "NYSE", "Salesforce", "sales software", 228, .34, 1.2, 8e6, A},
	{"PLTR", "Palantir Technologies Inc.", "NASDAQ", "Palantir Technologies",
		"analytics software", 169, .58, 1.8, 55e6, A},
	{"COIN", "Coinbase Global, Inc.", "NASDAQ", "Coinbase Global", "crypto trading", 234, .65,
		2.0, 10e6, A},
	{"UBER", "Uber Technologies, Inc.", "NYSE", "Uber Technologies", "ride booking", 82, .36,
		1.2, 18e6, A},
	{"MU", "Micron Technology, Inc.", "NASDAQ", "Micron Technology", "memory chip", 389, .52,
		1.6, 28e6, A},
	{"JPM", "JPMorgan Chase & Co.", "NYSE", "JPMorgan Chase", "lending", 301, .24, 1.0, 9e6, A},
	{"BAC", "Bank of America Corporation", "NYSE", "Bank of America", "lending", 52, .25, 1.1,
		38e6, A},
	{"XOM", "Exxon Mobil Corporation", "NYSE", "Exxon Mobil", "oil", 134, .24, .7, 16e6, A},
	{"CVX", "Chevron Corporation", "NYSE", "Chevron", "natural gas", 166, .23, .7, 8e6, Q},
	{"WMT", "Walmart Inc.", "NASDAQ", "Walmart", "grocery", 118, .21, .6, 17e6, A},
	{"COST", "Costco Wholesale Corporation", "NASDAQ", "Costco Wholesale", "membership", 975,
		.22, .8, 2e6, Q},
	{"KO", "The Coca-Cola Company", "NYSE", "Coca-Cola", "beverage", 73, .15, .4, 14e6, Q},
	{"DIS", "The Walt Disney Company", "NYSE", "Walt Disney", "theme park", 111, .26, 1.0, 9e6,
		A},
	{"NKE", "NIKE, Inc.", "NYSE", "Nike", "footwear", 65, .34, 1.0, 13e6, Q},
	{"BA", "The Boeing Company", "NYSE", "Boeing", "aircraft", 251, .33, 1.1, 8e6, A},
	{"GE", "GE Aerospace", "NYSE", "GE Aerospace", "jet engine", 318, .29, 1.1, 5e6, Q},
	{"F", "Ford Motor Company", "NYSE", "Ford Motor", "truck", 13.6, .33, 1.2, 60e6, A},
	{"GM", "General Motors Company", "NYSE", "General Motors", "truck", 80, .34, 1.2, 9e6, Q},
	{"PFE", "Pfizer Inc.", "NYSE", "Pfizer", "vaccine", 25.8, .24, .6, 45e6, Q},
	{"UNH", "UnitedHealth Group Incorporated", "NYSE", "UnitedHealth Group", "insurance", 352,
		.35, .7, 8e6, Q},
};
const size_t synth_company_count = array_size(synth_company_table);
