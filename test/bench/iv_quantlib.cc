#include "iv_quantlib.h"

#include <ql/exercise.hpp>
#include <ql/instruments/dividendvanillaoption.hpp>
#include <ql/pricingengines/blackformula.hpp>
#include <ql/pricingengines/vanilla/fdblackscholesvanillaengine.hpp>
#include <ql/pricingengines/vanilla/qdfpamericanengine.hpp>
#include <ql/quotes/simplequote.hpp>
#include <ql/settings.hpp>
#include <ql/termstructures/volatility/equityfx/blackconstantvol.hpp>
#include <ql/termstructures/yield/flatforward.hpp>
#include <ql/time/calendars/nullcalendar.hpp>
#include <ql/time/daycounters/actual365fixed.hpp>

using namespace QuantLib;

double quantlib_deviation(int call, double strike, double forward, double price, double accuracy)
{
	try {
		return blackFormulaImpliedStdDev(call > 0 ? Option::Call : Option::Put, strike,
			forward, price, 1.0, 0.0, Null<Real>(), accuracy);
	} catch (const std::exception &) {
		return -1;
	}
}

double quantlib_american_price(const struct quantlib_american *o, int grid)
{
	const Date today(15, January, 2020);
	const DayCounter days = Actual365Fixed();
	Settings::instance().evaluationDate() = today;
	auto process = ext::make_shared<BlackScholesMertonProcess>(
		Handle<Quote>(ext::make_shared<SimpleQuote>(o->spot)),
		Handle<YieldTermStructure>(ext::make_shared<FlatForward>(today, o->yield, days)),
		Handle<YieldTermStructure>(ext::make_shared<FlatForward>(today, o->rate, days)),
		Handle<BlackVolTermStructure>(ext::make_shared<BlackConstantVol>(
			today, NullCalendar(), o->volatility, days)));
	auto payoff = ext::make_shared<PlainVanillaPayoff>(
		o->call > 0 ? Option::Call : Option::Put, o->strike);
	auto exercise = ext::make_shared<AmericanExercise>(today, today + o->days);
	if (o->dividend_days == 0) {
		VanillaOption option(payoff, exercise);
		option.setPricingEngine(ext::make_shared<QdFpAmericanEngine>(
			process, QdFpAmericanEngine::highPrecisionScheme()));
		return option.NPV();
	}
	DividendVanillaOption option(payoff, exercise, {today + o->dividend_days}, {o->dividend});
	option.setPricingEngine(ext::make_shared<FdBlackScholesVanillaEngine>(process, grid, grid,
		0, FdmSchemeDesc::Douglas(), false, -Null<Real>(),
		FdBlackScholesVanillaEngine::Escrowed));
	return option.NPV();
}
