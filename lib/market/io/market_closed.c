#include "market_closed.h"

#include "calendar.h"
#include "log.h"

void market_closed_say(struct run *run)
{
	char state[CALENDAR_STATE_SIZE];
	(void)calendar_state(run->now, state);
	log_info("the market is %s", state);
	run_say(run, "market %s", state);
}
