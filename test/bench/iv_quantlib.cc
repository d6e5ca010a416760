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

namespace {

struct market {
	ext::shared_ptr<BlackScholesMertonProcess> process;
	ext::shared_ptr<PlainVanillaPayoff> payoff;
	ext::shared_ptr<AmericanExercise> exercise;
	Date today = Date(15, January, 2020);

	explicit market(const struct quantlib_american &o)
	{
		const DayCounter days = Actual365Fixed();
		Settings::instance().evaluationDate() = today;
		process = ext::make_shared<BlackScholesMertonProcess>(
			Handle<Quote>(ext::make_shared<SimpleQuote>(o.spot)),
			Handle<YieldTermStructure>(ext::make_shared<FlatForward>(today, o.yield, days)),
			Handle<YieldTermStructure>(ext::make_shared<FlatForward>(today, o.rate, days)),
			Handle<BlackVolTermStructure>(ext::make_shared<BlackConstantVol>(
				today, NullCalendar(), o.volatility, days)));
		payoff = ext::make_shared<PlainVanillaPayoff>(
			o.call > 0 ? Option::Call : Option::Put, o.strike);
		exercise = ext::make_shared<AmericanExercise>(today, today + o.days);
	}
};

} // namespace

double quantlib_american_price(const struct quantlib_american *o, int fast, int grid)
{
	const market m(*o);
	if (o->dividend_days == 0) {
		VanillaOption option(m.payoff, m.exercise);
		option.setPricingEngine(ext::make_shared<QdFpAmericanEngine>(m.process,
			fast ? QdFpAmericanEngine::fastScheme()
			     : QdFpAmericanEngine::highPrecisionScheme()));
		return option.NPV();
	}
	DividendVanillaOption option(
		m.payoff, m.exercise, {m.today + o->dividend_days}, {o->dividend});
	option.setPricingEngine(ext::make_shared<FdBlackScholesVanillaEngine>(m.process, grid, grid,
		0, FdmSchemeDesc::Douglas(), false, -Null<Real>(),
		FdBlackScholesVanillaEngine::Escrowed));
	return option.NPV();
}

double quantlib_american_volatility(
	const struct quantlib_american *o, double price, double accuracy)
{
	try {
		const market m(*o);
		return VanillaOption(m.payoff, m.exercise)
			.impliedVolatility(price, m.process, accuracy, 100, 1e-3, 5);
	} catch (const std::exception &) {
		return -1;
	}
}
