#include "iv_quantlib.h"

#include <ql/pricingengines/blackformula.hpp>

double quantlib_deviation(int call, double strike, double forward, double price, double accuracy)
{
	try {
		return QuantLib::blackFormulaImpliedStdDev(
			call > 0 ? QuantLib::Option::Call : QuantLib::Option::Put, strike, forward,
			price, 1.0, 0.0, QuantLib::Null<QuantLib::Real>(), accuracy);
	} catch (const std::exception &) {
		return -1;
	}
}
