#ifndef OPT_FACT_H
#define OPT_FACT_H

/* A fact somebody has to establish; zero is unknown, so a forgotten one is unknown. */
enum fact { FACT_UNKNOWN, FACT_NO, FACT_YES };

#endif
