/*
 * The rational functions interpolate at Chebyshev nodes of the intervals that their comments name.
 * They were computed for this file with 60 digits. Every coefficient is positive, except in the
 * guess, so that nothing cancels in evaluation. The relative error of each before rounding is under
 * 3e-18.
 */
#include "normal.h"

#include <math.h>

double normal_density(double z)
{
	return NORMAL_1_SQRT_2PI * exp(-0.5 * z * z);
}

double normal_cdf(double z)
{
	return 0.5 * erfc(-NORMAL_SQRT_1_2 * z);
}

/* E(y), 0 <= y <= 1. */
static double erfcx_near(double y)
{
	double p = 0.00096579879348793196, q = 0.0017116980061448296;
	p = p * y + 0.014412090113060471;
	q = q * y + 0.025547989172271884;
	p = p * y + 0.097609111379772934;
	q = q * y + 0.1738246399458003;
	p = p * y + 0.3837107659672353;
	q = q * y + 0.6931979833910038;
	p = p * y + 0.93407795325145615;
	q = q * y + 1.7393372232128244;
	p = p * y + 1.3520771081555509;
	q = q * y + 2.7329731391360816;
	q = q * y + 2.4804562752510635;
	return (p * y + 1) / (q * y + 1);
}

/* E(y), 1 <= y <= 4. */
static double erfcx_middle(double y)
{
	double p = 0.00087000501572024257, q = 0.0015420437801887362;
	p = p * y + 0.011923784582979733;
	q = q * y + 0.021134355705610215;
	p = p * y + 0.079738893799419337;
	q = q * y + 0.14210458941317356;
	p = p * y + 0.3291144072611603;
	q = q * y + 0.59390629404624048;
	p = p * y + 0.89798588397613948;
	q = q * y + 1.6615461800801866;
	p = p * y + 1.6207812923234098;
	q = q * y + 3.1537532104804689;
	p = p * y + 1.8105746605061439;
	q = q * y + 3.9370357433871987;
	q = q * y + 2.938953784970566;
	return (p * y + 0.99999999613837784) / (q * y + 1);
}

/* E(y), y >= 4: sqrt(pi) y E is rational in v = 1/y^2. */
static double erfcx_far(double y)
{
	double v = 1 / (y * y);
	double p = 285.77642707684877, q = 34.979494630785426;
	p = p * v + 913.48754597605345;
	q = q * v + 551.30902822196694;
	p = p * v + 731.24083275776309;
	q = q * v + 1198.2721007663498;
	p = p * v + 216.05566737034824;
	q = q * v + 827.79187776962259;
	p = p * v + 25.453577341743862;
	q = q * v + 228.2824560412278;
	q = q * v + 25.953577341743853;
	return NORMAL_1_SQRT_PI * (p * v + 1) / ((q * v + 1) * y);
}

/* G(y), 1 <= y <= 4. */
static double slope_middle(double y)
{
	double p = 0.00037599803409390251, q = 0.00066643923206113811;
	p = p * y + 0.0055332336749099953;
	q = q * y + 0.0098073973111857775;
	p = p * y + 0.040619669852979261;
	q = q * y + 0.072996262304962492;
	p = p * y + 0.18743486846923998;
	q = q * y + 0.34692871916246742;
	p = p * y + 0.58283194405454863;
	q = q * y + 1.1400640225060406;
	p = p * y + 1.2254739715073064;
	q = q * y + 2.6554580021220122;
	p = p * y + 1.6371087785544081;
	q = q * y + 4.3487381602595487;
	q = q * y + 4.7992048862767609;
	q = q * y + 3.2233037946395449;
	return (p * y + 1.1283791732376058) / (q * y + 1);
}

/* sqrt(pi) y^2 G(y) as a function of v = 1/y^2, y >= 4. */
static double slope_far(double v)
{
	double p = 3230.6227058880786, q = 2222.0150989425829;
	p = p * v + 11010.83078020543;
	q = q * v + 14009.062651101833;
	p = p * v + 9783.925546358736;
	q = q * v + 22547.448513404262;
	p = p * v + 3438.737074919085;
	q = q * v + 14301.12051871563;
	p = p * v + 546.22145471882345;
	q = q * v + 4204.9488164314334;
	p = p * v + 38.913627043709283;
	q = q * v + 603.0918952843881;
	q = q * v + 40.413627043709283;
	return (p * v + 1) / (q * v + 1);
}

double normal_erfcx_slope(double y)
{
	if (y <= 1)
		return 2 * (NORMAL_1_SQRT_PI - y * erfcx_near(y));
	if (y <= 4)
		return slope_middle(y);
	double v = 1 / (y * y);
	return NORMAL_1_SQRT_PI * v * slope_far(v);
}

double normal_erfcx(double y)
{
	if (y <= 1)
		return erfcx_near(y);
	return y <= 4 ? erfcx_middle(y) : erfcx_far(y);
}

/* A first guess of the quantile for 0 < p <= 1/2, correct to 4 digits. */
static double guess_quantile(double p)
{
	if (p > 0.1) {
		double q = p - 0.5, v = q * q;
		return q *
		       (2.5066281535 +
			       v * (-11.182552442 + v * (8.6308030493 + v * 2.0863755478))) /
		       (1 + v * (-5.5084118522 + v * 6.9100983596));
	}
	double r = sqrt(-2 * log(p));
	return -(-2.45765242 + r * (0.113622492 + r * (1.42344756 + r * 0.221318392))) /
	       (1 + r * (1.43311059 + r * 0.2212091));
}

double normal_quantile(double p)
{
	if (!(p > 0 && p < 1))
		return (double)NAN;
	double tail = p < 0.5 ? p : 1 - p;
	double z = guess_quantile(tail);
	/* Halley's iteration on log P is of third order: 4 digits become 12, then all digits. */
	for (int i = 0; i < 3; i++) {
		double ratio = normal_density(z) / normal_cdf(z);
		double newton = log(tail / normal_cdf(z)) / ratio;
		z += newton / (1 - 0.5 * newton * (z + ratio));
	}
	return p < 0.5 ? z : -z;
}
